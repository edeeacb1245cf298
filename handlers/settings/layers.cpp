#include "handlers/settings/layers.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "gateway/clock_zones.h"
#include "gateway/log.h"
#include "gateway/metrics.h"
#include "handlers/settings/edit_store.h"

namespace {

namespace fs = std::filesystem;
constexpr const char* chains = "clocks/escalation.toml";
constexpr const char* rosters = "clocks/duty.toml";

bool plain_name(const std::string& name) {
  return std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.';
  });
}

/// Names of the TOML files of a folder, or of the folders in it.
std::vector<std::string> names_in(const std::string& folder, bool folders) {
  std::vector<std::string> names;
  std::error_code failed;
  for (fs::directory_iterator at(folder, failed), end; !failed && at != end; at.increment(failed)) {
    const auto name = at->path().filename().string();
    const bool fits = folders ? at->is_directory() : at->path().extension() == ".toml";
    if (fits && plain_name(name)) names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

using Edits = std::vector<const TemplateEdit*>;

TextLayer layer_of(const Config& config, const Edits& edits) {
  TextLayer layer;
  for (const auto* edit : edits)
    if (const auto file = template_file(config, edit->path)) layer.texts[file->opened] = edit->text;
  return layer;
}

long line_with(const std::string& text, const std::string& part) {
  const auto at = std::min(text.find(part), text.size());
  return 1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n');
}

/// The desk calls webhooks and fetches calendars from inside the firm's network, or reads them from its disk:
/// who edits pages must not choose where.
std::vector<TextProblem> foreign_places(const Config& config, const TemplateEdit& edit,
                                        const Library& library) {
  std::vector<TextProblem> problems;
  const auto file = template_file(config, edit.path);
  if (!file || (edit.path != chains && edit.path != rosters)) return problems;
  const auto loaded = load_clock_rules(fs::path(file->opened).parent_path().string(), zone_named);
  const auto shipped = loaded ? *loaded : ClockRules{};
  const auto refuse = [&](const std::string& what, const std::string& place) {
    problems.push_back({file->opened, line_with(edit.text, place),
                        what + ": a place that the desk goes to by itself stands in the file alone"});
  };
  for (const auto& [name, hook] : library.clock_files->hooks) {
    const auto known = shipped.hooks.find(name);
    if (edit.path == chains && (known == shipped.hooks.end() || known->second.url != hook.url))
      refuse("webhook \"" + name + "\"", hook.url);
  }
  for (const auto& roster : library.clock_files->rosters) {
    const auto* known = shipped.roster(roster.id);
    const auto& place = roster.source.place;
    if (edit.path == rosters && !place.empty() && (known == nullptr || known->source.place != place))
      refuse("roster \"" + roster.id + "\"", place.substr(place.find("://") == place.npos ? 0 : 8));
  }
  return problems;
}

EditTrial try_edits(const Config& config, const Edits& edits) {
  EditTrial trial;
  const auto files = load_files(config, layer_of(config, edits));
  if (!files) {
    trial.problems = problems_in(files.error().text);
    return trial;
  }
  for (const auto* edit : edits)
    for (auto& problem : foreign_places(config, *edit, **files)) trial.problems.push_back(std::move(problem));
  if (trial.problems.empty()) trial.library = *files;
  return trial;
}

/// As many as fit together, the older first; one may need another that was written later.
Edits that_fit(const Config& config, const std::vector<TemplateEdit>& edits,
               std::vector<RefusedEdit>& refused) {
  Edits fit, waiting;
  for (const auto& edit : edits) waiting.push_back(&edit);
  if (try_edits(config, waiting).library) return waiting;
  for (bool more = true; more;) {
    more = false;
    refused.clear();
    for (auto at = waiting.begin(); at != waiting.end();) {
      fit.push_back(*at);
      auto trial = try_edits(config, fit);
      if (trial.library) {
        at = waiting.erase(at);
        more = true;
        continue;
      }
      fit.pop_back();
      refused.push_back({(*at)->path, (*at)->version, std::move(trial.problems)});
      ++at;
    }
    more = more && !waiting.empty();
  }
  return fit;
}

void alarm_of(const RefusedEdit& refused) {
  const auto& first = refused.problems.empty() ? TextProblem{} : refused.problems.front();
  log_alarm("setting_refused", {{"path", refused.path},
                                {"version", std::to_string(refused.version)},
                                {"line", std::to_string(first.line)},
                                {"problem", first.text}});
}

}  // namespace

std::vector<TemplateFile> template_files(const Config& config) {
  std::vector<TemplateFile> files;
  const auto& folder = config.templates_folder;
  const auto add = [&](TemplateGroup group, const std::string& path, const std::string& opened) {
    files.push_back({group, path, opened});
  };
  const auto add_all = [&](TemplateGroup group, const std::string& path) {
    for (const auto& name : names_in(folder + "/" + path, false))
      if (path != "forms" || name != "dictionary.toml")
        add(group, path + "/" + name, folder + "/" + path + "/" + name);
  };
  add_all(TemplateGroup::forms, "forms");
  add_all(TemplateGroup::checklists, "handover");
  for (const auto* path : {"forms/dictionary.toml", "synonyms.toml"})
    if (fs::exists(folder + "/" + path)) add(TemplateGroup::words, path, folder + "/" + path);
  for (const auto& locale : names_in(folder + "/messages", true))
    add_all(TemplateGroup::wording, "messages/" + locale);
  if (fs::exists(folder + "/incidents.toml"))
    add(TemplateGroup::limits, "incidents.toml", folder + "/incidents.toml");
  const auto clocks = config.clocks_folder.empty() ? folder + "/clocks" : config.clocks_folder;
  for (const auto* name : {"policies.toml", "calendars.toml", "escalation.toml", "duty.toml"})
    if (fs::exists(clocks + "/" + name))
      add(TemplateGroup::limits, std::string("clocks/") + name, clocks + "/" + name);
  return files;
}

std::optional<TemplateFile> template_file(const Config& config, const std::string& path) {
  for (auto& file : template_files(config))
    if (file.path == path) return std::move(file);
  return std::nullopt;
}

std::string text_of_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return std::move(text).str();
}

