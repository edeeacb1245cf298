#include "handlers/settings/edit_store.h"

namespace {

constexpr const char* columns =
    "path, version, text, shipped, by_person, by_name, note, "
    "(extract(epoch FROM at) * 1000)::bigint AS at_millis";

std::vector<EditVersion> versions_in(const Rows& rows) {
  std::vector<EditVersion> versions;
  for (const auto& row : rows) {
    EditVersion one;
    one.path = row.text("path");
    one.version = static_cast<int>(row.number("version"));
    one.text = row.cell("text");
    one.shipped = row.text("shipped");
    one.by = row.text("by_person");
    one.by_name = row.text("by_name");
    one.note = row.text("note");
    one.at = Time{Millis{row.number("at_millis")}};
    versions.push_back(std::move(one));
  }
  return versions;
}

}  // namespace

void lock_edits(Transaction& transaction) {
  transaction.run("SELECT pg_advisory_xact_lock(hashtext('template_edit'))");
}

std::vector<TemplateEdit> edits_in_force(Transaction& transaction) {
  static const std::string sql =
      "SELECT path, version, text FROM template_edit edit WHERE text IS NOT NULL AND version = "
      "(SELECT max(version) FROM template_edit WHERE path = edit.path) ORDER BY at, path";
  std::vector<TemplateEdit> edits;
  for (const auto& row : transaction.run(sql))
    edits.push_back({row.text("path"), static_cast<int>(row.number("version")), row.text("text")});
  return edits;
}

std::vector<EditVersion> newest_edits(Transaction& transaction) {
  static const std::string sql =
      std::string("SELECT DISTINCT ON (path) ") + columns + " FROM template_edit ORDER BY path, version DESC";
  return versions_in(transaction.run(sql));
}

std::vector<EditVersion> edit_versions(Transaction& transaction, const std::string& path) {
  static const std::string sql =
      std::string("SELECT ") + columns + " FROM template_edit WHERE path = $1 ORDER BY version DESC";
  return versions_in(transaction.run(sql, {path}));
}

void add_edit(Transaction& transaction, const EditVersion& edit) {
  static const std::string sql =
      "INSERT INTO template_edit (path, version, text, shipped, by_person, by_name, note, at) VALUES ($1, "
      "$2::int, $3, $4, $5, $6, $7, to_timestamp($8::bigint / 1000.0))";
  transaction.run(sql, {edit.path, std::to_string(edit.version), edit.text, edit.shipped, edit.by,
                        edit.by_name, edit.note, std::to_string(edit.at.time_since_epoch().count())});
}
