#include "bot/command.h"

#include <catch2/catch.hpp>

namespace {

Command parsed(const std::string& text, const std::string& quoted = "") {
  INFO(text << " | " << quoted);
  const auto command = parse_command(text, quoted);
  REQUIRE(command);
  return *command;
}

using Tickets = std::vector<long long>;

}  // namespace

TEST_CASE("every verb is known in Chinese, Traditional and English") {
  const std::vector<std::pair<std::string, Verb>> table{
      {"时钟", Verb::clock},        {"查询", Verb::show},     {"查詢", Verb::show},
      {"查看", Verb::show},         {"show", Verb::show},     {"受理", Verb::accept},
      {"Accept", Verb::accept},     {"接单", Verb::accept},   {"接單", Verb::accept},
      {"回复", Verb::reply},        {"回覆", Verb::reply},    {"REPLY", Verb::reply},
      {"答复", Verb::reply},        {"备注", Verb::note},     {"備註", Verb::note},
      {"note", Verb::note},         {"提问", Verb::ask},      {"提問", Verb::ask},
      {"ask", Verb::ask},           {"转派", Verb::transfer}, {"轉派", Verb::transfer},
      {"transfer", Verb::transfer}, {"解决", Verb::resolve},  {"解決", Verb::resolve},
      {"resolve", Verb::resolve},   {"关闭", Verb::close},    {"關閉", Verb::close},
      {"close", Verb::close},       {"重开", Verb::reopen},   {"重開", Verb::reopen},
      {"reopen", Verb::reopen},     {"接管", Verb::take},     {"take", Verb::take},
      {"take over", Verb::take}};
  for (const auto& [word, verb] : table) {
    const auto command = parsed(word + " 1002");
    CHECK(command.verb == verb);
    CHECK(command.tickets == Tickets{1002});
    CHECK(command.word == word);
    CHECK_FALSE(command.implied);
  }
  for (const auto& [word, verb] : std::vector<std::pair<std::string, Verb>>{{"我的", Verb::mine},
                                                                            {"mine", Verb::mine},
                                                                            {"待处理", Verb::queue},
                                                                            {"待處理", Verb::queue},
                                                                            {"queue", Verb::queue},
                                                                            {"帮助", Verb::help},
                                                                            {"help", Verb::help},
                                                                            {"？", Verb::help}})
    CHECK(parsed(word).verb == verb);
}

TEST_CASE("the number is found however it is written and wherever it stands") {
  for (const std::string text :
       {"受理 1002",     "受理1002",     "受理#1002",       "受理 #1002",        "受理 ＃１００２",
        "受理：1002",    "受理 1002号",  "受理事件单1002",  "受理 事件单 #1002", "受理单号：1002",
        "受理 No.1002",  "accept1002",   "accept #1002",    "1002 受理",         "#1002受理",
        "#1002 accept",  "【1002】受理", "  受理　1002。",  "请受理 1002",       "麻烦受理一下1002",
        "受理一下 1002", "把1002受理了", "事件单1002 受理", "受理\n1002"}) {
    INFO(text);
    const auto command = parsed(text);
    CHECK(command.verb == Verb::accept);
    CHECK(command.tickets == Tickets{1002});
    CHECK(command.certain);
  }
}

TEST_CASE("several tickets can be accepted or closed at once, each once") {
  for (const std::string text :
       {"受理 1002 1003 1005", "受理1002、1003和1005", "受理 #1002，#1003, #1005 #1002",
        "1002 1003 1005 受理", "受理 1002/1003/1005", "受理 1002与1003及1005"}) {
    INFO(text);
    CHECK(parsed(text).tickets == Tickets{1002, 1003, 1005});
  }
  CHECK(parsed("关闭 1002 1003").tickets == Tickets{1002, 1003});
}

