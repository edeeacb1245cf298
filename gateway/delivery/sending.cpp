#include "gateway/delivery/sending.h"

#include "gateway/delivery/retry.h"
#include "gateway/kill_point.h"
#include "gateway/log.h"
#include "gateway/metrics.h"

namespace {

Verdict dead(const std::string& reason) { return {Verdict::Next::dead, reason, Seconds{0}, "", "", {}}; }
Verdict retry(const std::string& reason) { return {Verdict::Next::retry, reason, Seconds{0}, "", "", {}}; }

const char* name_of(Verdict::Next next) {
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
    case Verdict::Next::dead:
      return "dead";
    case Verdict::Next::alarm:
      return "alarm";
  }
  return "dead";
}

/// The one person a 1:1 message is for did not get it: for us that is no delivery, whatever the errcode says.
bool missed_its_person(const OutboxRow& row, const Verdict& verdict) {
  return verdict.next == Verdict::Next::delivered && row.chat.kind == ChatKind::single &&
         !verdict.unreachable.empty();
}

}  // namespace

void Sending::send(const OutboxRow& row) {
  kill_point("K6");
  auto outcome = attempt(row);
  if (outcome.verdict.next == Verdict::Next::refresh_token) {
    auto again = row;
    again.parts_done = outcome.parts_done;
    outcome = attempt(again);
    if (outcome.verdict.next == Verdict::Next::refresh_token) outcome.verdict.next = Verdict::Next::retry;
  }
  if (missed_its_person(row, outcome.verdict)) {
    parts_.unreachable(row.chat);
    outcome.verdict = dead("unreachable");
  }
  kill_point("K8");
  record(row, outcome.verdict);
}

Sending::Outcome Sending::attempt(const OutboxRow& row) {
  Secret token;
  const auto calls = calls_of(row, token);
  if (!calls)
    return {calls.error().kind == Kind::try_later ? retry(calls.error().text) : dead(calls.error().text),
            row.parts_done};
  const auto& channel = *parts_.channels->at(row.chat.account);
  Outcome outcome{{}, row.parts_done};
  for (auto part = static_cast<std::size_t>(row.parts_done); part < calls->size(); ++part) {
    const auto answer = make(row, (*calls)[part]);
    kill_point("K7");
    outcome.verdict = channel.judge(answer);
    count("dutydesk_calls_total",
          {{"account", row.chat.account}, {"verdict", name_of(outcome.verdict.next)}});
    if (outcome.verdict.next == Verdict::Next::refresh_token)
      parts_.tokens->refused(connection_, row.chat.account, token);
    if (outcome.verdict.next != Verdict::Next::delivered) return outcome;
    outcome.parts_done = static_cast<int>(part) + 1;
    if (calls->size() == 1) continue;
    const auto noted = connection_.transact(
        [&](Transaction& transaction) { return record_part(transaction, row, outcome.parts_done); });
    if (!noted)
      log_warn("part_not_recorded", {{"outbox", std::to_string(row.id)}, {"error", noted.error().text}});
  }
  outcome.verdict.next = Verdict::Next::delivered;
  return outcome;
}

Result<std::vector<Call>> Sending::calls_of(const OutboxRow& row, Secret& token) {
  const auto channel = parts_.channels->find(row.chat.account);
  if (channel == parts_.channels->end()) return Error{Kind::not_found, "no_account"};
  const auto rendered = parts_.render(row.locale, row.notice);
  if (!rendered) return Error{Kind::bad_input, "wording: " + rendered.error().text};
  const auto now = parts_.clock();
  Destination to;
  to.chat = row.chat;
  if (row.handle_until > now) to.handle = row.handle;
  to.handle_until = row.handle_until;
  to.response_code = row.updates_code;
  to.dedupe = "o" + std::to_string(row.id);
  auto calls = channel->second->encode(*rendered, to, token, now);
  if (!calls || calls->empty() || !calls->front().needs_token) return calls;
  auto valid = parts_.tokens->get(connection_, row.chat.account);
  if (!valid) return Error{Kind::try_later, "token: " + valid.error().text};
  token = *valid;
  return channel->second->encode(*rendered, to, token, now);
}

Result<HttpResponse> Sending::make(const OutboxRow& row, const Call& call) {
  switch (call.transport) {
    case Call::Transport::http:
      return parts_.http->send(call.http, settings_.call_deadline);
    case Call::Transport::frame: {
      auto* sender = parts_.frames(row.chat.account);
      if (sender == nullptr) return Error{Kind::try_later, "not connected"};
      return sender->request(call.frame, call.req_id, Millis{5000});
    }
    case Call::Transport::callback_answer:
      if (parts_.answers->answer(row.handle, call.frame))
        return HttpResponse{200, {}, R"({"errcode":0,"errmsg":"ok"})"};
      return HttpResponse{200, {}, R"({"errcode":846605,"errmsg":"the callback was answered before"})"};
  }
  return Error{Kind::internal, "no such transport"};
}

void Sending::record(const OutboxRow& row, const Verdict& verdict) {
  if (verdict.next != Verdict::Next::delivered) return record_failure(row, verdict);
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

void Sending::record_failure(const OutboxRow& row, const Verdict& verdict) {
  using Next = Verdict::Next;
  const auto now = parts_.clock();
  if (verdict.next == Next::retry || verdict.next == Next::unknown) breaker_.failed(row.chat.account, now);
  if (verdict.next == Next::alarm) {
    breaker_.rest(row.chat.account, now);
    log_alarm("channel_configuration", {{"account", row.chat.account}, {"reason", verdict.reason}});
  }
  auto wait = next_wait(row.attempts, verdict.after, row.age, parts_.dice());
  if (verdict.next == Next::dead || (verdict.next == Next::alarm && !row.fallback.empty())) wait.reset();
  log_warn("not_delivered", {{"trace", row.trace},
                             {"outbox", std::to_string(row.id)},
                             {"account", row.chat.account},
                             {"message", row.notice.key},
                             {"verdict", name_of(verdict.next)},
                             {"reason", verdict.reason},
                             {"attempt", std::to_string(row.attempts)}});
  const auto written = connection_.transact([&](Transaction& transaction) {
    if (!wait) return record_dead(transaction, row, verdict.reason);
    if (verdict.next == Next::back_off) {
      const auto account = settings_.accounts.find(row.chat.account);
      if (account != settings_.accounts.end())
        drain(transaction, buckets_of(settings_.limits, account->second, row.chat, row.lane));
    }
    return record_retry(transaction, row, verdict.reason, *wait);
  });
  if (!written)
    log_warn("failure_not_recorded", {{"outbox", std::to_string(row.id)}, {"error", written.error().text}});
  if (wait || !row.fallback.empty()) return;
  count("dutydesk_outbox_total", {{"state", "dead"}});
  log_alarm("outbox_dead",
            {{"outbox", std::to_string(row.id)}, {"reason", verdict.reason}, {"trace", row.trace}});
}
