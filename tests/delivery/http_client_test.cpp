#include "gateway/delivery/http_client.h"

#include <boost/asio.hpp>
#include <catch2/catch.hpp>
#include <functional>
#include <thread>

namespace {

namespace asio = boost::asio;
using Tcp = asio::ip::tcp;

/// A server of raw bytes: each connection gets `serve` on a thread of its own.
class RawServer {
 public:
  explicit RawServer(std::function<void(Tcp::socket&)> serve)
      : serve_(std::move(serve)),
        acceptor_(io_, Tcp::endpoint(asio::ip::address_v4::loopback(), 0)),
        thread_([this] { accept(); }) {}
  ~RawServer() {
    stopping_ = true;
    boost::system::error_code ignored;
    Tcp::socket knock(io_);
    knock.connect(acceptor_.local_endpoint(), ignored);
    thread_.join();
    acceptor_.close();
    for (auto& socket : open_) socket->shutdown(Tcp::socket::shutdown_both, ignored);
    for (auto& one : serving_) one.join();
  }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port()); }
  std::atomic<int> connections{0};

 private:
  void accept() {
    for (;;) {
      auto socket = std::make_shared<Tcp::socket>(io_);
      boost::system::error_code failed;
      acceptor_.accept(*socket, failed);
      if (failed || stopping_) return;
      ++connections;
      open_.push_back(socket);
      serving_.emplace_back([this, socket] {
        try {
          serve_(*socket);
        } catch (const std::exception&) {
          // The client went away: what it thinks of that is what the tests ask.
        }
        boost::system::error_code ignored;
        socket->shutdown(Tcp::socket::shutdown_both, ignored);
      });
    }
  }

  std::function<void(Tcp::socket&)> serve_;
  asio::io_context io_;
  Tcp::acceptor acceptor_;
  std::atomic<bool> stopping_{false};
  std::vector<std::shared_ptr<Tcp::socket>> open_;
  std::vector<std::thread> serving_;
  std::thread thread_;
};

std::string read_head(Tcp::socket& socket) {
  std::string head;
  asio::read_until(socket, asio::dynamic_buffer(head), "\r\n\r\n");
  return head;
}

void say(Tcp::socket& socket, const std::string& text) { asio::write(socket, asio::buffer(text)); }

/// Until the other side is gone.
void stand_still(Tcp::socket& socket) {
  char byte = 0;
  boost::system::error_code gone;
  while (!gone) socket.read_some(asio::buffer(&byte, 1), gone);
}

HttpRequest get(const std::string& url) {
  HttpRequest request;
  request.url = url;
  return request;
}

}  // namespace

TEST_CASE("an answer comes back with its status, headers in lower case, and body", "[cpprest]") {
  RawServer server([](Tcp::socket& socket) {
    read_head(socket);
    say(socket, "HTTP/1.1 201 Created\r\nX-Kind: Good\r\nContent-Length: 4\r\n\r\nbody");
  });
  HttpClient http;
  const auto answer = http.send(get(server.url() + "/a"), Millis{5000});
  REQUIRE(answer);
  CHECK(answer->status == 201);
  CHECK(answer->headers.at("x-kind") == "Good");
  CHECK(answer->body == "body");
}

TEST_CASE("a redirect is an answer, and is not followed", "[cpprest]") {
  RawServer other([](Tcp::socket& socket) { read_head(socket); });
  RawServer server([&](Tcp::socket& socket) {
    read_head(socket);
    say(socket, "HTTP/1.1 302 Found\r\nLocation: " + other.url() + "/inner\r\nContent-Length: 0\r\n\r\n");
  });
  HttpClient http;
  const auto answer = http.send(get(server.url() + "/?access_token=t"), Millis{5000});
  REQUIRE(answer);
  CHECK(answer->status == 302);
  CHECK(other.connections == 0);
}

