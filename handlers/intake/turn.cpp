#include "handlers/intake/turn.h"

#include "bot/extract.h"
#include "handlers/intake/lookup.h"
#include "handlers/tickets/notices.h"
#include "handlers/tickets/refusal.h"

namespace {

Party party_of(const Person& person) { return {person.key, person.userid, person.name}; }

std::string configured_role(const Directory& directory, const std::string& userid) {
  const auto* configured = directory.person(userid);
  return configured == nullptr ? "" : configured->role;
}

/// An open incident's words stand in the place of articles.
std::vector<KnownArticle> answers_to(const Library& library, const Inbound& message, Time now,
                                     int minutes_east) {
  constexpr std::size_t most = 3;
  if (!library.statuses.empty()) {
    const auto fields = extract(message.text, library.dictionary, now, minutes_east);
    const auto system = fields.find("system");
    if (const auto* status = library.statuses.match(
            message.text, system == fields.end() ? std::string() : system->second, now))
      return {{"status-" + std::to_string(status->id), status->title, status->text}};
  }
  std::vector<KnownArticle> answers;
  for (const auto& hit : library.matcher->match(message.text, {}, most, message.chat.id)) {
    const auto& article = library.matcher->articles()[hit.article];
    answers.push_back({article.id, article.title, article.answer});
  }
  return answers;
}

World world_of(const Surroundings& around, const Intent& intent, const Known& known) {
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
  if (intent.message && intent.message->kind == Inbound::Kind::text)
    world.articles = answers_to(*around.library, *intent.message, around.now, around.minutes_east);
  return world;
}

Event event_of(const Surroundings& around, const Intent& intent) {
  if (!intent.message) return TimedOut{};
  const auto& message = *intent.message;
  if (message.kind == Inbound::Kind::click) return Pressed{message};
  return Said{message, extract(message, around.library->dictionary, around.now, around.minutes_east)};
}

/// Takes the dialog's effects apart into what the tickets, the outbox and the statistics need.
void take_effects(Plan& plan, std::vector<Effect> effects, const Surroundings& around, const Intent& intent,
                  const Party& by) {
  for (auto& effect : effects)
    std::visit(
        Match{[&](Say& say) { plan.says.push_back(std::move(say)); },
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

Plan desk_plan(const Surroundings& around, const Intent& intent, const Known& known) {
  DeskWorld world;
  world.now = around.now;
  world.minutes_east = around.minutes_east;
  world.actor = party_of(known.person);
  world.role = intent.role;
  world.in_team_chat = around.directory->is_team_chat(intent.message->chat);
  world.tickets = known.named;
  world.queue = known.queue;
  world.mine = known.mine;
  world.deliveries = known.deliveries;
  world.team = around.directory->team(around.directory->org_of(intent.message->account));
  world.dictionary = &around.library->dictionary;
  world.locale = around.locale;
  auto decision = decide(world, *intent.command);
  Plan plan = unchanged(known.dialogs);
  plan.changes = std::move(decision.changes);
  plan.says = std::move(decision.says);
  return plan;
}

}  // namespace

Intent intent_of(const std::optional<Inbound>& message, long long inbox_id, const Directory& directory,
                 const std::string& account_role) {
  Intent intent{message, std::nullopt, inbox_id, std::nullopt, account_role};
  if (!message) return intent;
  if (intent.role.empty()) intent.role = configured_role(directory, message->contact);
  const auto& role = intent.role;
  const bool in_team_chat = directory.is_team_chat(message->chat);
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

Plan plan(const Surroundings& around, const Intent& intent, const Known& known) {
  if (intent.command) return desk_plan(around, intent, known);
  if (intent.lookup) {
    auto looked = unchanged(known.dialogs);
    looked.says.push_back(intent.lookup->hot ? hottest(*around.library, known.hot)
                                             : found_by(*around.library, intent.lookup->words));
    return looked;
  }
  auto made = turn(world_of(around, intent, known), known.dialogs, event_of(around, intent));
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
  const NoticeWorld world{around.now, around.minutes_east, &around.library->dictionary, around.locale};
  std::vector<Say> says;
  const auto add = [&](std::vector<Say> more) { says.insert(says.end(), more.begin(), more.end()); };
  for (const auto& change : plan.changes) {
    const auto found = after.find(change.number);
    if (found == after.end()) continue;
    const auto& ticket = found->second;
    if (change.event.step == Step::submitted || change.event.step == Step::surfaced)
      add(on_submitted(ticket, world));
    if (change.event.step == Step::followed_up) add(on_follow_up(ticket, change.event, world));
    if (change.event.step == Step::cancelled) add(on_cancelled(ticket, world));
  }
  return says;
}
