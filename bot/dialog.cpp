// Where a message belongs: to a report in progress, to a ticket the team already has, or to a new report.
#include "bot/dialog.h"

#include <algorithm>
#include <utility>

#include "bot/dialog_talk.h"
#include "bot/result.h"
#include "bot/text.h"

namespace {

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
  const bool suggested = !report.suggested.empty() && !chooses(report, words_of(talk.message));
  return spoken && (suggested || !report.articles.empty()) && spoken->team_spoke_at > shown_at;
}

/// An article whose wait is over still hears its own words and the particulars that make it a ticket, and a
/// draft that went to the team the answers it lacks.
bool wakes(const Talk& talk, const Report& report, const std::string& text, Word word) {
  if (outspoken(talk, report)) return false;
  const bool answers = only_answers(talk, text);
  if (!report.articles.empty())
    return answers || word == Word::solved || word == Word::unsolved || word == Word::human;
  if (!answers) return false;
  const auto& tickets = talk.world.tickets;
  return std::any_of(tickets.begin(), tickets.end(), [&](const KnownTicket& ticket) {
    return ticket.number == report.ticket && ticket.state != "resolved" && ticket.state != "closed" &&
           ticket.state != "cancelled";
  });
}

/// Questions end with the ticket they were asked for: solved without an answer, there is nothing left to ask.
void drop_settled(Talk& talk) {
  std::erase_if(talk.dialogs.reports, [&](const Report& report) {
    const auto& tickets = talk.world.tickets;
    return std::any_of(tickets.begin(), tickets.end(), [&](const KnownTicket& ticket) {
      return ticket.number == report.ticket && (ticket.state == "resolved" || ticket.state == "closed");
    });
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
  if (!report->suggested.empty()) return after_suggestion(talk, std::move(*report), text, word);
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
  bool opened = false;
  for (auto& report : waiting) {
    // A turn opens one ticket; what else is due stays so, and wakes the next turn.
    const bool due = report.wake_at != Time{} && report.wake_at <= talk.world.now &&
                     !(opened && !report.suggested.empty());
    if (due && !report.suggested.empty()) {
      opened = true;
      suggestion_left(talk, std::move(report));
      continue;
    }
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

bool asks_knowledge(const World& world, const Dialogs& dialogs, const Said& said) {
  const auto text = words_of(said.message);
  if (text.empty() || word_of(text) != Word::none || asks_progress(text)) return false;
  const bool shown = std::any_of(dialogs.reports.begin(), dialogs.reports.end(),
                                 [](const Report& report) { return !report.articles.empty(); });
  const Talk talk{world, said.message, said.fields, {}, {}};
  return shown || !is_whole(world, new_report(talk, text));
}

Turn turn(const World& world, const Dialogs& dialogs, const Event& event) {
  Talk talk{world, {}, {}, dialogs, {}};
  drop_settled(talk);
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
