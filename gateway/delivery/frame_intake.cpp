#include "gateway/delivery/frame_intake.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "gateway/log.h"
#include "gateway/metrics.h"

struct FrameIntake::Body {
  /// Outlives the intake where the inbox answers late.
  struct State {
    std::mutex mutex;  // guards the rest
    std::deque<Inbound> kept;
    std::size_t offered = 0;  // the first so many of `kept` are with the inbox
    bool refused = false, stopping = false, overflowing = false;
    std::condition_variable changed;

    void answered(bool stored) {
      {
        const std::scoped_lock lock(mutex);
        if (stored) kept.erase(kept.begin(), kept.begin() + static_cast<std::ptrdiff_t>(offered));
        if (stored) overflowing = false;
        refused = !stored;
        offered = 0;
      }
      changed.notify_all();
    }
  };

  Settings settings;
  Offer offer;
  std::shared_ptr<State> state = std::make_shared<State>();
  std::thread thread;

  void run() {
    static constexpr std::size_t batch = 100;
    auto& here = *state;
    std::unique_lock lock(here.mutex);
    for (;;) {
      here.changed.wait(lock, [&] { return here.stopping || (here.offered == 0 && !here.kept.empty()); });
      if (here.stopping) return;
      if (here.refused) {
        here.changed.wait_for(lock, settings.again, [&] { return here.stopping; });
        if (here.stopping) return;
      }
      here.offered = std::min(batch, here.kept.size());
      std::vector<Inbound> messages(here.kept.begin(),
                                    here.kept.begin() + static_cast<std::ptrdiff_t>(here.offered));
      lock.unlock();
      const bool accepted =
          offer(std::move(messages), [kept = state](bool stored) { kept->answered(stored); });
      if (!accepted) here.answered(false);
      lock.lock();
    }
  }
};

FrameIntake::FrameIntake(Settings settings, Offer offer) : body_(std::make_unique<Body>()) {
  body_->settings = settings;
  body_->offer = std::move(offer);
  body_->thread = std::thread([this] { body_->run(); });
}

FrameIntake::~FrameIntake() {
  {
    const std::scoped_lock lock(body_->state->mutex);
    body_->state->stopping = true;
  }
  body_->state->changed.notify_all();
  body_->thread.join();
  // The last offer may still be on its way into the inbox.
  std::unique_lock lock(body_->state->mutex);
  body_->state->changed.wait_for(lock, Seconds{3}, [&] { return body_->state->offered == 0; });
  if (!body_->state->kept.empty())
    log_alarm("frames_lost_at_stop", {{"messages", std::to_string(body_->state->kept.size())}});
}

bool FrameIntake::take(Inbound message) {
  auto& state = *body_->state;
  bool first_lost = false;
  {
    const std::scoped_lock lock(state.mutex);
    if (state.kept.size() < body_->settings.most) {
      state.kept.push_back(std::move(message));
      state.changed.notify_all();
      return true;
    }
    first_lost = !state.overflowing;
    state.overflowing = true;
  }
  count("dutydesk_frames_lost_total");
  if (first_lost) log_alarm("frame_buffer_full", {{"most", std::to_string(body_->settings.most)}});
  return false;
}

std::size_t FrameIntake::waiting() const {
  const std::scoped_lock lock(body_->state->mutex);
  return body_->state->kept.size();
}
