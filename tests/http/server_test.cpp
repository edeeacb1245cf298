#include <sys/resource.h>

#include <thread>

#include "gateway/http/ops.h"
#include "gateway/log.h"
#include "gateway/metrics.h"
#include "tests/http/raw_client.h"

namespace {

std::string get(const std::string& target) { return "GET " + target + " HTTP/1.1\r\nHost: desk\r\n\r\n"; }

HttpLimits impatient() {
  HttpLimits limits;
  limits.header_deadline = Seconds{1};
  limits.body_deadline = Seconds{1};
  limits.keep_alive = Seconds{1};
  return limits;
}

}  // namespace

TEST_CASE("a request arrives as values: path decoded once, plus kept, names in lower case") {
  TestServer server;
  RawClient client(server.port());
  client.send(
      "GET /later/%E5%B0%8F%2541?echo=a+b%2Bc&echo=2&empty HTTP/1.1\r\nHost: desk\r\nX-Thing:  One "
      "\r\nX-Thing: two\r\n\r\n");
  const auto respond = server.seen.kept();
  REQUIRE(respond);
  respond({200, {{"Evil", "a\r\nSet-Cookie: b"}, {"Content-Length", "7"}}, "done"});
  const auto response = client.response();
  CHECK(body_of(response) == "done");
  CHECK(response.find("Set-Cookie") == std::string::npos);
  CHECK(response.find("X-Content-Type-Options: nosniff") != std::string::npos);
  CHECK(response.find("Content-Security-Policy: default-src 'none'") != std::string::npos);
  const auto request = server.seen.requests().at(0);
  CHECK(request.path == "/later/小%41");
  CHECK(request.query.at("echo") == "a+b+c");
  CHECK(request.query.at("empty").empty());
  CHECK(request.headers.at("x-thing") == "One, two");
  CHECK(request.remote == "127.0.0.1");
}

TEST_CASE(
    "pipelined requests are all answered once and in order, though answers come late from other threads") {
  TestServer server;
  RawClient client(server.port());
  std::string burst;
  for (int number = 0; number < 50; ++number) burst += get("/later/" + std::to_string(number)) + get_hello;
  std::jthread helper([&] {
    for (int number = 0; number < 50; ++number)
      if (const auto respond = server.seen.kept()) {
        respond({200, {}, std::to_string(number)});
        respond({500, {}, "twice"});
      }
  });
  client.send(burst);
  for (int number = 0; number < 50; ++number) {
    CHECK(body_of(client.response()) == std::to_string(number));
    CHECK(body_of(client.response()) == "hello");
  }
  helper.join();
  CHECK(server.seen.requests().size() == 100);
}

TEST_CASE(
    "a request whose handler never answers gets 503, one whose handler throws 500, and the connection lives "
    "on") {
  TestServer server;
  RawClient client(server.port());
  client.send(get("/drop"));
  CHECK(status_of(client.response()) == 503);
  client.send(get("/throw"));
  CHECK(status_of(client.response()) == 500);
  client.send(get_hello);
  CHECK(status_of(client.response()) == 200);
}

TEST_CASE("no route is 404, a wrong method 405 with what is allowed, HEAD is GET without a body") {
  TestServer server;
  RawClient client(server.port());
  client.send(get("/nothing?token=secret"));
  const auto missing = client.response();
  CHECK(status_of(missing) == 404);
  CHECK(missing.find("secret") == std::string::npos);
  client.send("DELETE /later/1 HTTP/1.1\r\nHost: desk\r\n\r\n");
  const auto wrong = client.response();
  CHECK(status_of(wrong) == 405);
  CHECK(wrong.find("Allow: GET, POST") != std::string::npos);
  client.send("HEAD /hello HTTP/1.1\r\nHost: desk\r\nConnection: close\r\n\r\n");
  const auto head = client.rest();
  CHECK(head.find("Content-Length: 5") != std::string::npos);
  CHECK(body_of(head).empty());
}

