#include <map>
#include <set>

#include "gateway/delivery/inbound_json.h"
#include "gateway/delivery/inbox.h"
#include "gateway/log.h"

namespace {

std::string epoch_text(Time at) {
  return std::to_string(static_cast<double>(at.time_since_epoch().count()) / 1000);
}

// Rows whose conversation is leased are passed over before the LIMIT, so that a busy conversation starves
// nobody; looked up row by row in the order of the index, as a join would read the whole backlog at every
// claim. A batch whose worker ended is taken up again in small ones, and what ended two workers alone: five
// ends park the message that caused them, not those that shared its batch.
constexpr const char* claim_sql = R"(
WITH waiting AS (
  SELECT * FROM (
    SELECT i.conversation AS key, i.id,
      (SELECT least(c.attempts, 2) FROM conversation c WHERE c.key = i.conversation AND c.leased_until < now()) AS suspect
    FROM inbox i WHERE i.state = 'waiting' ORDER BY i.id) oldest
  WHERE suspect IS NOT NULL LIMIT $1::int),
candidate AS (
  SELECT key, min(id) AS first, suspect FROM waiting GROUP BY key, suspect
  UNION ALL
  (SELECT key, 0, least(attempts, 2) FROM conversation
   WHERE wake_at <= now() AND leased_until < now() ORDER BY wake_at LIMIT $1::int)),
alike AS (SELECT suspect FROM candidate ORDER BY first LIMIT 1),
ranked AS (
  SELECT key, min(first) AS first FROM candidate JOIN alike USING (suspect) GROUP BY key
  ORDER BY 2 LIMIT (SELECT CASE suspect WHEN 0 THEN $1::int WHEN 1 THEN least(8, $1::int) ELSE 1 END FROM alike)),
picked AS (
  SELECT c.key FROM conversation c JOIN ranked USING (key)
  WHERE c.leased_until < now() FOR UPDATE OF c SKIP LOCKED)
UPDATE conversation c SET fence = fence + 1, attempts = attempts + 1, worker = $3,
  leased_until = now() + $2::int * interval '1 second'
FROM picked WHERE c.key = picked.key
RETURNING c.key, c.fence, c.attempts, c.dialog, coalesce(c.wake_at <= now(), false) AS timer_due)";

constexpr const char* messages_sql = R"(
SELECT i.id, i.conversation, i.account, i.message
FROM unnest($1::text[], $2::int[]) AS wanted (key, most)
CROSS JOIN LATERAL (
  SELECT id, conversation, account, message FROM inbox
  WHERE conversation = wanted.key AND state = 'waiting' ORDER BY id LIMIT wanted.most) i
ORDER BY i.id)";

constexpr const char* park_sql = R"(
UPDATE inbox SET state = 'dead', error = $2, done_at = now() WHERE id = $1::bigint AND state = 'waiting')";

constexpr const char* forget_attempts_sql =
    "UPDATE conversation SET attempts = 1 WHERE key = $1 AND fence = $2::bigint";

/// Once: only the transaction that changes the row's state tells anybody.
void park(Transaction& transaction, const ClaimRequest& request, const Parked& parked,
          const std::string& why) {
  if (transaction.run(park_sql, {std::to_string(parked.id), why}).affected != 1) return;
  if (request.parked) request.parked(transaction, parked);
  log_alarm("inbox_dead", {{"inbox", std::to_string(parked.id)},
                           {"error", why},
                           {"trace", parked.message ? parked.message->trace : ""}});
}

// A message that ended the process, or failed, so often is set aside; the conversation goes on with the next
// one.
void park_poison(Transaction& transaction, Claim& claim, const ClaimRequest& request) {
  if (claim.attempts <= request.most_attempts || claim.messages.empty()) return;
  const auto& poison = claim.messages.front();
  park(transaction, request, {poison.id, claim.conversation, poison.message.account, poison.message},
       "failed " + std::to_string(request.most_attempts) + " times");
  transaction.run(forget_attempts_sql, {claim.conversation, std::to_string(claim.fence)});
  claim.messages.erase(claim.messages.begin());
}

// A timer that failed so often has no row to set aside: it is taken off, the dialog stays, and the person's
// next message sets it again. True: nothing is left to be done for this claim.
bool park_timer(Transaction& transaction, const Claim& claim, const ClaimRequest& request) {
  static constexpr const char* sql = R"(
UPDATE conversation SET wake_at = NULL, attempts = 0, fence = fence + 1, leased_until = '-infinity'
WHERE key = $1 AND fence = $2::bigint)";
  if (claim.attempts <= request.most_attempts || !claim.messages.empty() || !claim.timer_due) return false;
  if (transaction.run(sql, {claim.conversation, std::to_string(claim.fence)}).affected != 1) return true;
  if (request.parked) request.parked(transaction, {0, claim.conversation, "", std::nullopt});
  log_alarm("timer_dead", {{"conversation", claim.conversation},
                           {"error", "failed " + std::to_string(request.most_attempts) + " times"}});
  return true;
}

