/// The clocks of a ticket on its page, and what of its time counted.
#include "handlers/console/ticket_page.h"
#include "handlers/sla/clock_notices.h"
#include "handlers/sla/history.h"

namespace {

constexpr std::size_t most_pieces = 200;  // months of shifts: more is read by nobody

const char* colour_of(const SlaClock& clock) {
  if (clock.overdue || clock.state == ClockState::missed) return "bad";
  if (clock.state == ClockState::met) return "good";
  return clock.state == ClockState::running ? "accent" : "";
}

}  // namespace

void Console::add_clocks(PageData& data, const WebRequest& request, const Looked& looked) const {
  const auto rules = parts_.library->get()->clocks;
  const auto* policy = rules ? policy_for(rules->policies, looked.ticket.system) : nullptr;
  if (policy == nullptr) return;
  const auto events = sla_events(looked.events);
  const auto clocks = sla_clocks(events, *policy, request.now);
  std::vector<PageData> shown_clocks;
  for (const auto which : {ClockName::response, ClockName::resolution}) {
    const auto& clock = which == ClockName::response ? clocks.response : clocks.resolution;
    if (clock.state == ClockState::idle || clock.target == Millis{0}) continue;
    const auto* name = which == ClockName::response ? "response" : "resolution";
    PageData one;
    one.text("name", web_.word(request, std::string("clock.") + name));
    one.text("state", web_.word(request, std::string("clock_state.") + name_of(clock.state)));
    one.text("colour", colour_of(clock)).text("target", span_text(clock.target));
    one.text("elapsed", span_text(clock.elapsed));
    if (clock.overdue)
      one.text("over", span_text(clock.elapsed - clock.target));
    else if (!clock.stopped_at)
      one.text("left", span_text(clock.left()));
    if (clock.due_at && !clock.stopped_at && clock.state != ClockState::paused)
      one.text("due", moment(*clock.due_at));
    if (clock.state == ClockState::paused)
      one.text("waits_for", web_.word(request, "role." + clock.paused_for));
    if (clock.paused > Millis{0}) one.text("paused", span_text(clock.paused));
    std::vector<PageData> pieces;
    const auto all = explain_clock(events, *policy, which, request.now);
    const auto first = all.size() > most_pieces ? all.size() - most_pieces : 0;
    for (auto piece = all.begin() + static_cast<std::ptrdiff_t>(first); piece != all.end(); ++piece) {
      if (piece->why == ClockPiece::Why::before_start || piece->why == ClockPiece::Why::stopped) continue;
      PageData row;
      row.text("from", moment(piece->from)).text("to", moment(piece->to));
      row.text("span", span_text(piece->to - piece->from)).text("sum", span_text(piece->sum));
      row.text("why", web_.word(request, std::string("clock_why.") + name_of(piece->why)));
      row.flag("counted", piece->why == ClockPiece::Why::counted);
      if (!piece->reason.empty()) row.text("waits_for", web_.word(request, "role." + piece->reason));
      pieces.push_back(std::move(row));
    }
    one.list("pieces", std::move(pieces));
    shown_clocks.push_back(std::move(one));
  }
  data.list("clocks", std::move(shown_clocks));
}
