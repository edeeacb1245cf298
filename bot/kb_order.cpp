#include "bot/kb_order.h"

#include <array>
#include <charconv>

#include "bot/command.h"
#include "bot/reader.h"
#include "bot/text.h"

namespace {

struct OrderWord {
  std::string_view word;  // normal form
  KbOrder::Kind kind;
};
// Longer words first where one begins another.
constexpr std::array<OrderWord, 20> order_words{{
    {"撤销公告", KbOrder::Kind::clear_status},
    {"撤下公告", KbOrder::Kind::clear_status},
    {"清除公告", KbOrder::Kind::clear_status},
    {"取消公告", KbOrder::Kind::clear_status},
    {"clear notice", KbOrder::Kind::clear_status},
    {"查看公告", KbOrder::Kind::list_statuses},
    {"公告列表", KbOrder::Kind::list_statuses},
    {"设置公告", KbOrder::Kind::set_status},
    {"发布公告", KbOrder::Kind::set_status},
    {"发公告", KbOrder::Kind::set_status},
    {"公告", KbOrder::Kind::set_status},
    {"set notice", KbOrder::Kind::set_status},
    {"notices", KbOrder::Kind::list_statuses},
    {"notice", KbOrder::Kind::set_status},
    {"写知识", KbOrder::Kind::draft},
    {"转知识", KbOrder::Kind::draft},
    {"起草知识", KbOrder::Kind::draft},
    {"沉淀知识", KbOrder::Kind::draft},
    {"draft article", KbOrder::Kind::draft},
    {"write article", KbOrder::Kind::draft},
}};

/// "公告显示不出来" and "公告栏打不开" are reports: words follow behind a gap or a ticket's number.
bool parted(Reader reader) { return reader.done() || reader.skip_gap() || reader.number().has_value(); }

long long named_in(Reader& reader) {
  const auto begin = reader.position();
  reader.skip_gap();
  if (const auto number = reader.number()) return number->value;
  reader.back_to(begin);
  return 0;
}

std::optional<KbOrder> read_order(Reader& reader, KbOrder::Kind kind, const std::string& quoted) {
  KbOrder order;
  order.kind = kind;
  order.number = named_in(reader);
  if (order.number == 0 && kind != KbOrder::Kind::list_statuses) order.number = ticket_in(quoted).value_or(0);
  order.words = trimmed(reader.rest());
  const bool orders_words = kind == KbOrder::Kind::set_status;
  if (!order.words.empty() && !orders_words) return std::nullopt;
  if (orders_words && order.words.empty() && order.number == 0) order.kind = KbOrder::Kind::list_statuses;
  return order;
}

}  // namespace

std::optional<KbOrder> parse_kb_order(const std::string& text, const std::string& quoted) {
  Reader reader(text);
  reader.skip_gap();
  const auto begin = reader.position();
  for (const auto& [word, kind] : order_words) {
    reader.back_to(begin);
    if (reader.eat(word) && parted(reader)) return read_order(reader, kind, quoted);
  }
  // "1002 写知识"
  reader.back_to(begin);
  const auto number = reader.number();
  if (!number) return std::nullopt;
  reader.skip_gap();
  const auto behind = reader.position();
  for (const auto& [word, kind] : order_words) {
    reader.back_to(behind);
    if (!reader.eat(word) || !parted(reader)) continue;
    auto order = read_order(reader, kind, "");
    if (!order || (order->number != 0 && order->number != number->value)) return std::nullopt;
    if (order->kind == KbOrder::Kind::list_statuses) order->kind = KbOrder::Kind::set_status;
    order->number = number->value;
    return order;
  }
  return std::nullopt;
}

std::optional<KbOrder> kb_order_of_click(const Click& click) {
  const std::string_view key = click.key;
  const bool draft = key.starts_with("kb.draft:");
  if (!draft && !key.starts_with("kb.clear:")) return std::nullopt;
  KbOrder order;
  order.kind = draft ? KbOrder::Kind::draft : KbOrder::Kind::clear_status;
  order.of_status = !draft;
  const auto digits = key.substr(9);
  const auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), order.number);
  if (failed != std::errc{} || end != digits.data() + digits.size() || order.number <= 0) return std::nullopt;
  return order;
}
