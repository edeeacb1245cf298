#include "handlers/knowledge/catalogue.h"

#include <algorithm>

#include "bot/mask.h"
#include "bot/text.h"
#include "handlers/knowledge/markdown.h"

namespace {

PageDocument document_of(const ReaderArticle& article) {
  return {article.id,
          article.title,
          article.system,
          article.category,
          article.answer + "\n" + words_of_markdown(article.body),
          article.phrases};
}

ReaderArticle reader_article(const LiveArticle& live, int minutes_east) {
  const auto& article = live.article;
  ReaderArticle shown{article.id,         article.title,   article.system,
                      article.category,   article.answer,  article.body,
                      article.examples,   article.related, day_of(live.published_at, minutes_east),
                      article.attachments};
  for (const auto* words : {&article.phrasings, &article.keywords_any})
    shown.phrases.insert(shown.phrases.end(), words->begin(), words->end());
  for (const auto& words : article.keywords)
    shown.phrases.insert(shown.phrases.end(), words.begin(), words.end());
  return shown;
}

}  // namespace

std::shared_ptr<const Catalogue> catalogue_of(const std::vector<LiveArticle>& articles, int minutes_east,
                                              const Synonyms& synonyms) {
  const SynonymFold same(synonyms, SynonymFold::Form::characters);
  std::vector<ReaderArticle> shown;
  for (const auto& live : articles) {
    shown.push_back(reader_article(live, minutes_east));
    auto& article = shown.back();
    std::string said = article.title + "\n" + article.answer + "\n" + article.body;
    for (const auto& phrase : article.phrases) said += "\n" + phrase;
    for (auto& word : same.others(normal(clean_utf8(said)))) article.phrases.push_back(std::move(word));
  }
  return std::make_shared<const Catalogue>(std::move(shown));
}

Catalogue::Catalogue(std::vector<ReaderArticle> articles) : articles_(std::move(articles)) {
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
