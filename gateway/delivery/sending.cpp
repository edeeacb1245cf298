#include "gateway/delivery/sending.h"

#include "gateway/kill_point.h"
#include "gateway/log.h"
#include "gateway/metrics.h"

namespace {

Verdict dead(const std::string& reason) { return {Verdict::Next::dead, reason, Seconds{0}, "", "", {}}; }
Verdict retry(const std::string& reason) { return {Verdict::Next::retry, reason, Seconds{0}, "", "", {}}; }

/// An attempt before this one may have arrived.
bool repeats(const OutboxRow& row) { return row.attempts > 1 || row.unsure > 0; }

/// A response_url serves one row, once (its first part): the call can be repeated while it lives. Frames and
/// callbacks end with their connection.
bool serves_once(const OutboxRow& row, const Call& call, std::size_t part, Time now) {
  return part == 0 && call.transport == Call::Transport::http && !row.handle.empty() &&
         row.handle_until > now;
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
  if (outcome.verdict.next == Verdict::Next::file_gone) {
    auto again = row;
    again.parts_done = outcome.parts_done;
    outcome = attempt(again);
    if (outcome.verdict.next == Verdict::Next::file_gone) outcome.verdict.next = Verdict::Next::dead;
    if (outcome.verdict.next == Verdict::Next::refresh_token) outcome.verdict.next = Verdict::Next::retry;
  }
  auto sent = row;
  if (outcome.verdict.next == Verdict::Next::lapsed || outcome.verdict.next == Verdict::Next::seen_before)
    outcome = unasked(sent, outcome);
  if (missed_its_person(row, outcome.verdict)) {
    parts_.unreachable(row.chat);
    outcome.verdict = dead("unreachable");
  }
  kill_point("K8");
  record(sent, outcome);
}

/// The message that was to be answered takes no answer any more: what is to be said is said without it.
Sending::Outcome Sending::unasked(OutboxRow& row, Outcome before) {
  const auto why = before.verdict.reason;
  if (row.handle.empty()) {
    before.verdict = dead(why);
    return before;
  }
  row.handle.clear();
  row.parts_done = before.parts_done;
  auto outcome = attempt(row);
  switch (outcome.verdict.next) {
    case Verdict::Next::lapsed:
    case Verdict::Next::seen_before:
    case Verdict::Next::file_gone:
    case Verdict::Next::dead:
      outcome.verdict = dead(why + ", " + outcome.verdict.reason);
      break;
    case Verdict::Next::refresh_token:
      outcome.verdict.next = Verdict::Next::retry;
      break;
    default:
      break;
  }
  return outcome;
}

Sending::Outcome Sending::attempt(const OutboxRow& row) {
  const auto known = parts_.channels->find(row.chat.account);
  if (known == parts_.channels->end()) return {dead("no_account"), row.parts_done};
  auto message = parts_.render(row.locale, row.notice);
  if (!message) return {dead("wording: " + message.error().text), row.parts_done};
  if (!row.notice.files.empty()) {
    auto ready = add_files(row, *message);
    if (ready.next != Verdict::Next::delivered) return {std::move(ready), row.parts_done};
  }
  Secret token;
  const auto calls = calls_of(row, *message, token);
  if (!calls)
    return {calls.error().kind == Kind::try_later ? retry(calls.error().text) : dead(calls.error().text),
            row.parts_done};
  const auto& channel = *known->second;
  Outcome outcome{{}, row.parts_done};
  for (auto part = static_cast<std::size_t>(row.parts_done); part < calls->size(); ++part) {
    const bool once = serves_once(row, (*calls)[part], part, parts_.clock());
    // Groups of an app know no repeats: duplicate checks are of calls to one person (wecom.md §3.4).
    const bool group = row.chat.kind == ChatKind::group;
    outcome.repeatable = once || (channel.limits().knows_repeats && !group);
    const auto answer = make(row, (*calls)[part], settings_.call_deadline);
    kill_point("K7");
    outcome.verdict = channel.judge(answer);
    count("dutydesk_calls_total",
          {{"account", row.chat.account}, {"verdict", verdict_name(outcome.verdict.next)}});
    if (outcome.verdict.next == Verdict::Next::refresh_token)
      parts_.tokens->refused(connection_, row.chat.account, token);
    if (outcome.verdict.next == Verdict::Next::seen_before && repeats(row))
      outcome.verdict.next = Verdict::Next::delivered;
    if (outcome.verdict.next == Verdict::Next::file_gone) forget_files(row, *message);
    // Spent before its time, after an attempt whose answer nobody heard: that attempt arrived.
    if (outcome.verdict.next == Verdict::Next::lapsed && once && row.unsure > 0)
      outcome.verdict.next = Verdict::Next::delivered;
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

Result<std::vector<Call>> Sending::calls_of(const OutboxRow& row, const Outbound& message, Secret& token) {
  const auto& channel = *parts_.channels->at(row.chat.account);
  const auto now = parts_.clock();
  Destination to;
  to.chat = row.chat;
  if (row.handle_until > now) to.handle = row.handle;
  to.handle_until = row.handle_until;
  to.response_code = row.updates_code;
  to.dedupe = "o" + std::to_string(row.id);
  auto calls = channel.encode(message, to, token, now);
  if (!calls || calls->empty() || !calls->front().needs_token) return calls;
  auto valid = parts_.tokens->get(connection_, row.chat.account);
  if (!valid) return Error{Kind::try_later, "token: " + valid.error().text};
  token = *valid;
  return channel.encode(message, to, token, now);
}

Result<HttpResponse> Sending::make(const OutboxRow& row, const Call& call, Millis deadline) {
  switch (call.transport) {
    case Call::Transport::http: {
      auto request = call.http;  // the row's number in proxies' and the platform's logs tells its calls apart
      request.headers["x-request-id"] = "o" + std::to_string(row.id);
      return parts_.http->send(request, deadline);
    }
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
