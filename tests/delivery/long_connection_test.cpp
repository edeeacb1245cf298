#include "gateway/delivery/long_connection.h"

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/websocket.hpp>
#include <catch2/catch.hpp>
#include <memory>
#include <mutex>
#include <thread>

#include "gateway/delivery/frame.h"
#include "gateway/metrics.h"
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
/// below 0. Everything on its sockets happens on its one thread: a stream must not be written while another
/// thread reads it.
class Platform {
 public:
  explicit Platform(std::function<int(const FrameHead&)> code_of)
      : code_of_(std::move(code_of)), acceptor_(io_, {asio::ip::address_v4::loopback(), 0}) {
    port_ = acceptor_.local_endpoint().port();
    accept();
    thread_ = std::thread([this] { io_.run(); });
  }
  ~Platform() {
    asio::post(io_, [this] {
      hang_up();
      io_.stop();
    });
    thread_.join();
  }
  std::string url() const { return "ws://127.0.0.1:" + std::to_string(port_); }
  int seen(const std::string& cmd) {
    const std::scoped_lock lock(mutex_);
    return static_cast<int>(std::count(seen_.begin(), seen_.end(), cmd));
  }
  void push(const std::string& frame) {
    asio::post(io_, [this, frame] { write(frame); });
  }
  void cut() {
    asio::post(io_, [this] { hang_up(); });
  }

 private:
  using Stream = ws::stream<Tcp::socket>;
  struct Connection {
    explicit Connection(Tcp::socket socket) : stream(std::move(socket)) {}
    Stream stream;
    boost::beast::flat_buffer buffer;
  };

  void accept() {
    acceptor_.async_accept([this](boost::system::error_code failed, Tcp::socket socket) {
      if (failed) return;
      now_ = std::make_shared<Connection>(std::move(socket));
      now_->stream.async_accept([this, here = now_](boost::system::error_code refused) {
        if (!refused) read(here);
      });
      accept();
    });
  }
  void read(const std::shared_ptr<Connection>& here) {
    here->stream.async_read(here->buffer, [this, here](boost::system::error_code failed, std::size_t) {
      if (failed || here != now_) return;
      hear(frame_head(boost::beast::buffers_to_string(here->buffer.data())));
      here->buffer.clear();
      read(here);
    });
  }
  void hear(const FrameHead& head) {
    {
      const std::scoped_lock lock(mutex_);
      seen_.push_back(head.cmd);
    }
    const auto code = code_of_(head);
    if (code < 0) return;
    write(R"({"headers":{"req_id":")" + head.req_id + R"("},"errcode":)" + std::to_string(code) + "}");
  }
  void hang_up() {
    if (now_ != nullptr) now_->stream.next_layer().close();
    now_.reset();
  }
  void write(const std::string& frame) {
    boost::system::error_code ignored;
    if (now_ != nullptr) now_->stream.write(asio::buffer(frame), ignored);
  }

  std::function<int(const FrameHead&)> code_of_;
  std::mutex mutex_;  // guards seen_
  std::vector<std::string> seen_;
  asio::io_context io_;
  Tcp::acceptor acceptor_;
  unsigned short port_ = 0;
  std::shared_ptr<Connection> now_;
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
    settings.ping_every = Millis{500};  // two unanswered end a connection: a busy machine stalls for 100 ms
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

TEST_CASE("the gauge of a long connection is 1 while it stands, also when it was made again", "[pg]") {
  World world;
  Platform platform([](const FrameHead&) { return 0; });
  const auto shows = [](const char* value) {
    return metrics_text().find(std::string("dutydesk_long_connection{account=\"bot\"} ") + value + "\n") !=
           std::string::npos;
  };
  auto connection = world.connect(platform);
  CHECK(soon([&] { return connection->connected() && shows("1"); }));
  platform.cut();
  REQUIRE(soon([&] { return platform.seen("aibot_subscribe") >= 2; }));
  CHECK(soon([&] { return connection->connected() && shows("1"); }));
  connection.reset();
  CHECK(shows("0"));
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
