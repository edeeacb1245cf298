#include "handlers/qa/catalogue.h"

#include <algorithm>

#include "bot/mask.h"
#include "handlers/qa/markdown.h"

namespace {

PageDocument document_of(const ReaderArticle& article) {
  return {article.id,
          article.title,
          article.system,
          article.category,
          article.answer + "\n" + words_of_markdown(article.body),
          article.phrases};
}

}  // namespace

Catalogue::Catalogue(std::vector<ReaderArticle> articles, std::vector<IncidentNote> incidents)
    : articles_(std::move(articles)), incidents_(std::move(incidents)) {
  for (auto& incident : incidents_) {
    incident.title = mask(incident.title);
    incident.text = mask(incident.text);
  }
  std::vector<PageDocument> documents;
  for (std::size_t i = 0; i < articles_.size(); ++i) {
    auto& article = articles_[i];
    article.title = mask(article.title);
    article.answer = mask(article.answer);
    by_id_[article.id] = i;
    documents.push_back(document_of(article));
  }
  search_ = PageSearch::build(std::move(documents));
}

const ReaderArticle* Catalogue::article(const std::string& id) const {
  const auto found = by_id_.find(id);
  return found == by_id_.end() ? nullptr : &articles_[found->second];
}

std::vector<const ReaderArticle*> Catalogue::of_system(const std::string& system) const {
  std::vector<const ReaderArticle*> found;
  for (const auto& article : articles_)
    if (system.empty() || article.system == system) found.push_back(&article);
  std::sort(found.begin(), found.end(), [](const auto* a, const auto* b) {
    return a->category != b->category ? a->category < b->category : a->title < b->title;
  });
  return found;
}

std::vector<const ReaderArticle*> Catalogue::related_to(const ReaderArticle& article,
                                                        std::size_t limit) const {
  std::vector<const ReaderArticle*> found;
  const auto add = [&](const ReaderArticle* other) {
    const bool there = std::find(found.begin(), found.end(), other) != found.end();
    if (other != nullptr && other != &article && !there && found.size() < limit) found.push_back(other);
  };
  for (const auto& id : article.related) add(this->article(id));
  for (const auto& hit : search_->search(article.title, article.system, limit + 1).hits)
    add(&articles_[hit.document]);
  return found;
}
