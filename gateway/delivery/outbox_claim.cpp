#include "gateway/delivery/outbox_claim.h"

#include <algorithm>
#include <optional>

#include "gateway/delivery/notice_json.h"
#include "gateway/log.h"
#include "gateway/metrics.h"

namespace {

// Hops from place to place of one lane, over an index, to the head of each: a long queue of one place costs
// no more than a short one, and it stops when it has enough, so that thousands of places cost no more than a
// few. Where it stopped, the next goes on. What is on its way was the first of its lane when it went, so a
// few rows of each lane tell whether a place is busy, or has what goes first. One index serves: (lane, place,
// id). A place is written as a range where one would do, as with "place =" the planner may take the primary
// key for the order and read all rows of all places.
constexpr const char* heads_sql = R"(
WITH RECURSIVE head AS (
  (SELECT place, id, created_at, due_at, account FROM outbox
   WHERE state = 'due' AND lane = $3::smallint AND place > $4 ORDER BY place, id LIMIT 1)
  UNION ALL
  SELECT next.* FROM head CROSS JOIN LATERAL (
    SELECT o.place, o.id, o.created_at, o.due_at, o.account FROM outbox o
    WHERE o.state = 'due' AND o.lane = $3::smallint AND o.place > head.place ORDER BY o.place, o.id LIMIT 1) next),
ready AS (
  SELECT id, created_at FROM (SELECT * FROM head WHERE due_at <= now() AND account <> ALL ($1::text[]) OFFSET 0) h
  WHERE NOT EXISTS (
    SELECT 1 FROM generate_series(0, 3) AS l (lane) CROSS JOIN LATERAL (
      SELECT leased_until FROM outbox o
      WHERE o.state = 'due' AND o.lane = l.lane AND o.place BETWEEN h.place AND h.place ORDER BY o.place, o.id LIMIT 8) first
    WHERE l.lane < $3::smallint OR first.leased_until > now())
  LIMIT $2::int)
SELECT o.id, o.account, o.chat_id, o.chat_kind, o.place, o.lane, o.notice, o.locale, o.handle, o.updates_code, o.trace, o.merge_key,
  coalesce(o.ticket, 0) AS ticket, o.fallback, o.attempts, o.crashes, o.parts_done, o.unsure, o.leased_until IS NOT NULL AS unrecorded,
  coalesce(o.expires_at <= now(), false) AS expired, extract(epoch FROM now() - o.created_at)::bigint AS age,
  CASE WHEN o.handle_until = '-infinity' THEN 0 ELSE extract(epoch FROM o.handle_until) * 1000 END::bigint AS handle_until
FROM outbox o JOIN ready USING (id, created_at) WHERE o.state = 'due' AND o.due_at <= now()
ORDER BY o.place FOR UPDATE OF o SKIP LOCKED)";

constexpr const char* lease_sql = R"(
UPDATE outbox SET attempts = attempts + 1, fence = fence + 1, leased_until = now() + $2::int * interval '1 second',
  due_at = now() + $2::int * interval '1 second', crashes = crashes + $3::int, unsure = unsure + $3::int, worker = $4,
  last_verdict = CASE WHEN $3::int > 0 THEN 'unknown' ELSE last_verdict END
WHERE id = $1::bigint AND state = 'due' RETURNING fence, attempts, unsure)";

constexpr const char* wait_sql =
    "UPDATE outbox SET due_at = now() + $2::int * interval '1 millisecond' WHERE id = $1::bigint";

constexpr const char* end_sql = R"(
UPDATE outbox SET state = $2, last_error = $3, sent_at = now(), leased_until = NULL WHERE id = $1::bigint AND state = 'due')";

// The like of a waiting head, oldest first: at most 20 go into one summary.
constexpr const char* like_sql = R"(
SELECT id, notice FROM outbox WHERE state = 'due' AND lane = ANY ('{0,1,2,3}') AND place = $1 AND merge_key = $2 AND id > $3::bigint AND leased_until IS NULL
  AND parts_done = 0
ORDER BY lane, id LIMIT 20 FOR UPDATE SKIP LOCKED)";

constexpr const char* merged_sql =
    "UPDATE outbox SET state = 'merged', last_error = 'in ' || $2, sent_at = now() WHERE id = ANY "
    "($1::bigint[])";
constexpr const char* summary_sql =
    "UPDATE outbox SET notice = $2, ticket = NULL, fallback = $3 WHERE id = $1::bigint";

OutboxRow row_of(const Row& row) {
  OutboxRow out;
  out.id = row.number("id");
  out.parts_done = static_cast<int>(row.number("parts_done"));
  out.age = Seconds{row.number("age")};
  out.chat = {row.text("account"), row.text("chat_id"),
              row.text("chat_kind") == "group" ? ChatKind::group : ChatKind::single};
  out.lane = static_cast<Lane>(row.number("lane"));
  out.locale = row.text("locale");
  out.handle = row.text("handle");
  out.updates_code = row.text("updates_code");
  out.trace = row.text("trace");
  out.handle_until = Time{Millis{row.number("handle_until")}};
  out.ticket = row.number("ticket");
  return out;
}

