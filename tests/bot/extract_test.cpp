#include "bot/extract.h"

#include <catch2/catch.hpp>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "bot/extract_number.h"
#include "templates/dictionary.h"
#include "tests/support/growth.h"

namespace {

using nlohmann::json;

constexpr int china = 480;

/// 10:05 on a Tuesday, in China.
Time tuesday() {
  using namespace std::chrono;
  return Time{sys_days{year{2026} / 3 / 10}} + hours{10} + minutes{5} - minutes{china};
}

Time time_of(const std::string& iso) {
  using namespace std::chrono;
  const auto number = [&](std::size_t at, std::size_t size) { return std::stoi(iso.substr(at, size)); };
  const auto date = year{number(0, 4)} / month{static_cast<unsigned>(number(5, 2))} /
                    day{static_cast<unsigned>(number(8, 2))};
  return Time{sys_days{date}} + hours{number(11, 2)} + minutes{number(14, 2)} - minutes{china};
}

const Dictionary& dictionary() {
  static const Dictionary loaded = [] {
    auto result = load_dictionary(std::string(SOURCE_FOLDER) + "/templates/forms/dictionary.toml");
    REQUIRE(result);
    return *result;
  }();
  return loaded;
}

Fields fields_of(const std::string& text) { return extract(text, dictionary(), tuesday(), china); }

std::string field(const std::string& text, const std::string& name) {
  const auto fields = fields_of(text);
  const auto found = fields.find(name);
  return found == fields.end() ? "" : found->second;
}

std::vector<json> json_lines(const std::string& file) {
  std::ifstream in(file);
  std::vector<json> lines;
  for (std::string line; std::getline(in, line);)
    if (!line.empty()) lines.push_back(json::parse(line));
  return lines;
}

std::string plain_value(const json& value) {
  if (value.is_string()) return value.get<std::string>();
  return value.is_number_float() ? std::to_string(value.get<double>()) : value.dump();
}

}  // namespace

TEST_CASE("every sentence of the collection gives its fields and no others") {
  const auto cases = json_lines(std::string(SOURCE_FOLDER) + "/tests/bot/extract_cases.jsonl");
  REQUIRE(cases.size() > 200);
  for (const auto& one : cases) {
    Fields wanted;
    for (const auto& [name, value] : one["fields"].items()) wanted[name] = plain_value(value);
    const auto got =
        extract(one["text"].get<std::string>(), dictionary(), time_of(one["now"].get<std::string>()), china);
    INFO(one["text"].get<std::string>());
    CHECK(json(got).dump() == json(wanted).dump());
  }
}

TEST_CASE("a phone is found however it is grouped, and never inside another number") {
  for (const std::string written :
       {"13812345678", "138 1234 5678", "138-1234-5678", "138.1234.5678", "1381234 5678", "+8613812345678",
        "+86 138-1234-5678", "(+86)13812345678", "0086 13812345678", "１３８１２３４５６７８",
        "1 3 8 1 2 3 4 5 6 7 8", "一三八一二三四五六七八", "幺三八 一二三四 五六七八"}) {
    INFO(written);
    CHECK(field("客户" + written + "登录不上", "phone") == "13812345678");
  }
  for (const std::string other : {"138123456789", "23812345678", "HT13812345678", "订单号13812345678",
                                  "12812345678", "13812345678@139.com"}) {
    INFO(other);
    CHECK(field("客户 " + other + " 登录不上", "phone").empty());
  }
}

TEST_CASE("the reporter's own number is not the customer's") {
  CHECK(field("客户登录不上，我的电话13812345678", "phone").empty());
  CHECK(field("客户13500001111登录不上，联系我13812345678", "phone") == "13500001111");
  CHECK(field("联系我13812345678，客户手机13500001111", "phone") == "13500001111");
  CHECK(field("【转发】我登录不上了，我的电话13812345678", "phone") == "13812345678");
}

TEST_CASE("an identity number counts only with the right check character and a date of birth") {
  CHECK(is_identity_number("440301198805121231"));
  CHECK_FALSE(is_identity_number("440301198805121230"));
  CHECK_FALSE(is_identity_number("44030119881332123X"));
  CHECK_FALSE(is_identity_number("4403011988051212"));
  CHECK(field("身份证 440301 19880512 1231", "id_number") == "440301198805121231");
  const auto wrong = fields_of("身份证440301198805121230");
  CHECK(wrong.empty());
}

