#include <catch2/catch.hpp>

#include "handlers/diagnostics/diagnostic_notice.h"
#include "handlers/diagnostics/findings.h"

namespace {

using Cells = std::vector<std::string>;

Diagnostic search_of(const std::vector<std::string>& paths = {}) {
  Diagnostic one;
  one.id = "login_log";
  one.title = {{"zh-CN", "登录日志"}, {"en", "Login log"}};
  one.kind = Diagnostic::Kind::elasticsearch;
  one.query = R"({"a":"{customer}"})";
  for (const auto& path : paths) one.columns.push_back({path, {}, ""});
  return one;
}

const char* const answer = R"({"timed_out":false,"_shards":{"failed":0},"hits":{"total":{"value":7},"hits":[
 {"_id":"a","_source":{"@timestamp":"T1","message":"密码错误","client":{"ip":"10.8.0.1"},"user.name":"x"}},
 {"_id":"b","_source":{"@timestamp":"T2","message":null,"tags":["p","q"]}}]}})";

}  // namespace

TEST_CASE("what Elasticsearch answers becomes rows, by the columns that are named or by those that come") {
  const auto named =
      findings_of_search(search_of({"@timestamp", "client.ip", "_id", "user.name", "tags.1"}), answer);
  REQUIRE(named);
  CHECK(named->rows == std::vector<Cells>{{"T1", "10.8.0.1", "a", "x", ""}, {"T2", "", "b", "", "q"}});
  CHECK(named->total == 7);
  CHECK_FALSE(named->partial);
  const auto plain = findings_of_search(search_of(), answer);
  REQUIRE(plain);
  CHECK(plain->columns == Cells{"@timestamp", "client", "message", "user.name", "tags"});
  CHECK(plain->rows[0][1] == R"({"ip":"10.8.0.1"})");
}

TEST_CASE("an answer that did not look everywhere says so, and what is no answer of a search is unreadable") {
  CHECK(findings_of_search(search_of(), R"({"timed_out":true,"hits":{"total":3,"hits":[]}})")->partial);
  CHECK(findings_of_search(search_of(), R"({"_shards":{"failed":1},"hits":{"hits":[]}})")->partial);
  CHECK(findings_of_search(search_of(), R"({"hits":{"total":3,"hits":[]}})")->total == 3);
  for (const auto* broken : {"", "<html>", "[]", "{}", R"({"hits":{"hits":5}})"})
    CHECK_FALSE(findings_of_search(search_of(), broken));
}

TEST_CASE("the rows of an HTTP interface stand where its file says; one thing is a list of one") {
  auto one = search_of();
  one.kind = Diagnostic::Kind::http;
  one.rows = "data.items";
  CHECK(findings_of_http(one, R"({"data":{"items":[{"a":1,"b":true},{"a":"x"}]}})")->rows ==
        std::vector<Cells>{{"1", "true"}, {"x", ""}});
  CHECK(findings_of_http(one, R"({"data":{}})")->rows.empty());
  one.rows = "";
  CHECK(findings_of_http(one, R"({"a":1.5})")->rows == std::vector<Cells>{{"1.5"}});
  CHECK(findings_of_http(one, R"(["p","q"])")->rows == std::vector<Cells>{{"p"}, {"q"}});
  CHECK_FALSE(findings_of_http(one, "not json"));
}

TEST_CASE(
    "what is kept is masked: by its column, as free text, and wherever a value of the customer stands") {
  auto one = search_of({"who", "account", "words"});
  one.columns[0].as = "customer_name";
  one.columns[1].as = "account";
  Findings found;
  found.columns = {"who", "account", "words"};
  found.rows = {{"张三丰", "8800123456", "客户 66778 来电 13912345678，身份证 11010519491231002X"}};
  const auto shown = fit_to_show(found, one, {{"account", "66778"}, {"customer_name", "李雷"}});
  const auto text = to_json(shown);
  for (const auto* secret : {"张三丰", "8800123456", "66778", "13912345678", "11010519491231002X"}) {
    INFO(secret << " in " << text);
    CHECK(text.find(secret) == text.npos);
  }
  CHECK(shown.rows[0][1].ends_with("456"));
}

TEST_CASE("too many rows, too many bytes and too long a cell are cut, and it is said") {
  auto one = search_of();
  one.most_rows = 3;
  Findings found;
  found.columns = {"a"};
  for (int i = 0; i < 5; ++i) found.rows.push_back({"x"});
  CHECK(fit_to_show(found, one, {}).rows.size() == 3);
  CHECK(fit_to_show(found, one, {}).more);
  one.most_rows = 100;
  one.most_bytes = 1024;
  found.rows.assign(50, {std::string(100, 'y')});
  const auto fit = fit_to_show(found, one, {});
  CHECK(fit.rows.size() == 10);
  CHECK(fit.more);
  found.rows = {{std::string(9000, 'z')}};
  const auto cut = fit_to_show(found, one, {});
  CHECK(cut.cut);
  CHECK(cut.rows[0][0].size() < 2100);
  found.rows = {{"x"}};
  const auto whole = fit_to_show(found, one, {});
  CHECK_FALSE((whole.more || whole.cut));
}

TEST_CASE("moments stand on the firm's clock, and what only looks like one stays as it is") {
  const auto shown = [](const std::string& cell) {
    Findings found;
    found.columns = {"a"};
    found.rows = {{cell}};
    return fit_to_show(found, search_of(), {}, 480).rows.at(0).at(0);
  };
  CHECK(shown("2026-03-10T01:31:05.123Z") == "2026-03-10 09:31:05.123");
  CHECK(shown("2026-03-10T09:31:05.123456+08:00") == "2026-03-10 09:31:05.123");
  CHECK(shown("2026-03-10T20:00:00-05:00") == "2026-03-11 09:00:00");
  for (const auto* other : {"2026-03-10T01:31:05", "2026-03-10T01:31:05 Z and more words",
                            "2026-99-10T01:31:05Z", "x2026-03-10T01:31:05Z"})
    CHECK(shown(other) == other);
}