void end(Transaction& transaction, long long id, const std::string& state, const std::string& why) {
  transaction.run(end_sql, {std::to_string(id), state, why});
  count("dutydesk_outbox_total", {{"state", state}});
}

constexpr const char* summary_key = "common.merged";

/// A summary's line: what the notice says, and by the end of its key which kind it was.
std::vector<Params> lines_of(const Notice& notice) {
  if (notice.key == summary_key) return notice.items;
  auto line = notice.params;
  line["was_" + notice.key.substr(notice.key.rfind('.') + 1)] = "1";
  return {line};
}

void add(Notice& summary, const Notice& notice) {
  const auto lines = lines_of(notice);
  summary.items.insert(summary.items.end(), lines.begin(), lines.end());
  for (const auto& person : notice.mentions)
    if (std::find(summary.mentions.begin(), summary.mentions.end(), person) == summary.mentions.end())
      summary.mentions.push_back(person);
}

/// A place is full: the head waits, and takes with it what is alike, as one summary of their numbers. What is
/// tried when the summary cannot be sent says the same.
void merge_like(Transaction& transaction, const Row& head, const Notice& notice,
                std::vector<OutboxDraft> fallback) {
  if (head.text("merge_key").empty() || head.number("parts_done") > 0) return;
  const auto like = transaction.run(like_sql, {head.text("place"), head.text("merge_key"), head.text("id")});
  if (like.empty()) return;
  Notice summary;
  summary.key = summary_key;
  add(summary, notice);
  std::vector<std::string> ids;
  for (const auto& row : like) {
    const auto other = notice_from_json(row.text("notice"));
    if (!other) continue;
    add(summary, *other);
    ids.push_back(row.text("id"));
  }
  summary.params["count"] = std::to_string(summary.items.size());
  for (auto& draft : fallback) draft.notice = summary;
  transaction.run(summary_sql, {head.text("id"), to_json(summary), to_json(fallback)});
  transaction.run(merged_sql, {text_array(ids), head.text("id")});
  count("dutydesk_outbox_total", {{"state", "merged"}}, static_cast<double>(ids.size()));
}

bool holds(const Rows& rows) { return rows.affected == 1; }

/// Claims that nobody recorded the end of, the last one counted.
int crashes_of(const Row& row) {
  return static_cast<int>(row.number("crashes")) + (row.flag("unrecorded") ? 1 : 0);
}

/// Rows that nobody wants any more, and those whose sending ended the process again and again.
bool is_over(Transaction& transaction, const Row& row, int crashes, int most_crashes) {
  if (row.flag("expired")) {
    end(transaction, row.number("id"), "dropped", "expired");
    return true;
  }
  if (crashes < most_crashes) return false;
  end(transaction, row.number("id"), "dead",
      "its sending ended the process " + std::to_string(crashes) + " times");
  log_alarm("outbox_dead", {{"outbox", row.text("id")}, {"reason", "crashes"}});
  return true;
}

std::vector<Arg> with_fence(const OutboxRow& row) {
  return {std::to_string(row.id), std::to_string(row.fence)};
}

}  // namespace

namespace {

using Buckets = std::function<std::vector<Bucket>(const Chat&, Lane)>;

/// The row with its lease; nothing where it is over, has to wait, or is another's by now.
std::optional<OutboxRow> leased(Transaction& transaction, const OutboxClaim& request, const Row& row,
                                const Buckets& buckets) {
  auto out = row_of(row);
  auto notice = notice_from_json(row.text("notice"));
  auto fallback = drafts_from_json(row.text("fallback"));
  if (!notice || !fallback) {
    end(transaction, out.id, "dead", "unreadable row");
    log_alarm("outbox_dead", {{"outbox", std::to_string(out.id)}, {"reason", "unreadable row"}});
    return std::nullopt;
  }
  if (is_over(transaction, row, crashes_of(row), request.most_crashes)) return std::nullopt;
  if (const auto wait = take(transaction, buckets(out.chat, out.lane)); wait > Millis{0}) {
    transaction.run(wait_sql, {std::to_string(out.id), std::to_string(wait.count())});
    merge_like(transaction, row, *notice, std::move(*fallback));
    return std::nullopt;
  }
  const auto held = transaction.run(lease_sql, {std::to_string(out.id), std::to_string(request.lease.count()),
                                                row.flag("unrecorded") ? "1" : "0", request.worker});
  if (held.empty()) return std::nullopt;
  out.fence = held[0].number("fence");
  out.attempts = static_cast<int>(held[0].number("attempts"));
  out.unsure = static_cast<int>(held[0].number("unsure"));
  out.notice = std::move(*notice);
  out.fallback = std::move(*fallback);
  return out;
}

/// True when no more are to be claimed: there are enough, or one that has to go alone.
bool claim_heads(Transaction& transaction, const OutboxClaim& request, const Buckets& buckets,
                 std::vector<OutboxRow>& claimed, std::size_t lane, const std::string& after) {
  const auto most = std::to_string(request.most - claimed.size());
  for (const auto& row :
       transaction.run(heads_sql, {text_array(request.resting), most, std::to_string(lane), after})) {
    const bool alone = crashes_of(row) > 0;
    if (alone && !claimed.empty()) continue;
    auto held = leased(transaction, request, row, buckets);
    if (!held) continue;
    claimed.push_back(std::move(*held));
    if (alone) return true;
  }
  return claimed.size() >= request.most;
}

}  // namespace

