// Words with no report in progress: a word to steer by, a ticket the team already has, or a new report.
#include <algorithm>

#include "bot/dialog_talk.h"
#include "bot/text.h"

namespace {

constexpr auto team_words_hold = std::chrono::hours{24 * 7};
constexpr auto same_words_hold = std::chrono::minutes{10};
constexpr auto late_answers_count = std::chrono::hours{2};

bool same_place(const Chat& left, const Chat& right) {
  return left == right || (left.kind == ChatKind::single && right.kind == ChatKind::single);
}

const Past* past_of(const Talk& talk, const std::string& said) {
  const auto& pasts = talk.dialogs.past;
  const auto found = std::find_if(pasts.rbegin(), pasts.rend(), [&](const Past& past) {
    return past.said == said && same_place(past.origin, talk.message.chat) &&
           talk.world.now - past.at <= same_words_hold;
  });
  return found == pasts.rend() ? nullptr : &*found;
}

long long newest(const World& world) { return world.tickets.empty() ? 0 : world.tickets.front().number; }

/// What a picture without words is about, where it can be known: the open ticket, of several the newest.
std::optional<KnownTicket> newest_open(const World& world) {
  const auto found = std::find_if(world.tickets.begin(), world.tickets.end(), [](const KnownTicket& ticket) {
    return ticket.state != "resolved" && ticket.state != "closed" && ticket.state != "cancelled";
  });
  return found == world.tickets.end() ? std::nullopt : std::optional(*found);
}

/// A late answer goes to the report it was meant for: what was submitted takes it, what was cancelled does
/// not come back.
bool late_answer(Talk& talk, const std::string& text) {
  const auto& pasts = talk.dialogs.past;
  const auto past = std::find_if(pasts.rbegin(), pasts.rend(), [&](const Past& one) {
    return one.end != Past::End::answered && (!in_group(talk) || one.origin == talk.message.chat);
  });
  if (past == pasts.rend() || talk.world.now - past->at > late_answers_count || !only_answers(talk, text))
    return false;
  const auto number = past->ticket;
  if (past->end == Past::End::cancelled) {
    reply(talk, notice("dialog.was_cancelled"), number);
    return true;
  }
  if (number == 0) return false;
  talk.effects.push_back(FollowUp{number, text, talk.message.media});
  reply(talk, notice("dialog.follow_up"), number);
  return true;
}

/// "转人工" and nothing else. Whoever asks twice, here or 1:1, waits for the same people.
void call_the_team(Talk& talk) {
  const auto text = words_of(talk.message);
  const auto& pasts = talk.dialogs.past;
  const auto called = std::find_if(pasts.rbegin(), pasts.rend(), [&](const Past& past) {
    return past.end == Past::End::submitted && talk.world.now - past.at <= same_words_hold;
  });
  if (called == pasts.rend()) return hand_over(talk, new_report(talk, text));
  const auto number = called->ticket != 0 ? called->ticket : newest(talk.world);
  if (number == 0) return hand_over(talk, new_report(talk, text));
  talk.effects.push_back(FollowUp{number, text, {}});
  reply(talk, notice("dialog.handed_over"), number);
}

/// A word alone, with no report in progress. False: not a word, go on.
bool idle_word(Talk& talk, Word word) {
  const auto spoken = spoken_about(talk.world);
  switch (word) {
    case Word::help:
      reply(talk, notice("dialog.help"));
      return true;
    case Word::greeting:
      reply(talk, notice("dialog.hello"));
      return true;
    case Word::thanks:
      reply(talk, notice("dialog.thanks"));
      return true;
    case Word::progress:
      show_progress(talk);
      return true;
    case Word::human:
      if (spoken) follow_up(talk, *spoken);
      if (!spoken) call_the_team(talk);
      return true;
    case Word::solved:
    case Word::unsolved:
      // The team may not have spoken yet: what else could be meant than the ticket they have?
      if (!spoken && !talk.world.tickets.empty() && talk.world.tickets.front().state != "closed") {
        follow_up(talk, talk.world.tickets.front());
        return true;
      }
      [[fallthrough]];
    case Word::skip:
      if (spoken) follow_up(talk, *spoken);
      if (!spoken) reply(talk, notice("dialog.nothing_open"));
      return true;
    case Word::cancel:
    case Word::back:
      reply(talk, notice("dialog.nothing_open"));
      return true;
    case Word::none:
      return false;
  }
  return false;
}

}  // namespace

bool in_group(const Talk& talk) { return talk.message.chat.kind == ChatKind::group; }

std::optional<KnownTicket> own_ticket(const Talk& talk, const std::string& text) {
  for (const auto number : numbers_in(text))
    for (const auto& ticket : talk.world.tickets)
      if (ticket.number == number) return ticket;
  return std::nullopt;
}

std::optional<KnownTicket> spoken_about(const World& world) {
  std::optional<KnownTicket> best;
  for (const auto& ticket : world.tickets) {
    const bool spoken = ticket.team_spoke_at != Time{} && world.now - ticket.team_spoke_at <= team_words_hold;
    if (!spoken || ticket.state == "closed") continue;
    if (!best || ticket.team_spoke_at > best->team_spoke_at) best = ticket;
  }
  return best;
}

void follow_up(Talk& talk, const KnownTicket& ticket) {
  const auto text = trimmed(talk.message.text);
  talk.effects.push_back(FollowUp{ticket.number, text, talk.message.media});
  const bool bare_media = text.empty() && !talk.message.media.empty();
  const auto* key = ticket.state == "resolved" ? "dialog.follow_up_resolved"
                    : bare_media               ? "dialog.media_added"
                                               : "dialog.follow_up";
  reply(talk, notice(key), ticket.number);
}

bool only_answers(const Talk& talk, const std::string& text) {
  static const std::vector<std::string> troubles{"不",   "没",  "无法",  "失败", "错",   "异常",
                                                 "慢",   "卡",  "闪退",  "丢",   "怎么", "如何",
                                                 "请问", "can", "error", "fail", "how"};
  const auto& fields = talk.fields;
  if (fields.contains("operation") || fields.contains("error")) return false;
  const bool answers = std::any_of(fields.begin(), fields.end(), [](const auto& field) {
    return field.first == "phone" || field.first == "account" || field.first == "id_number" ||
           field.first == "time";
  });
  const auto plain = bare(text);
  return answers && plain.size() <= 100 &&
         std::none_of(troubles.begin(), troubles.end(),
                      [&](const auto& trouble) { return plain.find(trouble) != std::string::npos; });
}

void idle(Talk& talk, const std::string& text, Word word) {
  if (const auto rest = after_fresh(text)) return start_over(talk, *rest);
  if (asks_progress(text)) return show_progress(talk);
  if (const auto named = own_ticket(talk, text + " " + talk.message.quoted)) return follow_up(talk, *named);
  if (talk.message.media.empty() && idle_word(talk, word)) return;
  if (text.empty() && talk.message.media.empty()) return reply(talk, notice("dialog.help"));
  const auto spoken = spoken_about(talk.world);
  if (spoken && !in_group(talk) && !is_whole(talk.world, new_report(talk, text)))
    return follow_up(talk, *spoken);
  if (text.empty())
    if (const auto open = newest_open(talk.world)) return follow_up(talk, *open);
  const auto* past = text.empty() ? nullptr : past_of(talk, fingerprint(text));
  if (past != nullptr && past->end == Past::End::submitted)
    return reply(talk, notice("dialog.already"), past->ticket != 0 ? past->ticket : newest(talk.world));
  if (late_answer(talk, text)) return;
  begin(talk, text);
}
