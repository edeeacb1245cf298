#include "handlers/intake/batch.h"

#include <set>

#include "gateway/delivery/media_store.h"
#include "gateway/delivery/outbox.h"
#include "gateway/kill_point.h"
#include "handlers/accounts/account_store.h"
#include "handlers/audit/audit_store.h"
#include "handlers/diagnostics/diagnostic_store.h"
#include "handlers/intake/asks.h"
#include "handlers/intake/dialog_json.h"
#include "handlers/intake/incidents.h"
#include "handlers/intake/person_store.h"
#include "handlers/intake/pictures.h"
#include "handlers/intake/route.h"
#include "handlers/knowledge/orders.h"
#include "handlers/sla/clock_turn.h"
#include "handlers/sla/duty_hands.h"
#include "handlers/sla/swap_orders.h"
#include "handlers/tickets/delivery.h"
#include "handlers/tickets/hands.h"
#include "handlers/tickets/load.h"
#include "handlers/tickets/rights.h"
#include "handlers/tickets/ticket_store.h"

namespace {

/// One claim on its way through the turn.
struct Item {
  const Claim* claim = nullptr;
  std::string org;
  Intent intent;
  Known known;
  Plan plan;
  long long opened = 0;  // number of the ticket that the plan opened
  bool idle = false;     // its only message was set aside: nothing happens, the dialog stays as it is
};

class Batch {
 public:
  Batch(Transaction& transaction, const BatchSettings& settings, Time now)
      : transaction_(transaction), settings_(settings), now_(now) {
    around_ = {settings.directory,    settings.library.get(), now,
               settings.minutes_east, settings.locale,        settings.dialog_timeout};
  }

  std::size_t run(const std::vector<Claim>& claims) {
    take(claims);
    if (items_.empty()) return 0;
    load();
    for (auto& item : items_) decide(item);
    open();
    write();
    return items_.size();
  }

 private:
  void take(const std::vector<Claim>& claims) {
    const auto held = hold_claims(transaction_, claims);
    for (std::size_t i = 0; i < claims.size(); ++i) {
      if (!held[i]) continue;
      Item item;
      item.claim = &claims[i];
      item.org = claims[i].conversation.substr(0, claims[i].conversation.rfind('/'));
      const auto& messages = claims[i].messages;
      const bool timer = messages.empty();
      item.idle = timer && !claims[i].timer_due;
      auto dialogs = dialogs_from_json(claims[i].dialog);
      if (!dialogs) throw std::runtime_error(dialogs.error().text);
      item.known.dialogs = std::move(*dialogs);
      items_.push_back(std::move(item));
    }
    hear();
  }

  /// What each is about. Somebody's role may have changed a moment ago, so it is asked for every time.
  void hear() {
    std::vector<std::string> senders;
    for (const auto& item : items_)
      if (!item.claim->messages.empty()) senders.push_back(item.claim->messages.front().message.contact);
    const auto roles =
        senders.empty() ? std::map<std::string, std::string>{} : account_roles(transaction_, senders, now_);
    for (auto& item : items_) {
      if (item.claim->messages.empty()) continue;
      const auto& first = item.claim->messages.front();
      const auto role = roles.find(folded(first.message.contact));
      item.intent = intent_of(first.message, first.id, *settings_.directory,
                              role == roles.end() ? std::string() : role->second);
      answer_offer(item.intent, item.known.dialogs, now_);
      continue_handover(item.intent, item.known.dialogs, now_);
    }
  }

  void load() {
    std::set<long long> numbers;
    std::vector<std::string> reporters;
    std::vector<NewPerson> persons;
    for (const auto& item : items_) {
      const auto& key = item.claim->conversation;
      NewPerson person{key, item.org, key.substr(item.org.size() + 1), "",
                       settings_.directory->app_of(item.org).has_value()};
      if (item.intent.message) {
        person.userid = item.intent.message->contact;
        person.name = item.intent.message->contact_name;
      }
      if (const auto* configured = settings_.directory->person(person.userid)) person.name = configured->name;
      persons.push_back(std::move(person));
      if (item.intent.command)
        for (const auto number : numbers_of(*item.intent.command)) numbers.insert(number);
      else
        reporters.push_back(key);
    }
    const auto met = meet_persons(transaction_, persons);
    if (!numbers.empty())
      for (auto& ticket : load_tickets(transaction_, {numbers.begin(), numbers.end()}, Lock::for_update))
        tickets_[ticket.number] = std::move(ticket);
    std::map<std::string, std::vector<Ticket>> own;
    if (!reporters.empty())
      for (auto& ticket : tickets_of_reporters(transaction_, reporters, now_))
        own[ticket.reporter.person].push_back(std::move(ticket));
    for (auto& item : items_) {
      item.known.person = met.at(item.claim->conversation);
      hear_from(item);
      item.known.own = own[item.claim->conversation];
    }
  }

