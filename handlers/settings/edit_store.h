#pragma once
#include <optional>
#include <string>
#include <vector>

#include "bot/time.h"
#include "gateway/store/database.h"
#include "handlers/settings/edits.h"

/// Versions of what administrators changed. Only inside Connection::transact.

struct EditVersion {
  std::string path;
  int version = 0;
  std::optional<std::string> text;  // nullopt: the file that ships counts again
  std::string shipped;              // what the file said then
  std::string by, by_name, note;
  Time at{};
};

/// One saver after the other, until the transaction ends: each is checked beside what the one before left.
void lock_edits(Transaction& transaction);
/// Texts that count in the place of files, the older first.
std::vector<TemplateEdit> edits_in_force(Transaction& transaction);
/// The newest version of each path.
std::vector<EditVersion> newest_edits(Transaction& transaction);
/// Newest first.
std::vector<EditVersion> edit_versions(Transaction& transaction, const std::string& path);
/// As version edit.version, which must be the next one.
void add_edit(Transaction& transaction, const EditVersion& edit);