TEST_CASE("a body is invited before it is sent, and refused before it is sent when it is too large") {
  TestServer server;
  RawClient invited(server.port());
  invited.send("POST /echo HTTP/1.1\r\nHost: desk\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
  CHECK(status_of(invited.response()) == 100);
  invited.send("abc");
  CHECK(body_of(invited.response()) == "abc");
  RawClient large(server.port());
  large.send("POST /echo HTTP/1.1\r\nHost: desk\r\nExpect: 100-continue\r\nContent-Length: 65\r\n\r\n");
  CHECK(status_of(large.response()) == 413);
}

TEST_CASE("a refusal is read by a client that is still sending its body") {
  TestServer server;
  RawClient client(server.port());
  client.send("POST /echo HTTP/1.1\r\nHost: desk\r\nContent-Length: 2000000\r\n\r\n");
  client.send(std::string(2000000, 'a'));
  CHECK(status_of(client.response()) == 413);
}

TEST_CASE("a slow header, a slow body and an idle connection are ended at their deadlines") {
  TestServer server(impatient());
  RawClient silent(server.port()), header(server.port()), body(server.port()), idle(server.port());
  idle.send(get_hello);
  header.send("GET /hello HTTP/1.1\r\n");
  body.send("POST /echo HTTP/1.1\r\nHost: desk\r\nContent-Length: 5\r\n\r\nab");
  CHECK(status_of(idle.response()) == 200);
  CHECK(silent.rest().empty());
  CHECK(status_of(header.rest()) == 408);
  CHECK(status_of(body.rest()) == 408);
  CHECK(idle.rest().empty());
}

TEST_CASE("dripping bytes does not move the header's deadline") {
  TestServer server(impatient());
  RawClient client(server.port());
  const auto begin = std::chrono::steady_clock::now();
  std::string answer;
  client.send("GET /hello HTTP/1.1\r\nHost: desk\r\nX: ");
  while (answer.empty() && std::chrono::steady_clock::now() - begin < std::chrono::seconds(5)) {
    client.send("a");
    answer = client.response(std::chrono::milliseconds(50));
  }
  CHECK(status_of(answer) == 408);
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(3));
}

TEST_CASE(
    "above the connections of an address a client hears 503 and when to come back; a place freed is used "
    "again") {
  HttpLimits limits;
  limits.connections_per_address = 2;
  TestServer server(limits);
  {
    RawClient one(server.port()), two(server.port());
    one.send(get_hello);
    two.send(get_hello);
    CHECK(status_of(one.response()) == 200);
    CHECK(status_of(two.response()) == 200);
    RawClient three(server.port());
    const auto refused = three.rest();
    CHECK(status_of(refused) == 503);
    CHECK(refused.find("Retry-After: 5") != std::string::npos);
  }
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(5);
  int status = 0;
  while (status != 200 && std::chrono::steady_clock::now() < until) {
    RawClient again(server.port());
    again.send(get_hello);
    status = status_of(again.response());
  }
  CHECK(status == 200);
}

TEST_CASE("behind a trusted proxy the client's address counts, and what it claims itself does not") {
  HttpLimits limits;
  limits.connections_per_address = 1;
  limits.trusted_proxies = {"127.0.0.1"};
  TestServer server(limits);
  RawClient one(server.port()), two(server.port()), three(server.port());
  one.send("GET /later/1 HTTP/1.1\r\nHost: d\r\nX-Forwarded-For: 6.6.6.6, 10.1.1.1\r\n\r\n");
  const auto respond = server.seen.kept();
  REQUIRE(respond);
  two.send("GET /hello HTTP/1.1\r\nHost: d\r\nX-Forwarded-For: 7.7.7.7, 10.1.1.1\r\n\r\n");
  CHECK(status_of(two.response()) == 503);
  three.send("GET /hello HTTP/1.1\r\nHost: d\r\nX-Forwarded-For: 10.1.1.2\r\n\r\n");
  CHECK(status_of(three.response()) == 200);
  respond({200, {}, "x"});
  CHECK(status_of(one.response()) == 200);
  two.send("GET /hello HTTP/1.1\r\nHost: d\r\nX-Forwarded-For: 10.1.1.1\r\n\r\n");
  CHECK(status_of(two.response()) == 200);
  CHECK(server.seen.requests().at(0).remote == "10.1.1.1");
}

