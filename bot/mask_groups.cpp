#include "bot/mask_groups.h"

#include <algorithm>
#include <array>

namespace {

/// A line's end too: what somebody said in two messages stands in a report as two lines.
bool separator(char32_t c) {
  constexpr std::u32string_view separators = U" -.·/_()[]（）【】{}〔〕‐‑‒–—―−・•‧∙⋅．";
  return separators.find(c) != separators.npos || c == 0xA0 || c == 0x202F || (c >= 0x2000 && c <= 0x200D) ||
         c == 0x2060 || c == 0xFEFF || c == 0x3000 || c == 0xAD || c == U'\t' || c == U'\n' || c == U'\r';
}

bool number_between(const Glyphs& glyphs, const DigitGroup& group, int least, int most) {
  int value = 0;
  for (auto at = group.begin; at < group.end; ++at)
    value = value * 10 + static_cast<int>(glyphs[at].plain - U'0');
  return value >= least && value <= most;
}

bool dash(const Glyphs& glyphs, const DigitGroup& left, const DigitGroup& right) {
  constexpr std::u32string_view dashes = U"-/.–";
  return right.begin == left.end + 1 && dashes.find(glyphs[left.end].plain) != dashes.npos;
}

/// Do groups `i` and `i + 1` stand with nothing but one dot between them?
bool dotted(const Glyphs& glyphs, const Groups& groups, std::size_t i) {
  return i + 1 < groups.size() && groups[i + 1].begin == groups[i].end + 1 &&
         glyphs[groups[i].end].plain == U'.';
}

void mark_decimals(const Glyphs& glyphs, Groups& groups) {
  constexpr std::size_t places = 3;
  for (std::size_t i = 0; i < groups.size();) {
    auto end = i;
    // Not 138.123.456: that is a phone, or an address.
    while (dotted(glyphs, groups, end) && groups[end + 1].size() <= places &&
           !dotted(glyphs, groups, end + 1))
      end += 2;
    for (auto at = i; end - i >= 4 && at < end; ++at) groups[at].other = true;
    i = end > i ? end : i + 1;
  }
}

/// Exactly four numbers below 256: 1.3.8.1.2.… is a phone of somebody who hides it.
void mark_addresses(const Glyphs& glyphs, Groups& groups) {
  for (std::size_t i = 0; i + 3 < groups.size(); ++i) {
    bool address = (i == 0 || !dotted(glyphs, groups, i - 1)) && !dotted(glyphs, groups, i + 3);
    for (auto at = i; address && at < i + 4; ++at)
      address = groups[at].size() <= 3 && number_between(glyphs, groups[at], 0, 255) &&
                (at == i + 3 || dotted(glyphs, groups, at));
    for (auto at = i; address && at < i + 4; ++at) groups[at].other = true;
  }
}

void mark_dates(const Glyphs& glyphs, Groups& groups) {
  for (std::size_t i = 0; i + 2 < groups.size(); ++i) {
    auto &year = groups[i], &month = groups[i + 1], &day = groups[i + 2];
    if (year.size() != 4 || month.size() > 2 || day.size() > 2) continue;
    if (!dash(glyphs, year, month) || !dash(glyphs, month, day)) continue;
    if (!number_between(glyphs, year, 1900, 2099) || !number_between(glyphs, month, 1, 12) ||
        !number_between(glyphs, day, 1, 31))
      continue;
    year.other = month.other = day.other = true;
  }
}

}  // namespace

bool is_digit(const Glyph& glyph) { return glyph.digit != Glyph::Digit::none && !glyph.taken; }

bool left_by_mask(const Glyphs& glyphs, std::size_t begin, std::size_t end) {
  if (end - begin > 4) return false;
  bool before = begin >= 4, behind = end + 4 <= glyphs.size();
  for (std::size_t i = 0; i < 4; ++i) {
    before = before && glyphs[begin - 1 - i].plain == U'*';
    behind = behind && glyphs[end + i].plain == U'*';
  }
  return before || behind;
}

