// Where a message belongs: to a report in progress, to a ticket the team already has, or to a new report.
#include "bot/dialog.h"

#include <algorithm>
#include <utility>

#include "bot/dialog_talk.h"
#include "bot/result.h"
#include "bot/text.h"

namespace {

constexpr auto team_words_hold = std::chrono::hours{24 * 7};
constexpr auto same_words_hold = std::chrono::minutes{10};
constexpr auto late_answers_count = std::chrono::hours{2};

bool in_group(const Talk& talk) { return talk.message.chat.kind == ChatKind::group; }

bool same_place(const Chat& left, const Chat& right) {
  return left == right || (left.kind == ChatKind::single && right.kind == ChatKind::single);
}

/// Takes out of the state the report that words in this place go to: that of the group, or 1:1 the last one
/// touched.
template <class Wanted>
std::optional<Report> take(Talk& talk, Wanted wanted) {
  auto& reports = talk.dialogs.reports;
  for (auto at = reports.rbegin(); at != reports.rend(); ++at) {
    if (in_group(talk) && !(at->origin == talk.message.chat)) continue;
    if (!wanted(*at)) continue;
    auto report = std::move(*at);
    reports.erase(std::next(at).base());
    return report;
  }
  return std::nullopt;
}

std::optional<KnownTicket> own_ticket(const Talk& talk, const std::string& text) {
  for (const auto number : numbers_in(text))
    for (const auto& ticket : talk.world.tickets)
      if (ticket.number == number) return ticket;
  return std::nullopt;
}

/// The ticket whose team spoke last to this person, within a week and not closed.
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
  talk.effects.push_back(FollowUp{ticket.number, trimmed(talk.message.text), talk.message.media});
  reply(talk, notice(ticket.state == "resolved" ? "dialog.follow_up_resolved" : "dialog.follow_up"),
        ticket.number);
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

/// True where only what identifies a customer or a moment is said: an answer to something, no report of its
/// own.
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
    case Word::skip:
    case Word::solved:
    case Word::unsolved:
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

void idle(Talk& talk, const std::string& text, Word word) {
  if (const auto rest = after_fresh(text)) return start_over(talk, *rest);
  if (asks_progress(text)) return show_progress(talk);
  if (const auto named = own_ticket(talk, text + " " + talk.message.quoted)) return follow_up(talk, *named);
  if (talk.message.media.empty() && idle_word(talk, word)) return;
  if (text.empty() && talk.message.media.empty()) return reply(talk, notice("dialog.help"));
  const auto spoken = spoken_about(talk.world);
  if (spoken && !in_group(talk) && !is_whole(talk.world, new_report(talk, text)))
    return follow_up(talk, *spoken);
  const auto* past = text.empty() ? nullptr : past_of(talk, fingerprint(text));
  if (past != nullptr && past->end == Past::End::submitted)
    return reply(talk, notice("dialog.already"), past->ticket != 0 ? past->ticket : newest(talk.world));
  if (late_answer(talk, text)) return;
  begin(talk, text);
}

/// Words that name another ticket of theirs belong to it, even while a report is in progress here.
std::optional<KnownTicket> meant_instead(const Talk& talk, const Report& report) {
  const auto& message = talk.message;
  auto named = own_ticket(talk, message.quoted);
  if (!named && message.text.find('#') != std::string::npos) named = own_ticket(talk, message.text);
  if (named && named->number == report.ticket) return std::nullopt;
  return named;
}

/// 1:1 the team's words came after the article: "还是不行" is meant for them.
bool outspoken(const Talk& talk, const Report& report) {
  const auto spoken = in_group(talk) ? std::nullopt : spoken_about(talk.world);
  const auto shown_at = report.wake_at != Time{} ? report.wake_at - talk.world.timeout : report.spoke_at;
  return spoken && !report.articles.empty() && spoken->team_spoke_at > shown_at;
}

/// An article whose wait is over still hears its own words, and a draft that went to the team the answers it
/// lacks.
bool wakes(const Talk& talk, const Report& report, const std::string& text, Word word) {
  if (outspoken(talk, report)) return false;
  if (!report.articles.empty()) return word == Word::solved || word == Word::unsolved || word == Word::human;
  if (!only_answers(talk, text)) return false;
  const auto& tickets = talk.world.tickets;
  return std::any_of(tickets.begin(), tickets.end(), [&](const KnownTicket& ticket) {
    return ticket.number == report.ticket && ticket.state != "resolved" && ticket.state != "closed" &&
           ticket.state != "cancelled";
  });
}

void on_said(Talk& talk) {
  const auto kind = talk.message.kind;
  if (kind == Inbound::Kind::feedback || kind == Inbound::Kind::lifecycle) return;  // nobody spoke
  if (kind == Inbound::Kind::entered) return reply(talk, notice("dialog.hello"));
  const auto text = words_of(talk.message);
  const auto word = word_of(text);
  auto report = take(talk, [&](const Report& one) { return one.wake_at != Time{} && !outspoken(talk, one); });
  if (!report) report = take(talk, [&](const Report& one) { return wakes(talk, one, text, word); });
  if (!report) return idle(talk, text, word);
  if (const auto other = meant_instead(talk, *report)) {
    keep(talk, std::move(*report));
    return asks_progress(text) ? show_progress(talk) : follow_up(talk, *other);
  }
  if (!report->articles.empty()) return after_article(talk, std::move(*report), text, word);
  if (report->questions == 0) return after_invitation(talk, std::move(*report), text, word);
  after_question(talk, std::move(*report), text, word);
}

/// The card is spent, replaced, or somebody else's: said to the person alone where that is possible.
void button_is_old(Talk& talk) {
  const auto& card = talk.message.click.task_id;
  const auto& pasts = talk.dialogs.past;
  const auto past = std::find_if(pasts.rbegin(), pasts.rend(),
                                 [&](const Past& one) { return !card.empty() && one.card == card; });
  auto told = notice(past == pasts.rend() ? "dialog.button_old" : "dialog.button_used");
  if (past != pasts.rend() && past->ticket != 0) told.params["number"] = std::to_string(past->ticket);
  Say say;
  const bool aside = in_group(talk) && talk.world.reachable;
  say.to = {aside ? To::Kind::person : To::Kind::reply, talk.message.chat, talk.message.contact};
  say.notice = std::move(told);
  talk.effects.push_back(std::move(say));
}

void on_pressed(Talk& talk) {
  const auto& click = talk.message.click;
  auto report = take(talk, [&](const Report& one) { return !one.card.empty() && one.card == click.task_id; });
  if (!report) return button_is_old(talk);
  if (!pressed(talk, *report)) {
    keep(talk, std::move(*report));
    button_is_old(talk);
  }
}

void on_timer(Talk& talk) {
  auto waiting = std::exchange(talk.dialogs.reports, {});
  for (auto& report : waiting) {
    const bool due = report.wake_at != Time{} && report.wake_at <= talk.world.now;
    if (!due) {
      keep(talk, std::move(report));
      continue;
    }
    report.spoke_at = report.wake_at - talk.world.timeout;
    report.wake_at = {};
    if (report.ticket != 0) submit(talk, report, "dialog.timed_out");
    // What was answered, or went to the team half known, sleeps: a late word may still complete it.
    if (report.ticket != 0 || !report.articles.empty()) keep(talk, std::move(report));
  }
}

std::optional<Time> next_wake(const Dialogs& dialogs) {
  std::optional<Time> next;
  for (const auto& report : dialogs.reports)
    if (report.wake_at != Time{} && (!next || report.wake_at < *next)) next = report.wake_at;
  return next;
}

/// What sleeps is kept for a day and for a few chats, the oldest first to go.
void bound(Dialogs& dialogs, Time now) {
  constexpr std::size_t asleep_at_most = 8;
  const auto asleep = [](const Report& report) { return report.wake_at == Time{}; };
  auto& reports = dialogs.reports;
  std::erase_if(
      reports, [&](const Report& one) { return asleep(one) && now - one.spoke_at > std::chrono::hours{24}; });
  while (static_cast<std::size_t>(std::count_if(reports.begin(), reports.end(), asleep)) > asleep_at_most)
    reports.erase(std::find_if(reports.begin(), reports.end(), asleep));
}

}  // namespace

void numbered(Dialogs& dialogs, const Chat& origin, long long number) {
  for (auto& report : dialogs.reports)
    if (report.ticket == 0 && report.origin == origin && report.questions > 0) report.ticket = number;
  for (auto& past : dialogs.past)
    if (past.ticket == 0 && past.origin == origin && past.end == Past::End::submitted) past.ticket = number;
}

Turn turn(const World& world, const Dialogs& dialogs, const Event& event) {
  Talk talk{world, {}, {}, dialogs, {}};
  std::visit(Match{
                 [&](const Said& said) {
                   talk.message = said.message;
                   talk.fields = said.fields;
                   on_said(talk);
                 },
                 [&](const Pressed& press) {
                   talk.message = press.message;
                   on_pressed(talk);
                 },
                 [&](const TimedOut&) { on_timer(talk); },
             },
             event);
  bound(talk.dialogs, world.now);
  auto wake_at = next_wake(talk.dialogs);
  return {std::move(talk.dialogs), std::move(talk.effects), wake_at};
}