TEST_CASE("a reply keeps its words as typed and takes one number only") {
  auto command = parsed("回复 1002 请客户重新登录后再试");
  CHECK(command.verb == Verb::reply);
  CHECK(command.text == "请客户重新登录后再试");
  CHECK(parsed("回复1002：1、先退出；2、重新登录ＡＰＰ。").text == "1、先退出；2、重新登录ＡＰＰ。");
  command = parsed("回复 1002 600519 可以买入了");
  CHECK(command.tickets == Tickets{1002});
  CHECK(command.text == "600519 可以买入了");
  CHECK(parsed("回復 1002 請客戶重新登錄").text == "請客戶重新登錄");
  CHECK(parsed("Reply #1002 Please Log In again").text == "Please Log In again");
  CHECK(parsed("回复 请客户重新登录 #1002").tickets == Tickets{1002});
}

TEST_CASE("a quote brings the number when the words lack it") {
  const std::string card = "新事件单 #1002\n股票交易不了\n交易系统";
  auto command = parsed("受理", card);
  CHECK(command.tickets == Tickets{1002});
  CHECK(command.certain);
  command = parsed("回复 请客户重新登录后再试", card);
  CHECK(command.tickets == Tickets{1002});
  CHECK(command.text == "请客户重新登录后再试");
  CHECK(parsed("回复请客户重新登录", card).text == "请客户重新登录");
  CHECK(parsed("受理 1003", card).tickets == Tickets{1003});
  CHECK(parsed("解决 程序类 空指针，已修复", "事件单 1002 已受理").tickets == Tickets{1002});
  CHECK(parsed("受理", "您的事件单（#1002）已登记，同类 #1001").tickets == Tickets{});
  CHECK(parsed("受理", "#1002 股票交易不了\n与 #1001 同类").tickets == Tickets{1002});
}

TEST_CASE("a quoted list names no ticket") {
  const std::string list = "待处理 2 单\n#1002 股票交易不了\n#1003 开户失败";
  CHECK(parsed("受理", list).tickets.empty());
  CHECK(parsed("关闭", "#1002 a\n#1003 b").tickets.empty());
}

TEST_CASE("words without a verb about a ticket are an internal note") {
  for (const auto& [text, quoted, words] : std::vector<std::array<std::string, 3>>{
           {"看了日志，是空指针", "事件单 #1002 已受理", "看了日志，是空指针"},
           {"#1002 看了日志", "", "看了日志"},
           {"刚看了 #1002 的日志，是空指针", "", "刚看了 #1002 的日志，是空指针"}}) {
    const auto command = parsed(text, quoted);
    CHECK(command.verb == Verb::note);
    CHECK(command.implied);
    CHECK(command.certain);
    CHECK(command.tickets == Tickets{1002});
    CHECK(command.text == words);
  }
  CHECK(parsed("", "事件单 #1002 已受理").verb == Verb::show);
  CHECK(parsed("#1002").verb == Verb::show);
  CHECK_FALSE(parsed("1002 看了日志").certain);
}

TEST_CASE("a report is not taken for a command") {
  for (const std::string text : {"查询不到持仓",
                                 "解决不了",
                                 "关闭账户失败",
                                 "回复慢",
                                 "帮助客户开户",
                                 "我的客户买不了股票",
                                 "股票交易不了",
                                 "问题很多",
                                 "客户13812345678今天9:40在APP买入600519提示资金账号异常",
                                 "转账失败",
                                 "看不到行情",
                                 "10点后无法登录",
                                 "",
                                 "2026年3月交易查不到",
                                 "takes too long",
                                 "askew",
                                 "交易系统 13900001111 刚才",
                                 "委托编号 1234567 撤单失败",
                                 "完成开户后登录不了",
                                 "查询股票600519行情异常",
                                 "doneness",
                                 "已解决了吗"}) {
    INFO(text);
    CHECK_FALSE(parse_command(text, ""));
  }
  for (const std::string text : {"解决不了", "查询不到", "关闭失败了", "受理不了"}) {
    INFO(text);
    const auto command = parse_command(text, "事件单 #1002");
    REQUIRE(command);
    CHECK(command->verb == Verb::note);
    CHECK(command->implied);
  }
}

TEST_CASE("a verb without a number is uncertain when words follow, and asks which when none do") {
  CHECK_FALSE(parsed("关闭 账户失败").certain);
  CHECK_FALSE(parsed("查询 持仓不对").certain);
  CHECK_FALSE(parsed("我的 客户买不了").certain);
  CHECK_FALSE(parsed("解决 一下登录问题").certain);
  CHECK(parsed("受理").certain);
  CHECK(parsed("受理").tickets.empty());
  CHECK(parsed("解决 程序类 空指针 已修复").certain);
}