TEST_CASE("a body over the limit is refused while it is read, with a length or without an end", "[cpprest]") {
  std::atomic<std::size_t> sent{0};
  const bool with_length = GENERATE(true, false);
  RawServer server([&](Tcp::socket& socket) {
    read_head(socket);
    say(socket,
        std::string("HTTP/1.1 200 OK\r\n") + (with_length ? "Content-Length: 900000000\r\n" : "") + "\r\n");
    const std::string piece(65536, 'x');
    for (int i = 0; i < 4096; ++i) {
      say(socket, piece);
      sent += piece.size();
    }
  });
  HttpClient http(100000);
  const auto answer = http.send(get(server.url()), Millis{20000});
  REQUIRE_FALSE(answer);
  CHECK(answer.error().kind == Kind::internal);
  CHECK(answer.error().text.find("over 100000 bytes") != std::string::npos);
  CHECK(sent < std::size_t{64} * 1024 * 1024);
}

TEST_CASE("a port where nobody listens: nothing was sent, safe to try later", "[cpprest]") {
  std::string url;
  {
    RawServer gone([](Tcp::socket&) {});
    url = gone.url();
  }
  HttpClient http;
  const auto answer = http.send(get(url), Millis{5000});
  REQUIRE_FALSE(answer);
  CHECK(answer.error().kind == Kind::try_later);
}

TEST_CASE("a name that does not resolve: nothing was sent", "[cpprest]") {
  HttpClient http;
  const auto answer = http.send(get("http://no-such-host.invalid/"), Millis{20000});
  REQUIRE_FALSE(answer);
  CHECK(answer.error().kind == Kind::try_later);
}

TEST_CASE("a request that was read and not answered has an unknown result, however it ends", "[cpprest]") {
  const bool closes = GENERATE(true, false);
  RawServer server([&](Tcp::socket& socket) {
    read_head(socket);
    if (!closes) stand_still(socket);
  });
  HttpClient http;
  auto request = get(server.url());
  request.method = "POST";
  request.body = "{}";
  const auto answer = http.send(request, Millis{800});
  REQUIRE_FALSE(answer);
  CHECK(answer.error().kind == Kind::internal);
  CHECK(server.connections == 1);
}

TEST_CASE("an answer that stops in the middle of its body ends at the deadline, with an unknown result",
          "[cpprest]") {
  RawServer server([](Tcp::socket& socket) {
    read_head(socket);
    say(socket, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
    stand_still(socket);
  });
  HttpClient http;
  const auto begun = std::chrono::steady_clock::now();
  const auto answer = http.send(get(server.url()), Millis{700});
  REQUIRE_FALSE(answer);
  CHECK(answer.error().kind == Kind::internal);
  CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds(4));
}

TEST_CASE("a post that was read on a connection and not answered is not sent a second time", "[cpprest]") {
  std::atomic<int> posts{0};
  RawServer server([&](Tcp::socket& socket) {
    for (;;) {
      if (read_head(socket).starts_with("POST")) {
        ++posts;
        return;  // closes without a word
      }
      say(socket, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    }
  });
  HttpClient http;
  REQUIRE(http.send(get(server.url()), Millis{5000}));
  auto request = get(server.url());
  request.method = "POST";
  request.body = "{}";
  const auto answer = http.send(request, Millis{3000});
  REQUIRE_FALSE(answer);
  CHECK(answer.error().kind == Kind::internal);
  CHECK(posts == 1);
}

TEST_CASE("sixty answers that never end do not keep the sixty-first from being read", "[cpprest]") {
  std::atomic<int> slow{0};
  RawServer server([&](Tcp::socket& socket) {
    if (read_head(socket).starts_with("GET /slow")) {
      say(socket, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
      ++slow;
      stand_still(socket);
    } else {
      say(socket, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    }
  });
  HttpClient http;
  std::vector<std::jthread> waiting;
  for (int i = 0; i < 60; ++i)
    waiting.emplace_back([&] { (void)http.send(get(server.url() + "/slow"), Millis{3500}); });
  const auto patience = std::chrono::steady_clock::now() + std::chrono::seconds(3);
  while (slow < 60 && std::chrono::steady_clock::now() < patience) std::this_thread::yield();
  CHECK(slow == 60);
  HttpClient other;
  const auto answer = other.send(get(server.url() + "/quick"), Millis{2000});
  REQUIRE(answer);
  CHECK(answer->body == "ok");
}
