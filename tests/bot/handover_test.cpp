#include "bot/handover.h"

#include <catch2/catch.hpp>

#include "templates/dictionary.h"
#include "templates/handover.h"

namespace {

const std::string source = SOURCE_FOLDER;
const Time morning = Time{std::chrono::sys_days{std::chrono::year{2026} / 3 / 10}} + std::chrono::hours{2};

const HandOverRules& rules() {
  static const auto loaded = load_handover_rules(source + "/templates/handover");
  INFO((loaded ? std::string() : loaded.error().text));
  REQUIRE(loaded);
  return *loaded;
}

Fields read(const std::string& role, const std::vector<std::string>& asked, const std::string& text) {
  static const auto dictionary = load_dictionary(source + "/templates/forms/dictionary.toml");
  REQUIRE(dictionary);
  return read_handover(handover_form(rules(), role), asked, text, {morning, 480, &*dictionary}).fields;
}

}  // namespace

TEST_CASE(
    "a hand-over is read from one line: labels, numbers or values that speak for themselves, any order") {
  const Fields wanted{{"why", "program_fault"},
                      {"request_id", "Req-20260310-77"},
                      {"time", "2026-03-10T09:40"},
                      {"log", "https://log.example.com/x?id=AbC"}};
  const std::vector<std::string> asked{"why", "request_id", "time", "log"};
  for (const auto* text :
       {"程序缺陷 请求号 Req-20260310-77 时间 今天9:40 日志链接 https://log.example.com/x?id=AbC",
        "https://log.example.com/x?id=AbC，今天9:40，请求号：Req-20260310-77，bug",
        "1 程序缺陷 2 Req-20260310-77 3 今天9:40 4 https://log.example.com/x?id=AbC",
        "请求号 Req-20260310-77 程序缺陷 今天9:40 https://log.example.com/x?id=AbC"}) {
    INFO(text);
    CHECK(read("developer", asked, text) == wanted);
  }
}

TEST_CASE("values stand as they were typed, with their commas and capitals") {
  const auto fields = read("tester", {"steps", "device", "version"},
                           "步骤：登录APP，打开持仓，点卖出 设备 华为Mate60 V9.0.3");
  CHECK(fields.at("steps") == "登录APP，打开持仓，点卖出");
  CHECK(fields.at("device") == "华为Mate60");
  CHECK(fields.at("version") == "V9.0.3");
}

TEST_CASE("words that are no answer fill nothing in") {
  CHECK(read("developer", {"request_id", "log"}, "麻烦看一下，客户很急").empty());
  CHECK(read("ops", {"script", "reviewer", "rollback"}, "尽快").empty());
  CHECK(read("product", {"change"}, "限额改成五万").at("change") == "限额改成五万");
}

TEST_CASE("each role of the second line has its checklist, and only a script needs a second person") {
  CHECK(handover_form(rules(), "agent").fields.empty());
  CHECK(handover_form(rules(), "contractor").fields.size() == 1);
  for (const auto* role : {"tester", "developer", "ops", "product"}) {
    CHECK(handover_form(rules(), role).fields.size() > 1);
    CHECK(needs_second_person(rules(), role) == (std::string(role) == "ops"));
  }
}

TEST_CASE("an open question of a hand-over is answered in its own chat, for half an hour") {
  HandOverDraft draft;
  draft.ticket = 1002;
  draft.chat = {"bot", "team", ChatKind::group};
  draft.at = morning;
  CHECK(waits_for_words(draft, draft.chat, morning + std::chrono::minutes{30}));
  CHECK_FALSE(waits_for_words(draft, draft.chat, morning + std::chrono::minutes{31}));
  CHECK_FALSE(waits_for_words(draft, {"bot", "chen", ChatKind::single}, morning));
}

TEST_CASE("the reason of a wait comes first, the words follow") {
  std::string rest;
  CHECK(leading_option(rules().waiting, "第三方 银行周一答复", rest) == "vendor");
  CHECK(rest == "银行周一答复");
  CHECK(leading_option(rules().waiting, "随便等等", rest).empty());
}
