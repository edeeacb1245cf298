#include "handlers/console/view_store.h"

namespace {

/// No key of a person ends in a slash.
std::string team_of(const ViewReader& reader) { return reader.org + "/"; }

/// Whether one more fits; others who ask for the same list wait until the transaction ends.
bool has_room(Transaction& transaction, const std::string& audience, std::size_t most) {
  transaction.run("SELECT pg_advisory_xact_lock(hashtextextended('saved_view ' || $1, 0))", {audience});
  const auto rows =
      transaction.run("SELECT count(*) AS count FROM saved_view WHERE audience = $1", {audience});
  return rows[0].number("count") < static_cast<long long>(most);
}

}  // namespace

std::vector<SavedView> saved_views(Transaction& transaction, const ViewReader& reader) {
  static constexpr const char* sql = R"(
SELECT v.id, v.owner, v.name, v.query, v.audience <> $1 AS shared, d.view IS NOT NULL AS is_default
FROM saved_view AS v LEFT JOIN saved_view_default AS d ON d.person = $1 AND d.view = v.id
WHERE v.audience = ANY(ARRAY[$1, $2]) ORDER BY v.audience <> $1, v.place, v.id)";
  std::vector<SavedView> views;
  for (const auto& row : transaction.run(sql, {reader.person, team_of(reader)}))
    views.push_back({row.number("id"), row.text("owner"), row.text("name"), row.text("query"),
                     row.flag("shared"), row.flag("is_default")});
  return views;
}

long long add_view(Transaction& transaction, const ViewReader& reader, const SavedView& view,
                   std::size_t most) {
  static constexpr const char* sql = R"(
INSERT INTO saved_view (audience, owner, name, query, place)
SELECT $1, $2, $3, $4, coalesce(max(place), 0) + 1 FROM saved_view WHERE audience = $1 RETURNING id)";
  const auto audience = view.shared ? team_of(reader) : reader.person;
  if (!has_room(transaction, audience, most)) return 0;
  return transaction.run(sql, {audience, reader.person, view.name, view.query})[0].number("id");
}

void rename_view(Transaction& transaction, const SavedView& view, const std::string& name) {
  transaction.run("UPDATE saved_view SET name = $2 WHERE id = $1::bigint", {std::to_string(view.id), name});
}

void remove_view(Transaction& transaction, const SavedView& view) {
  transaction.run("DELETE FROM saved_view WHERE id = $1::bigint", {std::to_string(view.id)});
}

void move_view(Transaction& transaction, const SavedView& view, bool up) {
  static constexpr const char* locked_sql = R"(
SELECT id, place FROM saved_view WHERE audience = (SELECT audience FROM saved_view WHERE id = $1::bigint)
ORDER BY place, id FOR UPDATE)";
  static constexpr const char* swap_sql =
      "UPDATE saved_view SET place = CASE id WHEN $1::bigint THEN $4::bigint ELSE $3::bigint END WHERE id IN "
      "($1::bigint, $2::bigint)";
  const auto rows = transaction.run(locked_sql, {std::to_string(view.id)});
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i].number("id") != view.id) continue;
    if (up ? i == 0 : i + 1 == rows.size()) return;
    const auto& other = rows[up ? i - 1 : i + 1];
    transaction.run(swap_sql,
                    {rows[i].text("id"), other.text("id"), rows[i].text("place"), other.text("place")});
    return;
  }
}

bool share_view(Transaction& transaction, const ViewReader& reader, const SavedView& view, bool shared,
                std::size_t most) {
  static constexpr const char* sql = R"(
UPDATE saved_view SET audience = $2, place = (SELECT coalesce(max(place), 0) + 1 FROM saved_view WHERE audience = $2)
WHERE id = $1::bigint)";
  // Whoever had another's view as their default goes back to what waits.
  static constexpr const char* defaults_sql =
      "DELETE FROM saved_view_default WHERE view = $1::bigint AND person <> $2";
  if (view.shared == shared) return true;
  const auto audience = shared ? team_of(reader) : view.owner;
  if (!has_room(transaction, audience, most)) return false;
  transaction.run(sql, {std::to_string(view.id), audience});
  if (!shared) transaction.run(defaults_sql, {std::to_string(view.id), view.owner});
  return true;
}

void set_default_view(Transaction& transaction, const std::string& person, long long view) {
  if (view == 0) {
    transaction.run("DELETE FROM saved_view_default WHERE person = $1", {person});
    return;
  }
  transaction.run(
      "INSERT INTO saved_view_default (person, view) VALUES ($1, $2::bigint) ON CONFLICT (person) DO UPDATE "
      "SET "
      "view = excluded.view",
      {person, std::to_string(view)});
}
