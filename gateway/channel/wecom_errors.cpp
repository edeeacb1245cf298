#include "gateway/channel/wecom_errors.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "gateway/channel/json.h"

namespace {

using Next = Verdict::Next;

constexpr Next retry = Next::retry, refresh = Next::refresh_token, back = Next::back_off, dead = Next::dead,
               alarm = Next::alarm, lapsed = Next::lapsed, seen = Next::seen_before, gone = Next::file_gone;

// Sorted by code. Classes of §6: R retry, T refresh, B back off, D dead, C alarm, U (the user's session) dead
// here.
constexpr std::array table{
    WecomError{-1, retry, 1, "system busy"},
    WecomError{6000, retry, 1, "data version conflict"},
    WecomError{40001, refresh, 0, "bad credential"},
    WecomError{40003, dead, 0, "user id invalid"},
    WecomError{40004, dead, 0, "media type invalid"},
    WecomError{40005, dead, 0, "media type invalid"},
    WecomError{40006, dead, 0, "media size invalid"},
    WecomError{40007, gone, 0, "media id invalid or expired"},
    WecomError{40008, dead, 0, "message type invalid"},
    WecomError{40009, dead, 0, "image size invalid"},
    WecomError{40013, alarm, 300, "corp id invalid"},
    WecomError{40014, refresh, 0, "access token invalid"},
    WecomError{40029, dead, 0, "login code invalid"},
    WecomError{40031, dead, 0, "list of user ids invalid"},
    WecomError{40032, dead, 0, "list of user ids too long"},
    WecomError{40033, dead, 0, "characters not decodable"},
    WecomError{40035, dead, 0, "parameter invalid"},
    WecomError{40050, alarm, 300, "chat id invalid"},
    WecomError{40056, alarm, 300, "agent id invalid"},
    WecomError{40058, dead, 0, "parameter missing or content too long"},
    WecomError{40063, dead, 0, "parameter empty"},
    WecomError{40091, alarm, 300, "secret invalid"},
    WecomError{40093, alarm, 300, "page signature wrong"},
    WecomError{40123, dead, 0, "image invalid"},
    WecomError{41001, dead, 0, "access token missing"},
    WecomError{41002, alarm, 300, "corp id missing"},
    WecomError{41004, alarm, 300, "secret missing"},
    WecomError{41005, dead, 0, "media missing"},
    WecomError{41011, alarm, 300, "agent id missing"},
    WecomError{42001, refresh, 0, "access token expired"},
    WecomError{42003, dead, 0, "login code expired"},
    WecomError{42012, alarm, 300, "page ticket unusable"},
    WecomError{42014, seen, 0, "task id invalid or used before"},
    WecomError{42015, dead, 0, "the card was sent by another app"},
    WecomError{42016, dead, 0, "the card to be updated does not exist"},
    WecomError{42017, dead, 0, "button key missing"},
    WecomError{42018, dead, 0, "button key invalid"},
    WecomError{42019, dead, 0, "button name missing"},
    WecomError{42020, dead, 0, "button name invalid"},
    WecomError{42022, dead, 0, "login code used"},
    WecomError{42052, dead, 0, "message too old to recall"},
    WecomError{43012, alarm, 300, "the app needs a callback URL for cards with buttons"},
    WecomError{44001, dead, 0, "media empty"},
    WecomError{44004, dead, 0, "content empty"},
    WecomError{45001, dead, 0, "media too large"},
    WecomError{45002, dead, 0, "content too long"},
    WecomError{45003, dead, 0, "title too long"},
    WecomError{45007, dead, 0, "voice too long"},
    WecomError{45008, dead, 0, "too many articles"},
    WecomError{45009, back, 60, "called too often"},
    WecomError{45033, back, 1, "too many calls at once"},
    WecomError{46004, dead, 0, "user does not exist"},
    WecomError{47001, dead, 0, "body is not JSON"},
    WecomError{48002, alarm, 300, "API not permitted"},
    WecomError{48009, alarm, 300, "contact secret restricted"},
    WecomError{50001, alarm, 300, "redirect domain not trusted"},
    WecomError{50002, dead, 0, "member outside the app's range"},
    WecomError{50003, alarm, 300, "app disabled"},
    WecomError{60003, dead, 0, "department does not exist"},
    WecomError{60011, alarm, 300, "no privilege on member or department"},
    WecomError{60020, alarm, 300, "our address is not on the app's list of trusted IPs"},
    WecomError{60111, dead, 0, "user does not exist"},
    WecomError{60140, lapsed, 0, "the card or the response_url can no longer be answered"},
    WecomError{80001, alarm, 300, "domain unsuitable"},
    WecomError{81011, alarm, 300, "no privilege on member"},
    WecomError{81013, dead, 0, "none of the receivers is valid"},
    WecomError{82001, dead, 0, "no receivers given"},
    WecomError{82002, dead, 0, "list of parties invalid"},
    WecomError{82003, dead, 0, "list of tags invalid"},
    WecomError{84014, dead, 0, "user ticket expired"},
    WecomError{84015, dead, 0, "user ticket invalid"},
    WecomError{85002, dead, 0, "forbidden words"},
    WecomError{85005, alarm, 300, "domain not owned"},
    WecomError{86001, alarm, 300, "chat id invalid"},
    WecomError{86003, alarm, 300, "chat does not exist"},
    WecomError{86004, dead, 0, "group name invalid"},
    WecomError{86005, dead, 0, "group owner invalid"},
    WecomError{86006, dead, 0, "group has too many or too few members"},
    WecomError{86007, dead, 0, "group member invalid"},
    WecomError{86008, alarm, 300, "the group was not made by this app"},
    WecomError{86201, dead, 0, "chat id missing"},
    WecomError{86215, dead, 0, "chat id exists"},
    WecomError{93000, alarm, 300, "webhook key invalid or its bot removed"},
    WecomError{93004, alarm, 300, "bot disabled"},
    WecomError{93005, dead, 0, "not allowed in a single chat"},
    WecomError{93006, alarm, 300, "chat id invalid"},
    WecomError{93008, alarm, 300, "the bot is not in the chat"},
    WecomError{93019, alarm, 300, "bot id or secret wrong"},
    WecomError{95001, dead, 0, "the person or group must speak to the bot first"},
    WecomError{301002, alarm, 300, "the token's app has no right to this agent id"},
    WecomError{846605, lapsed, 0, "the message can no longer be answered"},
    WecomError{846608, seen, 0, "the streamed answer is over"},
    WecomError{853000, alarm, 300, "bot id or secret wrong"},
};

// 42027 … 42051 name one field of a card each: a card that we built wrongly.
constexpr WecomError card_field{42027, dead, 0, "a field of the card is invalid"};

Verdict verdict(Next next, std::string reason, int after = 0) {
  return {next, std::move(reason), Seconds{after}, "", "", {}};
}

/// What is no answer of WeCom's at all: by HTTP status.
Verdict judge_status(const HttpResponse& response) {
  const auto status = "http_" + std::to_string(response.status);
  if (response.status == 429) return verdict(Next::back_off, status, 60);
  if (response.status >= 300 && response.status < 400) return verdict(Next::alarm, status, 300);
  if (response.status >= 500 || response.status == 408) return verdict(Next::retry, status);
  return verdict(response.status >= 400 ? Next::dead : Next::unknown, status);
}

/// 200 without a JSON object. A page of a proxy or of a filter never reached WeCom; an answer that is empty
/// or broken off may follow a delivery.
Verdict judge_foreign(const HttpResponse& response) {
  const auto type = response.headers.find("content-type");
  const bool page = response.body.starts_with('<') ||
                    (type != response.headers.end() && type->second.starts_with("text/html"));
  if (page) return verdict(Next::retry, "not_wecom", 1);
  return verdict(Next::unknown, response.body.empty() ? "empty_answer" : "not_json");
}

}  // namespace