TEST_CASE("X-Forwarded-For of a stranger is not believed") {
  TestServer server;
  RawClient client(server.port());
  client.send("GET /hello HTTP/1.1\r\nHost: d\r\nX-Forwarded-For: 10.1.1.1\r\n\r\n");
  CHECK(status_of(client.response()) == 200);
  CHECK(server.seen.requests().at(0).remote == "127.0.0.1");
}

TEST_CASE("draining closes idle connections at once, answers what runs, and then refuses to connect") {
  TestServer server;
  RawClient idle(server.port()), busy(server.port());
  idle.send(get_hello);
  CHECK(status_of(idle.response()) == 200);
  busy.send(get("/later/1"));
  const auto respond = server.seen.kept();
  REQUIRE(respond);
  std::jthread draining([&] { server.server.drain(Seconds{10}); });
  CHECK(idle.closed(std::chrono::seconds(2)));
  respond({200, {}, "last"});
  const auto last = busy.rest();
  CHECK(body_of(last) == "last");
  CHECK(last.find("Connection: close") != std::string::npos);
  draining.join();
  CHECK_FALSE(RawClient(server.port()).connected());
}

TEST_CASE("draining ends at its deadline, and an answer after the end is dropped") {
  Responder respond;
  {
    TestServer server;
    RawClient busy(server.port());
    busy.send(get("/later/1"));
    respond = server.seen.kept();
    const auto begin = std::chrono::steady_clock::now();
    server.server.drain(Seconds{1});
    CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(3));
    CHECK(busy.closed());
  }
  REQUIRE(respond);
  respond({200, {}, "too late"});
}

TEST_CASE("a port in use is an error that names address and port") {
  TestServer server;
  HttpServer::Settings same;
  same.port = server.port();
  HttpServer second(same, {});
  const auto started = second.start();
  REQUIRE_FALSE(started);
  CHECK(started.error().text.find("127.0.0.1:" + std::to_string(server.port())) != std::string::npos);
}

TEST_CASE("a client that closes early costs nothing but its request") {
  TestServer server;
  for (int times = 0; times < 50; ++times) {
    RawClient client(server.port());
    client.send(get("/later/x").substr(0, times % 2 == 0 ? 200 : 10));
  }
  for (int times = 0; times < 25; ++times)
    if (const auto respond = server.seen.kept()) respond({200, {}, "nobody"});
  RawClient client(server.port());
  client.send(get_hello);
  CHECK(status_of(client.response()) == 200);
}

TEST_CASE("health is always ok, readiness says what is missing, metrics are text") {
  HttpServer server({}, ops_routes([] { return std::string("database: gone"); }));
  REQUIRE(server.start());
  RawClient client(server.port());
  client.send(get("/healthz"));
  CHECK(status_of(client.response()) == 200);
  client.send(get("/readyz"));
  const auto ready = client.response();
  CHECK(status_of(ready) == 503);
  CHECK(body_of(ready) == "database: gone\n");
  client.send(get("/metrics"));
  CHECK(body_of(client.response()).find("dutydesk_http_requests_total{route=\"/readyz\",status=\"503\"}") !=
        std::string::npos);
}

TEST_CASE(
    "out of file descriptors the server waits, raises one alarm, and serves who waited when there are some "
    "again") {
  TestServer server;
  RawClient before(server.port());
  before.send(get_hello);
  CHECK(status_of(before.response()) == 200);
  // A sanitizer looks at a type the first time through a pipe, and there will be none.
  log_info("test");
  gauge("test", 1);
  count("test");
  const int next = ::dup(0);
  ::close(next);
  rlimit usual{};
  REQUIRE(::getrlimit(RLIMIT_NOFILE, &usual) == 0);
  const rlimit tight{static_cast<rlim_t>(next) + 1, usual.rlim_max};  // the client's socket is the last one
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &tight) == 0);
  RawClient client(server.port());
  client.send(get_hello);
  const auto early = client.response(std::chrono::milliseconds(350));
  before.send(get_hello);
  const auto meanwhile = before.response();
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &usual) == 0);
  CHECK(client.connected());
  CHECK(early.empty());
  CHECK(status_of(meanwhile) == 200);
  CHECK(status_of(client.response()) == 200);
  CHECK(metrics_text().find("dutydesk_alarms_total{what=\"http_accept\"} 1\n") != std::string::npos);
}
