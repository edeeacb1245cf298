#include "handlers/tickets/notices.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "bot/form.h"
#include "bot/mask.h"
#include "bot/shown.h"
#include "bot/text.h"
#include "handlers/tickets/facts.h"

namespace {

constexpr std::size_t words_points = 200;  // of the report on a card
constexpr std::size_t shown_deliveries = 5;
constexpr std::size_t told_members = 5;  // of a role that got a ticket: more is noise

/// Minutes, hours or days, whichever people would say; the unit is wording.
void put_age(Params& params, Time since, Time now) {
  const auto minutes = std::max(
      0LL, static_cast<long long>(std::chrono::duration_cast<std::chrono::minutes>(now - since).count()));
  if (minutes < 60)
    params["age_m"] = std::to_string(minutes);
  else if (minutes < 2880)
    params["age_h"] = std::to_string(minutes / 60);
  else
    params["age_d"] = std::to_string(minutes / 1440);
}

std::vector<Verb> buttons_of(const Ticket& ticket) {
  using enum TicketState;
  switch (ticket.state) {
    case draft:
    case fresh:
    case reopened:
      return {Verb::accept, Verb::show};
    case transferred:
      return {Verb::accept, Verb::take, Verb::show};
    case waiting:
      if (!ticket.waits_for.empty()) return {Verb::resume, Verb::take, Verb::show};
      return {Verb::take, Verb::show};
    case accepted:
      return {Verb::take, Verb::show};
    case resolved:
      return {Verb::close, Verb::reopen, Verb::show};
    case closed:
      return {Verb::reopen, Verb::show};
    case cancelled:
      return {Verb::show};
  }
  return {};
}

Notice card(const Ticket& ticket, const NoticeWorld& world) {
  Notice notice;
  notice.key = std::string("ticket.card.") + name_of(ticket.state);
  notice.params = facts_of(ticket, world);
  put_hands(notice.params, ticket, world);
  std::erase_if(notice.params, [](const auto& param) { return param.second.empty(); });
  for (const char* name : {"words", "solution"})
    if (const auto found = notice.params.find(name); found != notice.params.end())
      found->second = shortened(found->second, words_points);
  auto buttons = buttons_of(ticket);
  if (ticket.approval == "wanted" && is_open(ticket.state)) buttons.insert(buttons.begin(), Verb::approve);
  for (const auto verb : buttons)
    notice.choices.push_back({std::string("ticket.button.") + name_of(verb),
                              std::string("ticket.") + name_of(verb) + ":" + std::to_string(ticket.number)});
  // What somebody asked and got answered is what the next one will ask.
  const bool solved = ticket.state == TicketState::resolved || ticket.state == TicketState::closed;
  if (solved && ticket.category == "consult")
    notice.choices.push_back({"knowledge.button.draft", "kb.draft:" + std::to_string(ticket.number)});
  return notice;
}

Notice about(const Ticket& ticket, std::string key) {
  Notice notice;
  notice.key = std::move(key);
  notice.params = {{"number", std::to_string(ticket.number)}, {"title", title_of(ticket)}};
  return notice;
}

Say to_member(const Ticket& ticket, const Party& member, Notice notice) {
  return {{To::Kind::person, {}, member.contact}, std::move(notice), ticket.number, false};
}

Params item_of(const FormField& field, const std::string& value, const NoticeWorld& world) {
  auto item = field.type == "choice" ? Params{{"value", option_label(field, value, world.locale)}}
              : field.type == "time" ? moment_item(value)
                                     : Params{{"value", mask(value)}};
  item["label"] = in_locale(field.label, world.locale);
  return item;
}

}  // namespace

std::string clock_text(Time at, int minutes_east) {
  const auto local = at + std::chrono::minutes{minutes_east};
  const auto day = std::chrono::floor<std::chrono::days>(local);
  const std::chrono::year_month_day date{day};
  const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(local - day).count();
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02u %02d:%02d", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                static_cast<int>(minutes / 60), static_cast<int>(minutes % 60));
  return text.data();
}