TEST_CASE("findings are read back as they were kept, and broken ones are none") {
  Findings found{{"a", "b"}, {{"1", "账"}}, 9, true, true, true};
  CHECK(findings_from_json(to_json(found)) == found);
  CHECK(findings_from_json("") == Findings{});
  CHECK(findings_from_json(R"({"rows":5})") == Findings{});
}

// ---- chat

namespace {

struct ChatWorld {
  DiagnosticBook book{{search_of(), second()}, {}};
  Forms forms;
  Ticket ticket;
  DiagnoseWorld world;

  static Diagnostic second() {
    Diagnostic one = search_of();
    one.id = "account_state";
    one.title = {{"zh-CN", "账户状态"}};
    one.query = R"({"a":"{fund_account}"})";
    return one;
  }
  ChatWorld() {
    FormField account;
    account.name = "account";
    account.label = {{"zh-CN", "资金账号"}};
    forms.forms = {{"other", {}, {}, {}, {account}}};
    ticket.number = 1002;
    ticket.fields = {{"phone", "13812345678"}};
    ticket.seen_by_team = true;
    ticket.assignee = {"corp/me", "me", "我"};
    world.book = &book;
    world.forms = &forms;
    world.actor = {"corp/me", Role::agent};
    world.actor_contact = "me";
    world.chat = {"bot", "team", ChatKind::group};
    world.ticket = &ticket;
  }
  DiagnoseDecision say(const std::string& words) const {
    const auto command = parse_command(words, "");
    REQUIRE(command);
    REQUIRE(command->verb == Verb::diagnose);
    return decide_diagnosis(world, *command);
  }
};

}  // namespace

TEST_CASE("诊断 with a number and a name asks; by a part of the name or in English too") {
  const ChatWorld chat;
  for (const auto* words : {"诊断 #1002 登录日志", "1002 诊断 登录", "诊断1002登录日志",
                            "diagnose 1002 login log", "diagnose #1002 login_log"}) {
    INFO(words);
    const auto decision = chat.say(words);
    REQUIRE(decision.asks.size() == 1);
    CHECK(decision.asks[0].diagnostic == "login_log");
    CHECK(decision.asks[0].way == "chat");
    CHECK(decision.asks[0].contact == "me");
    CHECK(decision.answer.notice.key == "diagnostic.begun");
  }
  CHECK_FALSE(parse_command("诊断书上传失败", ""));
}

TEST_CASE("诊断 without a name says which there are; what the report lacks is named, and nothing is asked") {
  const ChatWorld chat;
  for (const auto* words : {"诊断 1002", "诊断 1002 没有这个"}) {
    const auto decision = chat.say(words);
    CHECK(decision.asks.empty());
    CHECK(decision.answer.notice.key == "diagnostic.which");
    CHECK(decision.answer.notice.items.size() == 2);
  }
  const auto lacking = chat.say("诊断 1002 账户状态");
  CHECK(lacking.asks.empty());
  CHECK(lacking.answer.notice.key == "diagnostic.missing");
  CHECK(lacking.answer.notice.items.at(0).at("label") == "资金账号");
}

TEST_CASE("in chat a look-up is for those whom the table of rights names, on tickets that it names") {
  for (int i = 0; i < role_count; ++i)
    for (const bool held : {false, true}) {
      ChatWorld chat;
      const auto role = static_cast<Role>(i);
      chat.world.actor.role = role;
      if (!held) chat.ticket.assignee = {"corp/other", "other", "别人"};
      const auto decision = chat.say("诊断 1002 登录日志");
      INFO(name_of(role) << " held " << held);
      CHECK(decision.asks.empty() ==
            (granted(role, Act::diagnose, thing_of(chat.world.actor, chat.ticket)) == Grant::no));
    }
  CHECK(granted(Role::contractor, Act::diagnose, Thing::held_ticket) == Grant::no);
  CHECK(granted(Role::reporter, Act::diagnose, Thing::own_ticket) == Grant::no);
}

TEST_CASE("what was found is said in a few lines, and a system that was late is said kindly") {
  const ChatWorld chat;
  DiagnosticAsk ask;
  ask.ticket = 1002;
  ask.diagnostic = "login_log";
  ask.contact = "me";
  Findings found;
  found.columns = {"a", "b"};
  for (int i = 0; i < 9; ++i) found.rows.push_back({"x\ny", std::string(500, 'w')});
  const auto say = result_for(ask, {"found", "", to_json(found), Millis{5}}, chat.book, "zh-CN");
  CHECK(say.to.kind == To::Kind::person);
  CHECK(say.to.contact == "me");
  CHECK(say.notice.params.at("count") == "9");
  CHECK(say.notice.params.at("more") == "1");
  REQUIRE(say.notice.items.size() == 5);
  CHECK(say.notice.items[0].at("line").starts_with("x y · w"));
  CHECK(say.notice.items[0].at("line").size() < 300);
  CHECK(result_for(ask, {"late", "", "", Millis{5000}}, chat.book, "zh-CN").notice.params.at("late") == "1");
  CHECK(result_for(ask, {"found", "", to_json(Findings{}), Millis{5}}, chat.book, "zh-CN")
            .notice.params.contains("empty"));
}