TEST_CASE("dates, times and amounts are no ticket numbers") {
  CHECK(parsed("回复 2026年3月10日已修复", "#1002").tickets == Tickets{1002});
  CHECK(parsed("回复 2026-03-10已修复", "#1002").tickets == Tickets{1002});
  CHECK(parsed("回复 10点前恢复", "#1002").text == "10点前恢复");
  CHECK(parsed("回复 5000元已退回", "#1002").text == "5000元已退回");
  CHECK(parsed("回复 13812345678 的客户", "#1002").tickets == Tickets{1002});
}

TEST_CASE("a transfer names a role or a person and a reason") {
  const std::vector<std::array<std::string, 4>> table{
      {"转派 1002 研发 日志报空指针", "developer", "", "日志报空指针"},
      {"转派 1002 给研发组，原因：日志报空指针", "developer", "", "日志报空指针"},
      {"轉派 1002 研發 日誌報空指針", "developer", "", "日誌報空指針"},
      {"1002 转测试 无法复现", "tester", "", "无法复现"},
      {"把1002转给运维 原因是要跑数据", "ops", "", "要跑数据"},
      {"转派1002产品：配置不对", "product", "", "配置不对"},
      {"transfer 1002 to dev NPE in the log", "developer", "", "NPE in the log"},
      {"转派 1002 @张工 帮忙看下", "", "张工", "帮忙看下"},
      {"转派 1002 研发 @zhang.san\u2005日志在附件", "developer", "zhang", ""},
      {"转派 1002 外包 处理", "contractor", "", "处理"},
      {"转派 1002 研发", "developer", "", ""},
      {"转派 1002 隔壁老王 帮忙", "", "", "隔壁老王 帮忙"},
  };
  for (const auto& [text, role, person, reason] : table) {
    INFO(text);
    const auto command = parsed(text);
    CHECK(command.verb == Verb::transfer);
    CHECK(command.tickets == Tickets{1002});
    CHECK(command.role == role);
    if (person == "zhang") {
      CHECK(command.person == "zhang.san");
      CHECK(command.text == "日志在附件");
      continue;
    }
    CHECK(command.person == person);
    CHECK(command.text == reason);
  }
}

TEST_CASE(
    "assigning without a name means the least loaded on duty; any word behind it means something else") {
  for (const std::string text : {"指派 1002", "1002 指派", "assign 1002", "Assign #1002", "請指派 1002"}) {
    const auto command = parsed(text);
    CHECK(command.verb == Verb::transfer);
    CHECK(command.tickets == Tickets{1002});
    CHECK(command.to_least);
  }
  for (const std::string text : {"指派 1002 @张工", "指派 1002 隔壁老王", "指派 1002 研发", "转派 1002"})
    CHECK_FALSE(parsed(text).to_least);
  CHECK(parsed("指派 1002 @张工").assigns);
  CHECK_FALSE(parsed("转派 1002 @张工").assigns);
}

