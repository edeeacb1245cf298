#include "handlers/tickets/desk.h"

#include "bot/mask.h"
#include "bot/text.h"
#include "handlers/tickets/checks.h"
#include "handlers/tickets/handover.h"
#include "handlers/tickets/incident.h"
#include "handlers/tickets/refusal.h"
#include "handlers/tickets/rights.h"
#include "handlers/tickets/transfer.h"
#include "handlers/tickets/views.h"

namespace {

/// Thinks about one command; collects events and says.
class Desk {
 public:
  Desk(const DeskWorld& world, const Command& command)
      : world_(world),
        command_(command),
        around_{world.now,    world.minutes_east, world.dictionary,
                world.locale, world.handover,     world.runbooks},
        actor_{world.actor.person, role_of(world.role, world.in_team_chat)} {}

  DeskDecision decide() {
    if (actor_.role == Role::ended) {
      refuse("ended", 0);
      return std::move(decision_);
    }
    switch (command_.verb) {
      case Verb::help:
        help();
        break;
      case Verb::queue:
        list(list_view("ticket.queue", world_.queue, actor_, around_));
        break;
      case Verb::mine:
        list(list_view("ticket.mine", world_.mine, actor_, around_));
        break;
      case Verb::duty:
        list(duty_view(world_));
        break;
      case Verb::join:
        return decide_join(world_, actor_, command_);
      case Verb::split:
        return decide_split(world_, actor_, command_);
      case Verb::apart:
        return decide_apart(world_, command_);
      default:
        about_tickets();
    }
    return std::move(decision_);
  }

 private:
  bool of_team() const { return is_team(actor_.role); }
  std::string role() const { return name_of(actor_.role); }
  bool pressed() const { return !command_.card.empty(); }

  const Ticket* find(long long number) const {
    for (const auto& ticket : world_.tickets)
      if (ticket.number == number) return &ticket;
    return nullptr;
  }

  void refuse(const std::string& why, long long number, Params params = {}) {
    decision_.says.push_back(to_asker(number, refusal(why, command_.verb, number, std::move(params))));
  }

  void answer(const Ticket& ticket, const std::string& key) {
    Notice notice;
    notice.key = key;
    notice.params = line_of(ticket, around_);
    notice.params["text"] = mask(command_.text);
    decision_.says.push_back(to_asker(ticket.number, std::move(notice)));
  }

  void help() { decision_.says.push_back(to_asker(0, help_for(command_, of_team()))); }

  void list(Notice notice) {
    if (!of_team()) return refuse("not_team", 0);
    decision_.says.push_back(to_asker(0, std::move(notice)));
  }

  bool allowed(Act act, const Ticket& ticket) const { return may(actor_, act, ticket) != Grant::no; }
  bool sees(const Ticket& ticket) const {
    return granted(actor_.role, Act::see, thing_of(actor_, ticket)) != Grant::no;
  }

  void about_tickets() {
    if (is_dropped(command_)) return decision_.says.push_back(to_asker(0, dropped_handover()));
    if (command_.tickets.empty()) return refuse("which", 0);
    if (command_.tickets.size() > 1) return several();
    const auto number = command_.tickets.front();
    const auto* ticket = find(number);
    const bool own = ticket != nullptr && ticket->reporter.person == world_.actor.person;
    if (!of_team()) return of_reporter(number, own ? ticket : nullptr);
    if (ticket == nullptr || (!own && !sees(*ticket))) return refuse("unknown", number);
    if (!sees(*ticket)) return of_reporter(number, ticket);  // their own report, which is not in their hands
    if (!allowed(*act_of(command_.verb), *ticket)) return not_allowed(*ticket);
    of_member(*ticket);
  }

  /// The second line pulls a ticket into its hands first.
  void not_allowed(const Ticket& ticket) {
    Params params;
    if (granted(actor_.role, Act::take, thing_of(actor_, ticket)) != Grant::no) params["can_take"] = "1";
    refuse("not_allowed", ticket.number, std::move(params));
  }

  // ---- the reporter of a ticket

  void of_reporter(long long number, const Ticket* ticket) {
    const auto verb = command_.verb;
    if (verb == Verb::accept || verb == Verb::take || verb == Verb::transfer)
      return refuse("not_team", number);
    if (ticket == nullptr) return refuse("not_yours", number);
    if (verb == Verb::show || verb == Verb::clock) return show(*ticket);
    if (verb == Verb::grade) return own_words(*ticket);
    if (verb == Verb::close) return own_step(*ticket, Step::closed);
    if (verb == Verb::reopen) return own_step(*ticket, Step::reopened);
    // A reporter who types a verb of the team means to say something to the team.
    auto event = begun(Step::followed_up, "reporter");
    if (event.text.empty()) event.text = command_.reason;
    if (event.text.empty() && event.media.empty()) return refuse("words", number);
    const auto after = record(*ticket, event);
    answer(after, "ticket.done.follow_up");
    say_all(on_follow_up(after, event, around_));
  }

