#include "bot/extract_amount.h"

#include <re2/re2.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "bot/chinese.h"
#include "bot/sentence.h"
#include "bot/utf8.h"

namespace {

struct Amount {
  Span span;
  double yuan = 0;
  bool money = false;  // written with 元, 块 or a currency sign
};

double unit_value(std::string_view unit) {
  if (unit == "百") return 100;
  if (unit == "千" || unit == "k") return 1000;
  if (unit == "万" || unit == "w" || unit == "十千") return 10'000;
  if (unit == "十万") return 100'000;
  if (unit == "百万" || unit == "m") return 1'000'000;
  if (unit == "千万") return 10'000'000;
  if (unit == "亿") return 100'000'000;
  return 1;
}

double decimal(std::string_view digits) {
  double value = 0, scale = 0;
  for (const char c : digits) {
    if (c == '.') scale = 1;
    if (c < '0' || c > '9') continue;
    value = value * 10 + (c - '0');
    scale *= 10;
  }
  return scale > 0 ? value / scale : value;
}

std::string_view view(re2::StringPiece piece) { return {piece.data() ? piece.data() : "", piece.size()}; }

/// Is this a price, a count, a limit, a share of something, rather than the money that went missing?
bool something_else(std::string_view before, std::string_view behind, const Amount& amount) {
  static const std::vector<std::string_view> not_before{
      "收了",   "扣了手续费", "少了", "多了",   "账户有", "里有", "明明有",     "账上有", "卡上有",
      "还有",   "只有",       "明明", "里面有", "还剩",   "剩",   "里还有",     "可用",   "可取",
      "价",     "价格",       "单价", "成本",   "成本价", "均价", "够",         "超过",   "超",
      "满",     "资产",       "市值", "限额",   "上限",   "门槛", "额度",       "最低",   "最高",
      "日均",   "起点",       "起投", "佣金",   "手续费", "利率", "股价",       "亏了",   "亏",
      "赚了",   "赚",         "涨到", "跌到",   "到过",   "设置", "止损",       "止盈",   "余额",
      "总资产", "净资产",     "第",   "面值",   "收费",   "费用", "保证金比例", "至少",   "不低于",
      "不少于", "不超过",     "低于", "高于",   "费",     "税",   "红利",       "每笔",   "每日",
      "每天",   "单笔",       "单日", "挂",     "现价",   "报价", "卖价",       "买价",   "委托价",
      "净值",   "下限",       "达到", "填",     "大于",   "小于", "限价"};
  static const std::vector<std::string_view> fills{"是", "为", "了", "有", "的", ":", " ",
                                                   "不", "在", "只", "还", "到", "约"};
  static const std::vector<std::string_view> not_behind{
      "佣金", "手续费",   "的手续费", "股",       "张",     "手",   "份",   "次",     "人",       "名",
      "户",   "个",       "只",       "支",       "条",     "年",   "月",   "天",     "日",       "点",
      "号",   "秒",       "分钟",     "小时",     "倍",     "%",    "级",   "档",     "位",       "以上",
      "以下", "以内",     "限额",     "额度",     "门槛",   "起投", "起购", "每股",   "一股",     "/股",
      "的价", "/",        "多人",     "多次",     "行",     "部",   "台",   "家",     "度",       "像素",
      "kb",   "mb",       "块屏",     "的限额",   "的门槛", "上限", "封顶", "的佣金", "左右的价", "成交价",
      "附近", "以后的价", "的成本",   "的委托价", "块的价", "多股", "余股", "g",      "多份"};
  for (auto cut = before; !cut.empty();) {
    if (ends_with_any(cut, not_before)) return true;
    std::size_t fill = 0;
    for (const auto word : fills)
      if (ends_with(cut, word)) fill = std::max(fill, word.size());
    if (fill == 0 || before.size() - cut.size() > 9) break;
    cut.remove_suffix(fill);
  }
  while (!behind.empty() && behind[0] == ' ') behind.remove_prefix(1);
  if (longest_prefix(behind, not_behind) > 0) return true;
  static const std::vector<std::string_view> deals{"卖",   "买", "挂",     "成交", "委托", "下单",
                                                   "的价", "价", "全部卖", "开盘", "就"};
  const bool priced =
      longest_prefix(behind, deals) > 0 || ends_with_any(before, {"以", "按", "挂单", "委托", "@", "用"});
  // "一百股 150元": what stands right behind a count is its price.
  while (!before.empty() && before.back() == ' ') before.remove_suffix(1);
  const bool each = amount.money && ends_with_any(before, {"股", "手", "张"});
  return (priced || each) && amount.yuan < 2000;
}

/// One match of digits in the padded text: sign, number, unit and currency as they were written.
struct Written {
  re2::StringPiece sign, number, ten_thousand, tenths, thousands, unit, currency, next;

