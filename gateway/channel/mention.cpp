#include "gateway/channel/mention.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace {

constexpr std::size_t most_bytes = 64;

bool allowed(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' || c == '.' ||
         c == '@' || c == '-';
}

bool everybody(std::string_view id) {
  static constexpr std::array<std::string_view, 5> names{"all", "everyone", "all_group", "here", "channel"};
  while (!id.empty() && id.front() == '@') id.remove_prefix(1);
  std::string lower(id);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return lower.empty() || std::find(names.begin(), names.end(), lower) != names.end();
}

}  // namespace

std::vector<std::string> mentionable(const std::vector<std::string>& ids) {
  std::vector<std::string> out;
  for (const auto& id : ids) {
    const bool fits = id.size() <= most_bytes && std::all_of(id.begin(), id.end(), allowed);
    if (fits && !everybody(id) && std::find(out.begin(), out.end(), id) == out.end()) out.push_back(id);
  }
  return out;
}

std::string mention_markup(const std::vector<std::string>& ids) {
  std::string out;
  for (const auto& id : mentionable(ids)) out += "<@" + id + "> ";
  return out;
}
