#include "handlers/knowledge/orders.h"
#include "handlers/knowledge/status.h"
#include "handlers/tickets/ticket_store.h"
#include "tests/handlers/knowledge_world.h"

namespace {

using Wants = KbOrder::Kind;

struct Orders : KnowledgeWorld {
  Dictionary dictionary;
  Party agent{"f/li.lei", "li.lei", "李雷"};
  bool in_team_chat = true;

  Orders() {
    Dictionary::Entry entry;
    entry.id = "trading";
    entry.label = {{"zh-CN", "交易系统"}};
    entry.words = {"交易"};
    dictionary.systems.push_back(entry);
  }
  long long ticket() {
    Report report;
    report.origin = {"app", "wangmin", ChatKind::single};
    report.contact = "wangmin";
    report.text = "客户13812345678问两融合约怎么展期";
    report.fields = {{"system", "trading"}, {"phone", "13812345678"}};
    const auto event = opening({true, report, "问两融合约怎么展期", "wangmin", "王敏"}, agent, now, 0);
    return in([&](Transaction& t) { return open_tickets(t, {event}).front(); });
  }
  void step(long long number, Step what, const std::string& category = {}) {
    TicketEvent event;
    event.step = what;
    event.at = now;
    event.by = agent;
    event.category = category;
    event.reason = category.empty() ? "" : "不清楚规则";
    event.solution = category.empty() ? "" : "在两融页面点展期，客户13812345678已办理";
    in([&](Transaction& t) { return append_events(t, {{number, event}}); });
  }
  std::vector<Say> does(const KbOrder& order) {
    OrderWorld world;
    world.now = now;
    world.dictionary = &dictionary;
    world.public_url = "https://desk.example.com";
    world.editor = writer;
    world.in_team_chat = in_team_chat;
    return in([&](Transaction& t) { return carry_out(t, order, world); });
  }
  std::string said(const KbOrder& order) { return does(order).back().notice.key; }
  std::vector<IncidentStatus> open() {
    return in([&](Transaction& t) { return open_statuses(t, now); });
  }
};

}  // namespace

TEST_CASE("a status belongs to its ticket: about its system, replaced by new words, over when it is resolved",
          "[pg]") {
  Orders world;
  const auto number = world.ticket();
  CHECK(world.said({Wants::set_status, number, false, ""}) == "knowledge.status_words");
  CHECK(world.said({Wants::set_status, number, false, "委托变慢，正在处理"}) == "knowledge.status_set");
  CHECK(world.said({Wants::set_status, number, false, "已恢复一半，找13812345678"}) ==
        "knowledge.status_set");
  REQUIRE(world.open().size() == 1);
  CHECK(world.open()[0].system == "trading");
  CHECK(world.open()[0].ticket == number);
  CHECK(world.open()[0].text == "已恢复一半，找138****5678");
  world.step(number, Step::accepted);
  CHECK(world.open().size() == 1);
  world.step(number, Step::resolved, "consult");
  CHECK(world.open().empty());
  CHECK(world.said({Wants::set_status, number, false, "再发"}) == "knowledge.status_over");
}

TEST_CASE("a status without a ticket names its system in its words, and is cleared by name", "[pg]") {
  Orders world;
  CHECK(world.said({Wants::list_statuses, 0, false, ""}) == "knowledge.statuses_none");
  CHECK(world.said({Wants::set_status, 0, false, "什么都慢"}) == "knowledge.status_system");
  CHECK(world.said({Wants::set_status, 0, false, "交易委托变慢"}) == "knowledge.status_set");
  std::string words = "交易";
  for (int i = 0; i < 300; ++i) words += "慢";
  CHECK(world.said({Wants::set_status, 0, false, words}) == "knowledge.status_long");
  CHECK(world.said({Wants::set_status, 0, false, "交易又慢了"}) == "knowledge.status_set");
  CHECK(world.said({Wants::clear_status, 0, false, ""}) == "knowledge.statuses");
  CHECK(world.said({Wants::clear_status, world.open()[0].id, false, ""}) == "knowledge.status_cleared");
  CHECK(world.said({Wants::clear_status, 0, false, ""}) == "knowledge.status_cleared");
  CHECK(world.open().empty());
  CHECK(world.said({Wants::clear_status, 0, false, ""}) == "knowledge.statuses_none");
}

TEST_CASE("whoever sets a status elsewhere is heard by the team", "[pg]") {
  Orders world;
  world.in_team_chat = false;
  const auto says = world.does({Wants::set_status, 0, false, "交易委托变慢"});
  REQUIRE(says.size() == 2);
  CHECK(says[1].to.kind == To::Kind::team);
}

TEST_CASE("a resolved ticket becomes one draft, without the customer's number", "[pg]") {
  Orders world;
  const auto number = world.ticket();
  const KbOrder order{Wants::draft, number, false, ""};
  CHECK(world.said({Wants::draft, 0, false, ""}) == "knowledge.draft_which");
  CHECK(world.said({Wants::draft, number + 1, false, ""}) == "knowledge.draft_no_ticket");
  CHECK(world.said(order) == "knowledge.draft_unsolved");
  world.step(number, Step::accepted);
  world.step(number, Step::resolved, "consult");
  const auto says = world.does(order);
  REQUIRE(says.size() == 1);
  CHECK(says[0].notice.key == "knowledge.drafted");
  const auto link = says[0].notice.params.at("link");
  const auto id = link.substr(link.rfind('/') + 1);
  const auto stored = world.in([&](Transaction& t) { return find_article(t, id); });
  REQUIRE(stored);
  CHECK(stored->article.body.find("13812345678") == std::string::npos);
  CHECK(stored->article.body.find("展期") != std::string::npos);
  CHECK(world.said(order) == "knowledge.draft_known");
}

TEST_CASE("only those who may write articles give these orders") {
  Inbound message;
  message.kind = Inbound::Kind::text;
  message.text = "公告 1002 委托变慢";
  for (int i = 0; i < role_count; ++i) {
    const auto role = static_cast<Role>(i);
    INFO(name_of(role));
    CHECK(kb_order_of(message, role).has_value() == (granted(role, Act::write, Thing::article) != Grant::no));
  }
  CHECK(kb_order_of(message, Role::agent));
  CHECK_FALSE(kb_order_of(message, Role::contractor));
  message.kind = Inbound::Kind::click;
  message.click.key = "kb.draft:1002";
  CHECK(kb_order_of(message, Role::agent));
  CHECK_FALSE(kb_order_of(message, Role::reporter));
}
