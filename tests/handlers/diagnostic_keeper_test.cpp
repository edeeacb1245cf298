// Look-ups over HTTP, against a server of ours in this process, and the keeper that does them.
#include "handlers/diagnostics/diagnostic_keeper.h"

#include <atomic>
#include <thread>

#include "gateway/http/server.h"
#include "tests/handlers/diagnostic_world.h"
#include "tests/support/small_desk.h"

using namespace diagnostic_world;

namespace {

class SmallServer {
 public:
  explicit SmallServer(std::function<HttpResponse(const HttpRequest&)> answer) {
    const auto handle = [answer](HttpRequest request, const Responder& respond) { respond(answer(request)); };
    server_ = std::make_unique<HttpServer>(
        HttpServer::Settings{},
        std::vector<Route>{{"GET", "/", 65536, handle}, {"POST", "/", 65536, handle}});
    REQUIRE(server_->start());
  }
  TargetConfig target() const {
    TargetConfig target;
    target.name = "web";
    target.kind = "http";
    target.address = "http://127.0.0.1:" + std::to_string(server_->port());
    target.authorization = Secret("ApiKey of-a-test");
    return target;
  }

 private:
  std::unique_ptr<HttpServer> server_;
};

Diagnostic http_of(const std::string& path) {
  Diagnostic one;
  one.id = "web";
  one.title = {{"zh-CN", "网"}};
  one.kind = Diagnostic::Kind::http;
  one.target = "web";
  one.path = path;
  one.timeout = Seconds{1};
  return one;
}

}  // namespace

TEST_CASE(
    "an HTTP look-up sends its credentials and reads rows; refusals show status and kind, never words") {
  std::string asked_for, body, key;
  const SmallServer server([&](const HttpRequest& request) {
    asked_for = request.method + " " + request.path +
                "?size=" + (request.query.contains("size") ? request.query.at("size") : "");
    body = request.body;
    key = request.headers.contains("authorization") ? request.headers.at("authorization") : "";
    if (request.path == "/no")
      return HttpResponse{
          404, {}, R"({"error":{"type":"index_not_found_exception","reason":"13812345678"}})"};
    if (request.path == "/html") return HttpResponse{200, {}, "<html>"};
    if (request.path == "/large") return HttpResponse{200, {}, "\"" + std::string(2000000, 'x') + "\""};
    if (request.path.ends_with("_search"))
      return HttpResponse{200, {}, R"({"hits":{"total":{"value":1},"hits":[{"_source":{"a":"b"}}]}})"};
    return HttpResponse{200, {}, R"([{"a":1}])"};
  });
  const auto look = [&](const Diagnostic& one) {
    return look_up(one, call_of(one, {{"phone", "1\"2"}}), server.target(), 480);
  };
  CHECK(look(http_of("/list")).findings.rows.at(0).at(0) == "1");
  CHECK(key == "ApiKey of-a-test");
  CHECK(look(http_of("/no")).outcome == "refused");
  CHECK(look(http_of("/no")).detail == "HTTP 404 index_not_found_exception");
  CHECK(look(http_of("/html")).outcome == "unreadable");
  CHECK(look(http_of("/large")).outcome == "too_large");
  auto search = http_of("login-*");
  search.kind = Diagnostic::Kind::elasticsearch;
  search.query = R"({"query":{"term":{"phone":"{phone}"}}})";
  search.most_rows = 5;
  CHECK(look(search).findings.rows.at(0).at(0) == "b");
  CHECK(asked_for == "POST /login-*/_search?size=6");
  CHECK(body == R"({"query":{"term":{"phone":"1\"2"}}})");
  CHECK(*knock_at(server.target()) == "HTTP 200");
  auto gone = server.target();
  gone.address = "http://127.0.0.1:1";
  CHECK(look_up(http_of("/"), {"", {}, "/"}, gone, 480).outcome == "away");
}

TEST_CASE("the keeper does what is asked for, writes it masked, and says what is missing or gone") {
  const TestDatabase database;
  Connection connection(database.settings());
  const SmallServer server([](const HttpRequest&) {
    return HttpResponse{200, {}, R"([{"words":"客户13912345678来电"}])"};
  });
  auto library = std::make_shared<Library>();
  auto state = http_of("/{phone}");
  state.at_opening = true;
  auto lacks = http_of("/{fund_account}");
  lacks.id = "lacks";
  library->diagnostics = std::make_shared<const DiagnosticBook>(std::vector<Diagnostic>{state, lacks},
                                                                std::vector<TargetConfig>{server.target()});
  const Directory directory{Config{}};
  const Shelf shelf(library);
  const auto number = opened(connection, {{"phone", "13812345678"}});
  in(connection, [&](Transaction& t) {
    return ask_diagnostics(t, {ask_for(number, "lacks"), ask_for(number, "unknown"), ask_for(9999, "web")});
  });
  DiagnosticKeeper keeper({database.settings(), &directory, &shelf, 480, "zh-CN", [] {}, Millis{20}});
  std::map<std::string, DiagnosticRun> ended;
  const auto until = std::chrono::steady_clock::now() + Seconds{20};
  while (ended.size() < 4 && std::chrono::steady_clock::now() < until) {
    for (const auto ticket : {number, 9999LL})
      for (const auto& run : in(connection, [&](Transaction& t) { return runs_of_ticket(t, ticket); }))
        if (run.done_at != Time{}) ended[std::to_string(ticket == number ? 1 : 2) + run.ask.diagnostic] = run;
    std::this_thread::yield();
  }
  REQUIRE(ended.size() == 4);
  CHECK(ended["1web"].end.outcome == "found");
  CHECK(ended["1web"].ask.way == "opening");
  CHECK(ended["1web"].end.findings.find("13912345678") == std::string::npos);
  CHECK(ended["1web"].end.findings.find("139****5678") != std::string::npos);
  CHECK(ended["1lacks"].end.outcome == "missing");
  CHECK(ended["1lacks"].end.detail == "account");
  CHECK(ended["1unknown"].end.outcome == "gone");
  CHECK(ended["2web"].end.outcome == "gone");
}

