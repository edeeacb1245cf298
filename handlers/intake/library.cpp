#include "handlers/intake/library.h"

#include "gateway/log.h"
#include "kb/article.h"
#include "templates/dictionary.h"
#include "templates/forms.h"

namespace {

template <class T>
void note(std::string& problems, const Result<T>& part) {
  if (part) return;
  if (!problems.empty()) problems += '\n';
  problems += part.error().text;
}

Result<std::shared_ptr<const Matcher>> load_matcher(const std::string& folder) {
  auto articles = load_articles(folder);
  if (!articles) return articles.error();
  return Matcher::build(std::move(*articles));
}

std::shared_ptr<const PageSearch> search_of(const std::vector<Article>& articles) {
  std::vector<PageDocument> documents;
  for (const auto& article : articles) {
    PageDocument document{article.id, article.title, article.system, article.category, article.answer, {}};
    for (const auto* sentences : {&article.examples, &article.phrasings, &article.keywords_any})
      document.phrases.insert(document.phrases.end(), sentences->begin(), sentences->end());
    for (const auto& words : article.keywords)
      document.phrases.insert(document.phrases.end(), words.begin(), words.end());
    documents.push_back(std::move(document));
  }
  return PageSearch::build(std::move(documents));
}

}  // namespace

Result<std::shared_ptr<const Library>> load_library(const Config& config) {
  const auto wording = Wording::load(config.templates_folder + "/messages");
  auto dictionary = load_dictionary(config.templates_folder + "/forms/dictionary.toml");
  auto forms = load_forms(config.templates_folder + "/forms");
  const auto matcher = load_matcher(config.articles_folder.empty() ? config.templates_folder + "/articles"
                                                                   : config.articles_folder);
  std::string problems;
  note(problems, wording);
  note(problems, dictionary);
  note(problems, forms);
  note(problems, matcher);
  if (!problems.empty()) return Error{Kind::bad_input, problems};
  auto library = std::make_shared<Library>();
  library->wording = *wording;
  library->dictionary = std::move(*dictionary);
  library->forms = std::move(*forms);
  library->matcher = *matcher;
  library->public_url = config.public_url;
  return std::shared_ptr<const Library>(std::move(library));
}

Result<std::shared_ptr<const Library>> with_knowledge(const Library& library, Knowledge knowledge) {
  std::vector<Article> articles;
  for (const auto& live : knowledge.articles) articles.push_back(live.article);
  auto matcher = Matcher::build(std::move(articles), Matcher::Broken::leave_out);
  if (!matcher) return matcher.error();
  for (const auto& problem : (*matcher)->problems())
    log_error("article_left_out", {{"article", problem.article}, {"fault", problem.text}});
  auto changed = std::make_shared<Library>(library);
  changed->matcher = *std::move(matcher);
  changed->search = search_of(changed->matcher->articles());
  changed->statuses = StatusBoard(knowledge.statuses);
  changed->knowledge = std::make_shared<const Knowledge>(std::move(knowledge));
  return std::shared_ptr<const Library>(std::move(changed));
}

Result<Done> Shelf::take_files(const Library& files) {
  const std::scoped_lock lock(changing_);
  auto changed = with_knowledge(files, *get()->knowledge);
  if (!changed) return changed.error();
  put(*std::move(changed));
  return Done{};
}

Result<Done> Shelf::take_knowledge(Knowledge knowledge) {
  const std::scoped_lock lock(changing_);
  auto changed = with_knowledge(*get(), std::move(knowledge));
  if (!changed) return changed.error();
  put(*std::move(changed));
  return Done{};
}
