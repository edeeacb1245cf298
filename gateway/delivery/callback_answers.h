#pragma once
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "bot/time.h"
#include "gateway/http/server.h"

/// HTTP callbacks whose own answer carries what we have to say: a card's update for the press that asked for
/// it. The request is committed like any other, then held a while; without an answer in time it gets the
/// empty 200 that means "received".
class CallbackAnswers {
 public:
  explicit CallbackAnswers(Millis patience = Millis{3500});
  ~CallbackAnswers();
  CallbackAnswers(const CallbackAnswers&) = delete;
  CallbackAnswers& operator=(const CallbackAnswers&) = delete;
  void hold(const std::string& handle, Responder respond);
  /// False: nobody waits under this handle (any more, or in this process).
  bool answer(const std::string& handle, const std::string& body);

 private:
  struct Held {
    Responder respond;
    std::chrono::steady_clock::time_point until;
  };
  void watch();

  const Millis patience_;
  std::mutex mutex_;  // guards the two below
  std::map<std::string, Held> held_;
  bool stopping_ = false;
  std::condition_variable changed_;
  std::thread thread_;
};
