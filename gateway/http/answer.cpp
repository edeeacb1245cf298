/// Responses as bytes.
#include "gateway/http/answer.h"

#include <algorithm>
#include <array>
#include <boost/beast/http/status.hpp>
#include <ctime>

namespace {

struct Default {
  std::string_view name, line;
};

/// What a browser must not do with an answer of ours unless its handler allows it. OWASP ASVS 5.0, 3.4.
constexpr std::array<Default, 5> safe_headers{{
    {"cache-control", "Cache-Control: no-store\r\n"},
    {"content-security-policy", "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n"},
    {"referrer-policy", "Referrer-Policy: same-origin\r\n"},
    {"x-content-type-options", "X-Content-Type-Options: nosniff\r\n"},
    {"x-frame-options", "X-Frame-Options: DENY\r\n"},
}};

char lower(char next) { return next >= 'A' && next <= 'Z' ? static_cast<char>(next - 'A' + 'a') : next; }

bool same(std::string_view text, std::string_view lower_case) {
  return std::equal(text.begin(), text.end(), lower_case.begin(), lower_case.end(),
                    [](char a, char b) { return lower(a) == b; });
}

bool is_framing(std::string_view name) {
  return same(name, "content-length") || same(name, "transfer-encoding") || same(name, "connection") ||
         same(name, "date") || same(name, "keep-alive");
}

/// A value with a line end would be a second header; it never leaves.
bool is_clean(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos;
}

/// "Date: …" of this second.
const std::string& date_line() {
  thread_local std::time_t at = 0;
  thread_local std::string line;
  const std::time_t present = std::time(nullptr);
  if (present == at) return line;
  std::tm parts{};
  gmtime_r(&present, &parts);
  std::array<char, 64> text{};
  const auto size = std::strftime(text.data(), text.size(), "Date: %a, %d %b %Y %H:%M:%S GMT\r\n", &parts);
  line.assign(text.data(), size);
  at = present;
  return line;
}

void append_status(std::string& bytes, int status) {
  const auto reason =
      boost::beast::http::obsolete_reason(boost::beast::http::int_to_status(static_cast<unsigned>(status)));
  bytes.append("HTTP/1.1 ").append(std::to_string(status)).append(1, ' ');
  bytes.append(reason.data(), reason.size()).append("\r\n");
}

bool has_no_body(int status) { return status == 204 || status == 304 || status < 200; }

}  // namespace

void append_answer(std::string& bytes, const HttpResponse& response, AfterAnswer after, AnswerBody body) {
  append_status(bytes, response.status);
  bytes += date_line();
  unsigned said = 0;
  for (const auto& [name, value] : response.headers) {
    if (is_framing(name) || !is_clean(name) || !is_clean(value)) continue;
    for (std::size_t index = 0; index < safe_headers.size(); ++index)
      if (same(name, safe_headers[index].name)) said |= 1u << index;
    bytes.append(name).append(": ").append(value).append("\r\n");
  }
  for (std::size_t index = 0; index < safe_headers.size(); ++index)
    if ((said >> index & 1u) == 0) bytes += safe_headers[index].line;
  if (after == AfterAnswer::close) bytes += "Connection: close\r\n";
  if (!has_no_body(response.status))
    bytes.append("Content-Length: ").append(std::to_string(response.body.size())).append("\r\n");
  bytes += "\r\n";
  if (body == AnswerBody::sent && !has_no_body(response.status)) bytes += response.body;
}

HttpResponse refusal(int status, std::string_view text) {
  return HttpResponse{status, {{"Content-Type", "text/plain; charset=utf-8"}}, std::string(text) + "\n"};
}
