#include "gateway/delivery/frame_intake.h"

#include <catch2/catch.hpp>
#include <mutex>
#include <thread>

namespace {

Inbound named(const std::string& id) {
  Inbound message;
  message.external_id = id;
  return message;
}

template <class Holds>
bool soon(Holds holds) {
  const auto until = std::chrono::steady_clock::now() + Seconds{10};
  while (!holds()) {
    if (std::chrono::steady_clock::now() > until) return false;
    std::this_thread::sleep_for(Millis{2});
  }
  return true;
}

/// Refuses the first `busy` offers, then fails to store `broken` times.
struct FakeInbox {
  std::mutex mutex;
  int busy = 0, broken = 0;
  std::vector<std::string> stored;
  bool offer(const std::vector<Inbound>& messages, const std::function<void(bool)>& committed) {
    bool kept = false;
    {
      const std::scoped_lock lock(mutex);
      if (busy-- > 0) return false;
      kept = broken-- <= 0;
      if (kept)
        for (const auto& message : messages) stored.push_back(message.external_id);
    }
    committed(kept);
    return true;
  }
  std::vector<std::string> all() {
    const std::scoped_lock lock(mutex);
    return stored;
  }
};

}  // namespace

TEST_CASE("what was heard is offered until the inbox has it, in order") {
  FakeInbox inbox;
  inbox.busy = 3;
  inbox.broken = 2;
  FrameIntake intake({100, Millis{1}},
                     [&](auto messages, auto committed) { return inbox.offer(messages, committed); });
  for (const auto* id : {"a", "b", "c"}) CHECK(intake.take(named(id)));
  CHECK(soon([&] { return intake.waiting() == 0; }));
  CHECK(inbox.all() == std::vector<std::string>{"a", "b", "c"});
}

TEST_CASE("a full buffer refuses the newest and keeps the rest") {
  FakeInbox inbox;
  inbox.busy = 1000000;
  FrameIntake intake({2, Millis{1}},
                     [&](auto messages, auto committed) { return inbox.offer(messages, committed); });
  CHECK(intake.take(named("a")));
  CHECK(intake.take(named("b")));
  CHECK_FALSE(intake.take(named("c")));
  {
    const std::scoped_lock lock(inbox.mutex);
    inbox.busy = 0;
  }
  CHECK(soon([&] { return intake.waiting() == 0; }));
  CHECK(inbox.all() == std::vector<std::string>{"a", "b"});
}
