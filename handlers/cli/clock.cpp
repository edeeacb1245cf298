#include "handlers/cli/clock.h"

#include <iomanip>

#include "handlers/sla/clock_turn.h"
#include "handlers/tickets/ticket_store.h"

namespace {

void print_clock(const char* name, const SlaClock& clock, const std::vector<ClockPiece>& pieces,
                 int minutes_east, std::ostream& out) {
  out << name << ": " << name_of(clock.state) << ", " << span_text(clock.elapsed) << " of "
      << span_text(clock.target);
  if (clock.overdue) out << ", overdue by " << span_text(clock.elapsed - clock.target);
  if (clock.paused > Millis{0}) out << ", paused " << span_text(clock.paused);
  if (clock.due_at && !clock.stopped_at) out << ", due " << clock_text(*clock.due_at, minutes_east);
  out << '\n';
  for (const auto& piece : pieces) {
    out << "  " << clock_text(piece.from, minutes_east) << "  " << clock_text(piece.to, minutes_east) << "  "
        << std::right << std::setw(8) << span_text(piece.to - piece.from) << "  " << name_of(piece.why);
    if (!piece.reason.empty()) out << " (" << piece.reason << ')';
    if (piece.why == ClockPiece::Why::counted) out << ", " << span_text(piece.sum) << " so far";
    out << "  [" << piece.version << ' ' << name_of(piece.severity) << "]\n";
  }
}

struct Shown {
  bool ticket = false;
  std::optional<ClockStory> story;
};

}  // namespace

int run_ticket_clock(Connection& connection, const ClockRules& rules, long long number, Time now,
                     int minutes_east, std::ostream& out) {
  const auto shown = connection.transact([&](Transaction& transaction) {
    const auto tickets = load_tickets(transaction, {number});
    if (tickets.empty()) return Shown{};
    return Shown{true, clock_story(transaction, rules, tickets.front(), now)};
  });
  if (!shown) {
    out << "the database does not answer: " << shown.error().text << '\n';
    return 1;
  }
  if (!shown->story) {
    out << (shown->ticket ? "no policy is for ticket " : "there is no ticket ") << number << '\n';
    return 1;
  }
  print_clock("first response", shown->story->clocks.response, shown->story->response, minutes_east, out);
  print_clock("resolution", shown->story->clocks.resolution, shown->story->resolution, minutes_east, out);
  return 0;
}
