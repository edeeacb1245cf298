/// The state machine of one HTTP connection.
#include "gateway/http/wire.h"

#include "gateway/http/target.h"
#include "gateway/metrics.h"

namespace {

constexpr std::size_t longest_line = 8 * 1024;
constexpr std::size_t idle_buffer = 4 * 1024;  // an idle connection keeps no more than this
constexpr std::chrono::seconds linger{1};  // for the peer to read our last words before a reset can eat them
constexpr std::size_t most_discarded = 4 * 1024 * 1024;  // of a body nobody wants
constexpr std::chrono::seconds write_patience{30};       // without progress
constexpr std::chrono::seconds answer_patience{
    60};  // a handler that never answers must not hold a place for ever

void count_refusal(int status) { count("dutydesk_http_refused_total", {{"why", std::to_string(status)}}); }

}  // namespace

HttpWire::HttpWire(House house, std::string peer, Start start, Instant now)
    : house_(house),
      peer_(std::move(peer)),
      start_(std::move(start)),
      scan_({house.limits.header_bytes, house.limits.header_lines, longest_line}),
      started_(now),
      deadline_(now + house.limits.header_deadline) {}

void HttpWire::take(std::string_view bytes, Instant now) {
  if (stage_ == Stage::closing) {
    discarded_ += bytes.size();
    if (discarded_ > most_discarded) stage_ = Stage::dead;
    return;
  }
  pending_.erase(0, read_);
  read_ = 0;
  if (used_ && pending_.empty() && stage_ == Stage::head) deadline_ = now + house_.limits.header_deadline;
  pending_.append(bytes);
  advance(now);
}

void HttpWire::advance(Instant now) {
  while (read_ < pending_.size() && (stage_ == Stage::head || stage_ == Stage::body)) {
    const auto bytes = std::string_view(pending_).substr(read_);
    const auto used = stage_ == Stage::head ? read_head(bytes, now) : read_body(bytes, now);
    if (used == 0) return;
    read_ += used;
  }
  if (read_ < pending_.size() && stage_ != Stage::closing) return;
  read_ = 0;
  pending_.clear();
  if (pending_.capacity() > idle_buffer) std::string().swap(pending_);
}

std::size_t HttpWire::read_head(std::string_view bytes, Instant now) {
  const auto state = scan_.advance(bytes);
  if (state == HeaderScan::State::more) return 0;
  if (state == HeaderScan::State::refused) {
    refuse(scan_.status(), scan_.reason(), now);
    return 0;
  }
  const auto length = scan_.length();
  scan_.reset();
  parser_.reset();
  accept_head(parser_.read_head(bytes.substr(0, length)), now);
  return length;
}

void HttpWire::accept_head(HttpParser::State state, Instant now) {
  if (state == HttpParser::State::malformed) return refuse(400, "malformed request", now);
  auto& request = parser_.request();
  auto target = read_target(parser_.target());
  if (!target) return refuse(400, "malformed target", now);
  request.path = std::move(target->path);
  request.query = std::move(target->query);
  body_ = request.method == "HEAD" ? AnswerBody::left_out : AnswerBody::sent;
  keeps_ = parser_.keeps_alive() && state == HttpParser::State::whole;  // until the body is read as well
  const auto found = house_.router.find(request.method, request.path);
  route_ = found.route;
  if (route_ == nullptr && found.allow.empty()) return refuse(404, "not found", now);
  if (route_ == nullptr) {
    auto response = refusal(405, "method not allowed");
    response.headers["Allow"] = found.allow;
    return refuse(response, now);
  }
  const auto most = route_->body_bytes == 0 ? house_.limits.body_bytes : route_->body_bytes;
  if (parser_.announced_length() > most) return refuse(413, "body too large", now);
  if (state == HttpParser::State::whole) return begin(now);
  parser_.limit_body(most);
  deadline_ = now + house_.limits.body_deadline;
  // Where files are taken, a telephone gets the time it needs at 128 kB a second.
  if (most > house_.limits.body_bytes)
    deadline_ += Seconds{static_cast<long long>(parser_.announced_length() / 131072)};
  stage_ = Stage::body;
  if (parser_.expects_continue()) output_ += "HTTP/1.1 100 Continue\r\n\r\n";
}

