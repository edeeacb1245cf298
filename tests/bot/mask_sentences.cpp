#include "tests/bot/mask_sentences.h"

namespace {

const std::vector<std::string> separators{" ",      "-",      ".",      "·",  "/",  "_", "\u00A0",
                                          "\u2009", "\u200B", "\u3000", "－", "  ", " -"};

char luhn_digit(const std::string& digits) {
  int sum = 0;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    const int one = digits[digits.size() - 1 - i] - '0';
    sum += i % 2 == 1 ? one : one * 2 - (one > 4 ? 9 : 0);
  }
  return static_cast<char>('0' + (10 - sum % 10) % 10);
}

}  // namespace

std::string Sentences::digits(int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += static_cast<char>('0' + below(10));
  return text;
}

std::string Sentences::two(int from, int to) {
  const auto value = number(from, to);
  return value.size() == 1 ? "0" + value : value;
}

std::string Sentences::mobile() { return "1" + number(3, 9) + digits(9); }

std::string Sentences::identity() {
  const std::vector<std::string> provinces{"11", "12", "13", "21", "31", "32", "33", "37",
                                           "41", "42", "44", "50", "51", "61", "65"};
  const auto body = one_of(provinces) + digits(4) + number(1950, 2005) + two(1, 12) + two(1, 28) + digits(3);
  const int weights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  int sum = 0;
  for (std::size_t i = 0; i < 17; ++i) sum += weights[i] * (body[i] - '0');
  return body + "10X98765432"[sum % 11];
}

std::string Sentences::card() {
  auto body = one_of(std::vector<std::string>{"622202", "621700", "622848", "601382", "436742", "552245"});
  body += digits(body[0] == '6' ? 12 : 9);
  return body + luhn_digit(body);
}

std::string Sentences::grouped(const std::string& digits, const std::vector<int>& sizes,
                               const std::string& between) {
  std::string text;
  std::size_t at = 0;
  for (const int size : sizes) {
    text += (at == 0 ? "" : between) + digits.substr(at, static_cast<std::size_t>(size));
    at += static_cast<std::size_t>(size);
  }
  return at < digits.size() ? text + between + digits.substr(at) : text;
}

std::string Sentences::wide(const std::string& digits) {
  std::string text;
  for (const char c : digits)
    text += c == 'X' ? std::string("Ｘ") : std::string("\xEF\xBC") + static_cast<char>(0x90 + (c - '0'));
  return text;
}

std::string Sentences::han(const std::string& digits) {
  const std::vector<std::string> numerals{"零", "一", "二", "三", "四", "五", "六", "七", "八", "九"};
  std::string text;
  for (const char c : digits) text += numerals[static_cast<std::size_t>(c - '0')];
  return text;
}

Told Sentences::personal() {
  const std::vector<std::string> before{"客户",   "客户电话", "麻烦看下", "手机号：", "老三",   "开户人",
                                        "【急】", "(",        "**",       "请回电",   "联系我", ""};
  const std::vector<std::string> behind{"今天9:40在APP买入600519提示异常",
                                        "一直登录不了",
                                        "，昨天下午",
                                        "**",
                                        ")",
                                        " 2026-03-10 09:40",
                                        "的客户",
                                        ""};
  const std::vector<std::vector<int>> phone_groups{{3, 4}, {3, 3}, {4, 3}, {3}, {5}};
  std::string secret, shown;
  switch (below(8)) {
    case 0:
      secret = shown = mobile();
      break;
    case 1:
      secret = mobile();
      shown = grouped(secret, one_of(phone_groups), one_of(separators));
      break;
    case 2:
      secret = mobile();
      shown = one_of(std::vector<std::string>{"+86", "+86 ", "86", "0086", "(+86)", "86-"}) + secret;
      break;
    case 3:
      secret = mobile();
      shown = below(2) == 0 ? wide(secret) : han(secret);
      break;
    case 4:
      secret = shown = identity();
      break;
    case 5:
      secret = identity();
      shown = grouped(secret, {6, 8}, one_of(std::vector<std::string>{" ", "-", "\u3000"}));
      break;
    case 6:
      secret = shown = card();
      break;
    default:
      secret = card();
      shown = grouped(secret, {4, 4, 4}, one_of(std::vector<std::string>{" ", "-", "\u00A0"}));
      break;
  }
  return {one_of(before) + shown + one_of(behind), {shown}};
}

std::string Sentences::business() {
  const std::vector<std::string> codes{"600519", "000001", "300750", "688111",
                                       "002594", "510300", "113050", "430047"};
  switch (below(10)) {
    case 0:
      return one_of(codes) + " 现价" + number(3, 1800) + "." + two(0, 99) + " 涨幅" + number(0, 9) + "." +
             two(0, 99) + "%";
    case 1:
      return "开 " + number(5, 99) + "." + two(0, 99) + " 高 " + number(5, 99) + "." + two(0, 99) + " 低 " +
             number(5, 99) + "." + two(0, 99);
    case 2:
      return number(5, 99) + "." + two(0, 99) + " " + number(5, 99) + "." + two(0, 99) + " " + number(5, 99) +
             "." + two(0, 99) + " " + number(5, 99) + "." + two(0, 99);
    case 3:
      return "委托编号" + digits(8) + "，买入" + one_of(codes) + " " + number(1, 90) + "00股，价格" +
             number(3, 200) + "." + two(0, 99);
    case 4:
      return "订单号2026" + two(1, 12) + two(1, 28) + digits(10) + "状态已报";
    case 5:
      return "2026-" + two(1, 12) + "-" + two(1, 28) + " " + two(9, 15) + ":" + two(0, 59) + ":" +
             two(0, 59) + " 成交" + number(1, 90) + "00股";
    case 6:
      return "合同编号HT2026" + digits(6) + "，金额" + number(1, 900) + "0000元";
    case 7:
      return one_of(codes) + " " + one_of(codes) + " " + one_of(codes) + " 都买不了";
    case 8:
      return "服务器192.168." + number(0, 255) + "." + number(0, 255) + " 端口" + number(1000, 65535) +
             " 版本" + number(1, 9) + "." + number(0, 20) + "." + number(0, 99);
    default:
      return "从2026-" + two(1, 12) + "-" + two(1, 28) + "到2026/" + two(1, 12) + "/" + two(1, 28) + "共" +
             number(10, 99999) + "笔，" + number(1, 99) + "." + two(0, 99) + "万元";
  }
}
