#include "bot/extract_clock.h"

#include <algorithm>

#include "bot/chinese.h"
#include "bot/utf8.h"

namespace {

bool digit(char c) { return c >= '0' && c <= '9'; }
bool letter(char c) { return c >= 'a' && c <= 'z'; }

struct PartWord {
  std::string_view word;
  Part part;
  bool before_clock = false;  // means this only right before a time: "早9点"
};

constexpr PartWord part_words[] = {
    {"凌晨", Part::dawn},           {"清晨", Part::morning},     {"大清早", Part::morning},
    {"清早", Part::morning},        {"一大早", Part::morning},   {"一早", Part::morning},
    {"早上", Part::morning},        {"早晨", Part::morning},     {"早间", Part::morning},
    {"上午", Part::morning},        {"上昼", Part::morning},     {"早盘", Part::morning},
    {"午前", Part::morning},        {"中午", Part::noon},        {"正午", Part::noon},
    {"午间", Part::noon},           {"晌午", Part::noon},        {"下午", Part::afternoon},
    {"午后", Part::afternoon},      {"下昼", Part::afternoon},   {"午盘", Part::afternoon},
    {"傍晚", Part::evening},        {"晚上", Part::evening},     {"晚间", Part::evening},
    {"夜晚", Part::evening},        {"夜里", Part::night},       {"夜间", Part::night},
    {"深夜", Part::night},          {"半夜", Part::night},       {"大半夜", Part::night},
    {"早", Part::morning, true},    {"晚", Part::evening, true}, {"morning", Part::morning},
    {"afternoon", Part::afternoon}, {"evening", Part::evening},  {"night", Part::evening}};

std::size_t skip_spaces(std::string_view plain, std::size_t at) {
  while (at < plain.size() && plain[at] == ' ') ++at;
  return at;
}

bool number_begins(std::string_view plain) {
  return !plain.empty() &&
         (digit(plain[0]) || han_digit(first_code_point(plain)) >= 0 || starts_with(plain, "十"));
}

/// "am", "p.m." behind an hour.
std::optional<bool> pm_at(std::string_view plain, std::size_t& at) {
  const auto from = skip_spaces(plain, at);
  const auto rest = plain.substr(from);
  for (const std::string_view word : {"am", "pm", "a.m.", "p.m.", "a.m", "p.m"}) {
    if (!starts_with(rest, word) || (rest.size() > word.size() && letter(rest[word.size()]))) continue;
    at = from + word.size();
    return word[0] == 'p';
  }
  return std::nullopt;
}

void apply_pm(Clock& clock, bool pm) {
  clock.exact = true;
  clock.hour = clock.hour % 12 + (pm ? 12 : 0);
}

std::optional<int> digits_at(std::string_view plain, std::size_t& at, std::size_t least, std::size_t most) {
  auto end = at;
  int value = 0;
  while (end < plain.size() && digit(plain[end]) && end - at < 5) value = value * 10 + (plain[end++] - '0');
  if (end - at < least || end - at > most) return std::nullopt;
  at = end;
  return value;
}

/// 9:40, 09:31, 14:20:05, 3:15pm; after a day also 9.40.
std::optional<Clock> colon_clock(std::string_view plain, std::size_t& from, bool in_context) {
  auto at = from;
  const auto hour = digits_at(plain, at, 1, 2);
  const bool two_digits = at - from == 2;
  if (!hour || *hour > 23 || at >= plain.size()) return std::nullopt;
  const bool dotted = plain[at] == '.' && in_context;
  if (plain[at] != ':' && !dotted) return std::nullopt;
  ++at;
  const auto minute = digits_at(plain, at, 2, 2);
  if (!minute || *minute > 59) return std::nullopt;
  const auto rest = plain.substr(at);
  static const std::vector<std::string_view> prices{"元", "块",   "万", "%",  "的价", "股", "买",
                                                    "卖", "成交", "挂", "价", "亿",   "千"};
  if (dotted && longest_prefix(rest.substr(skip_spaces(rest, 0)), prices) > 0) return std::nullopt;
  Clock clock{*hour, *minute, *hour > 12 || (two_digits && plain[from] == '0'), false};
  if (starts_with(rest, ":")) {
    auto second = at + 1;
    if (digits_at(plain, second, 2, 2)) at = second;
  }
  if (at < plain.size() && (digit(plain[at]) || plain[at] == ':')) return std::nullopt;
  if (const auto pm = *hour <= 12 ? pm_at(plain, at) : std::nullopt) apply_pm(clock, *pm);
  from = at;
  return clock;
}

/// What stands behind 点: 半, 一刻, 45分, 零五分, 多.
bool read_behind_point(std::string_view plain, std::size_t& at, Clock& clock) {
  struct Piece {
    std::string_view word;
    int minute;
  };
  for (const Piece piece : {Piece{"半", 30}, Piece{"一刻", 15}, Piece{"三刻", 45}, Piece{"1刻", 15},
                            Piece{"3刻", 45}, Piece{"整", 0}}) {
    if (!starts_with(plain.substr(at), piece.word)) continue;
    at += piece.word.size();
    clock.minute = piece.minute;
    return true;
  }
  for (const std::string_view word : {"多", "来钟", "几分", "左右的样子"})
    if (starts_with(plain.substr(at), word)) {
      at += word.size();
      clock.roughly = true;
      return true;
    }
  auto next = at;
  if (starts_with(plain.substr(next), "过")) next += std::string_view("过").size();
  const auto zero = std::string_view("零").size();
  if (starts_with(plain.substr(next), "零") && next + zero < plain.size() && digit(plain[next + zero]))
    next += zero;
  const auto from = next;
  const auto minute = small_number_at(plain, next);
  const bool named = starts_with(plain.substr(next), "分") && !starts_with(plain.substr(next), "分钟");
  // Without 分, "10点5" is not a way to write 10:05; two digits or Han tens are.
  const bool long_enough = next - from == 2 || next - from >= 6;
  static const std::vector<std::string_view> counted{"万", "元", "块", "千", "个", "笔",
                                                     "次", "只", "股", "手", "张"};
  if (!minute || *minute > 59 ||
      !(named || (long_enough && longest_prefix(plain.substr(next), counted) == 0)))
    return false;
  at = next + (named ? std::string_view("分").size() : 0);
  clock.minute = *minute;
  return true;
}

bool point_is_no_hour(std::string_view behind) {
  static const std::vector<std::string_view> words{"要求", "建议", "问题", "疑问", "需求", "意见", "原因",
                                                   "击",   "反应", "都",   "也",   "儿",   "用",   "动静",
                                                   "点",   "钱",   "信号", "赞",   "不"};
  return longest_prefix(behind, words) > 0;
}

/// 9点45, 三点一刻, 十点零五分, 14时20分.
std::optional<Clock> spoken_clock(std::string_view plain, std::size_t& from, bool in_context) {
  auto at = from;
  const bool han = !digit(plain[at]);
  const auto hour = small_number_at(plain, at);
  if (!hour || *hour > 24) return std::nullopt;
  at = skip_spaces(plain, at);
  const bool point = starts_with(plain.substr(at), "点");
  if (!point && !starts_with(plain.substr(at), "时")) return std::nullopt;
  at += 3;
  Clock clock{*hour, 0, *hour > 12, false};
  if (starts_with(plain.substr(at), "钟") && !starts_with(plain.substr(at), "钟头")) {
    from = at + 3;
    return clock;
  }
  const bool said_more = read_behind_point(plain, at, clock);
  if (!said_more && point_is_no_hour(plain.substr(at))) return std::nullopt;
  static const std::vector<std::string_view> not_hours{"间", "候", "段", "长", "机", "限", "常", "时", "效"};
  if (!said_more && !point && !(in_context && longest_prefix(plain.substr(at), not_hours) == 0))
    return std::nullopt;
  // "一点", "两点" alone are "a little" and "two points".
  const bool plainly = said_more || in_context || starts_with(plain.substr(at), "左右");
  if (han && *hour < 6 && !plainly) return std::nullopt;
  if (starts_with(plain.substr(at), "钟")) at += 3;
  from = at;
  return clock;
}

}  // namespace

