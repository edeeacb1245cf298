#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "bot/mask_parts.h"

/// How digits stand together in a text, before anybody asks what they are.

/// Digits that stand together, all western or all Han: "老三138…" must not hide the phone.
struct DigitGroup {
  std::size_t begin = 0, end = 0;
  bool other = false;  // part of a date, of an IP address, of prices side by side
  std::size_t size() const { return end - begin; }
};
using Groups = std::vector<DigitGroup>;

bool is_digit(const Glyph& glyph);
/// At most four digits beside at least four stars: what a mask left.
bool left_by_mask(const Glyphs& glyphs, std::size_t begin, std::size_t end);
DigitGroup group_at(const Glyphs& glyphs, std::size_t begin);
/// Adds the group; "老三一三八…", "…五六七八一直" are parted, since Han numerals are words as well.
void push_group(const Glyphs& glyphs, Groups& groups, const DigitGroup& group);
/// Where the next group of the same run begins: at most two separators on. npos: the run ends.
std::size_t next_in_run(const Glyphs& glyphs, std::size_t end);
/// 2026-03-10, 192.168.1.1, "13.40 13.55 13.2": no phone or card goes through these.
void mark_others(const Glyphs& glyphs, Groups& groups);
bool other(const Groups& groups, std::size_t first, std::size_t last);
/// Does a card's number come in groups like these? Stock codes and amounts side by side do not.
bool card_groups(const Groups& groups, std::size_t first, std::size_t last);
/// One of the words for a card within six characters before.
bool card_is_named(const Glyphs& glyphs, std::size_t begin);
/// "资金账号：", "客户号是": the word, then nothing but what leads to its value. `begin` may be moved to the
/// A of A123456789.
bool account_is_named(const Glyphs& glyphs, std::size_t& begin);
