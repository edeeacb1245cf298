#include "handlers/intake/person_store.h"

namespace {

// The insert is skipped for people already known: an upsert would rewrite their rows at every message.
constexpr const char* meet_sql = R"(
WITH wanted AS (
  SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[]) AS p (key, org, userid, shown, name)),
known AS (
  SELECT w.key, c.shown_id, c.name, c.unreachable_at FROM wanted w JOIN contact c ON c.org = w.org AND c.userid = w.userid),
made AS (
  INSERT INTO contact (org, userid, shown_id, name, updated_at)
  SELECT org, userid, shown, name, '-infinity' FROM wanted WHERE key NOT IN (SELECT key FROM known)
  ORDER BY org, userid ON CONFLICT DO NOTHING)
SELECT w.key, coalesce(k.shown_id, w.shown) AS shown_id, coalesce(nullif(k.name, ''), w.name) AS name,
  coalesce(k.unreachable_at < now() - interval '1 day', true) AS reachable
FROM wanted w LEFT JOIN known k USING (key))";

}  // namespace

std::map<std::string, Person> meet_persons(Transaction& transaction, const std::vector<NewPerson>& persons) {
  std::map<std::string, Person> met;
  if (persons.empty()) return met;
  std::vector<std::string> keys, orgs, ids, shown, names;
  std::map<std::string, bool> has_app;
  for (const auto& person : persons) {
    keys.push_back(person.key);
    orgs.push_back(person.org);
    ids.push_back(folded(person.userid));
    shown.push_back(person.userid);
    names.push_back(person.name);
    has_app[person.key] = person.has_app;
  }
  const auto rows = transaction.run(
      meet_sql, {text_array(keys), text_array(orgs), text_array(ids), text_array(shown), text_array(names)});
  for (const auto& row : rows) {
    const auto key = row.text("key");
    met[key] = {key, row.text("shown_id"), row.text("name"), row.flag("reachable") && has_app[key]};
  }
  return met;
}

void mark_unreachable(Transaction& transaction, const std::string& org, const std::string& userid) {
  transaction.run("UPDATE contact SET unreachable_at = now() WHERE org = $1 AND userid = $2",
                  {org, folded(userid)});
}

void mark_reachable(Transaction& transaction, const std::string& org, const std::string& userid) {
  static constexpr const char* sql =
      "UPDATE contact SET unreachable_at = NULL WHERE org = $1 AND userid = $2 AND unreachable_at IS NOT "
      "NULL";
  transaction.run(sql, {org, folded(userid)});
}

std::string name_of_person(Transaction& transaction, const std::string& org, const std::string& userid) {
  const auto rows =
      transaction.run("SELECT name FROM contact WHERE org = $1 AND userid = $2", {org, folded(userid)});
  return rows.size() == 0 ? "" : rows[0].text("name");
}

std::vector<Nameless> nameless_persons(Transaction& transaction, std::size_t limit) {
  static constexpr const char* sql = R"(
SELECT org, shown_id FROM contact WHERE name = '' AND updated_at < now() - interval '1 day' LIMIT $1::int)";
  std::vector<Nameless> found;
  for (const auto& row : transaction.run(sql, {std::to_string(limit)}))
    found.push_back({row.text("org"), row.text("shown_id")});
  return found;
}

void name_person(Transaction& transaction, const std::string& org, const std::string& userid,
                 const std::string& name) {
  transaction.run("UPDATE contact SET name = $3, updated_at = now() WHERE org = $1 AND userid = $2",
                  {org, folded(userid), name});
}

std::optional<std::string> known_plain_id(Transaction& transaction, const std::string& org,
                                          const std::string& open_id) {
  static constexpr const char* sql = R"(
SELECT userid FROM open_userid
WHERE org = $1 AND open_id = $2 AND (userid <> '' OR asked_at > now() - interval '10 minutes'))";
  const auto rows = transaction.run(sql, {org, open_id});
  return rows.size() == 0 ? std::nullopt : std::optional(rows[0].text("userid"));
}

void keep_plain_id(Transaction& transaction, const std::string& org, const std::string& open_id,
                   const std::string& userid) {
  static constexpr const char* sql = R"(
INSERT INTO open_userid (org, open_id, userid) VALUES ($1, $2, $3)
ON CONFLICT (org, open_id) DO UPDATE SET userid = excluded.userid, asked_at = now())";
  transaction.run(sql, {org, open_id, userid});
}
