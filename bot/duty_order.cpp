#include "bot/duty_order.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>

#include "bot/reader.h"
#include "bot/text.h"

namespace {

struct DutyWord {
  std::string_view word;  // normal form
  DutyOrder::Kind kind;
};
// Longer words first where one begins another. "swap" and "cover" alone are words of trading.
constexpr std::array<DutyWord, 36> duty_words{{
    {"不同意换班", DutyOrder::Kind::decline},
    {"不同意替班", DutyOrder::Kind::decline},
    {"拒绝换班", DutyOrder::Kind::decline},
    {"拒绝替班", DutyOrder::Kind::decline},
    {"取消换班", DutyOrder::Kind::decline},
    {"取消替班", DutyOrder::Kind::decline},
    {"撤回换班", DutyOrder::Kind::decline},
    {"撤回替班", DutyOrder::Kind::decline},
    {"同意换班", DutyOrder::Kind::agree},
    {"同意替班", DutyOrder::Kind::agree},
    {"确认换班", DutyOrder::Kind::agree},
    {"确认替班", DutyOrder::Kind::agree},
    {"我的换班", DutyOrder::Kind::list},
    {"换班申请", DutyOrder::Kind::list},
    {"换班", DutyOrder::Kind::give},
    {"调班", DutyOrder::Kind::give},
    {"让班", DutyOrder::Kind::give},
    {"替班", DutyOrder::Kind::cover},
    {"代班", DutyOrder::Kind::cover},
    {"顶班", DutyOrder::Kind::cover},
    {"decline swap", DutyOrder::Kind::decline},
    {"cancel swap", DutyOrder::Kind::decline},
    {"reject swap", DutyOrder::Kind::decline},
    {"agree swap", DutyOrder::Kind::agree},
    {"confirm swap", DutyOrder::Kind::agree},
    {"accept swap", DutyOrder::Kind::agree},
    {"swap my shift", DutyOrder::Kind::give},
    {"swap shifts", DutyOrder::Kind::give},
    {"swap shift", DutyOrder::Kind::give},
    {"swap duty", DutyOrder::Kind::give},
    {"give my shift", DutyOrder::Kind::give},
    {"give shift", DutyOrder::Kind::give},
    {"cover shift", DutyOrder::Kind::cover},
    {"cover duty", DutyOrder::Kind::cover},
    {"cover my shift", DutyOrder::Kind::give},
    {"my swaps", DutyOrder::Kind::list},
}};

/// "换班时间到了" and "换班 后登录不了" are other talk: a day, a person or a joint must follow.
bool speaks_of_shift(std::string_view rest) {
  if (std::any_of(rest.begin(), rest.end(), [](char c) { return c >= '0' && c <= '9'; })) return true;
  static constexpr std::array<std::string_view, 23> signs{
      "今", "明", "后天", "周", "星期", "礼拜", "下一班", "下个班", "现在", "这一班",   "本班", "给",
      "替", "和", "跟",   "与", "@",    " to ", " for ",  " with ", "day",  "tomorrow", "next"};
  return std::any_of(signs.begin(), signs.end(),
                     [&](auto sign) { return rest.find(sign) != std::string_view::npos; });
}

std::optional<DutyOrder> read_answer(Reader& reader, DutyOrder::Kind kind) {
  DutyOrder order;
  order.kind = kind;
  reader.skip_gap();
  if (const auto number = reader.number()) order.number = number->value;
  // Proposals have small numbers, which a ticket never has.
  if (order.number == 0) {
    const auto rest = reader.rest_flat();
    const auto [end, failed] = std::from_chars(rest.data(), rest.data() + rest.size(), order.number);
    if (failed == std::errc{})
      reader.back_to(reader.position() + static_cast<std::size_t>(end - rest.data()));
  }
  reader.skip_gap();
  return reader.done() ? std::optional(order) : std::nullopt;
}

}  // namespace

std::optional<DutyOrder> parse_duty_order(const std::string& text) {
  if (text.size() > 400) return std::nullopt;
  Reader reader(text);
  reader.skip_gap();
  for (const std::string_view polite : {"请", "我要", "我想", "申请", "please "})
    if (reader.eat(polite)) reader.skip_gap();
  const auto begin = reader.position();
  for (const auto& [word, kind] : duty_words) {
    reader.back_to(begin);
    if (!reader.eat(word)) continue;
    if (kind == DutyOrder::Kind::agree || kind == DutyOrder::Kind::decline) return read_answer(reader, kind);
    DutyOrder order;
    order.words = trimmed(reader.rest());
    order.kind = order.words.empty() ? DutyOrder::Kind::list : kind;
    if (order.words.empty()) return order;
    if (kind == DutyOrder::Kind::list || !speaks_of_shift(" " + normal(order.words))) return std::nullopt;
    return order;
  }
  return std::nullopt;
}

std::optional<DutyOrder> duty_order_of_click(const Click& click) {
  const std::string_view key = click.key;
  const bool agrees = key.starts_with("duty.agree:");
  if (!agrees && !key.starts_with("duty.decline:")) return std::nullopt;
  DutyOrder order;
  order.kind = agrees ? DutyOrder::Kind::agree : DutyOrder::Kind::decline;
  order.card = click.task_id;
  const auto digits = key.substr(key.find(':') + 1);
  const auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), order.number);
  if (failed != std::errc{} || end != digits.data() + digits.size() || order.number <= 0) return std::nullopt;
  return order;
}
