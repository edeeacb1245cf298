#pragma once
#include <functional>
#include <string>
#include <vector>

#include "handlers/intake/library.h"
#include "handlers/knowledge/catalogue.h"
#include "handlers/web/web.h"

/// The QA centre as readers see it: home, lists, articles, search.
class QaReader {
 public:
  struct Parts {
    const Shelf* library = nullptr;
  };
  QaReader(Web& web, Parts parts);
  std::vector<WebRoute> routes();

 private:
  HttpResponse home(const WebRequest& request, Connection& connection) const;
  HttpResponse search(const WebRequest& request, Connection& connection) const;
  HttpResponse system(const WebRequest& request, Connection& connection) const;
  HttpResponse article(const WebRequest& request, Connection& connection) const;
  HttpResponse vote(const WebRequest& request, Connection& connection) const;
  /// Kept when the answer has gone out.
  void note(const WebRequest& request, const std::string& article, const std::string& outcome) const;
  PageData results(const WebRequest& request, const Catalogue& catalogue) const;
  PageData article_data(const WebRequest& request, const Catalogue& catalogue,
                        const ReaderArticle& article) const;
  std::string system_name(const WebRequest& request, const std::string& id) const;

  Web& web_;
  Parts parts_;
};

/// What a system is called on a page: its word, else its name in the dictionary.
std::string system_name_of(const Web& web, const Library& library, const WebRequest& request,
                           const std::string& id);
std::string article_url(const std::string& id);
std::string report_url(const std::string& article, const std::string& words);
