// The steps of an article's life as rows: each checks first and writes only when nothing is wrong.
#include "handlers/knowledge/article_rows.h"
#include "kb/exchange.h"

namespace {

/// Steps that change what readers see go one after another: each is checked against what the one before left.
void wait_for_turn(Transaction& transaction) {
  transaction.run("SELECT version FROM knowledge_version FOR UPDATE");
}

std::optional<StoredArticle> locked(Transaction& transaction, const std::string& id) {
  static const std::string sql = std::string("SELECT ") + head_columns +
                                 ", v.body FROM article a JOIN article_version v ON v.article = a.id AND "
                                 "v.version = a.version WHERE a.id = $1 FOR UPDATE OF a";
  const auto rows = transaction.run(sql, {id});
  if (rows.empty()) return std::nullopt;
  return StoredArticle{head_of(rows[0]), article_in(rows[0], "body")};
}

std::string name_or_id(const Editor& editor) { return editor.name.empty() ? editor.userid : editor.name; }

void write_log(Transaction& transaction, const std::string& id, int version, ArticleStep step,
               const Editor& editor, const std::string& note, Time now) {
  static constexpr const char* sql =
      "INSERT INTO article_log (article, version, at, step, by_person, by_name, note) VALUES "
      "($1, $2::int, to_timestamp($3::bigint / 1000.0), $4, $5, $6, $7)";
  transaction.run(sql, {id, std::to_string(version), millis_of(now), name_of(step), editor.userid,
                        name_or_id(editor), note});
}

void write_life(Transaction& transaction, const std::string& id, const ArticleLife& before,
                const ArticleLife& life, Time now) {
  static constexpr const char* quiet =
      "UPDATE article SET state = $2, version = $3::int, publish_at = to_timestamp($4::bigint / 1000.0) "
      "WHERE id = $1";
  static constexpr const char* seen =
      "UPDATE article SET state = $2, version = $3::int, publish_at = to_timestamp($4::bigint / 1000.0), "
      "live_version = $5::int, published_at = to_timestamp($6::bigint / 1000.0), reminded_of = '' "
      "WHERE id = $1";
  std::vector<Arg> args{id, name_of(life.state), std::to_string(life.version),
                        life.publish_at ? Arg(millis_of(*life.publish_at)) : Arg()};
  if (life.live_version == before.live_version) {
    transaction.run(quiet, args);
    return;
  }
  args.emplace_back(std::to_string(life.live_version));
  args.push_back(life.live_version == 0 ? Arg() : Arg(millis_of(now)));
  transaction.run(seen, args);
}

std::string lines_of_lost(const ArticleCheck& check) {
  std::string text;
  for (const auto& lost : check.lost)
    text += (text.empty() ? "" : "\n") + std::string("the example \"") + lost.sentence + "\" of \"" +
            lost.owner + "\" would find " +
            (lost.found.empty() ? "nothing" : "\"" + lost.found + "\" by " + lost.by);
  return text;
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const auto& line : lines) text += (text.empty() ? "" : "\n") + line;
  return text;
}

/// Common beginning of the steps that name the version the editor saw.
Result<StoredArticle> seen_by(Transaction& transaction, const std::string& id, int version) {
  auto stored = locked(transaction, id);
  if (!stored) return Error{Kind::not_found, "no article " + id};
  if (stored->head.life.version != version)
    return Error{Kind::conflict,
                 "there is version " + std::to_string(stored->head.life.version) + " already"};
  return *std::move(stored);
}

/// Writes the step and gives the head as it is now.
Result<ArticleHead> step(Transaction& transaction, StoredArticle stored, ArticleStep what,
                         const Editor& editor, const std::string& note, Time now,
                         const std::optional<Time>& publish_at = std::nullopt) {
  const auto next = after(stored.head.life, what, now, publish_at);
  if (!next) return next.error();
  write_life(transaction, stored.head.id, stored.head.life, *next, now);
  write_log(transaction, stored.head.id, next->version, what, editor, note, now);
  stored.head.life = *next;
  return stored.head;
}

constexpr const char* new_article_sql =
    "INSERT INTO article (id, state, version, title, changed_at) VALUES ($1, 'draft', 0, $2, "
    "to_timestamp($3::bigint / 1000.0)) ON CONFLICT DO NOTHING";
constexpr const char* version_sql =
    "INSERT INTO article_version (article, version, at, by_person, by_name, note, body) VALUES "
    "($1, $2::int, to_timestamp($3::bigint / 1000.0), $4, $5, $6, $7::jsonb)";
constexpr const char* head_sql =
    "UPDATE article SET title = $2, system = $3, category = $4, owner = $5, valid_from = $6, "
    "valid_until = $7, review_by = $8, changed_by = $9, changed_at = to_timestamp($10::bigint / 1000.0), "
    "state = 'draft', version = $11::int, publish_at = NULL WHERE id = $1";

ArticleHead write_version(Transaction& transaction, const Article& article, int version, const Editor& editor,
                          const std::string& note, Time now) {
  transaction.run(version_sql, {article.id, std::to_string(version), millis_of(now), editor.userid,
                                name_or_id(editor), note, to_json(article)});
  transaction.run(head_sql, {article.id, article.title, article.system, article.category, article.owner,
                             article.valid_from, article.valid_until, article.review_by, name_or_id(editor),
                             millis_of(now), std::to_string(version)});
  write_log(transaction, article.id, version, ArticleStep::save, editor, note, now);
  return find_article(transaction, article.id)->head;
}

