#include "handlers/intake/turn.h"

#include <algorithm>
#include <set>

#include "bot/extract.h"
#include "bot/words.h"
#include "handlers/diagnostics/diagnostic_notice.h"
#include "handlers/intake/lookup.h"
#include "handlers/knowledge/orders.h"
#include "handlers/sla/duty_lines.h"
#include "handlers/sla/swap_orders.h"
#include "handlers/tickets/handover.h"
#include "handlers/tickets/notices.h"
#include "handlers/tickets/refusal.h"
#include "handlers/tickets/rights.h"

namespace {

Party party_of(const Person& person) { return {person.key, person.userid, person.name}; }

std::string configured_role(const Directory& directory, const std::string& userid) {
  const auto* configured = directory.person(userid);
  return configured == nullptr ? "" : configured->role;
}

/// An open incident's words stand in the place of articles. Of several patterns that fit all are shown; what
/// ranked search ranks behind its answer is no answer.
void consult(World& world, const Library& library, const Inbound& message, const Fields& fields) {
  if (!library.statuses.empty()) {
    const auto system = fields.find("system");
    if (const auto* status = library.statuses.match(
            message.text, system == fields.end() ? std::string() : system->second, world.now)) {
      world.articles = {{"status-" + std::to_string(status->id), status->title, status->text, "status"}};
      return;
    }
  }
  const auto decision = library.answerer->decide(message.text, {}, message.chat.id);
  if (decision.kind == Decision::Kind::silence) return;
  auto& known = decision.kind == Decision::Kind::answer ? world.articles : world.suggestions;
  for (const auto index : decision.articles) {
    const auto& article = library.answerer->articles()[index];
    known.push_back({article.id, article.title, article.answer, decision.by});
    if (decision.kind == Decision::Kind::answer && decision.by == "search") return;
  }
}

/// The articles that open suggestions name, as far as they are still published.
std::vector<KnownArticle> choices_of(const Library& library, const Dialogs& dialogs) {
  std::vector<KnownArticle> choices;
  for (const auto& report : dialogs.reports)
    for (const auto& id : report.suggested)
      for (const auto& article : library.answerer->articles())
        if (article.id == id) choices.push_back({article.id, article.title, article.answer, "chosen"});
  return choices;
}

World world_of(const Surroundings& around, const Intent& intent, const Known& known, const Event& event) {
  World world;
  world.now = around.now;
  world.minutes_east = around.minutes_east;
  world.locale = around.locale;
  world.forms = &around.library->forms;
  world.dictionary = &around.library->dictionary;
  world.reachable = known.person.reachable;
  world.person_name = known.person.name;
  world.timeout = around.dialog_timeout;
  for (const auto& ticket : known.own) world.tickets.push_back(::known(ticket));
  world.choices = choices_of(*around.library, known.dialogs);
  const auto* said = std::get_if<Said>(&event);
  if (said != nullptr && intent.message->kind == Inbound::Kind::text &&
      asks_knowledge(world, known.dialogs, *said))
    consult(world, *around.library, said->message, said->fields);
  return world;
}

Event event_of(const Surroundings& around, const Intent& intent) {
  if (!intent.message) return TimedOut{};
  const auto& message = *intent.message;
  if (message.kind == Inbound::Kind::click) return Pressed{message};
  return Said{message, extract(message, around.library->dictionary, around.now, around.minutes_east)};
}

/// The card of an article leads to the whole of it; an incident's words are no article.
Say linked(Say say, const Library& library) {
  auto& params = say.notice.params;
  const auto article = params.find("article");
  if (say.notice.key != "dialog.article" || library.public_url.empty() || article == params.end() ||
      article->second.starts_with("status-"))
    return say;
  params["link"] = article_link(library, article->second);
  return say;
}

/// Takes the dialog's effects apart into what the tickets, the outbox and the statistics need.
void take_effects(Plan& plan, std::vector<Effect> effects, const Surroundings& around, const Intent& intent,
                  const Party& by) {
  for (auto& effect : effects)
    std::visit(
        Match{[&](Say& say) { plan.says.push_back(linked(std::move(say), *around.library)); },
              [&](const OpenTicket& open) { plan.opens = opening(open, by, around.now, intent.inbox_id); },
              [&](const SubmitTicket& submit) {
                plan.changes.push_back({submit.report.ticket, submitted(submit, by, around.now)});
              },
              [&](const FollowUp& words) {
                plan.changes.push_back({words.number, followed_up(words, by, around.now)});
              },
              [&](const CancelTicket& cancel) {
                plan.changes.push_back({cancel.number, cancelled(cancel, by, around.now)});
              },
              [&](ArticleFeedback& feedback) { plan.feedback.push_back(std::move(feedback)); }},
        effect);
}

/// "诊断 1002 …": done beside the desk's verbs, since it waits for another system.
Plan diagnosis_plan(const Surroundings& around, const Intent& intent, const Known& known) {
  const auto& message = *intent.message;
  const bool in_team_chat = around.directory->is_team_chat(message.chat);
  const DiagnoseWorld world{around.library->diagnostics.get(),
                            &around.library->forms,
                            {known.person.key, role_of(intent.role, in_team_chat)},
                            known.person.name,
                            known.person.userid,
                            message.chat,
                            known.named.empty() ? nullptr : &known.named.front(),
                            around.minutes_east,
                            around.locale};
  auto decision = decide_diagnosis(world, *intent.command);
  Plan plan = unchanged(known.dialogs);
  plan.diagnoses = std::move(decision.asks);
  plan.says = {std::move(decision.answer)};
  return plan;
}

/// The offer is answered; of a report that was joined nothing more is asked.
Dialogs after_offer(Dialogs dialogs, const std::vector<TicketChange>& changes, Time now) {
  dialogs.same.reset();
  for (const auto& change : changes)
    for (const auto& report : dialogs.reports)
      if (report.ticket == change.number)
        dialogs.past.push_back(
            {report.origin, report.said, report.card, report.ticket, Past::End::submitted, now});
  std::erase_if(dialogs.reports, [&](const Report& report) {
    return std::any_of(changes.begin(), changes.end(),
                       [&](const auto& change) { return change.number == report.ticket; });
  });
  return dialogs;
}

Plan desk_plan(const Surroundings& around, const Intent& intent, const Known& known) {
  if (intent.command->verb == Verb::diagnose) return diagnosis_plan(around, intent, known);
  DeskWorld world;
  world.now = around.now;
  world.minutes_east = around.minutes_east;
  world.actor = party_of(known.person);
  world.media = intent.message->media;
  world.role = intent.role;
  world.in_team_chat = around.directory->is_team_chat(intent.message->chat);
  world.tickets = known.named;
  world.children = known.children;
  world.alike = known.alike;
  world.queue = known.queue;
  world.mine = known.mine;
  world.deliveries = known.deliveries;
  world.clocks = known.clocks;
  world.clock_pieces = known.clock_pieces;
  if (intent.command->verb == Verb::duty)
    world.duty =
        duty_lines(*around.library->clocks, around.now, around.minutes_east, [&](const std::string& userid) {
          const auto* person = around.directory->person(userid);
          return person == nullptr ? std::string() : person->name;
        });
  world.hands = known.hands;
  if (intent.command->to_least) world.on_duty = people_on_duty(around.library->clocks->rosters, around.now);
  world.team = around.directory->team(around.directory->org_of(intent.message->account));
  world.dictionary = &around.library->dictionary;
  world.locale = around.locale;
  world.handover = around.library->handover.get();
  world.runbooks = around.library->runbooks.get();
  world.chat = intent.message->chat;
  auto decision = decide(world, *intent.command);
  Plan plan = unchanged(intent.command->offered ? after_offer(known.dialogs, decision.changes, around.now)
                                                : known.dialogs);
  if (intent.command->verb == Verb::transfer) plan.dialogs.handover = std::move(decision.handover);
  plan.changes = std::move(decision.changes);
  plan.says = std::move(decision.says);
  return plan;
}

}  // namespace

