#include "gateway/delivery/callback_answers.h"

#include <vector>

CallbackAnswers::CallbackAnswers(Millis patience) : patience_(patience), thread_([this] { watch(); }) {}

CallbackAnswers::~CallbackAnswers() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void CallbackAnswers::hold(const std::string& handle, Responder respond) {
  {
    const std::scoped_lock lock(mutex_);
    held_[handle] = {std::move(respond), std::chrono::steady_clock::now() + patience_};
  }
  changed_.notify_all();
}

bool CallbackAnswers::answer(const std::string& handle, const std::string& body) {
  Responder respond;
  {
    const std::scoped_lock lock(mutex_);
    const auto found = held_.find(handle);
    if (found == held_.end()) return false;
    respond = std::move(found->second.respond);
    held_.erase(found);
  }
  HttpResponse response;
  response.headers["content-type"] = "application/json";
  response.body = body;
  respond(std::move(response));
  return true;
}

void CallbackAnswers::watch() {
  std::unique_lock lock(mutex_);
  for (;;) {
    const auto now = std::chrono::steady_clock::now();
    std::vector<Responder> late;
    for (auto it = held_.begin(); it != held_.end();) {
      if (!stopping_ && it->second.until > now) {
        ++it;
        continue;
      }
      late.push_back(std::move(it->second.respond));
      it = held_.erase(it);
    }
    lock.unlock();
    for (const auto& respond : late) respond(HttpResponse{});
    lock.lock();
    if (stopping_) return;
    if (held_.empty())
      changed_.wait(lock);
    else
      changed_.wait_for(lock, Millis{100});
  }
}