std::string faults_of(const Article& article) {
  std::vector<std::string> lines;
  if (!is_article_id(article.id))
    lines.push_back("the id \"" + article.id + "\" must be 1–64 letters, digits, - and _");
  if (article.title.empty()) lines.emplace_back("\"title\" is missing");
  for (const auto& fault : pattern_faults(article))
    lines.push_back(fault.field + " " + std::to_string(fault.item) + ": " + fault.text);
  return joined(lines);
}

}  // namespace

Result<ArticleHead> save_draft(Transaction& transaction, const Article& article, int base,
                               const Editor& editor, const std::string& note, Time now) {
  if (auto faults = faults_of(article); !faults.empty()) return Error{Kind::bad_input, faults};
  auto stored = locked(transaction, article.id);
  if (!stored && base != 0) return Error{Kind::not_found, "no article " + article.id};
  if (stored && stored->head.life.version != base)
    return Error{Kind::conflict, base == 0 ? "there is an article " + article.id + " already"
                                           : "somebody saved version " +
                                                 std::to_string(stored->head.life.version) + " meanwhile"};
  if (!stored && transaction.run(new_article_sql, {article.id, article.title, millis_of(now)}).affected == 0)
    return Error{Kind::conflict, "there is an article " + article.id + " already"};
  const auto next = after(stored ? stored->head.life : ArticleLife{}, ArticleStep::save, now);
  if (!next) return next.error();
  return write_version(transaction, article, next->version, editor, note, now);
}

Result<ArticleHead> submit_article(Transaction& transaction, const std::string& id, int version,
                                   const Editor& editor, Time now) {
  auto stored = seen_by(transaction, id, version);
  if (!stored) return stored.error();
  if (const auto problems = problems_of(stored->article); !problems.empty())
    return Error{Kind::bad_input, joined(problems)};
  return step(transaction, *std::move(stored), ArticleStep::submit, editor, "", now);
}

Result<ArticleHead> approve_article(Transaction& transaction, const std::string& id, int version,
                                    const Editor& editor, const std::optional<Time>& publish_at,
                                    const std::string& today, Time now, const Synonyms& synonyms) {
  wait_for_turn(transaction);
  auto stored = seen_by(transaction, id, version);
  if (!stored) return stored.error();
  if (!may_review(transaction, editor, stored->article.system))
    return Error{Kind::unauthorized, "not a reviewer of \"" + stored->article.system + "\""};
  const auto check = check_draft(transaction, stored->article, today, synonyms);
  if (!check.missing.empty()) return Error{Kind::bad_input, joined(check.missing)};
  if (!check.lost.empty()) return Error{Kind::bad_input, lines_of_lost(check)};
  return step(transaction, *std::move(stored), ArticleStep::approve, editor, "", now, publish_at);
}

Result<ArticleHead> reject_article(Transaction& transaction, const std::string& id, int version,
                                   const Editor& editor, const std::string& reason, Time now) {
  auto stored = seen_by(transaction, id, version);
  if (!stored) return stored.error();
  if (!may_review(transaction, editor, stored->article.system))
    return Error{Kind::unauthorized, "not a reviewer of \"" + stored->article.system + "\""};
  return step(transaction, *std::move(stored), ArticleStep::reject, editor, reason, now);
}

Result<ArticleHead> retire_article(Transaction& transaction, const std::string& id, const Editor& editor,
                                   const std::string& reason, Time now) {
  wait_for_turn(transaction);
  auto stored = locked(transaction, id);
  if (!stored) return Error{Kind::not_found, "no article " + id};
  const bool owner = !editor.userid.empty() && stored->head.owner == editor.userid;
  if (!owner && !may_review(transaction, editor, stored->article.system))
    return Error{Kind::unauthorized, "neither owner nor reviewer"};
  return step(transaction, *std::move(stored), ArticleStep::retire, editor, reason, now);
}

Result<ArticleHead> restore_version(Transaction& transaction, const std::string& id, int version,
                                    const Editor& editor, Time now) {
  const auto stored = locked(transaction, id);
  const auto old = article_version(transaction, id, version);
  if (!stored || !old) return Error{Kind::not_found, "no version " + std::to_string(version) + " of " + id};
  return save_draft(transaction, *old, stored->head.life.version, editor,
                    "version " + std::to_string(version), now);
}

void publish_unreviewed(Transaction& transaction, const ArticleHead& head, const Editor& editor, Time now) {
  const auto next = after(head.life, ArticleStep::approve, now);
  if (!next) return;
  write_life(transaction, head.id, head.life, *next, now);
  write_log(transaction, head.id, next->version, ArticleStep::approve, editor, "import", now);
}

Result<ArticleHead> step_by_clock(Transaction& transaction, const std::string& id, ArticleStep what,
                                  Time now) {
  wait_for_turn(transaction);
  auto stored = locked(transaction, id);
  if (!stored) return Error{Kind::not_found, "no article " + id};
  return step(transaction, *std::move(stored), what, {}, "", now);
}

bool pin_article(Transaction& transaction, const std::string& id, bool pinned) {
  return transaction.run("UPDATE article SET pinned = $2::bool WHERE id = $1", {id, pinned ? "t" : "f"})
             .affected > 0;
}
