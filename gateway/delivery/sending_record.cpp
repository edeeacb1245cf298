#include "gateway/delivery/retry.h"
#include "gateway/delivery/sending.h"
#include "gateway/log.h"
#include "gateway/metrics.h"

namespace {

using Next = Verdict::Next;

// Long enough for a platform that stood still for a moment, short enough for a person who waits.
constexpr Seconds before_a_blind_repeat{5};

}  // namespace

const char* verdict_name(Verdict::Next next) {
  switch (next) {
    case Verdict::Next::delivered:
      return "delivered";
    case Verdict::Next::retry:
      return "retry";
    case Verdict::Next::refresh_token:
      return "refresh_token";
    case Verdict::Next::back_off:
      return "back_off";
    case Verdict::Next::unknown:
      return "unknown";
    case Verdict::Next::lapsed:
      return "lapsed";
    case Verdict::Next::seen_before:
      return "seen_before";
    case Verdict::Next::file_gone:
      return "file_gone";
    case Verdict::Next::dead:
      return "dead";
    case Verdict::Next::alarm:
      return "alarm";
  }
  return "dead";
}

void Sending::record(const OutboxRow& row, const Outcome& outcome) {
  const auto& verdict = outcome.verdict;
  if (verdict.next != Next::delivered) return record_failure(row, outcome);
  breaker_.worked(row.chat.account);
  const auto written =
      connection_.transact([&](Transaction& transaction) { return record_sent(transaction, row, verdict); });
  if (!written || !*written)
    log_warn("delivery_not_recorded", {{"outbox", std::to_string(row.id)}, {"trace", row.trace}});
  count("dutydesk_outbox_total", {{"state", "sent"}});
  observe("dutydesk_delivery_delay_seconds", static_cast<double>(row.age.count()));
  log_info("delivered", {{"trace", row.trace},
                         {"outbox", std::to_string(row.id)},
                         {"account", row.chat.account},
                         {"message", row.notice.key}});
}

/// When it is tried again; nullopt: this was the end. A message that may have arrived is repeated as often as
/// it takes where a repeat is not shown twice, else once: a third copy is worse than a question to a person.
std::optional<Millis> Sending::wait_of(const OutboxRow& row, const Outcome& outcome) const {
  const auto& verdict = outcome.verdict;
  if (verdict.next == Next::dead || (verdict.next == Next::alarm && !row.fallback.empty()))
    return std::nullopt;
  auto after = verdict.after;
  if (verdict.next == Next::unknown && !outcome.repeatable) {
    if (row.unsure > 0) return std::nullopt;
    after = std::max(after, before_a_blind_repeat);
  }
  return next_wait(row.attempts, after, row.age, parts_.dice());
}

void Sending::note_health(const OutboxRow& row, const Verdict& verdict) {
  const auto now = parts_.clock();
  if (verdict.next == Next::retry || verdict.next == Next::unknown) breaker_.failed(row.chat.account, now);
  if (verdict.next == Next::alarm) {
    breaker_.rest(row.chat.account, now);
    log_alarm("channel_configuration", {{"account", row.chat.account}, {"reason", verdict.reason}});
  }
  log_warn("not_delivered", {{"trace", row.trace},
                             {"outbox", std::to_string(row.id)},
                             {"account", row.chat.account},
                             {"message", row.notice.key},
                             {"verdict", verdict_name(verdict.next)},
                             {"reason", verdict.reason},
                             {"attempt", std::to_string(row.attempts)}});
}

void Sending::record_failure(const OutboxRow& row, const Outcome& outcome) {
  const auto& verdict = outcome.verdict;
  note_health(row, verdict);
  const auto wait = wait_of(row, outcome);
  const bool unknown = verdict.next == Next::unknown;
  const auto written = connection_.transact([&](Transaction& transaction) {
    if (!record_verdict(transaction, row, verdict_name(verdict.next), unknown)) return false;
    if (!wait && unknown) return record_unknown(transaction, row, verdict.reason);
    if (!wait) return record_dead(transaction, row, verdict.reason);
    if (verdict.next == Next::back_off) {
      const auto account = settings_.accounts.find(row.chat.account);
      if (account != settings_.accounts.end())
        drain(transaction, buckets_of(*rates_.get(), account->second, row.chat, row.lane));
    }
    return record_retry(transaction, row, verdict.reason, *wait);
  });
  if (!written)
    log_warn("failure_not_recorded", {{"outbox", std::to_string(row.id)}, {"error", written.error().text}});
  if (wait || !row.fallback.empty()) return;
  count("dutydesk_outbox_total", {{"state", unknown ? "unknown" : "dead"}});
  log_alarm(unknown ? "outbox_unknown" : "outbox_dead",
            {{"outbox", std::to_string(row.id)}, {"reason", verdict.reason}, {"trace", row.trace}});
}
