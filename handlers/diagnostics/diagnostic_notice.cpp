#include "handlers/diagnostics/diagnostic_notice.h"

#include "bot/text.h"
#include "handlers/diagnostics/findings.h"
#include "handlers/tickets/notices.h"
#include "handlers/tickets/refusal.h"

namespace {

constexpr std::size_t most_lines = 5, longest_line = 240;  // of a result, in chat

Notice notice_of(const std::string& key, const Ticket& ticket) {
  Notice notice;
  notice.key = key;
  notice.params["number"] = std::to_string(ticket.number);
  return notice;
}

/// What can be looked up for this ticket, for people to type.
Notice list_of(const DiagnoseWorld& world, const DiagnosticSubject& subject, const std::string& words) {
  auto notice = notice_of("diagnostic.which", *world.ticket);
  for (const auto* one : world.book->for_ticket(subject))
    if (one->kind != Diagnostic::Kind::link)
      notice.items.push_back({{"title", in_locale(one->title, world.locale)}});
  if (notice.items.empty()) notice.key = "diagnostic.none";
  notice.params["words"] = std::string(prefix_bytes(words, 60));
  return notice;
}

Notice lacking(const DiagnoseWorld& world, const Diagnostic& one, const std::vector<std::string>& missing) {
  auto notice = notice_of("diagnostic.missing", *world.ticket);
  notice.params["title"] = in_locale(one.title, world.locale);
  for (const auto& field : missing)
    notice.items.push_back({{"label", field_label(*world.forms, field, world.locale)}});
  notice.params["hint"] = one.missing.empty() ? "" : in_locale(one.missing, world.locale);
  return notice;
}

std::string line_of_row(const std::vector<std::string>& row) {
  std::string line;
  for (const auto& cell : row)
    if (!cell.empty()) line += (line.empty() ? "" : " · ") + cell;
  for (char& c : line)
    if (c == '\n' || c == '\r' || c == '\t') c = ' ';
  const auto shown = prefix_bytes(line, longest_line);
  return std::string(shown) + (shown.size() < line.size() ? "…" : "");
}

}  // namespace

DiagnosticSubject subject_of(const Ticket& ticket) {
  return {ticket.number, ticket.form, ticket.system, ticket.fields, ticket.created_at};
}

DiagnoseDecision decide_diagnosis(const DiagnoseWorld& world, const Command& command) {
  const auto number = command.tickets.empty() ? 0 : command.tickets.front();
  DiagnoseDecision decision;
  const auto say = [&](Notice notice) {
    decision.answer = to_asker(number, std::move(notice));
    return decision;
  };
  const auto refuse = [&](const char* why) { return say(refusal(why, command.verb, number, {})); };
  if (world.actor.role == Role::ended) return refuse("ended");
  if (!is_team(world.actor.role)) return refuse("not_team");
  if (number == 0) return refuse("which");
  const bool sees = world.ticket != nullptr &&
                    granted(world.actor.role, Act::see, thing_of(world.actor, *world.ticket)) != Grant::no;
  if (!sees) return refuse("unknown");
  if (granted(world.actor.role, Act::diagnose, thing_of(world.actor, *world.ticket)) == Grant::no) {
    const bool can_take =
        granted(world.actor.role, Act::take, thing_of(world.actor, *world.ticket)) != Grant::no;
    return say(refusal("not_allowed", command.verb, number, {{"can_take", can_take ? "1" : ""}}));
  }
  if (world.book == nullptr) return say(notice_of("diagnostic.none", *world.ticket));
  const auto subject = subject_of(*world.ticket);
  const auto* one = world.book->meant_by(command.text, subject);
  if (one == nullptr || one->kind == Diagnostic::Kind::link || trimmed(command.text).empty())
    return say(list_of(world, subject, command.text));
  const auto missing = missing_for(*one, diagnostic_facts(*one, subject, world.minutes_east));
  if (!missing.empty()) return say(lacking(world, *one, missing));
  DiagnosticAsk ask;
  ask.ticket = number;
  ask.diagnostic = one->id;
  ask.way = "chat";
  ask.by = world.actor.person;
  ask.name = world.actor_name;
  ask.role = name_of(world.actor.role);
  ask.contact = world.actor_contact;
  if (world.chat.kind == ChatKind::group) ask.chat = world.chat;
  decision.asks = {std::move(ask)};
  auto begun = notice_of("diagnostic.begun", *world.ticket);
  begun.params["title"] = in_locale(one->title, world.locale);
  return say(std::move(begun));
}

Say result_for(const DiagnosticAsk& ask, const DiagnosticEnd& end, const DiagnosticBook& book,
               const std::string& locale) {
  const auto* one = book.named(ask.diagnostic);
  Notice notice;
  notice.key = "diagnostic.result";
  notice.params["number"] = std::to_string(ask.ticket);
  notice.params["title"] = one == nullptr ? ask.diagnostic : in_locale(one->title, locale);
  notice.params[end.outcome] = "1";
  notice.params["detail"] = end.detail;
  const auto found = findings_from_json(end.findings);
  if (end.outcome == "found") {
    if (found.rows.empty())
      notice.params["empty"] = "1";
    else
      notice.params["count"] = std::to_string(found.rows.size());
    for (const auto& row : found.rows)
      if (notice.items.size() < most_lines) notice.items.push_back({{"line", line_of_row(row)}});
    if (found.more || found.rows.size() > most_lines) notice.params["more"] = "1";
  }
  return {{To::Kind::person, ask.chat, ask.contact}, std::move(notice), ask.ticket, false};
}
