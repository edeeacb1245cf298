#include "handlers/console/bulk_keeper.h"

#include <condition_variable>
#include <mutex>
#include <thread>

#include "gateway/delivery/notice_json.h"
#include "gateway/delivery/outbox.h"
#include "gateway/log.h"
#include "handlers/accounts/account_store.h"
#include "handlers/audit/audit_store.h"
#include "handlers/console/bulk.h"
#include "handlers/console/console.h"
#include "handlers/intake/route.h"
#include "handlers/tickets/refusal.h"
#include "handlers/tickets/ticket_store.h"

namespace {

constexpr int most_failures = 5;  // of one ticket, when the database says "later"
constexpr int wake_every = 25;    // tickets

std::string role_now(Transaction& transaction, const BulkWorld& world, const std::string& userid) {
  const auto roles = account_roles(transaction, {userid}, world.now);
  if (const auto found = roles.find(folded(userid)); found != roles.end() && !found->second.empty())
    return found->second;
  const auto* configured = world.directory->person(userid);
  return configured == nullptr ? std::string() : configured->role;
}

ActSight sight_of(const BulkWorld& world) {
  return {world.library->handover.get(), {world.now, world.minutes_east, &world.library->dictionary}, ""};
}

AuditRow row_of(const BulkRun& run, const std::string& role, const std::string& state) {
  std::string counts;
  for (const auto& [outcome, count] : run.counts)
    counts += (counts.empty() ? "" : ", ") + std::to_string(count) + " " + outcome;
  return {run.person, role, "bulk_" + state, "bulk:" + run.id.substr(0, 8), counts, "", "page", ""};
}

/// A page would not have shown it; so the verb is not even tried.
bool shows(Transaction& transaction, const Doer& doer, long long number) {
  const auto tickets = load_tickets(transaction, {number});
  return !tickets.empty() && sees({doer.person, role_of(doer.role, false)}, tickets.front());
}

void do_item(Transaction& transaction, const BulkWorld& world, const BulkStep& held, const Doer& doer) {
  const auto number = held.item->ticket;
  const auto command = bulk_command(held.run.form, number, sight_of(world));
  if (!command) return end_bulk_item(transaction, held.run.id, held.item->place, "failed", "");
  if (!shows(transaction, doer, number))
    return end_bulk_item(transaction, held.run.id, held.item->place, "refused",
                         to_json(refusal("unknown", command->verb, number, {})));
  const VerbWorld verb{world.directory, world.library, world.minutes_east, world.locale, world.now};
  auto done = do_verb(transaction, verb, doer, *command, {});
  const bool refused = step_of(done.plan).empty();
  done.says = within_run(std::move(done.says));
  say_to_others(transaction, verb, doer, done, "desk-bulk-" + held.run.id.substr(0, 12));
  end_bulk_item(transaction, held.run.id, held.item->place, refused ? "refused" : "done",
                refused ? to_json(done.answer) : "");
}

void end_run(Transaction& transaction, const BulkWorld& world, const BulkRun& held, const std::string& role,
             const std::string& state) {
  end_bulk(transaction, held.id, state, world.now);
  const auto run = bulk_run(transaction, held.id, held.person).value_or(held);
  audit(transaction, {row_of(run, role, state)});
  tell_of_run(transaction, world, run);
}

}  // namespace

void tell_of_run(Transaction& transaction, const BulkWorld& world, const BulkRun& run) {
  const auto command = bulk_command(run.form, 1, sight_of(world));
  if (!command) return;
  BulkEnd end{{run.person, run.userid, run.name}, *command, {}, run.count("done"), 0, ""};
  end.not_done = run.total() - end.count;
  for (const auto& item : bulk_items(transaction, run.id, {"done"}, listed_of_run))
    end.done.push_back(item.ticket);
  if (const auto& site = world.library->public_url; !site.empty())
    end.url = site + "/desk?view=open&" +
              (command->person.empty() ? "holder=" + command->role : std::string("assignee=me"));
  TurnOrigin origin;
  origin.directory = world.directory;
  origin.org = run.org;
  origin.locale = world.locale;
  origin.trace = "desk-bulk-" + run.id.substr(0, 12);
  const auto drafts = route(origin, told_of_run(end, world.directory->team(run.org)));
  if (!drafts.empty()) enqueue(transaction, drafts);
}

BulkDid bulk_step(Transaction& transaction, const BulkWorld& world, BulkStep& held) {
  held = {};
  auto next = hold_bulk_step(transaction);
  if (!next) return BulkDid::nothing;
  held = *next;
  const auto& run = held.run;
  const Doer doer{run.person, run.org, run.userid, run.name, role_now(transaction, world, run.userid)};
  const bool may = granted(role_of(doer.role, false), Act::batch, Thing::queue) != Grant::no;
  if (!held.item || !may) {
    end_run(transaction, world, run, doer.role, held.item ? "stopped" : "done");
    return BulkDid::ended;
  }
  do_item(transaction, world, held, doer);
  return BulkDid::one;
}

struct BulkKeeper::Body {
  Parts parts;
  std::mutex mutex;  // guards the next two
  bool stopping = false;
  bool woken = false;
  std::condition_variable changed;
  std::thread thread;
  BulkStep held;
  std::string stuck;  // what failed last
  int failures = 0;

  bool ends() {
    const std::scoped_lock lock(mutex);
    return stopping;
  }

  /// A ticket that fails again and again must not hold up the rest of its run.
  void set_aside(Connection& connection, const Error& error) {
    if (!held.item) return;
    const auto name = held.run.id + "/" + std::to_string(held.item->place);
    failures = name == stuck ? failures + 1 : 1;
    stuck = name;
    log_warn("bulk_item_failed",
             {{"run", held.run.id}, {"ticket", std::to_string(held.item->ticket)}, {"error", error.text}});
    if (error.kind != Kind::internal && failures < most_failures) return;
    const auto noted = connection.transact([&](Transaction& transaction) {
      end_bulk_item(transaction, held.run.id, held.item->place, "failed", "");
      return Done{};
    });
    if (!noted) log_warn("bulk_failure_not_noted", {{"error", noted.error().text}});
  }

  /// Whether there may be more at once.
  bool look(Connection& connection) {
    const BulkWorld world{parts.directory, parts.shelf->get(), parts.minutes_east, parts.locale,
                          parts.clock()};
    const auto did =
        connection.transact([&](Transaction& transaction) { return bulk_step(transaction, world, held); });
    if (!did) {
      set_aside(connection, did.error());
      return did.error().kind == Kind::internal && held.item.has_value();
    }
    return *did != BulkDid::nothing;
  }

  void work() {
    Connection connection(parts.database);
    while (!ends()) {
      int done = 0;
      while (!ends() && look(connection))
        if (++done % wake_every == 0) parts.wake_deliverer();
      if (done > 0) parts.wake_deliverer();
      std::unique_lock lock(mutex);
      changed.wait_for(lock, parts.look_every, [&] { return stopping || woken; });
      woken = false;
    }
  }
};

BulkKeeper::BulkKeeper(Parts parts) : body_(std::make_unique<Body>()) {
  body_->parts = std::move(parts);
  body_->thread = std::thread([this] { body_->work(); });
}

BulkKeeper::~BulkKeeper() {
  {
    const std::scoped_lock lock(body_->mutex);
    body_->stopping = true;
  }
  body_->changed.notify_all();
  body_->thread.join();
}

void BulkKeeper::wake() {
  {
    const std::scoped_lock lock(body_->mutex);
    body_->woken = true;
  }
  body_->changed.notify_all();
}
