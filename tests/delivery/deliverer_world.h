#pragma once
#include <atomic>
#include <catch2/catch.hpp>
#include <mutex>
#include <thread>

#include "gateway/delivery/deliverer.h"
#include "gateway/delivery/outbox.h"
#include "gateway/delivery/outbox_admin.h"
#include "tests/support/test_database.h"

/// Speaks "<words>" as one call a line; an answer's body names the verdict.
struct FakeChannel : Channel {
  bool knows_repeats = true;
  ChannelLimits limits() const override {
    ChannelLimits limits;
    limits.knows_repeats = knows_repeats;
    return limits;
  }
  Received receive(const HttpRequest&, Time) const override { return Refuse{}; }
  Received receive_frame(const std::string&, Time) const override { return Refuse{}; }
  Result<std::vector<Call>> encode(const Outbound& message, const Destination& to, const Secret& token,
                                   Time) const override {
    std::vector<Call> calls;
    std::size_t from = 0;
    while (from <= message.text.size()) {
      const auto end = std::min(message.text.find('|', from), message.text.size());
      Call call;
      call.needs_token = true;
      call.http.url = token.reveal() + (to.handle.empty() ? "" : "@" + to.handle);
      call.http.body = message.text.substr(from, end - from);
      calls.push_back(call);
      from = end + 1;
    }
    return calls;
  }
  Verdict judge(const Result<HttpResponse>& answer) const override {
    Verdict verdict;
    verdict.next = Verdict::Next::retry;
    if (!answer) {
      verdict.next = answer.error().kind == Kind::internal ? Verdict::Next::unknown : Verdict::Next::retry;
      return verdict;
    }
    verdict.reason = answer->body;
    if (answer->body == "ok" || answer->body == "missed") verdict.next = Verdict::Next::delivered;
    if (answer->body == "missed") verdict.unreachable = {"zhang"};
    if (answer->body == "token") verdict.next = Verdict::Next::refresh_token;
    if (answer->body == "dead") verdict.next = Verdict::Next::dead;
    if (answer->body == "lapsed") verdict.next = Verdict::Next::lapsed;
    if (answer->body == "seen") verdict.next = Verdict::Next::seen_before;
    if (answer->body == "alarm") verdict.next = Verdict::Next::alarm;
    if (answer->body == "often") {
      verdict.next = Verdict::Next::back_off;
      verdict.after = Seconds{60};
    }
    return verdict;
  }
};

/// Answers in the given order, then "ok"; keeps what was sent as "<token> <body>".
struct ScriptedHttp : Http {
  std::mutex mutex;
  std::vector<Result<HttpResponse>> script;
  std::vector<std::string> sent;
  Result<HttpResponse> send(const HttpRequest& request, Millis) override {
    const std::scoped_lock lock(mutex);
    sent.push_back(request.url + " " + request.body);
    if (script.empty()) return HttpResponse{200, {}, "ok"};
    auto first = script.front();
    script.erase(script.begin());
    return first;
  }
  std::vector<std::string> all() {
    const std::scoped_lock lock(mutex);
    return sent;
  }
};

inline Result<HttpResponse> says(const std::string& body) { return HttpResponse{200, {}, body}; }

struct DelivererWorld {
  TestDatabase database;
  Connection connection{database.settings()};
  ScriptedHttp http;
  std::atomic<int> fetched{0}, missed{0};
  Tokens tokens{[this](const std::string&) -> Result<FreshToken> {
                  return FreshToken{Secret("t" + std::to_string(++fetched)), Seconds{7200}};
                },
                [] { return 0.0; }};
  CallbackAnswers answers;
  std::map<std::string, std::unique_ptr<Channel>> channels;
  std::vector<RateLimit> limits;

  DelivererWorld() { channels["app"] = std::make_unique<FakeChannel>(); }
  void forget_repeats() { static_cast<FakeChannel&>(*channels["app"]).knows_repeats = false; }
  std::vector<long long> enqueue_all(const std::vector<OutboxDraft>& drafts) {
    auto ids = connection.transact([&](Transaction& transaction) { return enqueue(transaction, drafts); });
    REQUIRE(ids);
    return *ids;
  }

  using Changes = std::function<void(Deliverer::Settings&, Deliverer::Parts&)>;
  std::unique_ptr<Deliverer> start(const Changes& change = {}) {
    Deliverer::Settings settings;
    settings.database = database.settings();
    settings.senders = 2;
    settings.limits = limits;
    settings.accounts["app"].name = "app";
    settings.accounts["app"].kind = "wecom_app";
    Deliverer::Parts parts;
    parts.channels = &channels;
    parts.http = &http;
    parts.tokens = &tokens;
    parts.answers = &answers;
    parts.frames = [](const std::string&) { return nullptr; };
    parts.render = [](const std::string&, const Notice& notice) -> Result<Outbound> {
      if (notice.key == "unknown") return Error{Kind::not_found, "no such message"};
      Outbound out;
      out.text = notice.key;
      for (const auto& item : notice.items) out.text += " #" + item.at("number");
      if (notice.key == "ticket.card.new") out.text += " #" + notice.params.at("number");
      return out;
    };
    parts.unreachable = [this](const Chat&) { ++missed; };
    parts.clock = [] { return std::chrono::time_point_cast<Millis>(std::chrono::system_clock::now()); };
    parts.dice = [] { return 0.0; };
    if (change) change(settings, parts);
    return std::make_unique<Deliverer>(settings, parts);
  }
  long long put(const std::string& words, const std::string& fallback = "") {
    OutboxDraft draft;
    draft.chat = {"app", "zhang", ChatKind::single};
    draft.notice.key = words;
    if (!fallback.empty()) {
      draft.fallback.emplace_back();
      draft.fallback[0].chat = {"app", "group", ChatKind::group};
      draft.fallback[0].notice.key = fallback;
    }
    auto ids = connection.transact([&](Transaction& transaction) { return enqueue(transaction, {draft}); });
    REQUIRE(ids);
    return ids->at(0);
  }
  OutboxEntry entry(long long id) {
    auto found = connection.transact([&](Transaction& transaction) { return outbox_show(transaction, id); });
    REQUIRE(found);
    REQUIRE(*found);
    return **found;
  }
  template <class Holds>
  bool soon(Holds holds, Millis limit = Seconds{15}) {
    const auto until = std::chrono::steady_clock::now() + limit;
    while (!holds()) {
      if (std::chrono::steady_clock::now() > until) return false;
      std::this_thread::sleep_for(Millis{10});
    }
    return true;
  }
  bool becomes(long long id, const std::string& state) {
    return soon([&] { return entry(id).state == state; });
  }
};
