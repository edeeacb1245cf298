#include "handlers/intake/library.h"

#include "gateway/clock_zones.h"
#include "gateway/log.h"
#include "kb/article.h"
#include "templates/dictionary.h"
#include "templates/forms.h"
#include "templates/synonyms.h"

namespace {

template <class T>
void note(std::string& problems, const Result<T>& part) {
  if (part) return;
  if (!problems.empty()) problems += '\n';
  problems += part.error().text;
}

Result<std::shared_ptr<const Matcher>> load_matcher(const std::string& folder, const Synonyms& synonyms) {
  auto articles = load_articles(folder);
  if (!articles) return articles.error();
  return Matcher::build(std::move(*articles), Matcher::Broken::refuse, synonyms);
}

}  // namespace

Result<std::shared_ptr<const Library>> load_library(const Config& config) {
  const auto wording = Wording::load(config.templates_folder + "/messages");
  auto dictionary = load_dictionary(config.templates_folder + "/forms/dictionary.toml");
  auto forms = load_forms(config.templates_folder + "/forms");
  auto handover = load_handover_rules(config.templates_folder + "/handover");
  auto runbooks = load_runbooks(config.templates_folder + "/runbooks");
  const auto burst = load_burst_rule(config.templates_folder + "/incidents.toml");
  auto synonyms = load_synonyms(config.templates_folder + "/synonyms.toml");
  const auto matcher = load_matcher(
      config.articles_folder.empty() ? config.templates_folder + "/articles" : config.articles_folder,
      synonyms ? *synonyms : Synonyms{});
  auto clocks = load_clock_rules(
      config.clocks_folder.empty() ? config.templates_folder + "/clocks" : config.clocks_folder, zone_named);
  std::string problems;
  note(problems, wording);
  note(problems, dictionary);
  note(problems, forms);
  note(problems, handover);
  note(problems, runbooks);
  note(problems, burst);
  note(problems, synonyms);
  note(problems, clocks);
  note(problems, matcher);
  const auto diagnostics = dictionary && forms ? load_diagnostic_book(config, *forms, *dictionary)
                                               : Result<std::shared_ptr<const DiagnosticBook>>(nullptr);
  note(problems, diagnostics);
  if (!problems.empty()) return Error{Kind::bad_input, problems};
  auto library = std::make_shared<Library>();
  library->wording = *wording;
  library->dictionary = std::move(*dictionary);
  library->forms = std::move(*forms);
  library->handover = std::make_shared<const HandOverRules>(std::move(*handover));
  library->runbooks = std::make_shared<const std::vector<Runbook>>(std::move(*runbooks));
  library->synonyms = std::move(*synonyms);
  library->answerer = std::make_shared<const Answerer>(*matcher);
  library->clock_files = library->clocks = std::make_shared<const ClockRules>(std::move(*clocks));
  library->diagnostics = *diagnostics;
  library->public_url = config.public_url;
  library->minutes_east = config.minutes_east;
  library->burst = *burst;
  return std::shared_ptr<const Library>(std::move(library));
}

Result<std::shared_ptr<const Library>> with_knowledge(const Library& library, Knowledge knowledge,
                                                      const Library* before) {
  auto changed = std::make_shared<Library>(library);
  // Version 0: what stands there is the folder's, not the database's.
  if (before != nullptr && before->knowledge->version != 0 && before->synonyms == library.synonyms &&
      before->knowledge->articles == knowledge.articles) {
    changed->answerer = before->answerer;
    changed->catalogue = before->catalogue;
  } else {
    std::vector<Article> articles;
    for (const auto& live : knowledge.articles) articles.push_back(live.article);
    auto matcher = Matcher::build(std::move(articles), Matcher::Broken::leave_out, library.synonyms);
    if (!matcher) return matcher.error();
    for (const auto& problem : (*matcher)->problems())
      log_error("article_left_out", {{"article", problem.article}, {"fault", problem.text}});
    changed->answerer = std::make_shared<const Answerer>(*std::move(matcher));
    changed->catalogue = catalogue_of(knowledge.articles, library.minutes_east, library.synonyms);
  }
  changed->statuses = StatusBoard(knowledge.statuses);
  changed->clocks = with_duty(library.clock_files, knowledge.duty);
  changed->knowledge = std::make_shared<const Knowledge>(std::move(knowledge));
  return std::shared_ptr<const Library>(std::move(changed));
}

Result<Done> Shelf::take_files(const Library& files) {
  const std::scoped_lock lock(changing_);
  const auto before = get();
  auto changed = with_knowledge(files, *before->knowledge, before.get());
  if (!changed) return changed.error();
  put(*std::move(changed));
  return Done{};
}

Result<Done> Shelf::take_knowledge(Knowledge knowledge) {
  const std::scoped_lock lock(changing_);
  const auto before = get();
  auto changed = with_knowledge(*before, std::move(knowledge), before.get());
  if (!changed) return changed.error();
  put(*std::move(changed));
  return Done{};
}