  bool counted() const {
    return !unit.empty() || !ten_thousand.empty() || !sign.empty() || !currency.empty();
  }
  double yuan() const {
    const auto value = decimal(view(number));
    if (!ten_thousand.empty()) return value * 10'000 + decimal(view(tenths)) * 1000;
    return value * unit_value(view(unit));
  }
};

/// Digits of a word, of a clock, or in front of one ("5wifi").
bool part_of_something(std::string_view padded, const Written& found) {
  const auto begin = static_cast<std::size_t>(found.number.data() - padded.data());
  const char before = begin == 0 ? ' ' : padded[begin - 1];
  const bool in_clock = before == ':' && begin > 1 && padded[begin - 2] >= '0' && padded[begin - 2] <= '9';
  const bool latin_unit = found.unit == "k" || found.unit == "w" || found.unit == "m";
  const bool letters_follow =
      latin_unit && found.currency.empty() && found.unit.end()[0] >= 'a' && found.unit.end()[0] <= 'z';
  return (before >= 'a' && before <= 'z' && found.sign.empty()) || before == '.' || in_clock ||
         letters_follow;
}

/// A bare number is money where the words around it move money, or miss it.
bool moved_or_missed(std::string_view head, std::string_view follows) {
  static const RE2 moved(
      R"((?:转入|转出|转账|转了|转进来?|转进去|转的|第.笔|扣了|扣款|转银行|转证券|到银行|到证券|金额|入金|出金|提现|取现|充值|转|deposit(?:ed)?|withdrawn?|withdrew|transfer(?:red|ring)?)(?:金额|了|款|资金)?[:\s是为]{0,3}$)");
  static const RE2 missed(R"(^(?:没到|未到|不到账|没到账|未到账|没收到))");
  const auto tail = head.substr(head.size() - std::min<std::size_t>(head.size(), 40));
  return RE2::PartialMatch(re2::StringPiece(tail.data(), tail.size()), moved) ||
         RE2::PartialMatch(re2::StringPiece(follows.data(), std::min<std::size_t>(follows.size(), 20)),
                           missed);
}

void with_digits(std::string_view plain, std::vector<Amount>& amounts) {
  static const RE2 pattern(
      R"((?s)(¥|￥|rmb ?|cny ?|\$)? ?(\d[\d,]{0,14}(?:\.\d{1,4})?) ?(?:(万|w)(\d)(千)?|(十万|百万|千万|亿|万|千|百|k|w|m)?) ?(元|块钱|块|圆|人民币|rmb|cny|yuan)?(.))");
  const std::string padded = std::string(plain) + "\n";
  const std::string_view whole = padded;
  re2::StringPiece rest(padded);
  Written found;
  while (RE2::FindAndConsume(&rest, pattern, &found.sign, &found.number, &found.ten_thousand, &found.tenths,
                             &found.thousands, &found.unit, &found.currency, &found.next)) {
    const auto begin = static_cast<std::size_t>(found.number.data() - padded.data());
    const auto end = static_cast<std::size_t>(found.next.data() - padded.data());
    rest = re2::StringPiece(found.next.data(), padded.size() - end);
    if (part_of_something(whole, found)) continue;
    const Amount amount{{begin, end}, found.yuan(), !found.sign.empty() || !found.currency.empty()};
    const bool plausible = amount.yuan >= 100 && found.number.size() <= 10;
    if (found.counted() || (plausible && moved_or_missed(whole.substr(0, begin), whole.substr(end))))
      amounts.push_back(amount);
  }
}

bool number_sign(char32_t point) {
  return han_digit(point) >= 0 ||
         std::u32string_view(U"十百千万亿拾佰仟").find(point) != std::u32string_view::npos;
}

void in_han(std::string_view plain, std::vector<Amount>& amounts) {
  for (std::size_t at = 0; at < plain.size();) {
    const auto from = at;
    std::u32string number;
    auto end = at;
    for (auto next = at; next < plain.size(); end = next) {
      const auto point = next_code_point(plain, next);
      if (!number_sign(point)) break;
      number += point;
    }
    if (number.empty()) {
      next_code_point(plain, at);
      continue;
    }
    at = end;
    const char before = from == 0 ? ' ' : plain[from - 1];
    if (number.size() < 2 || (before >= '0' && before <= '9')) continue;
    if (han_digit(number[0]) < 0 && number[0] != U'十') continue;
    const auto value = han_number(number);
    auto behind = plain.substr(end);
    const auto currency = longest_prefix(behind, {"元", "块钱", "块", "圆", "人民币"});
    const bool large = number.find_first_of(U"万千亿仟") != number.npos;
    if (!value || *value < 100 || !(large || currency > 0)) continue;
    static const std::vector<std::string_view> inexact{"多", "几", "余"};
    if (longest_prefix(behind, inexact) > 0) continue;
    amounts.push_back({{from, end + currency}, static_cast<double>(*value), currency > 0});
  }
}

std::string written(double yuan) {
  auto cents = static_cast<long long>(std::llround(yuan * 100));
  auto text = std::to_string(cents / 100);
  cents %= 100;
  if (cents != 0) {
    text += cents < 10 ? ".0" : ".";
    text += std::to_string(cents % 10 == 0 ? cents / 10 : cents);
  }
  return text;
}

}  // namespace

std::optional<std::string> find_amount(std::string_view plain) {
  constexpr double largest = 1e11;
  std::vector<Amount> amounts;
  with_digits(plain, amounts);
  in_han(plain, amounts);
  std::sort(amounts.begin(), amounts.end(),
            [](const Amount& left, const Amount& right) { return left.span.begin < right.span.begin; });
  const Amount* best = nullptr;
  for (const auto& amount : amounts) {
    const auto before = plain.substr(0, amount.span.begin), behind = plain.substr(amount.span.end);
    if (amount.yuan < 1 || amount.yuan > largest || something_else(before, behind, amount)) continue;
    static const std::vector<std::string_view> inexact{"多", "几", "来块"};
    if (longest_prefix(behind, inexact) > 0) continue;
    // Of several payments, the one that is missing: "一笔1万一笔3万，3万那笔没到".
    static const std::vector<std::string_view> missing{"那笔", "这笔",   "的那笔", "没到",
                                                       "未到", "不到账", "的没到"};
    if (longest_prefix(behind, missing) > 0) return written(amount.yuan);
    if (!best) best = &amount;
  }
  if (!best) return std::nullopt;
  return written(best->yuan);
}