void read_messages(Transaction& transaction, std::vector<Claim>& claims, const ClaimRequest& request) {
  std::map<std::string, Claim*> by_key;
  std::vector<std::string> keys, most;
  for (auto& claim : claims) {
    by_key[claim.conversation] = &claim;
    keys.push_back(claim.conversation);
    most.push_back(std::to_string(claim.attempts > 1 ? 1 : request.messages_each));
  }
  for (const auto& row : transaction.run(messages_sql, {text_array(keys), text_array(most)})) {
    auto& claim = *by_key[row.text("conversation")];
    auto message = inbound_from_json(row.text("message"));
    if (message) {
      claim.messages.push_back({row.number("id"), std::move(*message)});
    } else {
      park(transaction, request,
           {row.number("id"), row.text("conversation"), row.text("account"), std::nullopt},
           message.error().text);
    }
  }
}

}  // namespace

std::vector<Claim> claim_conversations(Transaction& transaction, const ClaimRequest& request) {
  std::vector<Claim> claims;
  const auto rows = transaction.run(claim_sql, {std::to_string(request.conversations),
                                                std::to_string(request.lease.count()), request.worker});
  for (const auto& row : rows) {
    Claim claim;
    claim.conversation = row.text("key");
    claim.fence = row.number("fence");
    claim.attempts = static_cast<int>(row.number("attempts"));
    claim.dialog = row.text("dialog");
    claim.timer_due = row.flag("timer_due");
    claims.push_back(std::move(claim));
  }
  if (claims.empty()) return claims;
  read_messages(transaction, claims, request);
  std::erase_if(claims, [&](const Claim& claim) { return park_timer(transaction, claim, request); });
  for (auto& claim : claims) park_poison(transaction, claim, request);
  return claims;
}

std::vector<bool> hold_claims(Transaction& transaction, const std::vector<Claim>& claims) {
  static constexpr const char* sql = R"(
SELECT c.key FROM conversation c JOIN unnest($1::text[], $2::bigint[]) AS held (key, fence) USING (key, fence)
ORDER BY c.key FOR UPDATE OF c)";
  std::vector<std::string> keys, fences;
  for (const auto& claim : claims) {
    keys.push_back(claim.conversation);
    fences.push_back(std::to_string(claim.fence));
  }
  std::set<std::string> held;
  for (const auto& row : transaction.run(sql, {text_array(keys), text_array(fences)}))
    held.insert(row.text("key"));
  std::vector<bool> answer;
  for (const auto& claim : claims) answer.push_back(held.contains(claim.conversation));
  return answer;
}

void finish_claims(Transaction& transaction, const std::vector<Finished>& finished) {
  static constexpr const char* sql = R"(
UPDATE conversation c SET dialog = f.dialog, attempts = 0, fence = fence + 1, leased_until = '-infinity', updated_at = now(),
  wake_at = to_timestamp(nullif(f.wake, '')::double precision)
FROM unnest($1::text[], $2::text[], $3::text[]) AS f (key, dialog, wake) WHERE c.key = f.key)";
  static constexpr const char* done_sql = R"(
UPDATE inbox SET state = 'done', done_at = now() WHERE id = ANY ($1::bigint[]) AND state = 'waiting')";
  std::vector<std::string> keys, dialogs, wakes, ids;
  for (const auto& entry : finished) {
    keys.push_back(entry.claim->conversation);
    dialogs.push_back(entry.dialog);
    wakes.push_back(entry.wake_at ? epoch_text(*entry.wake_at) : "");
    for (const auto& message : entry.claim->messages) ids.push_back(std::to_string(message.id));
  }
  transaction.run(sql, {text_array(keys), text_array(dialogs), text_array(wakes)});
  if (!ids.empty()) transaction.run(done_sql, {text_array(ids)});
}

void take_back_claims(Transaction& transaction) {
  transaction.run(
      "UPDATE conversation SET leased_until = '-infinity' WHERE leased_until > now() AND NOT "
      "gateway_present(worker)");
}

void release_claim(Transaction& transaction, const Claim& claim, Seconds wait) {
  transaction.run(
      "UPDATE conversation SET leased_until = now() + $3::int * interval '1 second' WHERE key = $1 AND fence "
      "= $2::bigint",
      {claim.conversation, std::to_string(claim.fence), std::to_string(wait.count())});
}