std::string shown_name(const Party& party) { return party.name.empty() ? party.contact : party.name; }

Say to_team(const Ticket& ticket, Notice notice) {
  return {{To::Kind::team, {}, ""}, std::move(notice), ticket.number, false};
}
Say to_reporter(const Ticket& ticket, Notice notice) {
  return {
      {To::Kind::person, ticket.origin, ticket.reporter.contact}, std::move(notice), ticket.number, false};
}
Say to_asker(long long number, Notice notice) {
  return {{To::Kind::reply, {}, ""}, std::move(notice), number, false};
}

// A card's identity is used once: the platform refuses a second card with the same task id.
Notice new_card(const Ticket& ticket, const NoticeWorld& world) {
  auto notice = card(ticket, world);
  notice.task_id = "ticket-" + std::to_string(ticket.number) + "-" + std::to_string(ticket.version) + "-" +
                   std::to_string(world.now.time_since_epoch().count());
  return notice;
}

Notice updated_card(const Ticket& ticket, const NoticeWorld& world, const std::string& task_id) {
  auto notice = card(ticket, world);
  notice.task_id = task_id;
  notice.updates_card = true;
  return notice;
}

Notice late_card(const Ticket& ticket, const NoticeWorld& world, const std::string& task_id) {
  auto notice = updated_card(ticket, world, task_id);
  notice.params["late"] = "1";
  return notice;
}

Notice detail_of(const Ticket& ticket, const NoticeWorld& world, const std::vector<Delivery>& deliveries) {
  Notice notice;
  notice.key = "ticket.detail";
  notice.params = facts_of(ticket, world);
  notice.params[std::string("is_") + name_of(ticket.state)] = "1";
  constexpr std::string_view told = "ticket.told.";
  for (const auto& delivery : deliveries) {
    // A row that another took the place of says nothing about whether the person was reached.
    if (delivery.ticket != ticket.number || !delivery.key.starts_with(told) || delivery.state == "superseded")
      continue;
    const auto at = delivery.sent_at == Time{} ? delivery.created_at : delivery.sent_at;
    notice.items.push_back({{"at", clock_text(at, world.minutes_east)},
                            {"was_" + delivery.key.substr(told.size()), "1"},
                            {"is_" + delivery.state, "1"}});
  }
  if (notice.items.size() > shown_deliveries)
    notice.items.erase(notice.items.begin(),
                       notice.items.end() - static_cast<std::ptrdiff_t>(shown_deliveries));
  return notice;
}

Params line_of(const Ticket& ticket, const NoticeWorld& world) {
  Params params{{"number", std::to_string(ticket.number)},
                {"title", title_of(ticket)},
                {std::string("is_") + name_of(ticket.state), "1"},
                {"reporter", shown_name(ticket.reporter)},
                {"assignee", shown_name(ticket.assignee)}};
  if (goes_back_and_forth(ticket)) params["returns"] = std::to_string(ticket.returns);
  put_age(params, ticket.created_at, world.now);
  return params;
}

void add_team_view(Notice& detail, const Ticket& ticket, const NoticeWorld& world) {
  put_hands(detail.params, ticket, world);
  std::erase_if(detail.params, [](const auto& param) { return param.second.empty(); });
  if (ticket.holder == "agent") return;
  auto items = checklist_items(ticket.checklist, ticket.holder, world);
  std::erase_if(items, [&](const Params& item) { return item.at("value") == detail.params["why"]; });
  detail.items.insert(detail.items.begin(), items.begin(), items.end());
}

std::vector<Params> checklist_items(const Fields& fields, const std::string& role, const NoticeWorld& world) {
  std::vector<Params> items;
  if (world.handover == nullptr) return items;
  for (const auto& field : handover_form(*world.handover, role).fields)
    if (const auto found = fields.find(field.name); found != fields.end())
      items.push_back(item_of(field, found->second, world));
  return items;
}

