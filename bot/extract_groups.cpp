#include "bot/extract_groups.h"

#include <algorithm>

#include "bot/chinese.h"
#include "bot/utf8.h"

namespace {

bool digit(char c) { return c >= '0' && c <= '9'; }
bool letter(char c) { return c >= 'a' && c <= 'z'; }

}  // namespace

std::string_view between(std::string_view plain, const Group& left, const Group& right) {
  return plain.substr(left.span.end, right.span.begin - left.span.end);
}

bool joins(std::string_view gap) {
  if (gap.size() > 3) return false;
  for (std::size_t at = 0; at < gap.size();) {
    const auto point = next_code_point(gap, at);
    if (point != ' ' && point != '-' && point != '.' && point != '_' && point != U'·' && point != U'–' &&
        point != U'—')
      return false;
  }
  return true;
}

std::vector<Group> groups_of(std::string_view plain) {
  std::vector<Group> groups;
  for (std::size_t at = 0; at < plain.size();) {
    Group group{{at, at}, {}};
    if (digit(plain[at])) {
      while (at < plain.size() && digit(plain[at])) group.digits += plain[at++];
    } else {
      for (auto next = at; next < plain.size(); at = next) {
        const auto point = next_code_point(plain, next);
        const int value = point == U'两' ? -1 : han_digit(point);
        if (value < 0) break;
        group.digits += static_cast<char>('0' + value);
      }
    }
    group.span.end = at;
    const bool han = !group.span.empty() && !digit(plain[group.span.begin]);
    if (!group.digits.empty() && (!han || group.digits.size() >= 3)) groups.push_back(group);
    if (group.span.empty()) next_code_point(plain, at);
  }
  return groups;
}

bool mobile(std::string_view digits) { return digits.size() == 11 && digits[0] == '1' && digits[1] >= '3'; }

bool mobile_grouping(const std::vector<Group>& groups, std::size_t first, std::size_t last) {
  const auto size = groups[first].digits.size();
  if (first == last || size == 3) return true;
  if (size == 7 || size == 5) return last == first + 1;
  return last - first == 10;
}

std::size_t gather(std::string_view plain, const std::vector<Group>& groups, std::size_t first,
                   std::size_t wanted, std::string& digits) {
  digits.clear();
  for (auto at = first; at < groups.size(); ++at) {
    if (at > first && !joins(between(plain, groups[at - 1], groups[at]))) return 0;
    digits += groups[at].digits;
    if (digits.size() == wanted) return at + 1;
    if (digits.size() > wanted) return 0;
  }
  return 0;
}

bool glued(std::string_view before) {
  if (before.empty() || !letter(before.back())) return false;
  return !ends_with_any(before, {"tel", "phone", "mobile", "mob", "app", "customer", "client", "no", "cell"});
}

std::size_t Scan::at(std::size_t byte) const {
  const auto found_at =
      std::lower_bound(groups.begin(), groups.end(), byte,
                       [](const Group& group, std::size_t begin) { return group.span.begin < begin; });
  const bool exact = found_at != groups.end() && found_at->span.begin == byte;
  return exact ? static_cast<std::size_t>(found_at - groups.begin()) : groups.size();
}

void Scan::take(std::size_t first, std::size_t end) {
  for (auto at = first; at < end; ++at) used[at] = true;
  found.taken.push_back({groups[first].span.begin, groups[end - 1].span.end});
}
