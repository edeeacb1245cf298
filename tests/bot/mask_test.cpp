#include "bot/mask.h"

#include <catch2/catch.hpp>

#include "tests/bot/mask_sentences.h"
#include "tests/support/growth.h"

namespace {

using Case = std::pair<std::string, std::string>;

void holds(const std::vector<Case>& cases) {
  for (const auto& [text, wanted] : cases) {
    INFO(text);
    CHECK(mask(text) == wanted);
    CHECK(mask(wanted) == wanted);
  }
}

}  // namespace

TEST_CASE("each kind shows what its row of the table allows") {
  holds({{"客户13812345678买不了", "客户138****5678买不了"},
         {"+86 138-1234-5678", "138****5678"},
         {"0086 13812345678", "138****5678"},
         {"身份证11010519491231002X。", "身份证1****************X。"},
         {"110105491231002", "1*************2"},
         {"卡号6222021234567890123", "卡号***************0123"},
         {"4111 1111 1111 1111", "************1111"},
         {"资金账号：66001188", "资金账号：*****188"},
         {"客户号是123456", "客户号是****456"},
         {"股东代码A123456789", "股东代码*******789"},
         {"电话0755-86543210", "电话0755******10"},
         {"(010)62345678", "(010******78"},
         {"验证码：357912", "验证码：******"},
         {"密码是Abc@1234，改不了", "密码是******，改不了"},
         {"密码：abcdef 登不上", "密码：****** 登不上"},
         {"密码错误，我输的123456", "密码错误，我输的******"},
         {"验证码123456发给我了", "验证码******发给我了"},
         {"密码123456位数不够", "密码******位数不够"},
         {"password: hunter", "password: ******"},
         {"my PIN is 4711", "my PIN is ******"},
         {"验证码 357 912 收到了", "验证码 ****** 收到了"},
         {"zhang.san@qq.com", "z***@qq.com"},
         {"13812345678@139.com", "***@139.com"},
         {"护照E12345678", "护照E******78"},
         {"EA1234567", "E******67"},
         {"通行证H1234567890。", "通行证H********90。"},
         {"姓名：欧阳锋", "姓名：**锋"},
         {"客户张伟反馈", "客户*伟反馈"},
         {"我叫李建国", "我叫**国"},
         {"上海市浦东新区世纪大道100号20楼", "上海市浦东新区世纪大道*******"}});
}

TEST_CASE("what is not personal is shown as it is") {
  holds({{"资金账号异常", "资金账号异常"},
         {"在APP买入600519提示资金账号异常", "在APP买入600519提示资金账号异常"},
         {"公司91330106MA2CCKX95H", "公司91330106MA2CCKX95H"},
         {"2026-03-10 09:40:12", "2026-03-10 09:40:12"},
         {"2026-03-10/2026-03-11", "2026-03-10/2026-03-11"},
         {"开13.40 13.55 13.2", "开13.40 13.55 13.2"},
         {"600519 000001 300750", "600519 000001 300750"},
         {"192.168.100.100:8080", "192.168.100.100:8080"},
         {"订单号20260310093000123", "订单号20260310093000123"},
         {"客户反馈登录不了", "客户反馈登录不了"},
         {"密码忘记了，进不去APP", "密码忘记了，进不去APP"},
         {"事件单（忘记密码）已解决，重开 1002", "事件单（忘记密码）已解决，重开 1002"},
         {"忘记密码 #1002", "忘记密码 #1002"},
         {"忘记密码、密码被锁怎么办 https://desk.example.com/qa/article/forgotten-2",
          "忘记密码、密码被锁怎么办 https://desk.example.com/qa/article/forgotten-2"},
         {"密码6位", "密码6位"},
         {"密码10-16位怎么设", "密码10-16位怎么设"},
         {"密码2026年起必须8位", "密码2026年起必须8位"},
         {"密码最多1000次", "密码最多1000次"},
         {"密码控件IE11无法安装", "密码控件IE11无法安装"},
         {"密码框iPhone无法输入", "密码框iPhone无法输入"},
         {"密码错误，错误码1001", "密码错误，错误码1001"},
         {"修改密码提示E1003", "修改密码提示E1003"},
         {"密码错误,提示 ERR-2001", "密码错误,提示 ERR-2001"},
         {"验证码95533发的", "验证码95533发的"},
         {"验证码10086短信收不到", "验证码10086短信收不到"},
         {"password is wrong", "password is wrong"},
         {"Where can I get my PIN unblocked?", "Where can I get my PIN unblocked?"},
         {"一三五七", "一三五七"}});
}

