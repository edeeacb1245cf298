#include "handlers/web/pool.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

#include "gateway/log.h"

struct WebPool::Body {
  std::string database;
  std::size_t queue = 0;
  std::mutex mutex;  // guards the two below
  std::deque<Work> waiting;
  bool stopping = false;
  std::condition_variable ready;
  std::vector<std::thread> threads;

  std::optional<Work> next() {
    std::unique_lock lock(mutex);
    ready.wait(lock, [&] { return stopping || !waiting.empty(); });
    if (stopping) return std::nullopt;
    auto work = std::move(waiting.front());
    waiting.pop_front();
    return work;
  }

  void loop() {
    Connection connection(database);
    while (const auto work = next()) {
      try {
        (*work)(connection);
      } catch (const std::exception& failed) {  // a dropped answer is 503
        log_error("page_failed", {{"error", failed.what()}});
      }
    }
  }
};

WebPool::WebPool(std::string database, unsigned threads, std::size_t queue)
    : body_(std::make_unique<Body>()) {
  body_->database = std::move(database);
  body_->queue = queue;
  for (unsigned i = 0; i < threads; ++i) body_->threads.emplace_back([this] { body_->loop(); });
}

WebPool::~WebPool() {
  {
    const std::scoped_lock lock(body_->mutex);
    body_->stopping = true;
  }
  body_->ready.notify_all();
  for (auto& thread : body_->threads) thread.join();
}

bool WebPool::offer(Work work) {
  {
    const std::scoped_lock lock(body_->mutex);
    if (body_->stopping || body_->waiting.size() >= body_->queue) return false;
    body_->waiting.push_back(std::move(work));
  }
  body_->ready.notify_one();
  return true;
}
