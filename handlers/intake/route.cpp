#include "handlers/intake/route.h"

namespace {

// How long a handle lives (wecom.md 2b, 3.5), a little less: the answer must still travel.
constexpr Seconds frame_handle_life{23 * 3600};
constexpr Seconds response_url_life{3500};

OutboxDraft row(const TurnOrigin& from, const Say& say, Chat chat, Lane lane) {
  OutboxDraft draft;
  draft.chat = std::move(chat);
  draft.notice = say.notice;
  draft.locale = from.locale;
  draft.lane = lane;
  draft.ticket = say.ticket;
  draft.trace = from.trace;
  return draft;
}

/// Where many look on, one person's files are named by link, which asks who is there.
OutboxDraft mentioning(OutboxDraft draft, const std::string& contact) {
  if (draft.chat.kind == ChatKind::group && !contact.empty()) draft.notice.links_files = true;
  if (draft.chat.kind == ChatKind::group && !contact.empty()) draft.notice.mentions = {contact};
  return draft;
}

/// What may stand in one summary: cards of all states are one kind.
std::string kind_of(const Notice& notice) {
  constexpr std::string_view card = "ticket.card.";
  return notice.key.starts_with(card) ? std::string(card) : notice.key;
}

std::vector<OutboxDraft> into_group(const TurnOrigin& from, const Say& say, const Chat& chat,
                                    const std::string& contact, Lane lane) {
  if (chat.id.empty()) return {};
  const auto pusher = from.directory->pusher_into(chat);
  if (!pusher) return {};
  auto draft = mentioning(row(from, say, *pusher, lane), contact);
  if (say.notice.files.empty()) draft.merge_key = kind_of(say.notice) + "/" + contact;
  const auto webhook = from.directory->webhook_into(chat);
  if (webhook && *webhook != *pusher) {
    draft.fallback = {mentioning(row(from, say, *webhook, lane), contact)};
    draft.fallback[0].merge_key = draft.merge_key;
  }
  return {draft};
}

std::vector<OutboxDraft> to_person(const TurnOrigin& from, const Say& say) {
  auto in_group = into_group(from, say, say.to.chat, say.to.contact, Lane::reporter);
  const auto app = from.directory->app_of(from.org);
  const bool known_unreachable = !from.reachable && folded(say.to.contact) == folded(from.person);
  if (!app || (known_unreachable && !in_group.empty())) return in_group;
  auto direct = row(from, say, {*app, say.to.contact, ChatKind::single}, Lane::reporter);
  direct.fallback = std::move(in_group);
  return {direct};
}

std::vector<OutboxDraft> to_team(const TurnOrigin& from, const Say& say) {
  std::vector<OutboxDraft> rows;
  for (const auto& chat : from.directory->team_chats(from.org))
    for (auto& draft : into_group(from, say, chat, "", Lane::duty)) {
      // A card's identity is used once by its sender: the second group's card is another one.
      if (!rows.empty() && !draft.notice.task_id.empty())
        draft.notice.task_id += "-" + std::to_string(rows.size() + 1);
      rows.push_back(std::move(draft));
    }
  return rows;
}

/// What a card that can no longer be changed would have shown, said anew.
OutboxDraft as_new_message(OutboxDraft draft) {
  draft.notice.updates_card = false;
  draft.notice.task_id.clear();
  draft.handle.clear();
  draft.response_code.clear();
  draft.fallback.clear();
  return draft;
}

/// Where it was asked, with the handle while it is unused; when that fails, the person is told 1:1 or by
/// mention.
std::vector<OutboxDraft> reply(const TurnOrigin& from, const Say& say, bool handle_free) {
  const auto& cause = *from.cause;
  auto draft = row(from, say, cause.chat, Lane::answer);
  if (handle_free && !cause.reply_handle.empty()) {
    draft.handle = cause.reply_handle;
    draft.handle_until =
        cause.received_at +
        (from.directory->answers_in_callback(cause.account) ? response_url_life : frame_handle_life);
  }
  draft.response_code = say.notice.updates_card ? cause.click.response_code : "";
  Say again = say;
  again.to = {To::Kind::person, cause.chat.kind == ChatKind::group ? cause.chat : Chat{}, cause.contact};
  if (draft.handle.empty() && !from.directory->can_push(cause.account)) return to_person(from, again);
  if (draft.handle.empty()) draft = mentioning(std::move(draft), cause.contact);
  if (from.directory->answers_in_callback(cause.account)) draft.fallback = to_person(from, again);
  if (!say.notice.updates_card) return {draft};
  if (from.directory->can_push(cause.account)) {
    draft.fallback = {as_new_message(draft)};
  } else {
    for (auto& direct : draft.fallback) {
      const auto last = std::move(direct.fallback);
      direct = as_new_message(std::move(direct));
      for (const auto& mention : last) direct.fallback.push_back(as_new_message(mention));
    }
  }
  return {draft};
}

}  // namespace

std::vector<OutboxDraft> route(const TurnOrigin& from, const std::vector<Say>& says) {
  std::vector<OutboxDraft> rows;
  bool handle_free = true;
  for (const auto& say : says) {
    std::vector<OutboxDraft> made;
    if (say.to.kind == To::Kind::reply && from.cause != nullptr) {
      made = reply(from, say, handle_free);
      // A card's change in callback mode travels in the answer of its press; the response_url is still
      // unused.
      const bool aside = say.notice.updates_card && from.directory->answers_in_callback(from.cause->account);
      handle_free = handle_free && aside;
    } else if (say.to.kind == To::Kind::team) {
      made = to_team(from, say);
    } else if (say.to.kind == To::Kind::group) {
      made = into_group(from, say, say.to.chat, "", Lane::reporter);
    } else {
      made = to_person(from, say);
    }
    for (auto& draft : made) rows.push_back(std::move(draft));
  }
  return rows;
}