std::vector<Say> on_submitted(const Ticket& ticket, const NoticeWorld& world) {
  return {to_team(ticket, new_card(ticket, world))};
}

std::vector<Say> on_follow_up(const Ticket& ticket, const TicketEvent& event, const NoticeWorld&) {
  if (!ticket.seen_by_team && ticket.assignee == Party{}) return {};
  auto notice = about(ticket, event.media.empty() ? "ticket.team.follow_up" : "ticket.team.follow_up_media");
  notice.params["reporter"] = shown_name(event.by);
  notice.params["text"] = mask(event.text);
  notice.params["count"] = std::to_string(event.media.size());
  std::vector<Say> says{to_team(ticket, notice)};
  if (ticket.assignee == Party{}) return says;
  // Agents sit in the team's chat, where a mention finds them; the second line may not.
  if (ticket.holder == "agent")
    says.front().notice.mentions = {ticket.assignee.contact};
  else
    says.push_back(to_member(ticket, ticket.assignee, std::move(notice)));
  return says;
}

std::vector<Say> on_cancelled(const Ticket& ticket, const NoticeWorld& world) {
  if (!ticket.seen_by_team && ticket.assignee == Party{}) return {};
  return {to_team(ticket, new_card(ticket, world))};
}

bool is_told(Step step) {
  static constexpr std::array told{Step::accepted, Step::asked,  Step::replied,
                                   Step::resolved, Step::closed, Step::reopened};
  return std::find(told.begin(), told.end(), step) != told.end();
}

Say file_to_reporter(const Ticket& ticket, long long file, Media::Kind kind) {
  auto notice = about(ticket, "ticket.told.file");
  if (kind == Media::Kind::image) notice.params["picture"] = "1";
  notice.files = {file};
  return to_reporter(ticket, std::move(notice));
}

std::vector<Say> told_to_reporter(const Ticket& ticket, const TicketEvent& event, const NoticeWorld& world) {
  // Of waiting for others they hear what for; the words about it stay in the team.
  if (!is_told(event.step) && event.step != Step::paused) return {};
  if (event.by.person == ticket.reporter.person && event.role == "reporter") return {};
  auto notice = about(ticket, std::string("ticket.told.") + name_of(event.step));
  notice.params["by"] = shown_name(event.by);
  notice.params["text"] = mask(event.text);
  notice.params["solution"] = mask(event.solution);
  if (!event.media.empty() && is_told(event.step))
    notice.params["files"] = std::to_string(event.media.size());
  if (!event.waits_for.empty() && world.handover != nullptr)
    notice.params["waits_for"] = option_label(world.handover->waiting, event.waits_for, world.locale);
  if (ticket.parent != 0 && event.step == Step::resolved) {
    const auto number = std::to_string(ticket.number);
    notice.params["parent"] = std::to_string(ticket.parent);
    notice.choices = {{"ticket.button.split", "ticket.split:" + number}};
    notice.task_id = "told-" + number + "-" + std::to_string(ticket.version);
  }
  return {to_reporter(ticket, std::move(notice))};
}

std::vector<Say> told_to_target(const Ticket& ticket, const TicketEvent& event,
                                const std::vector<TeamMember>& team, const NoticeWorld& world) {
  if (event.step != Step::transferred) return {};
  Notice notice;
  notice.key = "ticket.team.handover";
  notice.params = facts_of(ticket, world);
  put_hands(notice.params, ticket, world);
  notice.params["by"] = shown_name(event.by);  // empty: the desk itself
  notice.params["text"] = mask(event.text);
  notice.items = checklist_items(event.fields, event.target_role, world);
  std::vector<Say> says;
  const auto tell = [&](const Party& who) {
    if (who.person != event.by.person) says.push_back(to_member(ticket, who, notice));
  };
  if (event.target != Party{}) tell(event.target);  // who is on duty need not be in the configuration
  for (const auto& member : team)
    if (event.target == Party{} && member.role == event.target_role && says.size() < told_members)
      tell(member.who);
  return says;
}