TEST_CASE("a bank card or an order is no account") {
  CHECK(field("资金账号：8800-1234-77", "account") == "8800123477");
  CHECK(field("客户号 10023456", "account") == "10023456");
  CHECK(field("股东账户 a123456789", "account") == "A123456789");
  CHECK(field("银行账号 6222021234567890123", "account").empty());
  CHECK(field("账号6222021234567890123", "account").empty());
  CHECK(field("订单号 202603100012345678", "account").empty());
  CHECK(field("登录账号13812345678", "account").empty());
}

TEST_CASE("six digits are a stock only where a code of an exchange can stand") {
  CHECK(field("买入600519", "stock") == "600519");
  CHECK(field("买入sz000001失败", "stock") == "000001");
  CHECK(field("买入600519.SH失败", "stock") == "600519");
  CHECK(field("代码 799999", "stock") == "799999");
  CHECK(field("验证码 600519", "stock").empty());
  CHECK(field("转入600000元", "stock").empty());
  CHECK(field("客户号 600519", "stock").empty());
  CHECK(field("提示“[600519]证券停牌”", "stock").empty());
}

TEST_CASE("amounts are money, not prices, counts, limits or balances") {
  const std::vector<std::pair<std::string, std::string>> cases{
      {"转入5万不到账", "50000"},   {"转入3.5w不到账", "35000"}, {"转出12,000.50元", "12000.5"},
      {"转账￥20,000.00", "20000"}, {"转了一万二没到", "12000"}, {"赎回二十万", "200000"},
      {"转出3万5", "35000"},        {"转入50000失败", "50000"},  {"转出叁万元", "30000"},
      {"转账5k没到", "5000"},       {"申购一百万", "1000000"},   {"买了1000股", ""},
      {"12.5元卖出没成交", ""},     {"价格35.2元", ""},          {"限额5万", ""},
      {"超过5万就失败", ""},        {"余额还有5万", ""},         {"万一不行怎么办", ""},
      {"转入50万以上", ""},         {"一千多人在排队", ""},      {"一笔1万一笔3万，3万那笔没到", "30000"}};
  for (const auto& [text, amount] : cases) {
    INFO(text);
    CHECK(field(text, "amount") == amount);
  }
}

TEST_CASE("times are as fine as the words, in the reporter's day, and lie in the past") {
  const std::vector<std::pair<std::string, std::string>> cases{{"今天9:40", "2026-03-10T09:40"},
                                                               {"昨天下午两点半左右", "2026-03-09T14:30"},
                                                               {"昨儿下午三点一刻", "2026-03-09T15:15"},
                                                               {"今早九點半", "2026-03-10T09:30"},
                                                               {"十点零五分", "2026-03-10T10:05"},
                                                               {"昨天3点", "2026-03-09T15:00"},
                                                               {"09:31下的单", "2026-03-10T09:31"},
                                                               {"刚才", "2026-03-10T10:05"},
                                                               {"半小时前", "2026-03-10T09:35"},
                                                               {"10分钟前", "2026-03-10T09:55"},
                                                               {"两天前", "2026-03-08"},
                                                               {"前天晚上八点多", "2026-03-08/evening"},
                                                               {"昨晚十点", "2026-03-09T22:00"},
                                                               {"昨晚", "2026-03-09/evening"},
                                                               {"上周五下午", "2026-03-06/pm"},
                                                               {"周五", "2026-03-06"},
                                                               {"周二上午", "2026-03-10/am"},
                                                               {"上上周三", "2026-02-25"},
                                                               {"3月9日14:20", "2026-03-09T14:20"},
                                                               {"11月3号", "2025-11-03"},
                                                               {"2026-03-09 14:20:31", "2026-03-09T14:20"},
                                                               {"2026年3月9日", "2026-03-09"},
                                                               {"3/9 14:20", "2026-03-09T14:20"},
                                                               {"三月九号下午", "2026-03-09/pm"},
                                                               {"上个月28号", "2026-02-28"},
                                                               {"今天中午办的", "2026-03-10"},
                                                               {"今天开盘到现在", "2026-03-10"},
                                                               {"since this morning", "2026-03-10/am"},
                                                               {"yesterday 3pm", "2026-03-09T15:00"},
                                                               {"last night", "2026-03-09/evening"},
                                                               {"20 minutes ago", "2026-03-10T09:45"},
                                                               {"on March 9 at 2:30 pm", "2026-03-09T14:30"},
                                                               // no time of what happened
                                                               {"明天上午要用", ""},
                                                               {"大家早上好", ""},
                                                               {"每天早上都卡", ""},
                                                               {"有一点慢", ""},
                                                               {"已经三天了", ""},
                                                               {"昨天夜里到今天早上都不行", ""},
                                                               {"昨天不是说修好了吗", ""},
                                                               {"涨了3点要求解释", ""},
                                                               {"晚上8点要用", ""},
                                                               {"周一到周五几点开", ""},
                                                               {"去年的对账单", ""}};
  for (const auto& [text, time] : cases) {
    INFO(text);
    CHECK(field(text, "time") == time);
  }
}

