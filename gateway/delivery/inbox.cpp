#include "gateway/delivery/inbox.h"

#include <array>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "gateway/delivery/inbound_json.h"
#include "gateway/delivery/inbox_rows.h"
#include "gateway/kill_point.h"
#include "gateway/log.h"
#include "gateway/metrics.h"

namespace {

using Clock = std::chrono::steady_clock;

/// Messages of one callback, waiting for their commit. Answered once: by the commit or by the end of
/// patience.
struct Pending {
  std::vector<Inbound> messages;
  InboxWriter::Committed committed;
  Clock::time_point deadline;
  std::atomic<bool> answered{false};
  void answer(const Result<Done>& result) {
    if (!answered.exchange(true)) committed(result);
  }
};
using Batch = std::vector<std::shared_ptr<Pending>>;

/// What one writer takes its batches from. Two write in turns: while one waits for its commit, the other
/// gathers, so that neither the disk nor the processors stand still.
struct Lane {
  std::deque<std::shared_ptr<Pending>> queue;
  std::condition_variable ready;
  std::thread writer;
};

constexpr std::size_t burst_batch = 8;
constexpr Millis burst_echo{50};

}  // namespace

struct InboxWriter::Body {
  Settings settings;
  std::function<std::string(const Inbound&)> conversation_of;
  std::mutex mutex;  // guards the queues of the lanes and the three below
  std::array<Lane, 2> lanes;
  std::deque<std::shared_ptr<Pending>> unanswered;
  std::size_t messages = 0;
  bool stopping = false;
  std::atomic<Clock::time_point> last_burst{Clock::time_point{}};
  std::function<void()> wake = [] {};
  std::condition_variable ended;
  std::thread watch;

  /// One conversation keeps to one lane, and so to the order of arrival.
  Lane& lane_of(const Inbound& message) {
    return lanes[std::hash<std::string>{}(conversation_of(message)) % lanes.size()];
  }

  Batch take(Lane& lane) {
    std::unique_lock lock(mutex);
    auto& queue = lane.queue;
    lane.ready.wait(lock, [&] { return stopping || !queue.empty(); });
    Batch batch;
    for (std::size_t size = 0; !queue.empty() && size < settings.batch;
         size += batch.back()->messages.size()) {
      batch.push_back(std::move(queue.front()));
      queue.pop_front();
      messages -= batch.back()->messages.size();
    }
    return batch;
  }

  Result<std::size_t> write(Connection& connection, const Batch& batch) {
    std::vector<InboxRow> rows;
    for (const auto& pending : batch)
      for (const auto& message : pending->messages) {
        log_info("received", {{"account", message.account}, {"trace", message.trace}});
        rows.push_back({message.account, message.external_id, conversation_of(message), message.trace,
                        to_json(message)});
      }
    kill_point("K1");
    return connection.transact([&](Transaction& transaction) { return add_to_inbox(transaction, rows); });
  }

  void write_loop(Lane& lane) {
    Connection connection(settings.database, Connection::Queue{});
    for (;;) {
      const auto batch = take(lane);
      if (batch.empty()) return;
      const auto start = Clock::now();
      if (batch.size() >= burst_batch) last_burst = start;
      const auto inserted = write(connection, batch);
      observe("dutydesk_inbox_commit_seconds", std::chrono::duration<double>(Clock::now() - start).count());
      if (!inserted) {
        log_warn("inbox_commit_failed",
                 {{"error", inserted.error().text}, {"callbacks", std::to_string(batch.size())}});
        count("dutydesk_inbox_refused_total", {{"why", "database"}}, static_cast<double>(batch.size()));
      } else {
        kill_point("K2");
        count("dutydesk_inbox_messages_total", {}, static_cast<double>(*inserted));
      }
      for (const auto& pending : batch)
        pending->answer(inserted ? Result<Done>(Done{}) : Result<Done>(inserted.error()));
      if (!inserted || *inserted == 0) continue;
      kill_point("K3");
      wake();
    }
  }

  // A database that hangs must not hang the callback: the platform retries, and the key makes the retry
  // harmless.
  void watch_loop() {
    std::unique_lock lock(mutex);
    while (!stopping) {
      while (!unanswered.empty() && unanswered.front()->answered) unanswered.pop_front();
      std::vector<std::shared_ptr<Pending>> late;
      while (!unanswered.empty() && unanswered.front()->deadline <= Clock::now()) {
        late.push_back(std::move(unanswered.front()));
        unanswered.pop_front();
      }
      lock.unlock();
      for (const auto& pending : late)
        if (!pending->answered) {
          count("dutydesk_inbox_refused_total", {{"why", "patience"}});
          pending->answer(Error{Kind::try_later, "not committed in time"});
        }
      late.clear();
      lock.lock();
      ended.wait_for(lock, Millis{50}, [&] { return stopping; });
    }
  }
};

InboxWriter::InboxWriter(Settings settings, std::function<std::string(const Inbound&)> conversation_of)
    : body_(std::make_unique<Body>()) {
  body_->settings = std::move(settings);
  body_->conversation_of = std::move(conversation_of);
  for (auto& lane : body_->lanes) lane.writer = std::thread([this, &lane] { body_->write_loop(lane); });
  body_->watch = std::thread([this] { body_->watch_loop(); });
}

InboxWriter::~InboxWriter() {
  {
    const std::scoped_lock lock(body_->mutex);
    body_->stopping = true;
  }
  for (auto& lane : body_->lanes) lane.ready.notify_all();
  body_->ended.notify_all();
  for (auto& lane : body_->lanes) lane.writer.join();
  body_->watch.join();
}

bool InboxWriter::offer(std::vector<Inbound> messages, Committed committed) {
  if (messages.empty()) return committed(Done{}), true;
  auto& lane = body_->lane_of(messages.front());
  auto pending = std::make_shared<Pending>();
  pending->deadline = Clock::now() + body_->settings.patience;
  pending->messages = std::move(messages);
  pending->committed = std::move(committed);
  {
    const std::scoped_lock lock(body_->mutex);
    if (body_->stopping || body_->messages + pending->messages.size() > body_->settings.queue) {
      count("dutydesk_inbox_refused_total", {{"why", "full"}});
      return false;
    }
    body_->messages += pending->messages.size();
    lane.queue.push_back(pending);
    body_->unanswered.push_back(std::move(pending));
  }
  lane.ready.notify_one();
  return true;
}

void InboxWriter::on_commit(std::function<void()> wake) { body_->wake = std::move(wake); }

bool InboxWriter::pressed() const { return body_->last_burst.load() + burst_echo > Clock::now(); }

std::size_t InboxWriter::waiting() const {
  const std::scoped_lock lock(body_->mutex);
  return body_->messages;
}