Intent intent_of(const std::optional<Inbound>& message, long long inbox_id, const Directory& directory,
                 const std::string& account_role) {
  Intent intent{message, std::nullopt, inbox_id, std::nullopt, account_role, std::nullopt, std::nullopt};
  if (!message) return intent;
  if (intent.role.empty()) intent.role = configured_role(directory, message->contact);
  const auto& role = intent.role;
  const bool in_team_chat = directory.is_team_chat(message->chat);
  intent.order = kb_order_of(*message, role_of(role, in_team_chat));
  if (intent.order) return intent;
  intent.duty = duty_order_of(*message, role_of(role, in_team_chat));
  if (intent.duty) return intent;
  if (message->kind == Inbound::Kind::click) {
    intent.command = command_of_click(message->click);
  } else if (message->kind == Inbound::Kind::text) {
    intent.lookup = parse_lookup(message->text);
    if (intent.lookup) return intent;
    intent.command = parse_command(message->text, message->quoted);
    if (intent.command && !is_for_desk(*intent.command, role, in_team_chat)) intent.command.reset();
    if (!intent.command && in_team_chat) intent.command = unknown_command(message->text);
  }
  return intent;
}

void answer_offer(Intent& intent, const Dialogs& dialogs, Time now) {
  constexpr auto holds = std::chrono::hours{24};
  static const std::set<std::string> yes{"是", "是的", "一样", "同一个", "yes", "same"};
  static const std::set<std::string> no{"不是", "不一样", "no"};
  const auto& offer = dialogs.same;
  if (!offer || !intent.message || now - offer->at > holds) return;
  auto& command = intent.command;
  if (command && (command->verb == Verb::join || command->verb == Verb::apart) &&
      command->parent == offer->other && command->tickets == std::vector<long long>{offer->ticket})
    command->offered = true;
  if (intent.message->kind != Inbound::Kind::text || now - offer->at > std::chrono::minutes{10}) return;
  const auto words = bare(intent.message->text);
  if (!yes.contains(words) && !no.contains(words)) return;
  command.emplace();
  command->verb = yes.contains(words) ? Verb::join : Verb::apart;
  command->tickets = {offer->ticket};
  command->parent = offer->other;
  command->offered = true;
}

