#include "handlers/diagnostics/book.h"

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "bot/diagnostic_holes.h"
#include "bot/text.h"
#include "templates/diagnostics.h"

namespace {

bool begins(const std::string& words, const std::string& with) {
  return words.starts_with(with) && !with.empty();
}

std::vector<std::string> names_of(const Diagnostic& one) {
  std::vector<std::string> names{normal(one.id)};
  for (const auto& [locale, title] : one.title) names.push_back(normal(title));
  return names;
}

/// With something in place of each name it must be what its system reads.
bool is_json(const std::string& query) {
  return nlohmann::json::accept(filled(query, [](const std::string&) { return std::string("1"); }));
}

class Check {
 public:
  Check(const Config& config, const Forms& forms, const Dictionary& dictionary)
      : config_(config), forms_(forms), dictionary_(dictionary) {}

  std::string problems_of(const std::vector<Diagnostic>& all) {
    for (const auto& one : all) check(one);
    return problems_;
  }

 private:
  void note(const Diagnostic& one, const std::string& text) {
    problems_ += (problems_.empty() ? "" : "\n") + one.where + ": " + text;
  }

  void check(const Diagnostic& one) {
    using Kind = Diagnostic::Kind;
    if (one.kind != Kind::link) check_target(one);
    if ((one.kind == Kind::elasticsearch || !one.query.empty()) && one.kind != Kind::sql &&
        one.kind != Kind::link && !is_json(one.query))
      note(one, "query: is no JSON");
    for (const auto& form : one.forms)
      if (std::none_of(forms_.forms.begin(), forms_.forms.end(), [&](const Form& f) { return f.id == form; }))
        note(one, "forms: there is no form \"" + form + "\"");
    for (const auto& system : one.systems)
      if (std::none_of(dictionary_.systems.begin(), dictionary_.systems.end(),
                       [&](const auto& entry) { return entry.id == system; }))
        note(one, "systems: there is no system \"" + system + "\" in the dictionary");
  }

  void check_target(const Diagnostic& one) {
    const auto* wanted = one.kind == Diagnostic::Kind::sql ? "postgresql" : "http";
    std::string known;
    for (const auto& target : config_.targets) {
      if (target.name == one.target && target.kind == wanted) return;
      if (target.kind == wanted) known += (known.empty() ? "" : ", ") + target.name;
    }
    note(one, "target: the configuration has no [[target]] \"" + one.target + "\" of kind " + wanted +
                  (known.empty() ? std::string() : "; it has " + known));
  }

  const Config& config_;
  const Forms& forms_;
  const Dictionary& dictionary_;
  std::string problems_;
};

}  // namespace

DiagnosticBook::DiagnosticBook(std::vector<Diagnostic> all, std::vector<TargetConfig> targets)
    : all_(std::move(all)), targets_(std::move(targets)) {}

const Diagnostic* DiagnosticBook::named(const std::string& id) const {
  for (const auto& one : all_)
    if (one.id == id) return &one;
  return nullptr;
}

const Diagnostic* DiagnosticBook::meant_by(const std::string& words, const DiagnosticSubject& subject) const {
  const auto said = normal(trimmed(words));
  const Diagnostic* near = nullptr;
  bool several = false;
  for (const auto* one : for_ticket(subject)) {
    const auto names = names_of(*one);
    if (std::find(names.begin(), names.end(), said) != names.end()) return one;
    if (std::none_of(names.begin(), names.end(), [&](const auto& name) { return begins(name, said); }))
      continue;
    several = several || near != nullptr;
    near = one;
  }
  return several ? nullptr : near;
}

const TargetConfig* DiagnosticBook::target_of(const Diagnostic& diagnostic) const {
  for (const auto& target : targets_)
    if (target.name == diagnostic.target) return &target;
  return nullptr;
}

std::vector<const Diagnostic*> DiagnosticBook::for_ticket(const DiagnosticSubject& subject) const {
  std::vector<const Diagnostic*> fit;
  for (const auto& one : all_)
    if (is_for(one, subject)) fit.push_back(&one);
  return fit;
}

bool DiagnosticBook::any_at_opening() const {
  return std::any_of(all_.begin(), all_.end(), [](const Diagnostic& one) { return one.at_opening; });
}

std::string diagnostics_folder(const Config& config) {
  return config.diagnostics_folder.empty() ? config.templates_folder + "/diagnostics"
                                           : config.diagnostics_folder;
}

Result<std::shared_ptr<const DiagnosticBook>> load_diagnostic_book(const Config& config, const Forms& forms,
                                                                   const Dictionary& dictionary) {
  const auto folder = diagnostics_folder(config);
  if (!config.diagnostics_folder.empty() && !std::filesystem::is_directory(folder))
    return Error{Kind::bad_input, folder + ": there is no such folder"};
  auto all = load_diagnostics(folder);
  if (!all) return all.error();
  auto problems = Check(config, forms, dictionary).problems_of(*all);
  if (!problems.empty()) return Error{Kind::bad_input, std::move(problems)};
  if (all->empty()) return std::shared_ptr<const DiagnosticBook>();
  return std::shared_ptr<const DiagnosticBook>(
      std::make_shared<DiagnosticBook>(std::move(*all), config.targets));
}

std::string field_label(const Forms& forms, const std::string& field, const std::string& locale) {
  for (const auto& form : forms.forms)
    if (const auto* known = field_named(form, field)) return in_locale(known->label, locale);
  return field;
}
