#include "handlers/intake/ask_book.h"

#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <thread>

namespace {

struct AskEntry {
  std::string answer;  // empty: there is none
  Time at{};
  bool asked = false;  // the answer is awaited
};

}  // namespace

struct AskBook::Body {
  Settings settings;
  Ask ask;
  std::function<Time()> clock;
  std::mutex mutex;  // guards all below but the thread
  std::condition_variable changed;
  std::map<std::string, AskEntry> entries;
  std::deque<AskQuestion> questions;
  Time rests_until{};
  bool stopping = false;
  std::thread thread;

  /// Under the mutex: whether the answer for `key` is awaited, by this question or an earlier one.
  bool wants(const AskQuestion& question) {
    const auto& key = question.key;
    const auto now = clock();
    const auto found = entries.find(key);
    if (found != entries.end()) {
      if (found->second.asked) return true;
      if (!found->second.answer.empty() || now - found->second.at < settings.unknown) return false;
    }
    if (now < rests_until) return false;
    if (entries.size() >= settings.most) entries.clear();
    entries[key] = {"", now, true};
    questions.push_back(question);
    return true;
  }

  void learn(const AskQuestion& question, const Result<std::string>& answer) {
    const std::scoped_lock lock(mutex);
    if (answer || answer.error().kind == Kind::not_found) {
      entries[question.key] = {answer ? *answer : "", clock(), false};
    } else {
      entries.clear();
      questions.clear();
      rests_until = clock() + settings.rest;
    }
    changed.notify_all();
  }

  void run() {
    for (;;) {
      std::unique_lock lock(mutex);
      changed.wait(lock, [&] { return stopping || !questions.empty(); });
      if (stopping) return;
      const auto question = std::move(questions.front());
      questions.pop_front();
      lock.unlock();
      learn(question, ask(question.org, question.id));
    }
  }

  bool awaited(const std::vector<std::string>& keys) const {
    for (const auto& key : keys)
      if (const auto found = entries.find(key); found != entries.end() && found->second.asked) return true;
    return false;
  }
};

AskBook::AskBook(Settings settings, Ask ask, std::function<Time()> clock) : body_(std::make_unique<Body>()) {
  body_->settings = settings;
  body_->ask = std::move(ask);
  body_->clock = std::move(clock);
  body_->thread = std::thread([this] { body_->run(); });
}

AskBook::~AskBook() {
  {
    const std::scoped_lock lock(body_->mutex);
    body_->stopping = true;
  }
  body_->changed.notify_all();
  body_->thread.join();
}

std::map<std::string, std::string> AskBook::answers(const std::vector<AskQuestion>& questions) {
  std::map<std::string, std::string> known;
  if (questions.empty()) return known;
  std::unique_lock lock(body_->mutex);
  std::vector<std::string> awaited;
  for (const auto& question : questions)
    if (body_->wants(question)) awaited.push_back(question.key);
  body_->changed.notify_all();
  if (awaited.size() <= body_->settings.few)
    body_->changed.wait_for(lock, body_->settings.patience,
                            [&] { return body_->stopping || !body_->awaited(awaited); });
  for (const auto& question : questions)
    if (const auto found = body_->entries.find(question.key);
        found != body_->entries.end() && !found->second.asked)
      known[question.key] = found->second.answer;
  return known;
}
