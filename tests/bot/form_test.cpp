// One answer line at a time.
#include "bot/form.h"

#include <catch2/catch.hpp>

namespace {

FormField field(const std::string& name, const std::string& type) {
  FormField made;
  made.name = name;
  made.type = type;
  made.label = {{"zh-CN", name}};
  return made;
}

FormField customer() {
  auto made = field("customer", "customer");
  made.one_of = {"phone", "account", "id_number"};
  return made;
}

FormField device() {
  auto made = field("device", "choice");
  made.options = {{"ios", {{"zh-CN", "苹果"}}, {"iphone"}}, {"android", {{"zh-CN", "安卓"}}, {"华为"}}};
  return made;
}

const Dictionary dictionary{{{"trading", {{"zh-CN", "交易系统"}, {"en", "Trading"}}, {"交易", "股票"}},
                             {"transfer", {{"zh-CN", "银证转账"}}, {"转账"}}},
                            {}};
const Form form{
    "f",
    {},
    {},
    {},
    {field("system", "system"), customer(), field("time", "time"), device(), field("note", "text")}};

Answer read(const std::vector<std::string>& asked, const std::string& text, const Fields& extracted = {}) {
  return read_answer(form, asked, text, extracted, dictionary);
}

}  // namespace

TEST_CASE("a choice is said by its number, its label or another word for it") {
  for (const std::string text : {"2", "２", "安卓", "是安卓的", "华为手机", "android", "ANDROID", "2。"}) {
    INFO(text);
    CHECK(read({"device"}, text).fields == Fields{{"device", "android"}});
  }
  CHECK(read({"device"}, "3").problems == std::vector<Problem>{{"device", "choice"}});
  CHECK(read({"device"}, "塞班").problems == std::vector<Problem>{{"device", "choice"}});
}

TEST_CASE("numbers of the question announce values") {
  const auto answer = read({"system", "customer", "device"}, "1 交易 2 13900001111 3 苹果");
  CHECK(answer.fields == Fields{{"system", "trading"}, {"phone", "13900001111"}, {"device", "ios"}});
  CHECK(answer.problems.empty());
  CHECK(read({"system", "customer"}, "2.66001188，1、转账").fields ==
        Fields{{"system", "transfer"}, {"account", "66001188"}});
}

TEST_CASE("times and amounts are not taken for numbered answers") {
  CHECK(read({"system", "customer", "time"}, "交易 9:40", {{"time", "2026-03-10T09:40"}}).fields ==
        Fields{{"system", "trading"}, {"time", "2026-03-10T09:40"}});
}

TEST_CASE("a single free text takes the whole line; beside others it needs its label") {
  CHECK(read({"note"}, "客户在 外地").fields == Fields{{"note", "客户在 外地"}});
  CHECK(read({"note", "device"}, "苹果").fields == Fields{{"device", "ios"}});
  CHECK(read({"note", "device"}, "note：在外地 device=苹果").fields ==
        Fields{{"device", "ios"}, {"note", "在外地"}});
}

TEST_CASE("不知道 skips the field it stands for, or all that is left") {
  CHECK(read({"system", "customer", "device"}, "1 不知道 3 苹果").skipped ==
        std::vector<std::string>{"system"});
  CHECK(read({"system", "customer"}, "交易 其他不知道").skipped == std::vector<std::string>{"customer"});
  CHECK(read({"system", "customer"}, "不清楚").skipped == std::vector<std::string>{"system", "customer"});
  CHECK(read({"system", "customer"}, "skip").skipped == std::vector<std::string>{"system", "customer"});
}

TEST_CASE("a wrong identifier is named for what it wanted to be") {
  const auto reason = [](const std::string& text) {
    const auto answer = read({"customer"}, text);
    return answer.problems.empty() ? "" : answer.problems[0].reason;
  };
  CHECK(reason("1390000111") == "phone");
  CHECK(reason("139000011112") == "phone");
  CHECK(reason("440301198805121230") == "id_number");
  CHECK(reason("44030119880512123") == "id_number");
  CHECK(reason("13900001111").empty());
  CHECK(reason("A123456789").empty());
}

TEST_CASE("identifiers may be grouped, full-width or have a country code") {
  for (const std::string text :
       {"139 0000 1111", "139-0000-1111", "１３９００００１１１１", "+86 13900001111", "8613900001111"}) {
    INFO(text);
    CHECK(read({"customer"}, text).fields == Fields{{"phone", "13900001111"}});
  }
  CHECK(read({"customer"}, "44030119880512123x").problems.size() == 1);
  CHECK(read({"customer"}, "440301198805121231").fields == Fields{{"id_number", "440301198805121231"}});
}

TEST_CASE("an identity number needs a real month, day and check digit") {
  CHECK(id_number_holds("440301198805121231"));
  CHECK_FALSE(id_number_holds("440301198805121230"));
  CHECK_FALSE(id_number_holds("440301198813121231"));
  CHECK_FALSE(id_number_holds("44030119880512123"));
  CHECK(id_number_holds("11010519491231002X"));
  CHECK(id_number_holds("11010519491231002x"));
}

TEST_CASE("a condition makes a field required only where it holds") {
  auto stock = field("stock", "stock");
  stock.required_if = "operation=buy,sell";
  CHECK(is_required(stock, {{"operation", "sell"}}));
  CHECK_FALSE(is_required(stock, {{"operation", "cancel"}}));
  CHECK_FALSE(is_required(stock, {{"operation", "sel"}}));
  CHECK_FALSE(is_required(stock, {}));
}

TEST_CASE("any one of its identifiers makes the customer known") {
  CHECK(missing(form, {{"account", "66001188"}}, {"note"}) ==
        std::vector<std::string>{"system", "time", "device"});
}

TEST_CASE("amounts carry their units") {
  const auto amount = [](const std::string& text) {
    return read_value(field("amount", "amount"), text, dictionary).fields["amount"];
  };
  CHECK(amount("1.2万") == "12000");
  CHECK(amount("12,000元") == "12000");
  CHECK(amount("3500.50") == "3500.5");
  CHECK(read_value(field("amount", "amount"), "很多", dictionary).problem == "amount");
}

TEST_CASE("a pattern decides over the normal form") {
  auto version = field("version", "text");
  version.pattern = "v[0-9]+";
  CHECK(read_value(version, "Ｖ１２", dictionary).problem.empty());
  CHECK(read_value(version, "twelve", dictionary).problem == "pattern");
}

TEST_CASE("a system is called as its reader's language calls it, else in Chinese, else by its id") {
  CHECK(label_of(dictionary.systems, "trading", "en") == "Trading");
  CHECK(label_of(dictionary.systems, "trading", "zh-CN") == "交易系统");
  CHECK(label_of(dictionary.systems, "transfer", "en") == "银证转账");
  CHECK(label_of(dictionary.systems, "unheard_of", "en") == "unheard_of");
}
