#include "handlers/knowledge/article_rows.h"
#include "handlers/knowledge/jobs.h"

namespace {

constexpr const char* due_sql =
    "SELECT id FROM article WHERE state = 'scheduled' AND publish_at <= to_timestamp($1::bigint / 1000.0) "
    "ORDER BY publish_at, id LIMIT 100";
constexpr const char* over_sql = R"(
SELECT a.id FROM article a JOIN article_version v ON v.article = a.id AND v.version = a.live_version
WHERE coalesce(v.body->>'valid_until', '') <> '' AND v.body->>'valid_until' COLLATE "C" < $1 ORDER BY a.id LIMIT 100)";
// Reminded twice: two weeks before, and when the day has come.
constexpr const char* review_sql = R"(
UPDATE article AS a SET reminded_of = CASE WHEN review_by COLLATE "C" <= $1 THEN 'day ' ELSE 'soon ' END || review_by
WHERE live_version > 0 AND owner <> '' AND review_by <> '' AND review_by COLLATE "C" <= $2
  AND reminded_of <> CASE WHEN review_by COLLATE "C" <= $1 THEN 'day ' ELSE 'soon ' END || review_by
RETURNING )";
constexpr const char* waiting_sql =
    "UPDATE article AS a SET told_version = version WHERE state = 'in_review' AND told_version < version "
    "RETURNING ";

class Jobs {
 public:
  Jobs(Transaction& transaction, const ArticleJobs& jobs) : transaction_(transaction), jobs_(jobs) {}

  ArticleJobsDone run() {
    for (const auto& row : transaction_.run(due_sql, {millis_of(jobs_.now)}))
      done_.published += step(row.text("id"), ArticleStep::go_live);
    for (const auto& row : transaction_.run(over_sql, {jobs_.today}))
      done_.expired += step(row.text("id"), ArticleStep::expire);
    remind();
    tell_reviewers();
    if (!drafts_.empty()) enqueue(transaction_, drafts_);
    done_.told = static_cast<int>(drafts_.size());
    return done_;
  }

 private:
  int step(const std::string& id, ArticleStep what) {
    return step_by_clock(transaction_, id, what, jobs_.now) ? 1 : 0;
  }

  void remind() {
    const auto soon = day_of(jobs_.now + Seconds{14 * 86400}, jobs_.minutes_east);
    for (const auto& row : transaction_.run(std::string(review_sql) + head_columns, {jobs_.today, soon})) {
      const auto head = head_of(row);
      say(head.owner, head.review_by <= jobs_.today ? "knowledge.review_due" : "knowledge.review_soon", head);
    }
  }

  void tell_reviewers() {
    for (const auto& row : transaction_.run(std::string(waiting_sql) + head_columns)) {
      const auto head = head_of(row);
      auto reviewers = reviewers_of(transaction_, head.system);
      if (reviewers.empty()) reviewers = jobs_.products;
      for (const auto& userid : reviewers) say(userid, "knowledge.to_review", head);
    }
  }

  void say(const std::string& userid, const std::string& key, const ArticleHead& head) {
    OutboxDraft draft;
    draft.chat = jobs_.chat_of(userid);
    if (draft.chat.account.empty()) return;
    draft.notice.key = key;
    draft.notice.params = {{"title", head.title}, {"by", head.changed_by}, {"day", head.review_by}};
    if (!jobs_.link.empty()) draft.notice.params["link"] = jobs_.link + "/kb/article/" + head.id;
    draft.locale = jobs_.locale;
    draft.lane = Lane::duty;
    drafts_.push_back(std::move(draft));
  }

  Transaction& transaction_;
  const ArticleJobs& jobs_;
  std::vector<OutboxDraft> drafts_;
  ArticleJobsDone done_;
};

}  // namespace

long long knowledge_version(Transaction& transaction) {
  return transaction.run("SELECT version FROM knowledge_version")[0].number("version");
}

ArticleJobsDone run_article_jobs(Transaction& transaction, const ArticleJobs& jobs) {
  return Jobs(transaction, jobs).run();
}
