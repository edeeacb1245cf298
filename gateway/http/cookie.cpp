#include "gateway/http/cookie.h"

#include <algorithm>

namespace {

std::string_view without_blanks(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

}  // namespace

std::map<std::string, std::string> read_cookies(std::string_view header) {
  std::map<std::string, std::string> cookies;
  while (!header.empty()) {
    const auto end = std::min(header.find(';'), header.size());
    const auto pair = header.substr(0, end);
    header.remove_prefix(std::min(end + 1, header.size()));
    const auto equals = pair.find('=');
    if (equals == pair.npos) continue;
    auto value = without_blanks(pair.substr(equals + 1));
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"')
      value = value.substr(1, value.size() - 2);
    cookies.emplace(without_blanks(pair.substr(0, equals)), value);
  }
  return cookies;
}

std::string cookie_name(std::string_view name, bool secure) {
  return (secure ? "__Host-" : "") + std::string(name);
}

std::string cookie_line(const WebCookie& cookie) {
  auto line = cookie_name(cookie.name, cookie.secure) + "=" + cookie.value + "; Path=/; SameSite=Lax";
  if (cookie.life.count() != 0)
    line += "; Max-Age=" + std::to_string(std::max<long long>(0, cookie.life.count()));
  if (!cookie.script) line += "; HttpOnly";
  if (cookie.secure) line += "; Secure";
  return line;
}