  /// Whoever writes to the app or opens it is there to be spoken to, whatever an earlier send said.
  void hear_from(Item& item) {
    auto& person = item.known.person;
    if (person.reachable || !item.intent.message) return;
    if (settings_.directory->app_of(item.org) != item.intent.message->account) return;
    mark_reachable(transaction_, item.org, person.userid);
    person.reachable = true;
  }

  /// Commands of one batch see each other's effect: two presses of 受理 are one acceptance and one polite
  /// answer.
  void decide(Item& item) {
    if (item.intent.command) {
      for (const auto number : numbers_of(*item.intent.command))
        if (const auto found = tickets_.find(number); found != tickets_.end())
          item.known.named.push_back(found->second);
      if (item.intent.command->verb == Verb::show) {
        item.known.deliveries = deliveries_of(transaction_, item.intent.command->tickets);
        read_clocks(item);
        note_read(item);
      }
      if (item.intent.command->verb == Verb::clock) read_clocks(item);
      read_incident(transaction_, *item.intent.command, item.known);
      if (item.intent.command->to_least) {
        item.known.hands = hands_on_duty(transaction_, around_.directory->team(item.org),
                                         *around_.library->clocks, item.org, now_);
        add_load(item.known.hands, unwritten_);
      }
      if (item.intent.command->verb == Verb::queue) item.known.queue = queue_tickets(transaction_);
      if (item.intent.command->verb == Verb::mine)
        item.known.mine = tickets_of_assignee(transaction_, item.claim->conversation);
    }
    if (item.intent.lookup && item.intent.lookup->hot)
      item.known.hot = hot_articles(transaction_, "", now_, 5);
    item.plan = item.idle ? unchanged(item.known.dialogs) : plan(around_, item.intent, item.known);
    if (item.intent.order && !item.idle)
      item.plan.says = carry_out(transaction_, *item.intent.order, order_world(item));
    if (item.intent.duty && !item.idle)
      item.plan.says = carry_out(transaction_, *item.intent.duty, swap_origin(item));
    for (const auto& change : item.plan.changes)
      if (const auto found = tickets_.find(change.number); found != tickets_.end()) {
        auto after = applied(found->second, change.event);
        for (auto& load : load_changes(found->second, change.event, after)) unwritten_.push_back(load);
        found->second = std::move(after);
      }
  }

  void read_clocks(Item& item) {
    if (item.known.named.size() != 1) return;
    if (item.intent.command->verb == Verb::show) read_hands(item);
    const NoticeWorld world{now_, settings_.minutes_east, nullptr};
    const auto story = clock_story(transaction_, *settings_.library->clocks, item.known.named.front(), now_);
    if (!story) return;
    item.known.clocks.merge(clock_params(story->clocks, world));
    if (item.intent.command->verb == Verb::clock)
      item.known.clock_pieces = piece_params(story->resolution, world);
  }

  /// Looking at a ticket is kept, whoever may then see it.
  void note_read(const Item& item) {
    std::vector<AuditRow> rows;
    for (const auto& ticket : item.known.named)
      rows.push_back({item.claim->conversation, item.intent.role, "see",
                      "ticket:" + std::to_string(ticket.number), "", "", "chat", ""});
    audit(transaction_, rows);
  }
  void read_hands(Item& item) {
    const auto events = ticket_events(transaction_, item.known.named.front().number);
    for (const auto& [role, span] : time_in_hand(events, now_))
      item.known.clocks["hand_" + role] = span_text(span);
    if (!item.known.clocks.empty()) item.known.clocks["hands"] = "1";
  }

  OrderWorld order_world(const Item& item) const {
    const auto& message = *item.intent.message;
    OrderWorld world;
    world.now = now_;
    world.minutes_east = settings_.minutes_east;
    world.dictionary = &settings_.library->dictionary;
    world.locale = settings_.locale;
    world.public_url = settings_.library->public_url;
    const bool in_team_chat = settings_.directory->is_team_chat(message.chat);
    world.editor = {item.known.person.userid, item.known.person.name,
                    name_of(role_of(item.intent.role, in_team_chat))};
    world.card = message.click.task_id;
    world.in_team_chat = in_team_chat;
    return world;
  }

