#include "handlers/knowledge/article_store.h"

#include <chrono>
#include <stdexcept>

#include "handlers/knowledge/article_rows.h"
#include "kb/exchange.h"

const char* const head_columns =
    "a.id, a.title, a.system, a.category, a.owner, a.state, a.version, a.live_version, a.publish_at IS NOT "
    "NULL AS scheduled, (extract(epoch FROM a.publish_at) * 1000)::bigint AS publish_at, a.review_by, "
    "a.valid_until, a.changed_by, (extract(epoch FROM a.changed_at) * 1000)::bigint AS changed_at, a.pinned";

const char* const live_from_where = R"(
FROM article a JOIN article_version v ON v.article = a.id AND v.version = a.live_version
WHERE coalesce(v.body->>'valid_from', '') COLLATE "C" <= $1
  AND (coalesce(v.body->>'valid_until', '') = '' OR v.body->>'valid_until' COLLATE "C" >= $1))";

std::string millis_of(Time at) { return std::to_string(at.time_since_epoch().count()); }

Time time_at(long long millis) { return Time{Millis{millis}}; }

ArticleHead head_of(const Row& row) {
  ArticleHead head;
  head.id = row.text("id");
  head.title = row.text("title");
  head.system = row.text("system");
  head.category = row.text("category");
  head.owner = row.text("owner");
  head.life.state = article_state_of(row.text("state")).value_or(ArticleState::draft);
  head.life.version = static_cast<int>(row.number("version"));
  head.life.live_version = static_cast<int>(row.number("live_version"));
  if (row.flag("scheduled")) head.life.publish_at = time_at(row.number("publish_at"));
  head.review_by = row.text("review_by");
  head.valid_until = row.text("valid_until");
  head.changed_by = row.text("changed_by");
  head.changed_at = time_at(row.number("changed_at"));
  head.pinned = row.flag("pinned");
  return head;
}

Article article_in(const Row& row, const char* column) {
  auto article = article_of_json(row.text(column));
  if (!article) throw std::runtime_error("a stored article cannot be read: " + article.error().text);
  return *std::move(article);
}

namespace {

// An empty parameter asks for all. strpos instead of LIKE: no character of the words is special.
constexpr const char* filtered = R"(
FROM article a
WHERE ($1 = '' OR a.system = $1) AND ($2 = '' OR a.category = $2) AND ($3 = '' OR a.owner = $3)
  AND ($4 = '' OR a.state = $4)
  AND ($5 = '' OR strpos(lower(a.title), lower($5)) > 0 OR strpos(lower(a.id), lower($5)) > 0)
  AND ($6 = '' OR (a.review_by <> '' AND a.review_by COLLATE "C" <= $6 AND a.live_version > 0)))";

std::vector<Arg> args_of(const ArticleFilter& filter) {
  return {filter.system, filter.category,  filter.owner, filter.state ? name_of(*filter.state) : "",
          filter.words,  filter.review_due};
}

}  // namespace

std::vector<ArticleHead> list_articles(Transaction& transaction, const ArticleFilter& filter) {
  static const std::string sql = std::string("SELECT ") + head_columns + filtered +
                                 " ORDER BY a.changed_at DESC, a.id LIMIT $7::int OFFSET $8::int";
  auto args = args_of(filter);
  args.emplace_back(std::to_string(filter.limit));
  args.emplace_back(std::to_string(filter.offset));
  std::vector<ArticleHead> heads;
  for (const auto& row : transaction.run(sql, args)) heads.push_back(head_of(row));
  return heads;
}

long long count_articles(Transaction& transaction, const ArticleFilter& filter) {
  static const std::string sql = std::string("SELECT count(*) AS n") + filtered;
  return transaction.run(sql, args_of(filter))[0].number("n");
}

std::optional<StoredArticle> find_article(Transaction& transaction, const std::string& id) {
  static const std::string sql = std::string("SELECT ") + head_columns +
                                 ", v.body FROM article a JOIN article_version v ON v.article = a.id AND "
                                 "v.version = a.version WHERE a.id = $1";
  const auto rows = transaction.run(sql, {id});
  if (rows.empty()) return std::nullopt;
  return StoredArticle{head_of(rows[0]), article_in(rows[0], "body")};
}

std::vector<LiveArticle> live_articles(Transaction& transaction, const std::string& today) {
  static const std::string sql =
      std::string("SELECT v.body, a.pinned, (extract(epoch FROM a.published_at) * 1000)::bigint AS at") +
      live_from_where + " ORDER BY a.id";
  std::vector<LiveArticle> live;
  for (const auto& row : transaction.run(sql, {today}))
    live.push_back({article_in(row, "body"), time_at(row.number("at")), row.flag("pinned")});
  return live;
}

std::vector<ArticleVersion> versions_of(Transaction& transaction, const std::string& id) {
  static constexpr const char* sql =
      "SELECT v.version, (extract(epoch FROM v.at) * 1000)::bigint AS at, v.by_name, v.note, "
      "v.version = a.live_version AS live FROM article_version v JOIN article a ON a.id = v.article "
      "WHERE v.article = $1 ORDER BY v.version DESC";
  std::vector<ArticleVersion> versions;
  for (const auto& row : transaction.run(sql, {id}))
    versions.push_back({static_cast<int>(row.number("version")), time_at(row.number("at")),
                        row.text("by_name"), row.text("note"), row.flag("live")});
  return versions;
}