DigitGroup group_at(const Glyphs& glyphs, std::size_t begin) {
  auto end = begin;
  while (end < glyphs.size() && is_digit(glyphs[end]) && glyphs[end].digit == glyphs[begin].digit) ++end;
  return {begin, end};
}

void push_group(const Glyphs& glyphs, Groups& groups, const DigitGroup& group) {
  constexpr std::size_t mobile = 11;
  if (glyphs[group.begin].digit == Glyph::Digit::han && group.size() > mobile && group.size() <= mobile + 2)
    for (auto at = group.begin; at + mobile <= group.end; ++at) {
      if (glyphs[at].plain != U'1' || glyphs[at + 1].plain < U'3') continue;
      for (const DigitGroup part :
           {DigitGroup{group.begin, at}, DigitGroup{at, at + mobile}, DigitGroup{at + mobile, group.end}})
        if (part.size() > 0) groups.push_back(part);
      return;
    }
  groups.push_back(group);
}

std::size_t next_in_run(const Glyphs& glyphs, std::size_t end) {
  for (auto at = end; at < glyphs.size() && at <= end + 2; ++at) {
    if (is_digit(glyphs[at])) return at;
    if (glyphs[at].taken || !separator(glyphs[at].plain)) break;
  }
  return std::string::npos;
}

void mark_others(const Glyphs& glyphs, Groups& groups) {
  mark_dates(glyphs, groups);
  mark_decimals(glyphs, groups);
  mark_addresses(glyphs, groups);
}

bool other(const Groups& groups, std::size_t first, std::size_t last) {
  return std::any_of(groups.begin() + static_cast<std::ptrdiff_t>(first),
                     groups.begin() + static_cast<std::ptrdiff_t>(last),
                     [](const DigitGroup& one) { return one.other; });
}

bool card_groups(const Groups& groups, std::size_t first, std::size_t last) {
  const auto count = last - first;
  if (count == 1) return true;
  const auto size = [&](std::size_t i) { return groups[first + i].size(); };
  if (count == 2) return size(0) == 6 && size(1) >= 9;
  if (count == 3 && size(0) == 4 && size(1) == 6) return size(2) == 4 || size(2) == 5;
  if (size(0) > 5) return false;
  for (std::size_t i = 1; i + 1 < count; ++i)
    if (size(i) != size(0)) return false;
  constexpr std::size_t tail = 7;  // 6222 0202 0001 1234567: nobody parts the last three
  return size(count - 1) <= size(0) || (count == 4 && size(0) == 4 && size(3) <= tail);
}

bool card_is_named(const Glyphs& glyphs, std::size_t begin) {
  static constexpr std::array<std::u32string_view, 4> words{U"卡号", U"账号", U"帐号", U"账户"};
  for (std::size_t back = 2; back <= 6 && back <= begin; ++back)
    for (const auto word : words)
      if (reads(glyphs, begin - back, word)) return true;
  return false;
}

bool account_is_named(const Glyphs& glyphs, std::size_t& begin) {
  static constexpr std::array<std::u32string_view, 12> words{
      U"资金号",   U"股东号",   U"股东代码", U"客户号",   U"账号",     U"帐号",
      U"资金账户", U"证券账户", U"股东账户", U"基金账户", U"信用账户", U"客户代码"};
  constexpr std::u32string_view fillers = U" :是为=#(（\"“「【[码的";
  constexpr int most_fillers = 6;
  auto at = begin;
  if (at > 0 && glyphs[at - 1].plain == U'A') --at;
  const auto own = at;
  for (int steps = 0; steps <= most_fillers; ++steps, --at) {
    for (const auto word : words)
      if (at >= word.size() && reads(glyphs, at - word.size(), word)) {
        begin = own;
        return true;
      }
    if (at == 0 || fillers.find(glyphs[at - 1].plain) == fillers.npos) return false;
  }
  return false;
}
