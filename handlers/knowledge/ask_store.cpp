// What is asked and what became of it, as rows.
#include <algorithm>
#include <set>

#include "bot/mask.h"
#include "bot/text.h"
#include "gateway/crypto.h"
#include "handlers/knowledge/article_rows.h"
#include "handlers/knowledge/hot.h"
#include "kb/likeness.h"

namespace {

constexpr std::size_t longest_words = 1000;  // bytes: a question; what follows in a pasted log is none

bool wants_answer(const std::string& outcome) {
  return outcome == "none" || outcome == "unsolved" || outcome == "missed" || outcome == "chosen" ||
         outcome == "rejected";
}

/// The words that led to the answer: "没解决" itself is no question.
std::string words_shown(Transaction& transaction, const AskRecord& ask, Time now) {
  static constexpr const char* sql =
      "SELECT words FROM ask WHERE person = $1 AND article = $2 AND outcome = 'shown' "
      "AND at > to_timestamp($3::bigint / 1000.0) - interval '1 day' ORDER BY at DESC LIMIT 1";
  const auto rows = transaction.run(sql, {ask.person, ask.article, millis_of(now)});
  return rows.empty() ? std::string() : rows[0].text("words");
}

struct Columns {
  std::vector<std::string> persons, articles, outcomes, words, tickets, systems, questions, found_by;
};

constexpr const char* ask_sql = R"(
INSERT INTO ask (at, person, article, outcome, words, ticket, system, question, found_by)
SELECT to_timestamp($8::bigint / 1000.0), person, article, outcome, words, nullif(ticket, 0),
  coalesce(nullif(r.system, ''), (SELECT a.system FROM article a WHERE a.id = r.article), ''), nullif(question, ''), found_by
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::text[], $7::text[], $9::text[])
  AS r (person, article, outcome, words, ticket, system, question, found_by))";

// In order of key: two turns that ask the same things wait for each other instead of dying.
constexpr const char* question_sql = R"(
INSERT INTO question (key, words, system)
SELECT DISTINCT ON (key) key, words, system FROM unnest($1::text[], $2::text[], $3::text[]) AS r (key, words, system)
WHERE key <> '' ORDER BY key ON CONFLICT DO NOTHING)";

}  // namespace

void keep_asks(Transaction& transaction, const std::vector<AskRecord>& asks, Time now) {
  if (asks.empty()) return;
  Columns rows;
  for (const auto& ask : asks) {
    auto words = ask.outcome == "unsolved" ? words_shown(transaction, ask, now) : std::string();
    if (words.empty()) words = mask(clean_utf8(prefix_bytes(trimmed(ask.words), longest_words)));
    const auto form = wants_answer(ask.outcome) ? question_form(words) : std::string();
    rows.persons.push_back(ask.person);
    rows.articles.push_back(ask.article);
    rows.outcomes.push_back(ask.outcome);
    rows.words.push_back(std::move(words));
    rows.tickets.push_back(std::to_string(ask.ticket));
    rows.systems.push_back(ask.system);
    rows.found_by.push_back(ask.found_by);
    rows.questions.push_back(form.empty() ? "" : sha256_hex(form).substr(0, 32));
  }
  transaction.run(question_sql,
                  {text_array(rows.questions), text_array(rows.words), text_array(rows.systems)});
  transaction.run(ask_sql, {text_array(rows.persons), text_array(rows.articles), text_array(rows.outcomes),
                            text_array(rows.words), text_array(rows.tickets), text_array(rows.systems),
                            text_array(rows.questions), millis_of(now), text_array(rows.found_by)});
}

void keep_search(Transaction& transaction, const std::string& person, const std::string& words,
                 const std::string& system, std::size_t hits, Time now) {
  // Typing goes on: what was searched a moment ago and this search contains was not the question yet.
  static constexpr const char* unfinished =
      "DELETE FROM ask WHERE person = $1 AND outcome IN ('missed', 'searched') "
      "AND at > to_timestamp($2::bigint / 1000.0) - interval '1 minute' "
      "AND (starts_with($3, words) OR starts_with(words, $3))";
  const auto masked = mask(clean_utf8(prefix_bytes(trimmed(words), longest_words)));
  if (question_form(masked).empty()) return;
  transaction.run(unfinished, {person, millis_of(now), masked});
  keep_asks(transaction, {{person, "", hits == 0 ? "missed" : "searched", words, system, 0}}, now);
}

