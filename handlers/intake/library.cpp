#include "handlers/intake/library.h"

#include <algorithm>

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

/// Edits of the clocks' rules, and whether each counts.
std::vector<std::pair<TemplateEdit, bool>> clock_edits(const Library& library,
                                                       const std::vector<TemplateEdit>& edits) {
  std::vector<std::pair<TemplateEdit, bool>> found;
  for (const auto& edit : edits) {
    if (!edit.path.starts_with("clocks/")) continue;
    const bool refused = std::any_of(library.refused_edits.begin(), library.refused_edits.end(),
                                     [&](const auto& one) { return one.path == edit.path; });
    found.emplace_back(edit, !refused);
  }
  return found;
}

Result<std::shared_ptr<const Matcher>> load_matcher(const std::string& folder, const Synonyms& synonyms) {
  auto articles = load_articles(folder);
  if (!articles) return articles.error();
  return Matcher::build(std::move(*articles), Matcher::Broken::refuse, synonyms);
}

}  // namespace

Result<std::shared_ptr<Library>> load_files(const Config& config, const TextLayer& layer) {
  const auto& folder = config.templates_folder;
  const auto wording = Wording::load(folder + "/messages", layer);
  auto dictionary = load_dictionary(folder + "/forms/dictionary.toml", layer);
  auto forms = load_forms(folder + "/forms", layer);
  auto handover = load_handover_rules(folder + "/handover", layer);
  auto runbooks = load_runbooks(folder + "/runbooks");
  const auto burst = load_burst_rule(folder + "/incidents.toml", layer);
  auto synonyms = load_synonyms(folder + "/synonyms.toml", layer);
  auto clocks = load_clock_rules(config.clocks_folder.empty() ? folder + "/clocks" : config.clocks_folder,
                                 zone_named, layer);
  std::string problems;
  note(problems, wording);
  note(problems, dictionary);
  note(problems, forms);
  note(problems, handover);
  note(problems, runbooks);
  note(problems, burst);
  note(problems, synonyms);
  note(problems, clocks);
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
  library->clock_files = library->clocks = std::make_shared<const ClockRules>(std::move(*clocks));
  library->diagnostics = *diagnostics;
  library->public_url = config.public_url;
  library->minutes_east = config.minutes_east;
  library->burst = *burst;
  return library;
}

Result<std::shared_ptr<const Library>> load_library(const Config& config) {
  auto library = load_files(config);
  const auto matcher = load_matcher(
      config.articles_folder.empty() ? config.templates_folder + "/articles" : config.articles_folder,
      library ? (*library)->synonyms : Synonyms{});
  std::string problems;
  note(problems, library);
  note(problems, matcher);
  if (!problems.empty()) return Error{Kind::bad_input, problems};
  (*library)->answerer = std::make_shared<const Answerer>(*matcher);
  return std::shared_ptr<const Library>(std::move(*library));
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
  // New rules make every open ticket's clock due: the same ones are to be the same value.
  const bool same_clocks = before != nullptr && before->clock_files == library.clock_files &&
                           before->knowledge->duty == knowledge.duty;
  changed->clocks = same_clocks ? before->clocks : with_duty(library.clock_files, knowledge.duty);
  changed->knowledge = std::make_shared<const Knowledge>(std::move(knowledge));
  return std::shared_ptr<const Library>(std::move(changed));
}

Result<Done> Shelf::change(const Library& files, Knowledge knowledge) {
  auto changed = with_knowledge(files, std::move(knowledge), get().get());
  if (!changed) return changed.error();
  put(*std::move(changed));
  return Done{};
}

Result<Done> Shelf::take_files(const Library& files) {
  const std::scoped_lock lock(changing_);
  return change(files, *get()->knowledge);
}

Result<Done> Shelf::take_files(const ReadFiles& read) {
  const std::scoped_lock lock(changing_);
  const auto before = get();
  const auto files = read(before->knowledge->edits);
  if (!files) return files.error();
  return change(**files, *before->knowledge);
}

Result<Done> Shelf::take_knowledge(Knowledge knowledge, const ReadFiles& read) {
  const std::scoped_lock lock(changing_);
  auto files = get();
  if (read && knowledge.edits != files->knowledge->edits) {
    auto fresh = read(knowledge.edits);
    if (!fresh) log_alarm("settings_not_read", {{"problems", fresh.error().text}});
    if (fresh) {
      auto taken = std::make_shared<Library>(**fresh);
      if (clock_edits(*taken, knowledge.edits) == clock_edits(*files, files->knowledge->edits))
        taken->clock_files = files->clock_files;
      files = std::move(taken);
    }
  }
  return change(*files, std::move(knowledge));
}