  void own_step(const Ticket& ticket, Step step) {
    if (!next_state(ticket.state, step)) return own_words(ticket);
    const auto event = begun(step, "reporter");
    const auto after = record(ticket, event);
    if (pressed())
      decision_.says.push_back(to_asker(after.number, updated_card(after, around_, command_.card)));
    else
      answer(after, std::string("ticket.done.own_") + name_of(step));
    decision_.says.push_back(to_team(after, new_card(after, around_)));
    if (!event.text.empty()) say_all(on_follow_up(after, event, around_));
  }

  /// "重开" of what is still open, "关闭" of what is not solved: a wish that the team should hear.
  void own_words(const Ticket& ticket) {
    if (pressed() || !is_open(ticket.state)) return illegal(ticket);
    auto event = begun(Step::followed_up, "reporter");
    event.text = trimmed(command_.word + " " + command_.text);
    const auto after = record(ticket, event);
    answer(after, "ticket.done.follow_up");
    say_all(on_follow_up(after, event, around_));
  }

  // ---- the team

  void of_member(const Ticket& ticket) {
    switch (command_.verb) {
      case Verb::show:
        return show(ticket);
      case Verb::accept:
        return step(ticket, begun(Step::accepted, role()));
      case Verb::take:
        return take(ticket);
      case Verb::reply:
        return with_words(ticket, Step::replied);
      case Verb::note:
        return with_words(ticket, Step::noted);
      case Verb::ask:
        return with_words(ticket, Step::asked);
      case Verb::transfer:
        if (!next_state(ticket.state, Step::transferred)) return illegal(ticket);
        return ruled(ticket, rule_on_transfer(world_, command_, ticket, begun(Step::transferred, role())));
      case Verb::resolve:
        return resolve(ticket);
      case Verb::close:
        return step(ticket, begun(Step::closed, role()));
      case Verb::reopen:
        return step(ticket, begun(Step::reopened, role()));
      case Verb::grade:
        return grade(ticket);
      case Verb::clock:
        return decision_.says.push_back(to_asker(ticket.number, clock_view(ticket, world_, around_)));
      case Verb::approve:
        return approve(ticket);
      case Verb::wait:
        return ruled(ticket, rule_on_waiting(world_, command_, ticket, begun(Step::paused, role())));
      case Verb::check:
        return ruled(ticket, rule_on_check(world_, command_, ticket, begun(Step::checked, role())));
      case Verb::resume:
        return step(ticket, begun(Step::resumed, role()));
      default:  // about no ticket
        return;
    }
  }

  void grade(const Ticket& ticket) {
    if (command_.severity.empty()) return refuse("severity", ticket.number);
    step(ticket, begun(Step::graded, role()));
  }

  void show(const Ticket& ticket) {
    if (pressed())
      decision_.says.push_back(to_asker(ticket.number, updated_card(ticket, around_, command_.card)));
    auto detail = detail_of(ticket, around_, world_.deliveries);
    if (of_team()) {
      for (const auto& [name, value] : world_.clocks) detail.params.emplace(name, value);
      add_team_view(detail, ticket, around_);
    }
    decision_.says.push_back(to_asker(ticket.number, std::move(detail)));
  }

  void take(const Ticket& ticket) {
    if (!pressed() && ticket.assignee.person == world_.actor.person)
      return refuse("already_yours", ticket.number);
    // Nobody has it: taking over is accepting, and the reporter hears of it.
    const bool first = ticket.assignee == Party{} && next_state(ticket.state, Step::accepted);
    step(ticket, begun(first ? Step::accepted : Step::taken, role()));
  }

  void with_words(const Ticket& ticket, Step what) {
    if (command_.text.empty() && world_.media.empty()) return refuse("words", ticket.number);
    step(ticket, begun(what, role()));
  }

  void ruled(const Ticket& ticket, Ruling ruling) {
    if (ruling.event) return step(ticket, *ruling.event);
    decision_.handover = std::move(ruling.draft);
    decision_.says.push_back(to_asker(ticket.number, std::move(ruling.answer)));
  }

