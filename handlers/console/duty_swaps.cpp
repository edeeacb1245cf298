/// Swaps of duty that wait for a word: listed beside the calendar, answered there as in chat.
#include "bot/duty_when.h"
#include "bot/mask.h"
#include "gateway/delivery/outbox.h"
#include "handlers/console/console.h"
#include "handlers/intake/route.h"
#include "handlers/sla/duty_told.h"
#include "handlers/sla/swap_orders.h"

/// What was asked stands there for all; a draft is its asker's alone.
void Console::add_swaps(PageData& data, const WebRequest& request, const ClockRules& rules,
                        const std::vector<DutyProposal>& swaps, const Names& names) const {
  const auto& me = request.visitor.userid;
  std::vector<PageData> lines;
  for (const auto& swap : swaps) {
    const bool drafted = swap.state == DutyProposal::State::drafted;
    const auto* roster = rules.roster(swap.roster);
    if (roster == nullptr || swap.roster.empty() || (drafted && !same_person(swap.asked_by, me))) continue;
    PageData line;
    line.number("number", swap.id).text("swap_roster", roster->name);
    line.text("from", roster_clock(*roster, swap.from)).text("to", roster_clock(*roster, swap.to));
    if (swap.back_from != Time{})
      line.text("back_from", roster_clock(*roster, swap.back_from))
          .text("back_to", roster_clock(*roster, swap.back_to));
    line.text("giver", name_in(names, swap.giver)).text("taker", name_in(names, swap.taker));
    line.text("asker", name_in(names, swap.asked_by)).text("partner", name_in(names, partner_of(swap)));
    line.text("until", roster_clock(*roster, answer_until(swap))).flag("drafted", drafted);
    const bool agrees = waits_for(swap, me, DutyOrder::Kind::agree),
               declines = waits_for(swap, me, DutyOrder::Kind::decline);
    line.flag("may_send", drafted && agrees).flag("may_agree", !drafted && agrees);
    line.flag("may_decline", !drafted && agrees && declines)
        .flag("may_withdraw", declines && (drafted || !agrees));
    line.flag("may_answer", agrees || declines);
    lines.push_back(std::move(line));
  }
  data.list("swaps", std::move(lines));
}

HttpResponse Console::answer_swap(const WebRequest& request, Connection& connection) const {
  const auto verb = request.form.text("verb");
  DutyOrder order;
  order.number = number_of(request.rest);
  order.kind = verb == "agree" ? DutyOrder::Kind::agree : DutyOrder::Kind::decline;
  if (order.number == 0 || (verb != "agree" && verb != "decline"))
    return web_.failure(request, 400, "bad_form");
  const auto& visitor = request.visitor;
  const auto library = parts_.library->get();
  SwapOrigin from;
  from.now = request.now;
  from.org = visitor.org;
  from.person = visitor.key();
  from.userid = visitor.userid;
  from.name = visitor.name;
  from.role = actor_of(request).role;
  from.team = parts_.directory->team(visitor.org);
  from.files = library->clock_files;
  from.way = "page";
  from.remote = request.http->remote;
  const auto answer = connection.transact([&](Transaction& transaction) {
    auto says = ::carry_out(transaction, order, from);
    Notice reply;
    std::erase_if(says, [&](Say& say) {
      if (say.to.kind != To::Kind::reply) return false;
      reply = std::move(say.notice);
      return true;
    });
    TurnOrigin origin;
    origin.directory = parts_.directory;
    origin.org = visitor.org;
    origin.locale = parts_.locale;
    origin.trace = "swap-" + std::to_string(order.number);
    if (const auto drafts = route(origin, says); !drafts.empty()) enqueue(transaction, drafts);
    return reply;
  });
  if (!answer) return web_.failure(request, 503, "busy");
  parts_.wake_deliverer();
  const auto said = library->wording->render(request.locale, *answer);
  return duty_page(request, connection, request.form.text("roster"), said ? mask(said->text) : "");
}