std::optional<int> small_number_at(std::string_view plain, std::size_t& at) {
  if (at < plain.size() && digit(plain[at])) return digits_at(plain, at, 1, 2);
  std::u32string number;
  auto end = at;
  for (auto next = at; next < plain.size() && number.size() < 4; end = next) {
    const auto point = next_code_point(plain, next);
    if (han_digit(point) < 0 && point != U'十') break;
    number += point;
  }
  if (number.empty() || number.size() > 3) return std::nullopt;
  if (number.size() == 2 && han_digit(number[0]) == 0 && han_digit(number[1]) >= 0) number.erase(0, 1);
  const auto value = han_number(number);
  if (!value || *value > 59) return std::nullopt;
  at = end;
  return static_cast<int>(*value);
}

std::optional<Part> part_at(std::string_view plain, std::size_t& at) {
  const auto rest = plain.substr(at);
  const PartWord* best = nullptr;
  for (const auto& word : part_words)
    if (starts_with(rest, word.word) && (!best || word.word.size() > best->word.size())) best = &word;
  if (!best) return std::nullopt;
  const auto behind = rest.substr(best->word.size());
  if (best->before_clock) {
    auto clock = skip_spaces(behind, 0);
    if (!number_begins(behind.substr(clock)) || !clock_at(behind, clock, true)) return std::nullopt;
  }
  if (letter(best->word[0]) && at > 0 && letter(plain[at - 1])) return std::nullopt;
  at += best->word.size();
  return best->part;
}

