#include "handlers/intake/names.h"

#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <thread>

namespace {

struct NameEntry {
  std::string name;  // empty: there is none
  Time at{};
  bool asked = false;  // the answer is awaited
};
struct NameQuestion {
  std::string key, org, userid;
};

}  // namespace

struct NameBook::Body {
  Settings settings;
  Ask ask;
  std::function<Time()> clock;
  std::mutex mutex;  // guards all below but the thread
  std::condition_variable changed;
  std::map<std::string, NameEntry> entries;
  std::deque<NameQuestion> questions;
  Time rests_until{};
  bool stopping = false;
  std::thread thread;

  /// Under the mutex: whether the answer for `key` is awaited, by this question or an earlier one.
  bool wants(const std::string& key, const std::string& org, const std::string& userid) {
    const auto now = clock();
    const auto found = entries.find(key);
    if (found != entries.end()) {
      if (found->second.asked) return true;
      if (!found->second.name.empty() || now - found->second.at < settings.unknown) return false;
    }
    if (now < rests_until) return false;
    if (entries.size() >= settings.most) entries.clear();
    entries[key] = {"", now, true};
    questions.push_back({key, org, userid});
    return true;
  }

  void learn(const NameQuestion& question, const Result<std::string>& name) {
    const std::scoped_lock lock(mutex);
    if (name || name.error().kind == Kind::not_found) {
      entries[question.key] = {name ? *name : "", clock(), false};
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
      learn(question, ask(question.org, question.userid));
    }
  }

  bool awaited(const std::vector<std::string>& keys) const {
    for (const auto& key : keys)
      if (const auto found = entries.find(key); found != entries.end() && found->second.asked) return true;
    return false;
  }
};

NameBook::NameBook(Settings settings, Ask ask, std::function<Time()> clock)
    : body_(std::make_unique<Body>()) {
  body_->settings = settings;
  body_->ask = std::move(ask);
  body_->clock = std::move(clock);
  body_->thread = std::thread([this] { body_->run(); });
}

NameBook::~NameBook() {
  {
    const std::scoped_lock lock(body_->mutex);
    body_->stopping = true;
  }
  body_->changed.notify_all();
  body_->thread.join();
}

void NameBook::put_names(std::vector<Claim>& claims, const Directory& directory) {
  const auto nameless = [&](const Claim& claim) {
    return !claim.messages.empty() && claim.messages.front().message.contact_name.empty() &&
           directory.person(claim.messages.front().message.contact) == nullptr;
  };
  std::unique_lock lock(body_->mutex);
  std::vector<std::string> awaited;
  for (const auto& claim : claims) {
    if (!nameless(claim)) continue;
    const auto& message = claim.messages.front().message;
    if (body_->wants(claim.conversation, directory.org_of(message.account), message.contact))
      awaited.push_back(claim.conversation);
  }
  body_->changed.notify_all();
  if (awaited.size() <= body_->settings.few)
    body_->changed.wait_for(lock, body_->settings.patience,
                            [&] { return body_->stopping || !body_->awaited(awaited); });
  for (auto& claim : claims) {
    if (!nameless(claim)) continue;
    if (const auto found = body_->entries.find(claim.conversation); found != body_->entries.end())
      for (auto& message : claim.messages) message.message.contact_name = found->second.name;
  }
}