TEST_CASE("numbers beside numbers are each found, whatever stands between") {
  holds({{"13812345678-13912345678", "138****5678-139****5678"},
         {"13812345678 600519", "138****5678 600519"},
         {"老三13812345678一直", "老三138****5678一直"},
         {"13812345678 2026-03-10", "138****5678 2026-03-10"},
         {"13812345678 110105 19491231 002X", "138****5678 1****************X"},
         {"**13812345678**", "**138****5678**"},
         {"138 1234 5678/139 1234 5678", "138****5678/139****5678"}});
}

TEST_CASE(
    "M1: every separator, script and prefix of a phone, an identity number and a card is seen through") {
  const std::vector<std::string> separators{
      "",       " ",      "-",      ".",  "·", "/", "_", "\u00A0", "\u2009", "\u200A",
      "\u200B", "\u202F", "\u3000", "－", "—", "–", "‑", "・",     "\uFEFF", "\u2060",
      "  ",     " -",     "- ",     "(",  ")", "[", "]", "（",     "）",     "．"};
  const std::string phone = "13812345678", identity = "110105194912310021", card = "6222021234567890128";
  int vectors = 0;
  const auto check = [&](const std::string& text, const std::string& wanted) {
    ++vectors;
    INFO(text);
    CHECK(mask("看" + text + "，") == "看" + wanted + "，");
  };
  for (const auto& between : separators)
    for (const std::vector<int>& sizes :
         {std::vector<int>{3, 4}, {3, 3}, {4, 3}, {3}, {5}, {1, 1, 1, 1, 1, 1, 1, 1, 1, 1}}) {
      check(Sentences::grouped(phone, sizes, between), "138****5678");
      if (sizes.size() > 1)
        check(Sentences::grouped(Sentences::wide(phone), {9, 12}, between), "１３８****５６７８");
    }
  for (const auto& between : separators) {
    check(Sentences::grouped(identity, {6, 8}, between), "1****************1");
    check(Sentences::grouped(identity, {6, 4, 2, 2}, between), "1****************1");
    check(Sentences::grouped(card, {4, 4, 4, 4}, between), "***************0128");
  }
  for (const std::string prefix : {"86", "0086", "+86", "+86 ", "+86-", "0086 ", "86-"})
    for (const auto& between : separators)
      check(prefix + Sentences::grouped(phone, {3, 4}, between), "138****5678");
  for (const std::string written :
       {"一三八一二三四五六七八", "幺三八幺二三四五六七八", "①③⑧①②③④⑤⑥⑦⑧", "１３８12345678", "₁₃₈₁₂₃₄₅₆₇₈"}) {
    ++vectors;
    INFO(written);
    CHECK(mask(written).find("****") != std::string::npos);
  }
  for (const std::string last : {"X", "x", "Ｘ", "×"}) {
    ++vectors;
    CHECK(mask("11010519491231002" + last) == "1****************" + last);
  }
  CHECK(vectors >= 400);
}

TEST_CASE("M2: personal data in made-up sentences is found") {
  Sentences sentences(20260310);
  int missed = 0;
  constexpr int count = 100'000;
  for (int i = 0; i < count; ++i) {
    const auto told = sentences.personal();
    const auto masked = mask(told.sentence);
    for (const auto& secret : told.secrets)
      if (masked.find(secret) != std::string::npos || masked.find("****") == std::string::npos) {
        WARN("missed: " << told.sentence << " → " << masked);
        ++missed;
      }
  }
  CHECK(missed * 1000 <= count);
}

TEST_CASE("M3: lines of business are left alone") {
  Sentences sentences(20260311);
  int altered = 0;
  constexpr int count = 20'000;
  for (int i = 0; i < count; ++i) {
    const auto line = sentences.business();
    if (mask(line) != line) {
      WARN("altered: " << line << " → " << mask(line));
      ++altered;
    }
  }
  CHECK(altered * 500 <= count);
}

