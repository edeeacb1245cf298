#include "handlers/audit/keeper.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <mutex>
#include <thread>
#include <utility>

#include "gateway/clock.h"
#include "gateway/delivery/outbox.h"
#include "gateway/log.h"
#include "gateway/metrics.h"
#include "handlers/audit/chain.h"

namespace {

using Clock = std::chrono::steady_clock;

// From drawing a row's number to its commit: nearly always, and at the longest.
constexpr Seconds usual_delay{5}, most_delay{100};

}  // namespace

struct AuditKeeper::Body {
  Settings settings;
  std::mutex mutex;  // guards the next
  bool stopping = false;
  std::condition_variable changed;
  Checkpoint last;
  std::deque<std::pair<Clock::time_point, long long>> passes;  // and the newest row that was sealed then
  std::thread thread;

  void seal(Connection& connection, long long look_back) {
    // A pass that was not full has left nothing behind; what came meanwhile has the next second.
    for (std::size_t sealed = rows_a_pass; sealed == rows_a_pass;) {
      const auto done = connection.transact(
          [&](Transaction& transaction) { return seal_audit(transaction, rows_a_pass, look_back); });
      if (!done) return log_warn("audit_not_sealed", {{"error", done.error().text}});
      sealed = *done;
      count("dutydesk_audit_sealed_total", {}, static_cast<double>(sealed));
    }
  }

  /// How far back something may still turn up: what was drawn before a pass so long ago is committed or gone.
  /// Of the time before the start nothing is known.
  long long look_back(Connection& connection, Clock::time_point now, Seconds longest, long long most) {
    const auto newest = connection.transact(newest_sealed);
    if (!newest) return most;
    passes.emplace_back(now, *newest);
    while (passes.size() > 1 && passes[1].first <= now - most_delay) passes.pop_front();
    const auto later = std::find_if(passes.begin(), passes.end(),
                                    [&](const auto& pass) { return pass.first > now - longest; });
    return later == passes.begin() ? most : std::min(most, *newest - std::prev(later)->second);
  }

  /// In the log too, which is collected elsewhere.
  void checkpoint(Connection& connection) {
    const auto head = connection.transact([](Transaction& transaction) { return audit_head(transaction); });
    if (!head || head->count == last.count) return;
    last = *head;
    const auto text = checkpoint_text(*head);
    log_info("audit_checkpoint", {{"checkpoint", text}});
    if (settings.checkpoint_file.empty()) return;
    std::error_code ignored;  // the write below says what is wrong
    std::filesystem::create_directories(std::filesystem::path(settings.checkpoint_file).parent_path(),
                                        ignored);
    std::ofstream file(settings.checkpoint_file, std::ios::app);
    file << now().time_since_epoch().count() << ' ' << text << std::endl;
    if (!file) log_alarm("audit_checkpoint_not_kept", {{"file", settings.checkpoint_file}});
  }

  /// Once for each hour (or what is configured), whichever of several gateways comes first.
  void tell(Connection& connection) {
    if (!settings.told) return;
    const auto told = connection.transact([&](Transaction& transaction) {
      const auto head = audit_head(transaction);
      if (!note_telling(transaction, settings.tell_every, head)) return false;
      OutboxDraft draft;
      draft.chat = *settings.told;
      draft.locale = settings.locale;
      draft.lane = Lane::digest;
      draft.trace = "audit";
      draft.notice.key = "audit.checkpoint";
      draft.notice.params = {{"count", std::to_string(head.count)}, {"checkpoint", checkpoint_letters(head)}};
      enqueue(transaction, {draft});
      return true;
    });
    if (!told) return log_warn("audit_checkpoint_not_told", {{"error", told.error().text}});
    if (*told && settings.wake_deliverer) settings.wake_deliverer();
  }

  void run() {
    Connection connection(settings.database);
    auto next_checkpoint = Clock::now(), next_long_look = next_checkpoint;
    for (;;) {
      const auto now = Clock::now();
      const bool looks_long = now >= next_long_look;
      if (looks_long) next_long_look = now + settings.long_look_every;
      seal(connection, looks_long ? look_back(connection, now, most_delay, long_look)
                                  : look_back(connection, now, usual_delay, short_look));
      if (now >= next_checkpoint) {
        checkpoint(connection);
        tell(connection);
        next_checkpoint = now + settings.checkpoint_every;
      }
      if (settings.follow) settings.follow(connection);
      std::unique_lock lock(mutex);
      changed.wait_for(lock, settings.seal_every, [&] { return stopping; });
      if (stopping) break;
    }
    seal(connection, short_look);
    checkpoint(connection);
  }
};

AuditKeeper::AuditKeeper(Settings settings) : body_(std::make_unique<Body>()) {
  body_->settings = std::move(settings);
  body_->thread = std::thread([this] { body_->run(); });
}

AuditKeeper::~AuditKeeper() {
  {
    const std::scoped_lock lock(body_->mutex);
    body_->stopping = true;
  }
  body_->changed.notify_all();
  body_->thread.join();
}