void continue_handover(Intent& intent, const Dialogs& dialogs, Time now) {
  if (!dialogs.handover || !intent.message || intent.order || intent.duty || intent.lookup) return;
  if (auto answer = answer_to(*dialogs.handover, *intent.message, intent.command, now))
    intent.command = std::move(answer);
}

Plan plan(const Surroundings& around, const Intent& intent, const Known& known) {
  if (intent.order || intent.duty) return unchanged(known.dialogs);
  if (intent.command) return desk_plan(around, intent, known);
  if (intent.lookup) {
    auto looked = unchanged(known.dialogs);
    looked.says.push_back(intent.lookup->hot ? hottest(*around.library, known.hot)
                                             : found_by(*around.library, intent.lookup->words));
    return looked;
  }
  const auto event = event_of(around, intent);
  auto made = turn(world_of(around, intent, known, event), known.dialogs, event);
  Plan plan;
  plan.dialogs = std::move(made.dialogs);
  plan.wake_at = made.wake_at;
  take_effects(plan, std::move(made.effects), around, intent, party_of(known.person));
  return plan;
}

Plan unchanged(const Dialogs& dialogs) {
  Plan plan;
  plan.dialogs = dialogs;
  for (const auto& report : dialogs.reports)
    if (report.wake_at != Time{} && (!plan.wake_at || report.wake_at < *plan.wake_at))
      plan.wake_at = report.wake_at;
  return plan;
}

void numbered(Plan& plan, long long number) {
  if (plan.opens) numbered(plan.dialogs, plan.opens->event.origin, number);
  for (auto& change : plan.changes)
    if (change.number == 0) change.number = number;
  for (auto& say : plan.says)
    if (say.of_new) say.ticket = number;
  for (auto& say : plan.says)
    if (say.ticket != 0) say.notice.params.try_emplace("number", std::to_string(say.ticket));
}

std::vector<Say> announcements(const Plan& plan, const std::map<long long, Ticket>& after,
                               const Surroundings& around) {
  const NoticeWorld world{around.now,
                          around.minutes_east,
                          &around.library->dictionary,
                          around.locale,
                          around.library->handover.get(),
                          around.library->runbooks.get()};
  std::vector<Say> says;
  const auto add = [&](std::vector<Say> more) { says.insert(says.end(), more.begin(), more.end()); };
  for (const auto& change : plan.changes) {
    const auto found = after.find(change.number);
    if (found == after.end()) continue;
    const auto& ticket = found->second;
    // The team works on the incident; what belongs to it stands on its page.
    const bool belongs = ticket.parent != 0;
    if (!belongs && (change.event.step == Step::submitted || change.event.step == Step::surfaced))
      add(on_submitted(ticket, world));
    if (change.event.step == Step::followed_up) add(on_follow_up(ticket, change.event, world));
    if (change.event.step == Step::cancelled) add(on_cancelled(ticket, world));
  }
  return says;
}
