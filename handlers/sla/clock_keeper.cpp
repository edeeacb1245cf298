#include "handlers/sla/clock_keeper.h"

#include <condition_variable>
#include <mutex>
#include <thread>

#include "gateway/clock.h"
#include "gateway/delivery/http_client.h"
#include "gateway/log.h"
#include "gateway/metrics.h"
#include "handlers/sla/auto_assign.h"
#include "handlers/sla/clock_turn.h"

namespace {

constexpr std::size_t batch = 100;
constexpr Seconds lease{30};
constexpr Millis call_deadline{5000};
constexpr Seconds assign_every{5};

}  // namespace

struct ClockKeeper::Body {
  Parts parts;
  HttpClient http{64 * 1024};
  std::mutex mutex;  // guards the next
  bool stopping = false;
  std::condition_variable changed;
  const ClockRules* seen = nullptr;  // rules under which every row was made due
  std::shared_ptr<const ClockRules> rules;
  Time assign_at{};
  std::thread thread;

  bool ends() {
    const std::scoped_lock lock(mutex);
    return stopping;
  }

  /// New rules move every due time.
  void take_rules(Connection& connection, const Library& library) {
    rules = library.clocks;
    if (!rules || rules.get() == seen) return;
    const auto done = connection.transact([](Transaction& transaction) {
      all_clocks_due(transaction);
      return Done{};
    });
    if (done) seen = rules.get();
  }

  /// Whether more is due at once.
  bool look(Connection& connection) {
    const auto library = parts.shelf->get();
    take_rules(connection, *library);
    if (!rules) return false;
    const auto claims =
        connection.transact([](Transaction& transaction) { return claim_clocks(transaction, batch, lease); });
    if (!claims || claims->claims.empty()) return false;
    const ClockTurn turn{parts.directory, rules.get(), &library->dictionary, parts.config->minutes_east,
                         parts.config->locale};
    const auto done =
        connection.transact([&](Transaction& transaction) { return run_clocks(transaction, turn, *claims); });
    if (!done) {
      log_warn("clocks_failed", {{"tickets", std::to_string(claims->claims.size())},
                                 {"first", std::to_string(claims->claims.front().ticket)},
                                 {"error", done.error().text}});
      return false;
    }
    count("dutydesk_clock_notices_total", {}, static_cast<double>(done->told));
    if (done->told > 0) parts.wake_deliverer();
    return claims->claims.size() == batch;
  }

  void call(Connection& connection) {
    const auto calls =
        connection.transact([](Transaction& transaction) { return claim_hook_calls(transaction, 10); });
    if (!calls) return;
    for (const auto& one : *calls) {
      const auto error = made(one);
      if (!error.empty()) log_warn("hook_failed", {{"hook", one.hook}, {"error", error}});
      const auto written = connection.transact([&](Transaction& transaction) {
        finish_hook_call(transaction, one, error);
        return Done{};
      });
      if (!written || ends()) return;
    }
  }

  std::string made(const HookCall& one) {
    if (!rules || !rules->hooks.count(one.hook)) return "no such hook";
    HttpRequest request;
    request.method = "POST";
    request.url = rules->hooks.at(one.hook).url;
    request.headers = {{"content-type", "application/json"}};
    request.body = one.body;
    const auto answer = http.send(request, call_deadline);
    if (!answer) return answer.error().text;
    return answer->status >= 200 && answer->status < 300 ? "" : "status " + std::to_string(answer->status);
  }

  void assign(Connection& connection) {
    const auto at = now();
    if (parts.config->assign_after == Seconds{} || at < assign_at) return;
    assign_at = at + assign_every;
    const auto library = parts.shelf->get();
    const AssignTurn turn{parts.directory, library.get(), parts.config->assign_after,
                          parts.config->minutes_east, parts.config->locale};
    const auto given = assign_waiting(connection, turn, at);
    count("dutydesk_assigned_total", {}, static_cast<double>(given));
    if (given > 0) parts.wake_deliverer();
  }

  void run() {
    Connection connection(parts.database);
    while (!ends()) {
      while (look(connection) && !ends()) {
      }
      assign(connection);
      call(connection);
      std::unique_lock lock(mutex);
      changed.wait_for(lock, parts.look_every, [&] { return stopping; });
    }
  }
};

ClockKeeper::ClockKeeper(Parts parts) : body_(std::make_unique<Body>()) {
  body_->parts = std::move(parts);
  body_->thread = std::thread([this] { body_->run(); });
}

ClockKeeper::~ClockKeeper() {
  {
    const std::scoped_lock lock(body_->mutex);
    body_->stopping = true;
  }
  body_->changed.notify_all();
  body_->thread.join();
}