  void approve(const Ticket& ticket) {
    const bool open = ticket.approval == "wanted" && is_open(ticket.state);
    if (!open && pressed()) return illegal(ticket);
    ruled(ticket, rule_on_approval(ticket, begun(Step::approved, role())));
  }

  void resolve(const Ticket& ticket) {
    if (!next_state(ticket.state, Step::resolved)) return illegal(ticket);
    auto ruling = rule_on_solution(command_, ticket, begun(Step::resolved, role()));
    const auto solved = ruling.event;
    ruled(ticket, std::move(ruling));
    if (solved) resolve_children(decision_, world_, around_, *solved);
  }

  void step(const Ticket& ticket, const TicketEvent& event) {
    if (!next_state(ticket.state, event.step)) return illegal(ticket);
    const auto after = record(ticket, event);
    confirm(ticket, after, event);
    say_all(told_to_reporter(after, event, around_));
    say_all(told_to_target(after, event, world_.team, around_));
  }

  /// What the member sees: the pressed card in its new state; for a typed command a fresh card where the team
  /// is, and words where nothing changed but words were kept or sent.
  void confirm(const Ticket& before, const Ticket& after, const TicketEvent& event) {
    if (pressed())
      return decision_.says.push_back(to_asker(after.number, updated_card(after, around_, command_.card)));
    const bool same_card =
        before.state == after.state && before.assignee == after.assignee && before.holder == after.holder;
    auto done = std::string("ticket.done.") + name_of(event.step);
    if (gives_to_self(event)) done += "_to_self";
    if (same_card && event.step != Step::asked) return answer(after, done);
    if (world_.in_team_chat) {
      decision_.says.push_back(to_asker(after.number, new_card(after, around_)));
      return;
    }
    answer(after, done);
    decision_.says.push_back(to_team(after, new_card(after, around_)));
  }

  /// A press on an outdated card is answered by the card itself, brought up to date.
  void illegal(const Ticket& ticket) {
    if (pressed())
      return decision_.says.push_back(to_asker(ticket.number, late_card(ticket, around_, command_.card)));
    const bool yours = ticket.assignee.person == world_.actor.person;
    auto params = line_of(ticket, around_);
    if (yours) params["is_yours"] = "1";
    refuse(!of_team()                               ? "own_state"
           : yours && command_.verb == Verb::accept ? "already_yours"
                                                    : "state",
           ticket.number, std::move(params));
  }

  // ---- several tickets at once: accept, close, show

  void several() {
    if (!of_team()) return refuse("not_team", 0);
    Notice notice;
    notice.key = std::string("ticket.many.") + name_of(command_.verb);
    for (const auto number : command_.tickets) {
      const auto* ticket = find(number);
      if (ticket == nullptr || !sees(*ticket)) {
        notice.items.push_back({{"number", std::to_string(number)}, {"mark", "?"}});
        continue;
      }
      notice.items.push_back(one_of_several(*ticket));
    }
    decision_.says.insert(decision_.says.begin(), to_asker(0, notice));
    if (!world_.in_team_chat && !decision_.changes.empty())
      decision_.says.push_back({{To::Kind::team, {}, ""}, std::move(notice), 0, false});
  }

  Params one_of_several(const Ticket& ticket) {
    if (command_.verb == Verb::show) return line_of(ticket, around_);
    const auto event = begun(command_.verb == Verb::close ? Step::closed : Step::accepted, role());
    const bool possible =
        allowed(*act_of(command_.verb), ticket) && next_state(ticket.state, event.step).has_value();
    const auto after = possible ? record(ticket, event) : ticket;
    if (possible) say_all(told_to_reporter(after, event, around_));
    auto line = line_of(after, around_);
    line["mark"] = possible ? "✓" : "✗";
    return line;
  }

  TicketEvent begun(Step step, std::string as_role) const {
    TicketEvent event;
    event.step = step;
    event.at = world_.now;
    event.by = world_.actor;
    event.role = std::move(as_role);
    event.text = command_.text;
    event.severity = command_.severity;
    event.media = world_.media;
    return event;
  }

  Ticket record(const Ticket& ticket, const TicketEvent& event) {
    decision_.changes.push_back({ticket.number, event});
    return applied(ticket, event);
  }

  void say_all(std::vector<Say> says) {
    for (auto& say : says) decision_.says.push_back(std::move(say));
  }

  const DeskWorld& world_;
  const Command& command_;
  NoticeWorld around_;
  Actor actor_;
  DeskDecision decision_;
};

}  // namespace

DeskDecision decide(const DeskWorld& world, const Command& command) { return Desk(world, command).decide(); }
