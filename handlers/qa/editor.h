#pragma once
#include <string>
#include <vector>

#include "handlers/intake/library.h"
#include "handlers/knowledge/article_store.h"
#include "handlers/web/web.h"
#include "kb/article_check.h"

/// The pages of those who keep the knowledge base: list, edit with preview, review, versions, worklist, test
/// bench, statistics.
class QaEditor {
 public:
  struct Parts {
    const Shelf* library = nullptr;  // names of the systems
    int minutes_east = 480;
  };
  QaEditor(Web& web, Parts parts);
  std::vector<WebRoute> routes();

 private:
  // editor.cpp
  HttpResponse list(const WebRequest& request, Connection& connection) const;
  HttpResponse look(const WebRequest& request, Connection& connection) const;
  HttpResponse step(const WebRequest& request, Connection& connection) const;
  HttpResponse versions(const WebRequest& request, Connection& connection) const;
  // editor_form.cpp
  HttpResponse create(const WebRequest& request, Connection& connection) const;
  HttpResponse edit(const WebRequest& request, Connection& connection) const;
  HttpResponse preview(const WebRequest& request, Connection& connection) const;
  HttpResponse save(const WebRequest& request, Connection& connection) const;
  HttpResponse form(const WebRequest& request, Connection& connection, const Article& article, int base,
                    const std::string& note, const std::string& problem) const;
  // editor_desk.cpp
  HttpResponse worklist_page(const WebRequest& request, Connection& connection) const;
  HttpResponse worklist_act(const WebRequest& request, Connection& connection) const;
  PageData bench_line(const WebRequest& request, const std::string& sentence, const BenchLine& line) const;
  HttpResponse bench(const WebRequest& request, Connection& connection) const;
  HttpResponse statistics(const WebRequest& request, Connection& connection) const;
  // editor_view.cpp
  PageData frame(const WebRequest& request, const std::string& tab, const std::string& title) const;
  PageData line(const WebRequest& request, const ArticleHead& head) const;
  std::vector<PageData> systems(const WebRequest& request, const std::string& chosen,
                                const std::string& none) const;
  HttpResponse refused(const WebRequest& request, const Error& error) const;
  std::string system_name(const WebRequest& request, const std::string& id) const;
  std::string moment(Time at) const;
  std::string today(const WebRequest& request) const;
  Synonyms synonyms() const { return parts_.library->get()->synonyms; }

  Web& web_;
  Parts parts_;
};

Editor editor_of(const WebRequest& request);
/// The article that the form says; fields that the form does not have are those of `before`.
Article article_of_form(const FormBody& form, Article before);
std::string joined_lines(const std::vector<std::string>& lines);
/// What a check has found, as lists for the page.
void add_check(PageData& data, const ArticleCheck& check);

/// One transaction whose work may be refused.
template <class Work>
auto refusable(Connection& connection, Work work) -> decltype(work(std::declval<Transaction&>())) {
  auto result = connection.transact(work);
  if (!result) return result.error();
  return std::move(*result);
}