TEST_CASE("a resolution says category, reason and solution with or without labels") {
  const std::vector<std::array<std::string, 4>> table{
      {"解决 1002 程序类 原因 空指针 方案 已发布修复", "program", "空指针", "已发布修复"},
      {"解决 1002 程序类 原因：空指针；方案：已发布修复。", "program", "空指针", "已发布修复。"},
      {"解决 1002 程序类 行情接口超时 已发布修复", "program", "行情接口超时", "已发布修复"},
      {"解决1002程序类 行情接口超时，已发布修复", "program", "行情接口超时", "已发布修复"},
      {"解決 1002 數據類 歷史數據缺失；已補錄", "data", "歷史數據缺失", "已補錄"},
      {"解决 1002 程序 原因是空指针 解决方案是升级到 2.1", "program", "空指针", "升级到 2.1"},
      {"解决 1002 咨询类 已告知客户操作方法", "consult", "已告知客户操作方法", "已告知客户操作方法"},
      {"resolve 1002 program null pointer in orders; fix is out", "program", "null pointer in orders",
       "fix is out"},
      {"resolve #1002 data reason: late file solution: loaded again", "data", "late file", "loaded again"},
      {"1002 解决 分类：数据类 原因：文件晚到\n方案：已重跑", "data", "文件晚到", "已重跑"},
      {"解决 1002 数据不一致导致持仓不对", "", "数据不一致导致持仓不对", "数据不一致导致持仓不对"},
      {"解决 1002 程序类", "program", "", ""},
      {"解决 1002 程序类 方案 已发布修复", "program", "", "已发布修复"},
      {"解决 1002", "", "", ""},
      {"已解决 1002 程序类 原因配置错误方案已更正", "program", "配置错误", "已更正"},
  };
  for (const auto& [text, category, reason, solution] : table) {
    INFO(text);
    const auto command = parsed(text);
    CHECK(command.verb == Verb::resolve);
    CHECK(command.tickets == Tickets{1002});
    CHECK(command.category == category);
    CHECK(command.reason == reason);
    CHECK(command.solution == solution);
  }
}

TEST_CASE("a mistyped verb is recognised as the nearest one") {
  CHECK(unknown_command("授理 1002").nearest == Verb::accept);
  CHECK(unknown_command("转排 1002 研发").nearest == Verb::transfer);
  CHECK(unknown_command("acept 1002").nearest == Verb::accept);
  CHECK(unknown_command("resolv 1002").nearest == Verb::resolve);
  CHECK_FALSE(unknown_command("今天天气不错").nearest);
  CHECK_FALSE(unknown_command("").nearest);
  CHECK(unknown_command("授理 1002").text == "授理 1002");
}

TEST_CASE("a button says verb, ticket and card; other keys are not ours") {
  Click click;
  click.key = "ticket.accept:1002";
  click.task_id = "ticket-1002-3";
  const auto command = command_of_click(click);
  REQUIRE(command);
  CHECK(command->verb == Verb::accept);
  CHECK(command->tickets == Tickets{1002});
  CHECK(command->card == "ticket-1002-3");
  for (const char* key : {"", "ticket.accept", "ticket.accept:", "ticket.accept:12x", "ticket.accept:-4",
                          "ticket.fly:1002", "article.solved:1002", "ticket.accept:99999999999999999999"}) {
    click.key = key;
    CHECK_FALSE(command_of_click(click));
  }
}

TEST_CASE("a severity is read from the words behind the number") {
  CHECK(parsed("级别 1002 高").severity == "high");
  CHECK(parsed("1002 级别改为紧急，影响很多客户").severity == "urgent");
  CHECK(parsed("severity 1002 low").severity == "low");
  CHECK(parsed("定级 1002").severity.empty());
  CHECK(parsed("级别 1002 highway").severity.empty());
  CHECK_FALSE(parse_command("级别太低看不到", ""));
}

TEST_CASE("names of verbs in button keys are their own") {
  for (int i = 0; i <= static_cast<int>(Verb::help); ++i) {
    const auto verb = static_cast<Verb>(i);
    Click click;
    click.key = std::string("ticket.") + name_of(verb) + ":1001";
    const auto command = command_of_click(click);
    REQUIRE(command);
    CHECK(command->verb == verb);
  }
}

TEST_CASE("broken text and very long text are survived") {
  CHECK_FALSE(parse_command("\xE5\x8F", ""));
  CHECK(parsed("受理 1002 \xFF\xFE").tickets == Tickets{1002});
  std::string far(100000, ' ');
  CHECK_NOTHROW(parse_command(far + "受理 1002", far));
  std::string many;
  for (int i = 0; i < 20000; ++i) many += "#1";
  CHECK_NOTHROW(parse_command(many, many));
}

TEST_CASE("who is on duty is asked in a sentence, without a number") {
  for (const auto* text :
       {"现在谁值班", "谁值班", "今天谁值班？", "值班", "who is on duty", "Who is on duty?", "on call"}) {
    const auto command = parse_command(text, "");
    INFO(text);
    REQUIRE(command);
    CHECK(command->verb == Verb::duty);
  }
  CHECK_FALSE(parse_command("值班人员说资金账号异常", ""));
}