  SwapOrigin swap_origin(const Item& item) const {
    const auto& message = *item.intent.message;
    const auto& person = item.known.person;
    return {now_,
            item.org,
            item.claim->conversation,
            person.userid,
            person.name,
            role_of(item.intent.role, settings_.directory->is_team_chat(message.chat)),
            message.chat,
            settings_.directory->team(item.org),
            settings_.library->clock_files};
  }

  /// A ticket is written together with all that its first turn does to it.
  void open() {
    std::vector<NewTicket> wanted;
    for (const auto& item : items_) {
      if (!item.plan.opens) continue;
      wanted.push_back(*item.plan.opens);
      for (const auto& change : item.plan.changes)
        if (change.number == 0) wanted.back().add(change.event);
    }
    const auto numbers = open_tickets(transaction_, std::move(wanted), &wanted);
    std::map<long long, std::vector<Sighting>> alike;
    std::size_t next = 0;
    for (auto& item : items_) {
      if (item.plan.opens) {
        item.opened = numbers[next];
        after_[item.opened] = opened(wanted[next], item.opened);
        alike[item.opened] = std::move(wanted[next++].alike);
      }
      numbered(item.plan, item.opened);
    }
    std::vector<Likeness> likely;
    for (auto& item : items_)
      if (const auto found = alike.find(item.opened); found != alike.end() && !found->second.empty())
        likely.push_back({&after_.at(item.opened), std::move(found->second), item.org,
                          item.known.person.reachable, item.intent.message ? &*item.intent.message : nullptr,
                          &item.plan});
    add_likeness(transaction_, around_, likely);
  }

  void write() {
    auto changes = pictures();
    for (const auto& item : items_)
      for (const auto& change : item.plan.changes)
        if (change.number != item.opened) changes.push_back(change);
    for (auto& ticket : append_events(transaction_, changes)) after_[ticket.number] = std::move(ticket);
    std::vector<OutboxDraft> drafts;
    std::vector<Finished> finished;
    std::vector<AskRecord> asks;
    for (auto& item : items_) {
      for (auto& draft : rows_of(item)) drafts.push_back(std::move(draft));
      finished.push_back({item.claim, to_json(item.plan.dialogs), item.plan.wake_at});
      for (auto& ask : asks_of(item.claim->conversation, item.intent, item.known, item.plan, item.opened))
        asks.push_back(std::move(ask));
    }
    for (const auto& item : items_)
      if (!item.plan.diagnoses.empty()) ask_diagnostics(transaction_, item.plan.diagnoses);
    if (!drafts.empty()) enqueue(transaction_, drafts);
    keep_asks(transaction_, asks, now_);
    finish_claims(transaction_, finished);
    kill_point("K4");
  }

  /// Media before tickets: whoever fetches them locks in this order too.
  std::vector<TicketChange> pictures() {
    std::vector<NewMedia> sent;
    for (const auto& item : items_)
      if (item.intent.message && !item.intent.message->media.empty())
        sent.push_back({item.intent.inbox_id, item.org, &*item.intent.message});
    add_media(transaction_, sent);
    std::vector<TicketChange> changes;
    for (const auto& item : items_)
      for (const auto& sent_to : media_of(item.plan, item.opened))
        for (const auto& file : attach_media(transaction_, sent_to.ticket, sent_to.media, sent_to.side))
          changes.push_back({sent_to.ticket, attached(file, now_)});
    return changes;
  }

  std::vector<OutboxDraft> rows_of(Item& item) {
    auto says = std::move(item.plan.says);
    for (auto& say : announcements(item.plan, after_, around_)) says.push_back(std::move(say));
    TurnOrigin origin;
    origin.directory = settings_.directory;
    origin.cause = item.intent.message ? &*item.intent.message : nullptr;
    origin.org = item.org;
    origin.locale = settings_.locale;
    origin.trace = item.intent.message ? item.intent.message->trace : "timer";
    origin.person = item.known.person.userid;
    origin.reachable = item.known.person.reachable;
    return route(origin, says);
  }

  Transaction& transaction_;
  const BatchSettings& settings_;
  Time now_;
  Surroundings around_;
  std::vector<Item> items_;
  std::map<long long, Ticket> tickets_;  // those that commands name, locked
  std::map<long long, Ticket> after_;    // as this batch leaves them
  std::vector<LoadChange> unwritten_;    // what it has decided so far
};

}  // namespace

std::size_t run_turns(Transaction& transaction, const BatchSettings& settings,
                      const std::vector<Claim>& claims, Time now) {
  return Batch(transaction, settings, now).run(claims);
}
