#include <catch2/catch.hpp>
#include <sstream>

#include "handlers/cli/ticket.h"

namespace {

const Time noon{std::chrono::sys_days{std::chrono::year{2026} / 3 / 10} + std::chrono::hours{4}};

std::vector<TicketEvent> events() {
  TicketEvent opened;
  opened.step = Step::opened;
  opened.at = noon;
  opened.by = {"corp/lilei", "LiLei", "李雷"};
  opened.role = "reporter";
  opened.title = "客户13812345678交易不了";
  opened.text = "客户13812345678\n交易不了";
  opened.fields = {{"phone", "13812345678"}};
  TicketEvent solved;
  solved.step = Step::resolved;
  solved.at = noon + Seconds{60};
  solved.by = {"corp/chen", "chen", "陈工"};
  solved.role = "agent";
  solved.category = "data";
  solved.reason = "13812345678 缺数据";
  solved.solution = "已补";
  return {opened, solved};
}

std::string printed(const Ticket& ticket, const std::vector<Delivery>& deliveries) {
  std::ostringstream out;
  print_ticket(ticket, events(), deliveries, 480, out);
  return out.str();
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("a ticket is printed with state, events and deliveries, and nothing personal whole") {
  Delivery delivery;
  delivery.ticket = 1002;
  delivery.outbox_id = 77;
  delivery.key = "ticket.told.resolved";
  delivery.account = "app";
  delivery.chat = "LiLei";
  delivery.state = "dead";
  delivery.attempts = 9;
  delivery.created_at = noon;
  delivery.error = "errcode_60111";
  const auto text = printed(fold(1002, events()), {delivery});
  CHECK(has(text, "#1002"));
  CHECK(has(text, "resolved"));
  CHECK(has(text, "2026-03-10 12:00"));
  CHECK(has(text, "陈工 (chen), agent"));
  CHECK(has(text, "ticket.told.resolved"));
  CHECK(has(text, "dead, tries 9, errcode_60111"));
  CHECK_FALSE(has(text, "13812345678"));
  CHECK_FALSE(has(text, "!"));
}

TEST_CASE("a row that is not the fold of its events is pointed out") {
  auto ticket = fold(1002, events());
  ticket.state = TicketState::closed;
  CHECK(has(printed(ticket, {}), "! the stored row"));
  CHECK(has(printed(ticket, {}), "none"));
}