TEST_CASE("everybody who asked in chat while a look-up ran is told what came of it, and nobody else") {
  const TestDatabase database;
  Connection connection(database.settings());
  const SmallServer server([](const HttpRequest&) { return HttpResponse{200, {}, R"([{"a":1}])"}; });
  auto library = std::make_shared<Library>();
  library->diagnostics = std::make_shared<const DiagnosticBook>(std::vector<Diagnostic>{http_of("/")},
                                                                std::vector<TargetConfig>{server.target()});
  const Directory directory(small_desk("team"));
  const Shelf shelf(library);
  const auto number = opened(connection, {});
  for (const std::string who : {"me", "ann", "bob"}) {
    auto ask = ask_for(number, "web", who == "me" ? "page" : "chat");
    ask.by = "corp/" + who;
    ask.contact = who;
    in(connection, [&](Transaction& t) { return ask_diagnostics(t, {ask}); });
  }
  DiagnosticKeeper keeper({database.settings(), &directory, &shelf, 480, "zh-CN", [] {}, Millis{20}});
  const auto until = std::chrono::steady_clock::now() + Seconds{20};
  const auto ended = [&] {
    return in(connection, [&](Transaction& t) { return runs_of_ticket(t, number); }).at(0).done_at != Time{};
  };
  while (!ended() && std::chrono::steady_clock::now() < until) std::this_thread::yield();
  std::string told;
  for (const auto& row : in(connection, [](Transaction& t) {
         return t.run(
             "SELECT chat_id FROM outbox WHERE notice::jsonb->>'key' = 'diagnostic.result' ORDER BY chat_id");
       }))
    told += row.text("chat_id") + " ";
  CHECK(told == "ann bob ");
}

TEST_CASE("a keeper that ends breaks its look-ups off, and whoever comes next does them anew") {
  const TestDatabase database;
  Connection connection(database.settings());
  std::atomic<bool> silent = true, asked = false;
  std::vector<Responder> unanswered;  // of the server's one thread
  HttpServer server(HttpServer::Settings{}, {{"GET", "/", 65536, [&](HttpRequest, const Responder& respond) {
                                                asked = true;
                                                if (!silent)
                                                  return respond(HttpResponse{200, {}, R"([{"a":1}])"});
                                                unanswered.push_back(respond);
                                              }}});
  REQUIRE(server.start());
  TargetConfig target;
  target.name = "web";
  target.kind = "http";
  target.address = "http://127.0.0.1:" + std::to_string(server.port());
  auto slow = http_of("/");
  slow.timeout = Seconds{30};
  auto library = std::make_shared<Library>();
  library->diagnostics = std::make_shared<const DiagnosticBook>(std::vector<Diagnostic>{slow},
                                                                std::vector<TargetConfig>{target});
  const Directory directory{Config{}};
  const Shelf shelf(library);
  const auto number = opened(connection, {});
  in(connection, [&](Transaction& t) { return ask_diagnostics(t, {ask_for(number, "web")}); });
  const auto run = [&] {
    return in(connection, [&](Transaction& t) { return runs_of_ticket(t, number); }).at(0);
  };
  const auto waits = [](const std::function<bool()>& met) {
    const auto until = std::chrono::steady_clock::now() + Seconds{20};
    while (!met() && std::chrono::steady_clock::now() < until) std::this_thread::yield();
    return met();
  };
  const auto keeper = [&] {
    return std::make_unique<DiagnosticKeeper>(
        DiagnosticKeeper::Parts{database.settings(), &directory, &shelf, 480, "zh-CN", [] {}, Millis{20}});
  };
  auto first = keeper();
  REQUIRE(waits([&] { return asked.load(); }));
  const auto begun = std::chrono::steady_clock::now();
  first.reset();
  CHECK(std::chrono::steady_clock::now() - begun < slow.timeout / 2);
  CHECK(run().done_at == Time{});
  silent = false;
  const auto second = keeper();
  CHECK(waits([&] { return run().done_at != Time{}; }));
  CHECK(run().end.outcome == "found");
}