TEST_CASE("M4: what is masked stays as it is, in chat and in the log") {
  Sentences sentences(20260312);
  const std::vector<std::string> pieces{
      "1",  "86",   "138",  "1234",   "5678",   "110105", "19491231", "002X", "6222", "-",  " ",  ".",
      "  ", "*",    "****", "三",     "账号",   "密码",   "客户",     "张三", "我叫", "路", "号", "@",
      "a",  ".com", "E",    "验证码", "一二三", "~",      "X",        "\n",   "+",    "（", "A1"};
  std::mt19937 random(7);
  for (int i = 0; i < 20000; ++i) {
    std::string text = i % 4 == 0 ? sentences.personal().sentence : "";
    for (int more = static_cast<int>(random() % 14); more > 0; --more)
      text += pieces[random() % pieces.size()];
    INFO(text);
    const auto chat = mask(text), log = mask(text, Sink::log), hashed = mask(text, LogKey{1, 2});
    REQUIRE(mask(chat) == chat);
    REQUIRE(mask(log, Sink::log) == log);
    REQUIRE(mask(hashed, LogKey{1, 2}) == hashed);
  }
}

TEST_CASE("M5: a number cut in two is masked where the two are shown together") {
  CHECK(mask(std::string("客户手机1381234") + "5678，急") == "客户手机138****5678，急");
  CHECK(mask("客户手机1381234 " + std::string("5678")) == "客户手机138****5678");
  // What a person said in two messages stands in their report as two lines.
  holds({{"客户手机1381234\n5678，急", "客户手机138****5678，急"},
         {"110105\r\n194912310021买不了", "1****************1买不了"},
         {"卡号62220212\n34567890123", "卡号***************0123"},
         {"资金账号6600\n1188", "资金账号*****188"},
         {"资金账号66001188\n600519买不了", "资金账号*****188\n600519买不了"},
         {"13812345678\n13912345678", "138****5678\n139****5678"},
         {"600519\n000001\n300750", "600519\n000001\n300750"}});
}

TEST_CASE("M6: a text costs as much as it is long, and no more than 64 kB are kept") {
  for (const std::string piece :
       {"1 ", "12-", "9 9", "13812345678 ", "客户张三 ", "密码 ", "a@b.c ", "路1号 ", "9", "客户",
        "今天客户反馈在APP买入600519提示资金账号异常，金额12.50 13.20。"}) {
    std::string text;
    while (text.size() < 100'000) text += piece;
    INFO(piece);
    CHECK(mask(text).size() <= 64 * 1024);
    CHECK(grows_with_length(piece, [](const std::string& words) { mask(words); }));
  }
}

TEST_CASE("the log names the kind, or a keyed hash that joins lines about the same number") {
  CHECK(mask("客户13812345678", Sink::log) == "客户~phone");
  CHECK(mask("密码abcd1234 zhang@qq.com", Sink::log) == "密码****** ~email");
  const LogKey key{1, 2}, other{1, 3};
  CHECK(mask("+86 138-1234-5678", key) == mask("１３８12345678", key));
  CHECK(mask("13812345678", key) != mask("13812345679", key));
  CHECK(mask("13812345678", key) != mask("13812345678", other));
  CHECK(mask("13812345678", key).size() == 9);
}

TEST_CASE("one field is masked by its name even where its form is wrong") {
  CHECK(mask_field("phone", "13812345678") == "138****5678");
  CHECK(mask_field("phone", "138123456789") == "********6789");
  CHECK(mask_field("id_number", "11010519491231002X") == "1****************X");
  CHECK(mask_field("id_number", "1101051949123100") == "***************0");
  CHECK(mask_field("account", "66001188") == "*****188");
  CHECK(mask_field("account", "A123456789") == "*******789");
  CHECK(mask_field("customer_name", "欧阳锋") == "**锋");
  CHECK(mask_field("customer_name", "锋") == "*");
  CHECK(mask_field("stock", "600519") == "600519");
  CHECK(mask_field("time", "2026-03-10T09:40") == "2026-03-10T09:40");
  CHECK(mask_field("error", "手机13812345678异常") == "手机138****5678异常");
  CHECK(mask_field("phone", "") == "");
}

TEST_CASE("broken text is no danger") {
  CHECK(mask("\xFF\xFE 13812345678 \xE4\xBA") == "\uFFFD\uFFFD 138****5678 \uFFFD");
  CHECK(mask("") == "");
  CHECK(mask(std::string("1\0003812345678", 12)) == "138****5678");
}
