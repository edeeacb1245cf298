#include "bot/reader.h"

#include <algorithm>
#include <array>

#include "bot/text.h"
#include "bot/utf8.h"

namespace {

constexpr std::size_t longest = 16384;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// A number before one of these is a time, a date or an amount.
constexpr std::array<std::string_view, 24> units{"点", "分", "秒", "时", "小时", "天", "日", "月",
                                                 "年", "个", "元", "块", "万",   "亿", "股", "笔",
                                                 "次", "位", "%",  "人", "手",   "只", "条", "张"};

/// Markers that mean nothing but a ticket; "#" is one too.
constexpr std::array<std::string_view, 6> names{"事件单号", "事件单", "事件", "工单号", "工单", "ticket"};

}  // namespace

Reader::Reader(const std::string& original) : original_(prefix_bytes(original, longest)) {
  for (std::size_t at = 0; at < original_.size();) {
    const auto begin = at;
    const auto point = folded(next_code_point(original_, at));
    if (point != 0) append_utf8(flat_, point);
    origin_.resize(flat_.size(), begin);
  }
  origin_.push_back(original_.size());
}

bool Reader::eat(std::string_view word) {
  if (!sees(word)) return false;
  at_ += word.size();
  return true;
}

bool Reader::skip(std::string_view ascii, const std::vector<std::string_view>& wide) {
  const auto begin = at_;
  while (!done()) {
    if (ascii.find(flat_[at_]) != std::string_view::npos) {
      ++at_;
      continue;
    }
    if (std::none_of(wide.begin(), wide.end(), [&](auto mark) { return eat(mark); })) break;
  }
  return at_ != begin;
}

bool Reader::skip_gap() {
  return skip(" \t\r\n,.:;!~-_|/()[]<>\"'*`",
              {"。", "、", "·", "…", "—", "【", "】", "「", "」", "“", "”", "‘", "’", "《", "》", "・"});
}

void Reader::skip_light_gap() { skip(" \t\r\n,.:;", {"。", "、"}); }

std::string Reader::rest() const {
  Reader copy = *this;
  copy.skip_light_gap();
  return trimmed(copy.typed(copy.at_, copy.flat_.size()));
}

std::string Reader::typed(std::size_t begin, std::size_t end) const {
  return original_.substr(origin_[begin], origin_[end] - origin_[begin]);
}

bool Reader::has_name() const {
  const auto ahead = rest_flat();
  return std::any_of(names.begin(), names.end(), [&](auto name) { return ahead.find(name) != ahead.npos; }) ||
         ahead.find('#') != ahead.npos;
}

void Reader::eat_marker(NumberFound& found) {
  for (const auto word : names) found.named = found.named || eat(word);
  found.marked = found.named;
  for (const std::string_view word : {"单号", "编号", "单", "第", "号", "no"})
    if (!found.marked) found.marked = eat(word);
  if (found.marked) skip(" .:", {});
  if (eat("#")) found.named = found.marked = true;
  if (found.marked) skip(" ", {});
}

/// A bare number that goes on as a date, an amount or a word is no ticket.
bool Reader::measures_something() const {
  const auto after = rest_flat();
  if (after.empty()) return false;
  if (after[0] >= 'a' && after[0] <= 'z') return true;
  if (after.size() > 1 && (after[0] == '.' || after[0] == '-') && is_digit(after[1])) return true;
  return std::any_of(units.begin(), units.end(), [&](auto unit) { return sees(unit); });
}

std::optional<NumberFound> Reader::number() {
  const auto begin = at_;
  NumberFound found;
  eat_marker(found);
  const auto digits = std::min(rest_flat().find_first_not_of("0123456789"), rest_flat().size());
  const std::size_t fewest = found.marked ? 1 : 4;  // numbers begin at 1001
  if (digits < fewest || digits > 9 || flat_[at_] == '0') {
    at_ = begin;
    return std::nullopt;
  }
  found.value = std::stoll(flat_.substr(at_, digits));
  at_ += digits;
  if (!found.marked && measures_something()) {
    at_ = begin;
    return std::nullopt;
  }
  if (!eat("号单")) eat("号");
  return found;
}
