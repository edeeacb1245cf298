#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "gateway/config.h"
#include "gateway/store/database.h"
#include "handlers/intake/library.h"
#include "handlers/settings/edits.h"

/// Forms, wording and limits: which files they are, and what counts when administrators have changed them.
/// The files stay as they ship.

enum class TemplateGroup { forms, checklists, words, wording, limits };
struct TemplateFile {
  TemplateGroup group = TemplateGroup::forms;
  std::string path;    // "forms/trading.toml"
  std::string opened;  // where loaders open it
};
/// Those that can be changed, as they stand in the folders now. What holds addresses, SQL or secrets is not
/// among them.
std::vector<TemplateFile> template_files(const Config& config);
std::optional<TemplateFile> template_file(const Config& config, const std::string& path);
std::string text_of_file(const std::string& path);

/// What the desk goes by with one more edit.
struct EditTrial {
  std::shared_ptr<const Library> library;  // null where there are problems
  std::vector<TextProblem> problems;
};
/// The checks of `dutydesk check-config`, with `edit` over the files and those of `others` that fit.
EditTrial try_edit(const Config& config, const std::vector<TemplateEdit>& others, const TemplateEdit& edit);

/// Files with the edits over them. An edit that does not fit is left out and listed in
/// Library::refused_edits, with an alarm; files that are wrong themselves are an Error.
Result<std::shared_ptr<const Library>> layered_files(const Config& config,
                                                     const std::vector<TemplateEdit>& edits);
/// The clocks' rules as a gateway on this database goes by them; for commands.
Result<std::shared_ptr<const ClockRules>> clocks_in_force(const Config& config, Connection& connection);
