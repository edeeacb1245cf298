/// Sockets, plain and TLS, joined to the HTTP state machine.
#include "gateway/http/pump.h"

#include <atomic>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <optional>
#include <type_traits>
#include <utility>

#include "gateway/log.h"

namespace asio = boost::asio;
using asio::ip::tcp;
using Code = boost::system::error_code;

namespace {

using Tls = asio::ssl::stream<tcp::socket>;
constexpr std::size_t tls_read_bytes = 8 * 1024;

/// A request's one answer. Gone unanswered it answers 503 itself.
class Reply {
 public:
  Reply(std::shared_ptr<HttpMailbox> mailbox, std::weak_ptr<HttpPump> to, std::uint64_t number)
      : mailbox_(std::move(mailbox)), to_(std::move(to)), number_(number) {}
  Reply(const Reply&) = delete;
  Reply& operator=(const Reply&) = delete;
  ~Reply() {
    if (!done_) give(refusal(503, "try again"));
  }
  void give(HttpResponse response) {
    if (!done_.exchange(true)) mailbox_->put(std::move(to_), number_, std::move(response));
  }

 private:
  std::shared_ptr<HttpMailbox> mailbox_;
  std::weak_ptr<HttpPump> to_;
  std::uint64_t number_;
  std::atomic<bool> done_{false};
};

void run_handler(const Route& route, HttpRequest request, const std::shared_ptr<Reply>& reply) {
  try {
    route.handle(std::move(request), [reply](HttpResponse response) { reply->give(std::move(response)); });
  } catch (const std::exception& failed) {
    log_error("http_handler", {{"route", route.prefix}, {"error", failed.what()}});
    reply->give(refusal(500, "internal error"));
  }
}

template <class Stream>
class StreamPump final : public HttpPump {
 public:
  static constexpr bool secure = std::is_same_v<Stream, Tls>;

  StreamPump(Stream stream, HttpShard& shard, HttpWire::House house, const std::string& peer,
             HttpAdmission::Place place)
      : stream_(std::move(stream)),
        shard_(shard),
        place_(std::move(place)),
        wire_(
            house, peer,
            [this](const Route& route, HttpRequest request, std::uint64_t number) {
              run_handler(route, std::move(request),
                          std::make_shared<Reply>(shard_.mailbox, weak_from_this(), number));
            },
            HttpWire::Clock::now()) {
    Code ignored;
    stream_.lowest_layer().set_option(tcp::no_delay(true), ignored);
    stream_.lowest_layer().non_blocking(true, ignored);
  }

  void start() override {
    if constexpr (!secure) {
      ready_ = true;
      return pump();
    } else {
      secured_.resize(tls_read_bytes);
      stream_.async_handshake(asio::ssl::stream_base::server,
                              [this, self = shared_from_this()](const Code& failed) {
                                if (failed) return finish();
                                ready_ = true;
                                pump();
                              });
    }
  }
  void turn_away() override {
    ready_ = true;
    wire_.turn_away(HttpWire::Clock::now());
    pump();
  }
  void answer(std::uint64_t number, const HttpResponse& response) override {
    wire_.answer(number, response, HttpWire::Clock::now());
    pump();
  }
  void expire(HttpWire::Instant now) override {
    if (wire_.deadline() > now) return;
    if (!ready_) return finish();
    wire_.expire(now);
    pump();
  }
  void drain() override {
    if (!ready_) return finish();
    wire_.drain();
    pump();
  }

 private:
  /// Does what the wire wants next. Every path of a connection comes through here.
  void pump() {
    const auto self = shared_from_this();
    while (!finished_ && !writing_ && !wire_.dead() && !wire_.output().empty()) write();
    if (finished_) return;
    if (wire_.dead()) return finish();
    if (!writing_ && wire_.closes()) half_close();
    if (!reading_ && wire_.reads() && !(secure && closed_)) read();
  }

  void read() {
    reading_ = true;
    if constexpr (secure) {
      stream_.async_read_some(asio::buffer(secured_),
                              [this, self = shared_from_this()](const Code& failed, std::size_t size) {
                                reading_ = false;
                                if (failed) return lost();
                                took({secured_.data(), size});
                              });
    } else {
      stream_.async_wait(tcp::socket::wait_read, [this, self = shared_from_this()](const Code& cancelled) {
        reading_ = false;
        if (cancelled || finished_) return finish();
        Code failed;
        const auto size = stream_.read_some(asio::buffer(shard_.scratch), failed);
        if (failed == asio::error::would_block) return pump();
        if (failed) return lost();
        took({shard_.scratch.data(), size});
      });
    }
  }
  void took(std::string_view bytes) {
    if (finished_) return;
    wire_.take(bytes, HttpWire::Clock::now());
    pump();
  }
  /// The peer ended its side. An answer on its way is still written; a request half sent is given up.
  void lost() {
    if (writing_ && wire_.closes()) {
      gone_ = true;
      return;
    }
    finish();
  }