const WecomError* wecom_error(int code) {
  const auto found = std::lower_bound(table.begin(), table.end(), code,
                                      [](const WecomError& row, int wanted) { return row.code < wanted; });
  if (found != table.end() && found->code == code) return &*found;
  return code >= 42027 && code <= 42051 ? &card_field : nullptr;
}

Verdict wecom_verdict(int code) {
  if (code == 0) return verdict(Next::delivered, "");
  const auto* known = wecom_error(code);
  const auto reason = "errcode_" + std::to_string(code);
  return known == nullptr ? verdict(Next::dead, reason) : verdict(known->next, reason, known->after_seconds);
}

Verdict wecom_judge(const Result<HttpResponse>& answer) {
  if (!answer) {
    const auto kind = answer.error().kind;
    if (kind == Kind::try_later) return verdict(Next::retry, "not_sent");
    return kind == Kind::internal ? verdict(Next::unknown, "no_answer") : verdict(Next::dead, "bad_request");
  }
  if (answer->status != 200) return judge_status(*answer);
  const auto body = parse_json(answer->body);
  if (!body || !body->is_object()) return judge_foreign(*answer);
  // Some proxies and mocks give numbers as strings; the code is what counts.
  const auto code = (*body)["errcode"].id();
  int number = 0;
  const auto* end = code.data() + code.size();
  const auto [stopped, failed] = std::from_chars(code.data(), end, number);
  if (failed != std::errc{} || stopped != end) return verdict(Next::unknown, "no_errcode");
  return wecom_verdict(number);
}