std::vector<OutboxRow> claim_rows(Transaction& transaction, const OutboxClaim& request,
                                  const Buckets& buckets) {
  std::vector<OutboxRow> claimed;
  for (std::size_t lane = 0; lane < request.after.size(); ++lane) {
    const auto& after = request.after[lane];
    if (claim_heads(transaction, request, buckets, claimed, lane, after)) break;
    if (!after.empty() && claim_heads(transaction, request, buckets, claimed, lane, {})) break;
  }
  return claimed;
}

std::string outbox_place(const Chat& chat) { return chat.account + "/" + chat.id; }

void take_back_rows(Transaction& transaction) {
  static constexpr const char* sql = R"(
UPDATE outbox SET leased_until = now(), due_at = now() WHERE state = 'due' AND leased_until > now() AND NOT gateway_present(worker))";
  transaction.run(sql);
}

bool record_sent(Transaction& transaction, const OutboxRow& row, const Verdict& verdict) {
  static constexpr const char* sql = R"(
UPDATE outbox SET state = 'sent', sent_at = now(), leased_until = NULL, last_error = '', receipt = $3, response_code = $4,
  last_verdict = 'delivered'
WHERE id = $1::bigint AND fence = $2::bigint AND state = 'due')";
  auto args = with_fence(row);
  args.emplace_back(verdict.receipt);
  args.emplace_back(verdict.response_code);
  return holds(transaction.run(sql, args));
}

bool record_part(Transaction& transaction, const OutboxRow& row, int parts_done) {
  static constexpr const char* sql =
      "UPDATE outbox SET parts_done = $3::int WHERE id = $1::bigint AND fence = $2::bigint AND state = 'due'";
  auto args = with_fence(row);
  args.emplace_back(std::to_string(parts_done));
  return holds(transaction.run(sql, args));
}

bool record_retry(Transaction& transaction, const OutboxRow& row, const std::string& reason, Millis wait) {
  static constexpr const char* sql = R"(
UPDATE outbox SET last_error = $3, leased_until = NULL, due_at = now() + $4::bigint * interval '1 millisecond', handle = $5
WHERE id = $1::bigint AND fence = $2::bigint AND state = 'due')";
  auto args = with_fence(row);
  args.emplace_back(reason);
  args.emplace_back(std::to_string(wait.count()));
  args.emplace_back(row.handle);  // empty where it turned out to be of no use any more
  return holds(transaction.run(sql, args));
}

bool record_verdict(Transaction& transaction, const OutboxRow& row, const std::string& verdict, bool unsure) {
  static constexpr const char* sql = R"(
UPDATE outbox SET last_verdict = $3, unsure = unsure + $4::int
WHERE id = $1::bigint AND fence = $2::bigint AND state = 'due')";
  auto args = with_fence(row);
  args.emplace_back(verdict);
  args.emplace_back(unsure ? "1" : "0");
  return holds(transaction.run(sql, args));
}

namespace {

bool record_end(Transaction& transaction, const OutboxRow& row, const std::string& state,
                const std::string& reason) {
  static constexpr const char* sql = R"(
UPDATE outbox SET state = $3, last_error = $4, sent_at = now(), leased_until = NULL
WHERE id = $1::bigint AND fence = $2::bigint AND state = 'due')";
  auto args = with_fence(row);
  args.emplace_back(row.fallback.empty() ? state : "superseded");
  args.emplace_back(reason);
  if (!holds(transaction.run(sql, args))) return false;
  if (!row.fallback.empty()) enqueue(transaction, row.fallback);
  return true;
}

}  // namespace

bool record_dead(Transaction& transaction, const OutboxRow& row, const std::string& reason) {
  return record_end(transaction, row, "dead", reason);
}

bool record_unknown(Transaction& transaction, const OutboxRow& row, const std::string& reason) {
  return record_end(transaction, row, "unknown", reason);
}