  void write() {
    sending_.clear();
    sending_.swap(wire_.output());
    sent_ = 0;
    if constexpr (!secure) {
      Code failed;
      sent_ = stream_.write_some(asio::buffer(sending_), failed);
      if (failed && failed != asio::error::would_block) return finish();
      if (failed) sent_ = 0;
    }
    if (sent_ == sending_.size()) return written();
    writing_ = true;
    write_rest();
  }
  void write_rest() {
    stream_.async_write_some(asio::buffer(sending_.data() + sent_, sending_.size() - sent_),
                             [this, self = shared_from_this()](const Code& failed, std::size_t size) {
                               if (failed || finished_) return finish();
                               sent_ += size;
                               wire_.progressed(HttpWire::Clock::now());
                               if (sent_ < sending_.size()) return write_rest();
                               writing_ = false;
                               written();
                               pump();
                             });
  }
  void written() {
    if (sending_.capacity() > most_kept) std::string().swap(sending_);
    wire_.flushed(HttpWire::Clock::now());
  }

  void half_close() {
    if (std::exchange(closed_, true)) return;
    if (gone_) return finish();
    Code ignored;
    if constexpr (secure) {
      if (reading_) return finish();  // a TLS stream does one of both: read, or part
      stream_.async_shutdown([this, self = shared_from_this()](const Code&) { finish(); });
    } else {
      stream_.shutdown(tcp::socket::shutdown_send, ignored);
    }
  }
  void finish() {
    if (std::exchange(finished_, true)) return;
    Code ignored;
    stream_.lowest_layer().close(ignored);
    place_ = {};
    shard_.pumps.erase(this);
  }

  static constexpr std::size_t most_kept = 4 * 1024;
  Stream stream_;
  HttpShard& shard_;
  HttpAdmission::Place place_;
  HttpWire wire_;
  std::string sending_, secured_;
  std::size_t sent_ = 0;
  bool ready_ = false, reading_ = false, writing_ = false, closed_ = false, gone_ = false, finished_ = false;
};

}  // namespace

std::shared_ptr<HttpPump> make_http_pump(tcp::socket socket, asio::ssl::context* tls, HttpShard& shard,
                                         HttpWire::House house, const std::string& peer,
                                         HttpAdmission::Place place) {
  if (tls == nullptr)
    return std::make_shared<StreamPump<tcp::socket>>(std::move(socket), shard, house, peer, std::move(place));
  return std::make_shared<StreamPump<Tls>>(Tls(std::move(socket), *tls), shard, house, peer,
                                           std::move(place));
}

void HttpMailbox::put(std::weak_ptr<HttpPump> to, std::uint64_t number, HttpResponse response) {
  const std::scoped_lock lock(mutex_);
  if (io_ == nullptr) return;
  letters_.push_back(Letter{std::move(to), number, std::move(response)});
  if (std::exchange(woken_, true)) return;
  asio::post(*io_, [this] { deliver(); });
}

void HttpMailbox::deliver() {
  std::vector<Letter> letters;
  {
    const std::scoped_lock lock(mutex_);
    letters.swap(letters_);
    woken_ = false;
  }
  for (const auto& letter : letters)
    if (const auto pump = letter.to.lock()) pump->answer(letter.number, letter.response);
}

void HttpMailbox::close() {
  const std::scoped_lock lock(mutex_);
  io_ = nullptr;
  letters_.clear();
}

HttpShard::HttpShard() : mailbox(std::make_shared<HttpMailbox>(io)) {}

HttpShard::~HttpShard() { mailbox->close(); }

void HttpShard::run() {
  for (;;) try {
      io.run();
      return;
    } catch (const std::exception& failed) {
      log_alarm("http_thread", {{"error", failed.what()}});
    }
}

void HttpShard::sweep(HttpWire::Instant now) {
  std::vector<std::shared_ptr<HttpPump>> all;
  all.reserve(pumps.size());
  for (const auto& [key, pump] : pumps) all.push_back(pump);
  for (const auto& pump : all) pump->expire(now);
}

void HttpShard::drain() {
  std::vector<std::shared_ptr<HttpPump>> all;
  for (const auto& [key, pump] : pumps) all.push_back(pump);
  for (const auto& pump : all) pump->drain();
}

void HttpShard::close() {
  mailbox->close();
  io.stop();
}
