/// Strict rules for a request's header block.
#include "gateway/http/framing.h"

#include <algorithm>

namespace {

constexpr std::size_t longest_method = 16;
constexpr std::size_t longest_length = 15;  // digits of a Content-Length: no limit of ours comes near

bool is_digit(char next) { return next >= '0' && next <= '9'; }

bool is_upper(char next) { return next >= 'A' && next <= 'Z'; }

char lower(char next) { return is_upper(next) ? static_cast<char>(next - 'A' + 'a') : next; }

bool is_token(char next) {
  return is_digit(next) || is_upper(next) || (next >= 'a' && next <= 'z') ||
         std::string_view("!#$%&'*+-.^_`|~").find(next) != std::string_view::npos;
}

bool is_visible(char next) { return next > 0x20 && next < 0x7F; }

bool is_value(char next) {
  const auto code = static_cast<unsigned char>(next);
  return (code >= 0x20 && code != 0x7F) || code == '\t';
}

template <class Rule>
bool all(std::string_view text, Rule rule) {
  return std::all_of(text.begin(), text.end(), rule);
}

bool same(std::string_view text, std::string_view lower_case) {
  return text.size() == lower_case.size() && std::equal(text.begin(), text.end(), lower_case.begin(),
                                                        [](char a, char b) { return lower(a) == b; });
}

std::string_view stripped(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

}  // namespace

void HeaderScan::reset() { *this = HeaderScan(limits_); }

HeaderScan::State HeaderScan::refuse(int status, std::string_view reason) {
  status_ = status;
  reason_ = reason;
  return State::refused;
}

HeaderScan::State HeaderScan::advance(std::string_view block) {
  for (;;) {
    const auto end = block.find('\n', searched_);
    if (std::min(end, block.size()) - next_ > limits_.line_bytes) return refuse(431, "header line too long");
    if (std::min(end, block.size()) >= limits_.bytes) return refuse(431, "header too long");
    if (end == std::string_view::npos) {
      searched_ = block.size();
      return State::more;
    }
    if (end == next_ || block[end - 1] != '\r') return refuse(400, "line without CRLF");
    const auto line = block.substr(next_, end - 1 - next_);
    next_ = searched_ = end + 1;
    if (line.empty()) return check_end();
    const State state = check_line(line);
    if (state == State::refused) return state;
  }
}

HeaderScan::State HeaderScan::check_line(std::string_view line) {
  if (lines_++ == 0) return check_request_line(line);
  if (lines_ > limits_.lines + 1) return refuse(431, "too many header lines");  // + 1: the request line
  return check_field(line);
}

HeaderScan::State HeaderScan::check_request_line(std::string_view line) {
  const auto first = line.find(' ');
  const auto last = line.rfind(' ');
  if (first == std::string_view::npos || first == last) return refuse(400, "bad request line");
  const auto method = line.substr(0, first);
  const auto target = line.substr(first + 1, last - first - 1);
  const auto version = line.substr(last + 1);
  if (method.empty() || method.size() > longest_method || !all(method, is_upper))
    return refuse(400, "bad method");
  if (target.empty() || target.front() != '/' || !all(target, is_visible)) return refuse(400, "bad target");
  if (version == "HTTP/1.1") return State::more;
  version_1_0_ = version == "HTTP/1.0";
  if (version_1_0_) return State::more;
  return version.substr(0, 5) == "HTTP/" ? refuse(505, "only version 1.1") : refuse(400, "bad request line");
}

HeaderScan::State HeaderScan::check_field(std::string_view line) {
  if (line.front() == ' ' || line.front() == '\t') return refuse(400, "folded header line");
  const auto colon = line.find(':');
  if (colon == std::string_view::npos || colon == 0) return refuse(400, "bad header line");
  const auto name = line.substr(0, colon);
  const auto value = stripped(line.substr(colon + 1));
  if (!all(name, is_token)) return refuse(400, "bad header name");
  if (!all(value, is_value)) return refuse(400, "bad header value");
  return check_framing(name, value);
}

HeaderScan::State HeaderScan::check_framing(std::string_view name, std::string_view value) {
  if (same(name, "content-length")) {
    const bool number = !value.empty() && value.size() <= longest_length && all(value, is_digit);
    if (!number) return refuse(400, "bad Content-Length");
    if (++lengths_ > 1) return refuse(400, "two Content-Length");
  }
  if (same(name, "transfer-encoding")) {
    if (!same(value, "chunked")) return refuse(400, "unknown transfer coding");
    if (++codings_ > 1) return refuse(400, "two Transfer-Encoding");
  }
  if (same(name, "host") && ++hosts_ > 1) return refuse(400, "two Host");
  if (same(name, "expect") && !same(value, "100-continue")) return refuse(417, "unknown expectation");
  return State::more;
}

HeaderScan::State HeaderScan::check_end() {
  if (lines_ == 0) return refuse(400, "empty request");
  if (lengths_ > 0 && codings_ > 0) return refuse(400, "Content-Length with Transfer-Encoding");
  if (codings_ > 0 && version_1_0_) return refuse(400, "Transfer-Encoding in HTTP/1.0");
  if (hosts_ == 0 && !version_1_0_) return refuse(400, "no Host");
  return State::complete;
}