TEST_CASE("times count from the reporter's offset") {
  const auto fields = extract("昨天下午", dictionary(), tuesday(), -300);
  CHECK(fields.at("time") == "2026-03-08/pm");
}

TEST_CASE("a name counts only where the text says that it is the customer's") {
  const std::vector<std::pair<std::string, std::string>> cases{{"客户李建国 手机", "李建国"},
                                                               {"客户姓名：王秀兰", "王秀兰"},
                                                               {"客户孙浩新股申购失败", "孙浩"},
                                                               {"客户叫刘洋", "刘洋"},
                                                               {"客户郑凯昨晚提交", "郑凯"},
                                                               {"客户张伟先生", "张伟"},
                                                               {"客户：欧阳娜娜", "欧阳娜娜"},
                                                               {"客戶張國強今早", "張國強"},
                                                               {"客户吴刚昨天开户", "吴刚"},
                                                               {"客户何洁，昨天", "何洁"},
                                                               {"客户林女士", ""},
                                                               {"客戶陳小姐", ""},
                                                               {"客户何某某说", ""},
                                                               {"客户程序卡死", ""},
                                                               {"客户马上要用", ""},
                                                               {"客户钱没到账", ""},
                                                               {"客户经理张三", ""},
                                                               {"客户高净值", ""},
                                                               {"客户反馈", ""},
                                                               {"客户王先生", ""},
                                                               {"我是李明，登录不上", ""},
                                                               {"客户查不到", ""}};
  for (const auto& [text, name] : cases) {
    INFO(text);
    CHECK(field(text, "customer_name") == name);
  }
}

TEST_CASE("an error is what the system said, in its own characters") {
  const std::vector<std::pair<std::string, std::string>> cases{
      {"賣出顯示「可用數量不足」", "可用數量不足"},
      {"报错代码 -61", "-61"},
      {"error code E1024", "E1024"},
      {"提示系统维护中", "系统维护中"},
      {"提示网络异常，请稍后再试", "网络异常，请稍后再试"},
      {"提示未开通权限，怎么办", "未开通权限"},
      {"【系统提示】该账户已被限制登录，请联系客服。客户等着", "该账户已被限制登录，请联系客服"},
      {"融券卖出被拒，说没有券源", "没有券源"},
      {"客户说“我的钱没有了”", ""},
      {"资产显示为0", ""},
      {"持仓没显示", ""},
      {"没有任何提示", ""},
      {"行情显示不出来", ""}};
  for (const auto& [text, error] : cases) {
    INFO(text);
    CHECK(field(text, "error") == error);
  }
}

TEST_CASE("small talk and general questions give nothing") {
  for (const std::string text : {"", " ", "大家早上好", "谢谢，已经好了", "小值在吗", "请问创业板怎么开通",
                                 "客户问佣金是多少", "？？？", "受理 1002", "热点"}) {
    INFO(text);
    CHECK(fields_of(text).empty());
  }
}

TEST_CASE("long and hostile input costs as much as it is long") {
  const std::vector<std::string> pieces{"客户",         "1",        "13812345678 ", "账号1", "提示", "“",
                                        "昨天",         "到",       "一",           "卡号1", "转",   "(",
                                        "【系统提示】", "\xF0\x9F", "原因",         "万",    "3/9 "};
  for (const auto& piece : pieces) {
    INFO(piece);
    CHECK(grows_with_length(piece, [](const std::string& text) { fields_of(text); }));
  }
}

TEST_CASE("the labelled reports are read with precision over 0.95 at recall over 0.80") {
  const auto file = std::string(SOURCE_FOLDER) + "/../shared/data/intake/reports.jsonl";
  const auto reports = json_lines(file);
  if (reports.empty()) {
    WARN("skipped: " + file + " is not there");
    return;
  }
  double wanted = 0, found = 0, right = 0;
  for (const auto& report : reports) {
    const auto got = extract(report["text"].get<std::string>(), dictionary(),
                             time_of(report["now"].get<std::string>()), china);
    wanted += static_cast<double>(report["fields"].size());
    found += static_cast<double>(got.size());
    for (const auto& [name, value] : got) {
      if (!report["fields"].contains(name)) continue;
      const auto want = plain_value(report["fields"][name]);
      const bool same = name == "error"
                            ? want.find(value) != std::string::npos || value.find(want) != std::string::npos
                            : want == value;
      right += same ? 1 : 0;
    }
  }
  CHECK(right / found > 0.95);
  CHECK(right / wanted > 0.80);
}
