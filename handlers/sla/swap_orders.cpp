#include "handlers/sla/swap_orders.h"

#include "handlers/audit/audit_store.h"
#include "handlers/sla/duty_rules.h"
#include "handlers/sla/duty_store.h"
#include "handlers/sla/swap_store.h"

namespace {

std::string line_of(const DutyChange& change) {
  return change.roster + " " + change.person + " for " + change.made_by;
}

}  // namespace

std::optional<DutyOrder> duty_order_of(const Inbound& message, Role role) {
  if (message.kind == Inbound::Kind::click) return duty_order_of_click(message.click);
  if (message.kind != Inbound::Kind::text || !is_team(role)) return std::nullopt;
  return parse_duty_order(message.text);
}

std::vector<Say> carry_out(Transaction& transaction, const DutyOrder& order, const SwapOrigin& origin) {
  if (origin.role == Role::ended) return {};
  if (order.kind == DutyOrder::Kind::agree) hold_duty(transaction);
  const auto rules = with_duty(origin.files, duty_rows(transaction, origin.now));
  SwapWorld world;
  world.now = origin.now;
  world.me = {origin.userid, origin.name};
  world.people = duty_people(transaction, origin.team, *origin.files, origin.now);
  world.rules = rules.get();
  world.chat = origin.chat;
  if (order.number != 0)
    world.named = find_proposal(transaction, origin.org, order.number);
  else
    world.open = open_proposals(transaction, origin.org, origin.userid, origin.now);
  auto decision = decide_swap(world, order);
  if (decision.opens) with_number(decision, add_proposal(transaction, origin.org, *decision.opens));
  if (decision.moves) move_proposal(transaction, *decision.moves);
  std::vector<AuditRow> rows;
  for (const auto& change : decision.changes)
    rows.push_back({origin.person, name_of(origin.role), "arrange",
                    "duty:" + std::to_string(add_duty_change(transaction, change)), line_of(change), "",
                    origin.way, origin.remote});
  if (!rows.empty()) audit(transaction, rows);
  return std::move(decision.says);
}
