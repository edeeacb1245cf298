#include "bot/kb_order.h"

#include <catch2/catch.hpp>

using Kind = KbOrder::Kind;

namespace {

std::optional<KbOrder> order(const std::string& text, const std::string& quoted = {}) {
  return parse_kb_order(text, quoted);
}

}  // namespace

TEST_CASE("a status is set for a ticket, for a quoted one, or for what its words are about") {
  CHECK(order("公告 1002 行情延迟，正在处理") ==
        KbOrder{Kind::set_status, 1002, false, "行情延迟，正在处理"});
  CHECK(order("公告#1002：行情延迟") == KbOrder{Kind::set_status, 1002, false, "行情延迟"});
  CHECK(order("1002 公告 行情延迟") == KbOrder{Kind::set_status, 1002, false, "行情延迟"});
  CHECK(order("公告 行情延迟", "新事件单 #1003 行情") == KbOrder{Kind::set_status, 1003, false, "行情延迟"});
  CHECK(order("设置公告 交易系统委托慢") == KbOrder{Kind::set_status, 0, false, "交易系统委托慢"});
  CHECK(order("notice 1002 quotes are late") == KbOrder{Kind::set_status, 1002, false, "quotes are late"});
  CHECK(order("公告 1002") == KbOrder{Kind::set_status, 1002, false, ""});
}

TEST_CASE("statuses are looked at and cleared") {
  CHECK(order("公告") == KbOrder{Kind::list_statuses, 0, false, ""});
  CHECK(order("查看公告") == KbOrder{Kind::list_statuses, 0, false, ""});
  CHECK(order("撤销公告 1002") == KbOrder{Kind::clear_status, 1002, false, ""});
  CHECK(order("撤销公告") == KbOrder{Kind::clear_status, 0, false, ""});
  CHECK(order("clear notice 1002") == KbOrder{Kind::clear_status, 1002, false, ""});
}

TEST_CASE("an article is drafted from the ticket that is named or quoted") {
  CHECK(order("写知识 1002") == KbOrder{Kind::draft, 1002, false, ""});
  CHECK(order("1002 转知识") == KbOrder{Kind::draft, 1002, false, ""});
  CHECK(order("写知识", "已解决 #1002 撤单") == KbOrder{Kind::draft, 1002, false, ""});
  CHECK(order("draft article #1002") == KbOrder{Kind::draft, 1002, false, ""});
  CHECK(order("写知识") == KbOrder{Kind::draft, 0, false, ""});
}

TEST_CASE("reports about notices and statuses are reports") {
  for (const auto* text :
       {"公告显示不出来", "公告栏打不开", "APP公告 看不到", "撤销公告 按钮没有反应", "notices are wrong",
        "status 1002", "写知识测评 打不开", "1002 公告栏打不开", "查看公告 页面空白"})
    CHECK_FALSE(order(text));
}

TEST_CASE("buttons carry whole numbers only") {
  CHECK(kb_order_of_click({"kb.draft:1002", "", "", {}}) == KbOrder{Kind::draft, 1002, false, ""});
  CHECK(kb_order_of_click({"kb.clear:7", "", "", {}}) == KbOrder{Kind::clear_status, 7, true, ""});
  for (const auto* key : {"kb.draft:", "kb.draft:0", "kb.clear:-1", "kb.clear:7x", "ticket.show:7"})
    CHECK_FALSE(kb_order_of_click({key, "", "", {}}));
}
