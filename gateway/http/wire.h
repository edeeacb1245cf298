#pragma once
#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "gateway/address.h"
#include "gateway/http/admission.h"
#include "gateway/http/answer.h"
#include "gateway/http/framing.h"
#include "gateway/http/parser.h"
#include "gateway/http/router.h"

/// One connection's HTTP without its socket: bytes and time in, bytes and wishes out. One request at a time,
/// so answers keep their order whoever gives them and whenever. One thread.
class HttpWire {
 public:
  using Clock = std::chrono::steady_clock;
  using Instant = Clock::time_point;
  /// Starts the route's handler; its answer comes back through answer() with the same number, never from
  /// inside.
  using Start = std::function<void(const Route&, HttpRequest, std::uint64_t number)>;
  /// Shared by all connections of a server, which outlives them.
  struct House {
    const HttpLimits& limits;
    const HttpRouter& router;
    const TrustedProxies& proxies;
    HttpAdmission& proxied;             // requests in progress by clients behind proxies
    const std::atomic<bool>& draining;  // every answer from now on is its connection's last
  };
  HttpWire(House house, std::string peer, Start start, Instant now);

  void take(std::string_view bytes, Instant now);
  void answer(std::uint64_t number, const HttpResponse& response, Instant now);
  /// Some output was written, but not all.
  void progressed(Instant now);
  /// All output was written.
  void flushed(Instant now);
  /// The deadline passed.
  void expire(Instant now);
  /// Answers that there is no room, and closes.
  void turn_away(Instant now);
  /// The house drains: closes unless a request is in progress, which is answered first.
  void drain();

  std::string& output() { return output_; }
  bool reads() const { return stage_ == Stage::head || stage_ == Stage::body || stage_ == Stage::closing; }
  bool closes() const {
    return stage_ == Stage::closing;
  }  // once output is written: half-close and read to the end
  bool dead() const { return stage_ == Stage::dead; }  // close at once
  Instant deadline() const { return deadline_; }

 private:
  enum class Stage { head, body, waiting, writing, closing, dead };
  void advance(Instant now);
  std::size_t read_head(std::string_view bytes, Instant now);
  std::size_t read_body(std::string_view bytes, Instant now);
  void accept_head(HttpParser::State state, Instant now);
  void begin(Instant now);
  void refuse(int status, std::string_view text, Instant now);
  void refuse(const HttpResponse& response, Instant now);
  void settle(Instant now);
  std::string client_address() const;

  House house_;
  std::string peer_;
  Start start_;
  HeaderScan scan_;
  HttpParser parser_;
  std::string pending_;   // received, not yet read
  std::size_t read_ = 0;  // of pending_
  std::string output_;
  Stage stage_ = Stage::head;
  const Route* route_ = nullptr;
  HttpAdmission::Place place_;
  std::uint64_t number_ = 0;
  std::size_t discarded_ = 0;
  AnswerBody body_ = AnswerBody::sent;
  bool keeps_ = false, used_ = false;
  Instant started_{}, deadline_{};
};
