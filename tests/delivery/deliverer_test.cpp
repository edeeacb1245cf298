#include "gateway/delivery/deliverer.h"

#include <atomic>
#include <catch2/catch.hpp>
#include <mutex>

#include "gateway/delivery/outbox.h"
#include "gateway/delivery/outbox_admin.h"
#include "tests/support/test_database.h"

namespace {

/// Speaks "<words>" as one call a line; an answer's body names the verdict.
struct FakeChannel : Channel {
  ChannelLimits limits() const override { return {}; }
  Received receive(const HttpRequest&, Time) const override { return Refuse{}; }
  Received receive_frame(const std::string&, Time) const override { return Refuse{}; }
  Result<std::vector<Call>> encode(const Outbound& message, const Destination&, const Secret& token,
                                   Time) const override {
    std::vector<Call> calls;
    std::size_t from = 0;
    while (from <= message.text.size()) {
      const auto end = std::min(message.text.find('|', from), message.text.size());
      Call call;
      call.needs_token = true;
      call.http.url = token.reveal();
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

Result<HttpResponse> says(const std::string& body) { return HttpResponse{200, {}, body}; }

struct World {
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

  World() { channels["app"] = std::make_unique<FakeChannel>(); }

  std::unique_ptr<Deliverer> start() {
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
      return out;
    };
    parts.unreachable = [this](const Chat&) { ++missed; };
    parts.clock = [] { return std::chrono::time_point_cast<Millis>(std::chrono::system_clock::now()); };
    parts.dice = [] { return 0.0; };
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

}  // namespace

TEST_CASE("messages to one person arrive in the order they were said, with one token", "[pg]") {
  World world;
  std::vector<long long> ids;
  for (const auto* words : {"1", "2", "3", "4", "5"}) ids.push_back(world.put(words));
  const auto deliverer = world.start();
  REQUIRE(world.becomes(ids.back(), "sent"));
  CHECK(world.http.all() == std::vector<std::string>{"t1 1", "t1 2", "t1 3", "t1 4", "t1 5"});
  CHECK(world.fetched == 1);
}

TEST_CASE("a refused token is replaced and the call made again at once", "[pg]") {
  World world;
  world.http.script = {says("token")};
  const auto id = world.put("hello");
  const auto deliverer = world.start();
  REQUIRE(world.becomes(id, "sent"));
  CHECK(world.http.all() == std::vector<std::string>{"t1 hello", "t2 hello"});
  CHECK(world.entry(id).attempts == 1);
}

TEST_CASE("a retry of a long message goes on with the first part that was not delivered", "[pg]") {
  World world;
  world.http.script = {says("ok"), says("busy")};
  const auto id = world.put("one|two|three");
  const auto deliverer = world.start();
  REQUIRE(world.becomes(id, "sent"));
  CHECK(world.http.all() == std::vector<std::string>{"t1 one", "t1 two", "t1 two", "t1 three"});
}

TEST_CASE("a token refused in the middle of a long message repeats no part", "[pg]") {
  World world;
  world.http.script = {says("ok"), says("token")};
  const auto id = world.put("one|two");
  const auto deliverer = world.start();
  REQUIRE(world.becomes(id, "sent"));
  CHECK(world.http.all() == std::vector<std::string>{"t1 one", "t1 two", "t2 two"});
}

TEST_CASE("an unknown result is sent again: at least once", "[pg]") {
  World world;
  world.http.script = {Error{Kind::internal, "no answer in time"}};
  const auto id = world.put("hello");
  const auto deliverer = world.start();
  REQUIRE(world.becomes(id, "sent"));
  CHECK(world.http.all().size() == 2);
  CHECK(world.entry(id).attempts == 2);
}

TEST_CASE("a person who was not reached is told in the group instead", "[pg]") {
  World world;
  world.http.script = {says("missed")};
  const auto id = world.put("direct", "in the group");
  const auto deliverer = world.start();
  REQUIRE(world.becomes(id, "superseded"));
  CHECK(world.missed == 1);
  REQUIRE(world.soon([&] { return world.http.all().size() == 2; }));
  CHECK(world.http.all()[1] == "t1 in the group");
}

TEST_CASE("what can never be delivered is a dead letter with its reason, and holds back nobody", "[pg]") {
  World world;
  world.http.script = {says("dead")};
  const auto refused = world.put("refused");
  const auto wordless = world.put("unknown");
  const auto good = world.put("good");
  const auto deliverer = world.start();
  REQUIRE(world.becomes(good, "sent"));
  CHECK(world.entry(refused).state == "dead");
  CHECK(world.entry(refused).last_error == "dead");
  CHECK(world.entry(wordless).state == "dead");
  CHECK(world.http.all().size() == 2);
}

TEST_CASE("told too often, the place rests until the platform's time", "[pg]") {
  World world;
  world.limits = {{"member", "wecom_app", 27, Seconds{60}}};
  world.http.script = {says("often")};
  const auto id = world.put("hello");
  const auto deliverer = world.start();
  REQUIRE(world.soon([&] { return !world.entry(id).last_error.empty(); }));
  const auto state = world.connection.transact([](Transaction& transaction) {
    return transaction.run(
        "SELECT (SELECT extract(epoch FROM due_at - now())::int FROM outbox) AS wait, (SELECT "
        "tokens::int FROM bucket) AS tokens");
  });
  REQUIRE(state);
  CHECK((*state)[0].number("wait") >= 50);
  CHECK((*state)[0].number("tokens") <= 1);
}

TEST_CASE("a wrong configuration stops the account, not the message", "[pg]") {
  World world;
  world.http.script = {says("alarm")};
  const auto id = world.put("hello");
  const auto deliverer = world.start();
  REQUIRE(world.soon([&] { return world.entry(id).last_error == "alarm"; }));
  const auto other = world.put("next");
  deliverer->wake();
  CHECK_FALSE(world.soon([&] { return world.http.all().size() > 1; }, Millis{1500}));
  CHECK(world.entry(id).state == "due");
  CHECK(world.entry(other).attempts == 0);
}

TEST_CASE("two deliverers of one database send each message once", "[pg]") {
  World world;
  std::vector<long long> ids;
  for (int i = 0; i < 30; ++i) ids.push_back(world.put(std::to_string(i)));
  const auto one = world.start();
  const auto two = world.start();
  REQUIRE(world.becomes(ids.back(), "sent"));
  CHECK(world.http.all().size() == 30);
  CHECK(world.fetched == 1);
}
