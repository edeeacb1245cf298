#include "handlers/audit/keeper.h"

#include <algorithm>
#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <thread>
#include <utility>

#include "gateway/clock.h"
#include "gateway/delivery/outbox.h"
#include "gateway/log.h"
#include "gateway/metrics.h"
#include "handlers/audit/chain.h"

struct AuditKeeper::Body {
  Settings settings;
  std::mutex mutex;  // guards the next
  bool stopping = false;
  std::condition_variable changed;
  Checkpoint last;
  long long at_last = 0, before_last = 0;  // newest sealed row at the last two long looks
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

  /// Whatever was being written at the look before last is committed or gone by now: nothing older can turn
  /// up. Of the time before the start nothing is known.
  long long long_look_back(Connection& connection) {
    const auto newest = connection.transact(newest_sealed);
    if (!newest) return long_look;
    const auto back = before_last == 0 ? long_look : *newest - before_last;
    before_last = std::exchange(at_last, *newest);
    return back;
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
    using Clock = std::chrono::steady_clock;
    Connection connection(settings.database);
    auto next_checkpoint = Clock::now(), next_long_look = next_checkpoint;
    for (;;) {
      const bool looks_long = Clock::now() >= next_long_look;
      if (looks_long) next_long_look = Clock::now() + settings.long_look_every;
      seal(connection, looks_long ? std::max(short_look, long_look_back(connection)) : short_look);
      if (Clock::now() >= next_checkpoint) {
        checkpoint(connection);
        tell(connection);
        next_checkpoint = Clock::now() + settings.checkpoint_every;
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