std::optional<Clock> clock_at(std::string_view plain, std::size_t& at, bool in_context) {
  const auto rest = plain.substr(at);
  if (!number_begins(rest)) return std::nullopt;
  if (!in_context && at > 0) {
    const auto before = plain[at - 1];
    const bool glued =
        digit(before) || before == ':' || before == '.' || before == '-' || before == '/' || letter(before);
    const bool counted = !digit(plain[at]) && (han_digit(last_code_point(plain.substr(0, at))) >= 0 ||
                                               ends_with(plain.substr(0, at), "第"));
    if ((glued && before != ':' && before != '-') || counted || ends_with(plain.substr(0, at), "第"))
      return std::nullopt;
  }
  if (auto clock = colon_clock(plain, at, in_context)) return clock;
  if (auto clock = spoken_clock(plain, at, in_context)) return clock;
  auto next = at;
  const auto hour = digits_at(plain, next, 1, 2);
  if (!hour || *hour > 12 || *hour == 0) return std::nullopt;
  const auto pm = pm_at(plain, next);
  if (!pm) return std::nullopt;
  Clock clock{*hour, 0, true, false};
  apply_pm(clock, *pm);
  at = next;
  return clock;
}

std::optional<int> minutes_of(const Clock& clock, Part part) {
  int hour = clock.hour;
  if (hour >= 24) return std::nullopt;
  const bool small = hour >= 1 && hour <= 5;
  switch (part) {
    case Part::dawn:
      if (hour == 12) hour = 0;
      break;
    case Part::afternoon:
      if (hour < 12) hour += 12;
      break;
    case Part::noon:
      if (hour < 4) hour += 12;
      break;
    case Part::evening:
    case Part::night:
      // Past midnight belongs to which day? Too unsure to say.
      if (hour == 12 || hour < 5) return std::nullopt;
      if (hour < 12) hour += 12;
      break;
    case Part::none:
      if (small && !clock.exact) hour += 12;
      break;
    case Part::morning:
      break;
  }
  return hour * 60 + clock.minute;
}