EditTrial try_edit(const Config& config, const std::vector<TemplateEdit>& others, const TemplateEdit& edit) {
  Edits all;
  for (const auto& other : others)
    if (other.path != edit.path) all.push_back(&other);
  all.push_back(&edit);
  auto trial = try_edits(config, all);
  if (trial.library || all.size() == 1) return trial;
  // Another's fault is not this one's.
  std::vector<TemplateEdit> beside;
  for (const auto& other : others)
    if (other.path != edit.path) beside.push_back(other);
  std::vector<RefusedEdit> refused;
  auto fit = that_fit(config, beside, refused);
  fit.push_back(&edit);
  return try_edits(config, fit);
}

Result<std::shared_ptr<const Library>> layered_files(const Config& config,
                                                     const std::vector<TemplateEdit>& edits) {
  std::vector<RefusedEdit> refused;
  const auto fit = edits.empty() ? Edits{} : that_fit(config, edits, refused);
  auto files = load_files(config, layer_of(config, fit));
  if (!files) return files.error();
  for (const auto& one : refused) alarm_of(one);
  gauge("dutydesk_settings_refused", static_cast<double>(refused.size()));
  (*files)->refused_edits = std::move(refused);
  return std::shared_ptr<const Library>(std::move(*files));
}

Result<std::shared_ptr<const ClockRules>> clocks_in_force(const Config& config, Connection& connection) {
  const auto edits =
      connection.transact([](Transaction& transaction) { return edits_in_force(transaction); });
  if (!edits) return edits.error();
  const auto files = layered_files(config, *edits);
  if (!files) return files.error();
  return (*files)->clock_files;
}