void keep_vote(Transaction& transaction, const std::string& article, const std::string& person, bool helpful,
               const std::string& words, Time now) {
  static constexpr const char* sql =
      "INSERT INTO article_vote (article, person, helpful, words, at) VALUES ($1, $2, $3::bool, $4, "
      "to_timestamp($5::bigint / 1000.0)) ON CONFLICT (article, person) DO UPDATE SET helpful = "
      "excluded.helpful, words = excluded.words, at = excluded.at";
  transaction.run(sql, {article, person, helpful ? "t" : "f",
                        mask(clean_utf8(prefix_bytes(trimmed(words), longest_words))), millis_of(now)});
}

Votes votes_of(Transaction& transaction, const std::string& article) {
  const auto rows = transaction.run(
      "SELECT count(*) FILTER (WHERE helpful) AS yes, count(*) FILTER (WHERE NOT helpful) AS no "
      "FROM article_vote WHERE article = $1",
      {article});
  return {rows[0].number("yes"), rows[0].number("no")};
}

namespace {
// Somebody who asks the same ten times a day is one who asks. ln 2 / 2 days = 0.3466 a day.
constexpr const char* hot_sql = R"(
WITH once AS (
  SELECT article, person, max(at) AS at FROM ask
  WHERE outcome IN ('shown', 'viewed') AND article <> ''
    AND at > to_timestamp($1::bigint / 1000.0) - interval '7 days' AND at <= to_timestamp($1::bigint / 1000.0)
  GROUP BY article, person, date_trunc('day', at)
), heat AS (
  SELECT article, count(*) AS asks,
    sum(exp(-0.3466 * extract(epoch FROM to_timestamp($1::bigint / 1000.0) - at)::float8 / 86400)) AS heat
  FROM once GROUP BY article
)
SELECT a.id, v.body->>'title' AS title, v.body->>'system' AS system, a.pinned, coalesce(h.asks, 0) AS asks,
  coalesce(h.heat, 0) AS heat
FROM article a JOIN article_version v ON v.article = a.id AND v.version = a.live_version
LEFT JOIN heat h ON h.article = a.id
WHERE ($2 = '' OR coalesce(v.body->>'system', '') = $2) AND (a.pinned OR h.asks > 0)
ORDER BY a.pinned DESC, coalesce(h.heat, 0) DESC, a.id LIMIT $3::int)";
}  // namespace

std::vector<HotArticle> hot_articles(Transaction& transaction, const std::string& system, Time now,
                                     std::size_t limit) {
  std::vector<HotArticle> hot;
  for (const auto& row : transaction.run(hot_sql, {millis_of(now), system, std::to_string(limit)}))
    hot.push_back({row.text("id"), row.text("title"), row.text("system"), row.number("asks"),
                   std::stod(row.text("heat")), row.flag("pinned")});
  return hot;
}

