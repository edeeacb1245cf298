/// Path and query of a request target.
#include "gateway/http/target.h"

#include <algorithm>

namespace {

int hex_value(char next) {
  if (next >= '0' && next <= '9') return next - '0';
  if (next >= 'a' && next <= 'f') return next - 'a' + 10;
  if (next >= 'A' && next <= 'F') return next - 'A' + 10;
  return -1;
}

bool is_safe_path(std::string_view path) {
  const auto forbidden = [](char next) {
    return static_cast<unsigned char>(next) < 0x20 || next == 0x7F || next == '\\';
  };
  if (std::any_of(path.begin(), path.end(), forbidden)) return false;
  for (std::size_t at = 0; at < path.size();) {
    const auto end = std::min(path.find('/', at), path.size());
    const auto segment = path.substr(at, end - at);
    if (segment == ".." || segment == ".") return false;
    at = end + 1;
  }
  return true;
}

bool read_pair(std::string_view pair, std::map<std::string, std::string>& query) {
  if (pair.empty()) return true;
  const auto equals = std::min(pair.find('='), pair.size());
  auto name = percent_decoded(pair.substr(0, equals));
  auto value = percent_decoded(pair.substr(std::min(equals + 1, pair.size())));
  if (!name || !value) return false;
  query.emplace(std::move(*name), std::move(*value));
  return true;
}

}  // namespace

std::optional<std::string> percent_decoded(std::string_view text) {
  std::string plain;
  plain.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '%') {
      plain += text[at];
      continue;
    }
    if (at + 2 >= text.size()) return std::nullopt;
    const int high = hex_value(text[at + 1]), low = hex_value(text[at + 2]);
    if (high < 0 || low < 0) return std::nullopt;
    plain += static_cast<char>(high * 16 + low);
    at += 2;
  }
  return plain;
}

std::optional<Target> read_target(std::string_view target) {
  const auto mark = std::min(target.find('?'), target.size());
  auto path = percent_decoded(target.substr(0, mark));
  if (!path || !is_safe_path(*path)) return std::nullopt;
  Target read{std::move(*path), {}};
  auto rest = target.substr(std::min(mark + 1, target.size()));
  while (!rest.empty()) {
    const auto end = std::min(rest.find('&'), rest.size());
    if (!read_pair(rest.substr(0, end), read.query)) return std::nullopt;
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return read;
}