std::size_t HttpWire::read_body(std::string_view bytes, Instant now) {
  std::size_t used = 0;
  const auto state = parser_.read_body(bytes, used);
  if (state == HttpParser::State::malformed) {
    refuse(400, "malformed body", now);
    return 0;
  }
  if (state == HttpParser::State::too_large) {
    refuse(413, "body too large", now);
    return 0;
  }
  // What Beast leaves unread is a chunk's size line or the trailer: no longer than a header may be.
  if (state == HttpParser::State::more && bytes.size() - used > house_.limits.header_bytes) {
    refuse(400, "malformed body", now);
    return 0;
  }
  if (state != HttpParser::State::whole) return used;
  keeps_ = parser_.keeps_alive();
  begin(now);
  return used;
}

void HttpWire::begin(Instant now) {
  auto& request = parser_.request();
  request.remote = client_address();
  if (request.remote != peer_) {
    place_ = house_.proxied.enter(address_group(request.remote));
    if (!place_) {
      auto response = refusal(503, "too many requests at once");
      response.headers["Retry-After"] = "1";
      return refuse(response, now);
    }
  }
  stage_ = Stage::waiting;
  started_ = now;
  deadline_ = now + answer_patience;
  start_(*route_, std::move(request), ++number_);
}

std::string HttpWire::client_address() const {
  const auto& headers = parser_.request().headers;
  const auto found = headers.find("x-forwarded-for");
  return found == headers.end() ? peer_ : house_.proxies.client(peer_, found->second);
}

void HttpWire::answer(std::uint64_t number, const HttpResponse& response, Instant now) {
  if (stage_ != Stage::waiting || number != number_) return;
  count("dutydesk_http_requests_total",
        {{"route", route_->prefix}, {"status", std::to_string(response.status)}});
  observe("dutydesk_http_seconds", std::chrono::duration<double>(now - started_).count(),
          {{"route", route_->prefix}});
  keeps_ = keeps_ && !house_.draining;
  append_answer(output_, response, keeps_ ? AfterAnswer::keep : AfterAnswer::close, body_);
  settle(now);
}

void HttpWire::refuse(int status, std::string_view text, Instant now) { refuse(refusal(status, text), now); }

void HttpWire::refuse(const HttpResponse& response, Instant now) {
  count_refusal(response.status);
  const bool about_the_route = response.status == 404 || response.status == 405 || response.status == 503;
  keeps_ = keeps_ && about_the_route &&
           !house_.draining;  // after broken framing nothing behind it can be believed
  append_answer(output_, response, keeps_ ? AfterAnswer::keep : AfterAnswer::close, body_);
  settle(now);
}

void HttpWire::settle(Instant now) {
  place_ = {};
  used_ = true;
  stage_ = keeps_ ? Stage::writing : Stage::closing;
  deadline_ = now + write_patience;
}

void HttpWire::progressed(Instant now) { deadline_ = now + write_patience; }

void HttpWire::flushed(Instant now) {
  if (stage_ == Stage::closing) deadline_ = now + linger;
  if (stage_ != Stage::writing) return;
  stage_ = house_.draining ? Stage::dead : Stage::head;
  deadline_ = now + (read_ < pending_.size() ? house_.limits.header_deadline : house_.limits.keep_alive);
  advance(now);
}

void HttpWire::expire(Instant now) {
  const bool silent = stage_ == Stage::head && read_ >= pending_.size();
  if (silent || stage_ == Stage::writing || stage_ == Stage::closing) {
    stage_ = Stage::dead;
    return;
  }
  keeps_ = false;
  if (stage_ == Stage::waiting) return answer(number_, refusal(503, "no answer in time"), now);
  if (stage_ != Stage::dead) refuse(408, "request too slow", now);
}

void HttpWire::turn_away(Instant now) {
  auto response = refusal(503, "too many connections");
  response.headers["Retry-After"] = "5";
  refuse(response, now);
}

void HttpWire::drain() {
  if (stage_ == Stage::head && read_ >= pending_.size()) stage_ = Stage::dead;
}