namespace {
// A ticket without a system may be about anything: it counts against the answer. `decided`: 7 days are over.
constexpr const char* deflection_sql = R"(
WITH shown AS (
  SELECT s.found_by, s.at + interval '7 days' <= to_timestamp($5::bigint / 1000.0) AS decided,
    (SELECT f.outcome FROM ask f WHERE f.person = s.person AND f.article = s.article AND f.at > s.at
       AND f.at <= s.at + interval '1 day' AND f.outcome IN ('solved', 'unsolved') ORDER BY f.at LIMIT 1) AS said,
    EXISTS (SELECT 1 FROM ask r WHERE r.person = s.person AND r.article = s.article AND r.outcome = 'shown'
       AND r.at > s.at AND r.at <= s.at + interval '7 days') AS repeated,
    EXISTS (SELECT 1 FROM ask t WHERE t.person = s.person AND t.outcome IN ('none', 'ticket')
       AND t.at >= s.at AND t.at <= s.at + interval '7 days'
       AND (t.article = s.article OR t.system = '' OR t.system = s.system)) AS ticketed
  FROM ask s
  WHERE s.outcome = 'shown' AND ($1 = '' OR s.system = $1) AND ($2 = '' OR s.article = $2)
    AND s.at >= to_timestamp($3::bigint / 1000.0) AND s.at < to_timestamp($4::bigint / 1000.0)
), beside AS (
  SELECT n.outcome FROM ask n
  WHERE n.outcome IN ('none', 'suggested', 'chosen', 'rejected') AND ($1 = '' OR n.system = $1)
    AND ($2 = '' OR n.article = $2)
    AND n.at >= to_timestamp($3::bigint / 1000.0) AND n.at < to_timestamp($4::bigint / 1000.0)
)
SELECT count(*) AS shown, count(*) FILTER (WHERE said = 'solved') AS solved,
  count(*) FILTER (WHERE said = 'unsolved') AS unsolved, count(*) FILTER (WHERE said IS NULL) AS silent,
  count(*) FILTER (WHERE decided AND NOT repeated AND NOT ticketed) AS kept,
  count(*) FILTER (WHERE decided AND repeated) AS repeated,
  count(*) FILTER (WHERE decided AND ticketed) AS ticketed, count(*) FILTER (WHERE NOT decided) AS undecided,
  count(*) FILTER (WHERE found_by = 'search') AS searched,
  (SELECT count(*) FROM beside WHERE outcome = 'suggested') AS suggested,
  (SELECT count(*) FROM beside WHERE outcome = 'chosen') AS chosen,
  (SELECT count(*) FROM beside WHERE outcome = 'rejected') AS rejected,
  (SELECT count(*) FROM beside WHERE outcome = 'none') AS unanswered
FROM shown)";

double share(long long part, long long whole) {
  return whole == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(whole);
}
}  // namespace

DeflectionFigures deflection(Transaction& transaction, const std::string& system, const std::string& article,
                             Time from, Time to, Time now) {
  const auto rows =
      transaction.run(deflection_sql, {system, article, millis_of(from), millis_of(to), millis_of(now)});
  const auto& row = rows[0];
  DeflectionFigures figures;
  figures.shown = row.number("shown");
  figures.solved = row.number("solved");
  figures.silent = row.number("silent");
  figures.unsolved = row.number("unsolved");
  figures.kept = row.number("kept");
  figures.repeated = row.number("repeated");
  figures.ticketed = row.number("ticketed");
  figures.undecided = row.number("undecided");
  figures.unanswered = row.number("unanswered");
  figures.searched = row.number("searched");
  figures.suggested = row.number("suggested");
  figures.chosen = row.number("chosen");
  figures.rejected = row.number("rejected");
  figures.raw_share = share(figures.solved + figures.silent, figures.shown);
  figures.true_share = share(figures.kept, figures.shown - figures.undecided);
  return figures;
}

namespace {
constexpr const char* figures_sql = R"(
SELECT a.id, a.title, a.system, count(*) FILTER (WHERE k.outcome = 'shown') AS shown,
  count(*) FILTER (WHERE k.outcome = 'solved') AS solved, count(*) FILTER (WHERE k.outcome = 'unsolved') AS unsolved,
  count(*) FILTER (WHERE k.outcome = 'viewed') AS viewed,
  (SELECT count(*) FROM article_vote v WHERE v.article = a.id AND v.helpful) AS helpful,
  (SELECT count(*) FROM article_vote v WHERE v.article = a.id AND NOT v.helpful) AS unhelpful
FROM article a LEFT JOIN ask k ON k.article = a.id AND k.at >= to_timestamp($2::bigint / 1000.0)
  AND k.at < to_timestamp($3::bigint / 1000.0)
WHERE ($1 = '' OR a.system = $1) AND (a.live_version > 0 OR k.article IS NOT NULL)
GROUP BY a.id ORDER BY shown DESC, viewed DESC, a.id LIMIT $4::int)";
}  // namespace

std::vector<ArticleFigures> article_figures(Transaction& transaction, const std::string& system, Time from,
                                            Time to, std::size_t limit) {
  std::vector<ArticleFigures> all;
  for (const auto& row :
       transaction.run(figures_sql, {system, millis_of(from), millis_of(to), std::to_string(limit)}))
    all.push_back({row.text("id"), row.text("title"), row.text("system"), row.number("shown"),
                   row.number("solved"), row.number("unsolved"), row.number("viewed"), row.number("helpful"),
                   row.number("unhelpful")});
  return all;
}