std::optional<Article> article_version(Transaction& transaction, const std::string& id, int version) {
  const auto rows =
      transaction.run("SELECT body FROM article_version WHERE article = $1 AND version = $2::int",
                      {id, std::to_string(version)});
  if (rows.empty()) return std::nullopt;
  return article_in(rows[0], "body");
}

std::vector<FieldDiff> diff_versions(Transaction& transaction, const std::string& id, int from, int to) {
  const auto read = [&](int version) {
    return version == 0 ? std::optional<Article>(Article{}) : article_version(transaction, id, version);
  };
  const auto before = read(from), after = read(to);
  if (!before || !after) return {};
  return diff_of(*before, *after);
}

std::vector<ArticleLogLine> article_log(Transaction& transaction, const std::string& id) {
  static constexpr const char* sql =
      "SELECT (extract(epoch FROM at) * 1000)::bigint AS at, step, by_name, note, version FROM article_log "
      "WHERE article = $1 ORDER BY id DESC LIMIT 500";
  std::vector<ArticleLogLine> lines;
  for (const auto& row : transaction.run(sql, {id}))
    lines.push_back({time_at(row.number("at")), row.text("step"), row.text("by_name"), row.text("note"),
                     static_cast<int>(row.number("version"))});
  return lines;
}

ArticleCheck check_draft(Transaction& transaction, const Article& article, const std::string& today,
                         const Synonyms& synonyms) {
  std::vector<Article> others;
  for (auto& live : live_articles(transaction, today)) others.push_back(std::move(live.article));
  return check_article(article, others, synonyms);
}

std::vector<std::string> reviewers_of(Transaction& transaction, const std::string& system) {
  static constexpr const char* sql =
      "SELECT userid FROM article_reviewer WHERE system = $1 OR (system = '' AND NOT EXISTS "
      "(SELECT 1 FROM article_reviewer WHERE system = $1)) ORDER BY userid";
  std::vector<std::string> reviewers;
  for (const auto& row : transaction.run(sql, {system})) reviewers.push_back(row.text("userid"));
  return reviewers;
}

void set_reviewers(Transaction& transaction, const std::string& system,
                   const std::vector<std::string>& userids) {
  transaction.run("DELETE FROM article_reviewer WHERE system = $1", {system});
  transaction.run(
      "INSERT INTO article_reviewer (system, userid) SELECT $1, u FROM unnest($2::text[]) AS u "
      "WHERE u <> '' ON CONFLICT DO NOTHING",
      {system, text_array(userids)});
}

bool may_review(Transaction& transaction, const Editor& editor, const std::string& system) {
  return may_review(editor, reviewers_of(transaction, system));
}

std::string free_article_id(Transaction& transaction, const std::string& title) {
  std::string wanted;
  for (const char c : title) {
    const char small = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    const bool plain = (small >= 'a' && small <= 'z') || (small >= '0' && small <= '9');
    if (plain) wanted += small;
    if (c == ' ' && !wanted.empty() && wanted.back() != '-') wanted += '-';
  }
  while (wanted.ends_with('-')) wanted.pop_back();
  wanted.resize(std::min<std::size_t>(wanted.size(), 40));
  auto stem = wanted.size() < 3 ? std::string("article") : wanted;
  static constexpr const char* sql =
      "SELECT coalesce(max(substr(id, length($1) + 2)::bigint), 0) AS n, "
      "(SELECT count(*) FROM article WHERE id = $1) AS plain FROM article "
      "WHERE starts_with(id, $1 || '-') AND substr(id, length($1) + 2) ~ '^[0-9]{1,9}$'";
  const auto rows = transaction.run(sql, {stem});
  if (stem == wanted && rows[0].number("plain") == 0) return stem;
  return stem + "-" + std::to_string(rows[0].number("n") + 1);
}

std::string day_of(Time at, int minutes_east) {
  const auto day = std::chrono::floor<std::chrono::days>(at + std::chrono::minutes{minutes_east});
  const std::chrono::year_month_day date{day};
  const auto two = [](unsigned value) { return (value < 10 ? "0" : "") + std::to_string(value); };
  return std::to_string(static_cast<int>(date.year())) + "-" + two(static_cast<unsigned>(date.month())) +
         "-" + two(static_cast<unsigned>(date.day()));
}

std::optional<Time> time_of(const std::string& local, int minutes_east) {
  int year = 0, hour = 0, minute = 0;
  unsigned month = 0, day = 0;
  const auto read = std::sscanf(local.c_str(), "%4d-%2u-%2uT%2d:%2d", &year, &month, &day, &hour, &minute);
  const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{month},
                                         std::chrono::day{day}};
  const bool whole = (read == 3 && local.size() == 10) || (read == 5 && local.size() == 16);
  if (!whole || !date.ok() || hour < 0 || hour > 23 || minute < 0 || minute > 59) return std::nullopt;
  return Time{std::chrono::sys_days{date}} + std::chrono::hours{hour} + std::chrono::minutes{minute} -
         std::chrono::minutes{minutes_east};
}
