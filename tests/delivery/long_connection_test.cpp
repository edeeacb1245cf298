#include "gateway/delivery/long_connection.h"

#include <sys/socket.h>

#include <atomic>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/websocket.hpp>
#include <catch2/catch.hpp>
#include <mutex>
#include <thread>

#include "gateway/delivery/frame.h"
#include "tests/support/test_database.h"

namespace {

namespace asio = boost::asio;
namespace ws = boost::beast::websocket;
using Tcp = asio::ip::tcp;

template <class Holds>
bool soon(Holds holds, Millis limit = Seconds{15}) {
  const auto until = std::chrono::steady_clock::now() + limit;
  while (!holds()) {
    if (std::chrono::steady_clock::now() > until) return false;
    std::this_thread::sleep_for(Millis{5});
  }
  return true;
}

/// The platform's end: one connection after another; acknowledges with `code_of`'s errcode, or not at all
/// below 0.
class Platform {
 public:
  explicit Platform(std::function<int(const FrameHead&)> code_of)
      : code_of_(std::move(code_of)), acceptor_(io_, {asio::ip::address_v4::loopback(), 0}) {
    thread_ = std::thread([this] { serve(); });
  }
  ~Platform() {
    stopping_ = true;
    boost::system::error_code ignored;
    Tcp::socket nudge(nudging_);
    nudge.connect(acceptor_.local_endpoint(), ignored);
    cut();
    thread_.join();
  }
  std::string url() const { return "ws://127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port()); }
  int seen(const std::string& cmd) {
    const std::scoped_lock lock(mutex_);
    return static_cast<int>(std::count(seen_.begin(), seen_.end(), cmd));
  }
  void push(const std::string& frame) {
    const std::scoped_lock lock(mutex_);
    if (now_ != nullptr) now_->write(asio::buffer(frame));
  }
  void cut() {
    const std::scoped_lock lock(mutex_);
    if (now_ != nullptr) ::shutdown(now_->next_layer().native_handle(), SHUT_RDWR);
  }

 private:
  void serve() {
    while (!stopping_) {
      boost::system::error_code failed;
      Tcp::socket socket(io_);
      acceptor_.accept(socket, failed);
      if (stopping_ || failed) return;
      ws::stream<Tcp::socket> stream(std::move(socket));
      stream.accept(failed);
      if (failed) continue;
      {
        const std::scoped_lock lock(mutex_);
        now_ = &stream;
      }
      converse(stream);
      const std::scoped_lock lock(mutex_);
      now_ = nullptr;
    }
  }
  void converse(ws::stream<Tcp::socket>& stream) {
    for (;;) {
      boost::beast::flat_buffer buffer;
      boost::system::error_code failed;
      stream.read(buffer, failed);
      if (failed) return;
      const auto head = frame_head(boost::beast::buffers_to_string(buffer.data()));
      const std::scoped_lock lock(mutex_);
      seen_.push_back(head.cmd);
      const auto code = code_of_(head);
      if (code < 0) continue;
      stream.write(asio::buffer(R"({"headers":{"req_id":")" + head.req_id + R"("},"errcode":)" +
                                std::to_string(code) + "}"),
                   failed);
      if (failed) return;
    }
  }

  std::function<int(const FrameHead&)> code_of_;
  std::mutex mutex_;  // guards the two below
  std::vector<std::string> seen_;
  ws::stream<Tcp::socket>* now_ = nullptr;
  std::atomic<bool> stopping_{false};
  asio::io_context io_, nudging_;
  Tcp::acceptor acceptor_;
  std::thread thread_;
};

struct World {
  TestDatabase database;
  std::mutex mutex;
  std::vector<std::string> heard;
  std::unique_ptr<LongConnection> connect(const Platform& platform) {
    LongConnection::Settings settings;
    settings.account.name = "bot";
    settings.account.bot_id = "bot-1";
    settings.account.secret = Secret("s");
    settings.account.socket = platform.url();
    settings.database = database.settings();
    settings.ping_every = Millis{50};
    settings.first_wait = Millis{10};
    settings.too_often_wait = Millis{60000};
    settings.lock_every = Millis{50};
    return std::make_unique<LongConnection>(
        settings,
        [this](std::string frame) {
          const std::scoped_lock lock(mutex);
          heard.push_back(std::move(frame));
        },
        [] { return 0.0; });
  }
  std::size_t frames() {
    const std::scoped_lock lock(mutex);
    return heard.size();
  }
};

const std::string message = R"({"cmd":"aibot_msg_callback","headers":{"req_id":"r1"},"body":{}})";

}  // namespace

TEST_CASE("a long connection subscribes, pings, hears and gets acknowledgements", "[pg]") {
  World world;
  Platform platform([](const FrameHead&) { return 0; });
  const auto connection = world.connect(platform);
  REQUIRE(soon([&] { return connection->connected(); }));
  REQUIRE(soon([&] { return platform.seen("ping") >= 2; }));
  platform.push(message);
  CHECK(soon([&] { return world.frames() == 1; }));
  const auto answer = connection->request(
      R"({"cmd":"aibot_respond_msg","headers":{"req_id":"r1"},"body":{}})", "r1", Seconds{5});
  REQUIRE(answer);
  CHECK(frame_head(answer->body).req_id == "r1");
  CHECK(platform.seen("aibot_subscribe") == 1);
}

TEST_CASE("a frame without acknowledgement has an unknown result; without a connection nothing was sent",
          "[pg]") {
  World world;
  Platform platform([](const FrameHead& head) { return head.cmd == "aibot_send_msg" ? -1 : 0; });
  const auto connection = world.connect(platform);
  const auto early = connection->request("{}", "r0", Millis{10});
  REQUIRE(soon([&] { return connection->connected(); }));
  const auto lost =
      connection->request(R"({"cmd":"aibot_send_msg","headers":{"req_id":"r2"}})", "r2", Millis{100});
  REQUIRE_FALSE(lost);
  CHECK(lost.error().kind == Kind::internal);
  if (!early) CHECK(early.error().kind == Kind::try_later);
}

TEST_CASE("frames of one req_id are sent one after another, each after the acknowledgement before it",
          "[pg]") {
  World world;
  std::atomic<int> given{0};
  Platform platform([&](const FrameHead& head) {
    if (head.cmd != "first") return 0;
    ++given;
    return -1;  // acknowledged by hand
  });
  const auto connection = world.connect(platform);
  REQUIRE(soon([&] { return connection->connected(); }));
  const auto ask = [&](const std::string& cmd) {
    return connection->request(R"({"cmd":")" + cmd + R"(","headers":{"req_id":"r"}})", "r", Seconds{10});
  };
  bool first = false, second = false, third = false;
  std::thread one([&] { first = static_cast<bool>(ask("first")); });
  REQUIRE(soon([&] { return given == 1; }));
  std::thread two([&] { second = static_cast<bool>(ask("second")); });
  std::thread three([&] { third = static_cast<bool>(ask("second")); });
  CHECK_FALSE(soon([&] { return platform.seen("second") > 0; }, Millis{300}));
  platform.push(R"({"headers":{"req_id":"r"},"errcode":0})");
  one.join();
  two.join();
  three.join();
  CHECK(first);
  CHECK(second);
  CHECK(third);
  CHECK(platform.seen("second") == 2);
}

TEST_CASE("a frame whose turn does not come in time was not sent", "[pg]") {
  World world;
  Platform platform([](const FrameHead& head) { return head.cmd == "mute" ? -1 : 0; });
  const auto connection = world.connect(platform);
  REQUIRE(soon([&] { return connection->connected(); }));
  std::thread mute(
      [&] { (void)connection->request(R"({"cmd":"mute","headers":{"req_id":"r"}})", "r", Seconds{2}); });
  REQUIRE(soon([&] { return platform.seen("mute") == 1; }));
  const auto waited = connection->request(R"({"cmd":"late","headers":{"req_id":"r"}})", "r", Millis{100});
  mute.join();
  REQUIRE_FALSE(waited);
  CHECK(waited.error().kind == Kind::try_later);
  CHECK(platform.seen("late") == 0);
}

TEST_CASE("a lost connection, and one whose pings are not answered, is made again", "[pg]") {
  World world;
  Platform platform([](const FrameHead& head) { return head.cmd == "ping" ? -1 : 0; });
  const auto connection = world.connect(platform);
  CHECK(soon([&] { return platform.seen("aibot_subscribe") >= 2; }));
  const auto before = platform.seen("aibot_subscribe");
  platform.cut();
  CHECK(soon([&] { return platform.seen("aibot_subscribe") > before; }));
}

TEST_CASE("taken over by another, or refused, a long connection stops for good", "[pg]") {
  const auto code = GENERATE(0, 853000, 40013);
  World world;
  Platform platform([code](const FrameHead& head) { return head.cmd == "aibot_subscribe" ? code : 0; });
  const auto connection = world.connect(platform);
  REQUIRE(soon([&] { return platform.seen("aibot_subscribe") == 1; }));
  if (code == 0) {
    REQUIRE(soon([&] { return connection->connected(); }));
    platform.push(
        R"({"cmd":"aibot_event_callback","headers":{"req_id":"e"},"body":{"event":{"eventtype":"disconnected_event"}}})");
    REQUIRE(soon([&] { return !connection->connected(); }));
  }
  CHECK_FALSE(soon([&] { return platform.seen("aibot_subscribe") > 1; }, Millis{500}));
}

TEST_CASE("told that it subscribes too often, a long connection waits its minute", "[pg]") {
  World world;
  Platform platform([](const FrameHead& head) { return head.cmd == "aibot_subscribe" ? 45009 : 0; });
  const auto connection = world.connect(platform);
  REQUIRE(soon([&] { return platform.seen("aibot_subscribe") == 1; }));
  CHECK_FALSE(soon([&] { return platform.seen("aibot_subscribe") > 1; }, Millis{500}));
}

TEST_CASE("of two gateways one holds the long connection, and the other takes over", "[pg]") {
  World world;
  Platform platform([](const FrameHead&) { return 0; });
  auto first = world.connect(platform);
  REQUIRE(soon([&] { return first->connected(); }));
  const auto second = world.connect(platform);
  CHECK_FALSE(soon([&] { return second->connected(); }, Millis{300}));
  first.reset();
  CHECK(soon([&] { return second->connected(); }));
}
