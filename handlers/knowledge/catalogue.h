#pragma once
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "handlers/knowledge/article_store.h"
#include "kb/page_search.h"

/// The published articles as readers see them, in chat and on pages.

struct ReaderArticle {
  std::string id, title, system, category, answer, body;
  std::vector<std::string> phrases;        // found by, not shown
  std::vector<std::string> related;        // ids
  std::string updated;                     // "2026-03-10"
  std::vector<std::string> attachments{};  // addresses of documents
};

/// One state of the library, with its search. Immutable; any thread.
class Catalogue {
 public:
  explicit Catalogue(std::vector<ReaderArticle> articles);
  const std::vector<ReaderArticle>& articles() const { return articles_; }
  const ReaderArticle* article(const std::string& id) const;  // null: none of that id is published
  /// Articles of a system, or of all where empty, in order of category and title.
  std::vector<const ReaderArticle*> of_system(const std::string& system) const;
  /// Those named as related, and those that are like it.
  std::vector<const ReaderArticle*> related_to(const ReaderArticle& article, std::size_t limit) const;
  const PageSearch& search() const { return *search_; }

 private:
  std::vector<ReaderArticle> articles_;
  std::map<std::string, std::size_t> by_id_;
  std::shared_ptr<const PageSearch> search_;
};
/// Found also by words that mean the same as what an article says.
std::shared_ptr<const Catalogue> catalogue_of(const std::vector<LiveArticle>& articles, int minutes_east,
                                              const Synonyms& synonyms = {});
