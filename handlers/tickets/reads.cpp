#include "handlers/tickets/reads.h"

#include <algorithm>

namespace {

constexpr const char* reporter_role = "reporter";
// Gateways may differ by some seconds from each other and from the database.
constexpr Seconds clocks_differ{60};

TalkSide side_of(const TicketEvent& event) {
  if (event.role.empty()) return TalkSide::nobody;  // the desk itself
  return event.role == reporter_role ? TalkSide::reporter : TalkSide::team;
}

TalkSide other(TalkSide side) { return side == TalkSide::team ? TalkSide::reporter : TalkSide::team; }

TalkSide speaker_of(const TicketEvent& event, bool first) {
  if (first) return TalkSide::reporter;  // the report
  const bool own = event.role == reporter_role;
  if (own) return event.step == Step::followed_up ? TalkSide::reporter : TalkSide::nobody;
  const bool told = event.step == Step::asked || event.step == Step::replied || event.step == Step::resolved;
  return told ? TalkSide::team : TalkSide::nobody;
}

/// Who has read what came before, since they did this. A solution is no sign: a parent's reaches tickets that
/// nobody looked at, and so do verbs on many at once. Notes show the reporter nothing.
TalkSide reader_of(const TicketEvent& event) {
  const auto side = side_of(event);
  if (side == TalkSide::reporter) return event.step == Step::surfaced ? TalkSide::nobody : side;
  const bool answers = event.step == Step::asked || event.step == Step::replied;
  return answers ? side : TalkSide::nobody;
}

void read_before(std::vector<TalkRead>& states, std::size_t end, TalkSide reader, Time at) {
  for (std::size_t i = 0; i < std::min(end, states.size()); ++i) {
    auto& state = states[i];
    if (state.said_by != other(reader)) continue;
    if (!state.read_at || at < *state.read_at) state.read_at = at;
  }
}

}  // namespace

std::vector<TalkRead> read_states(const std::vector<TicketEvent>& events,
                                  const std::vector<ReadMark>& marks) {
  std::vector<TalkRead> states(events.size());
  for (std::size_t i = 0; i < events.size(); ++i) states[i].said_by = speaker_of(events[i], i == 0);
  for (std::size_t i = 0; i < events.size(); ++i)
    if (const auto reader = reader_of(events[i]); reader != TalkSide::nobody)
      read_before(states, i, reader, events[i].at);
  for (const auto& mark : marks)
    if (mark.side != TalkSide::nobody && mark.seq > 0)
      read_before(states, static_cast<std::size_t>(mark.seq), mark.side, mark.at);
  for (const auto side : {TalkSide::reporter, TalkSide::team}) {
    const auto theirs = [&](const TalkRead& state) { return state.said_by == side; };
    const auto last = std::find_if(states.rbegin(), states.rend(), theirs);
    if (last != states.rend()) last->last = true;
    const auto read = std::find_if(last, states.rend(),
                                   [&](const TalkRead& state) { return theirs(state) && state.read_at; });
    if (read != states.rend()) read->last_read = true;
  }
  return states;
}

int new_mark(TalkSide side, const std::string& person, const std::vector<TicketEvent>& events,
             const std::vector<ReadMark>& marks) {
  int known = 0, last = 0;
  for (const auto& mark : marks)
    if (mark.side == side && mark.person == person) known = std::max(known, mark.seq);
  for (std::size_t i = 0; i < events.size(); ++i) {
    const auto seq = static_cast<int>(i) + 1;
    if (speaker_of(events[i], i == 0) == other(side)) last = seq;
    if (reader_of(events[i]) == side && events[i].by.person == person) known = std::max(known, seq);
  }
  return last > known ? last : 0;
}

int unread_by_reporter(const std::vector<TicketEvent>& since) {
  int count = 0;
  for (const auto& event : since) {
    if (reader_of(event) == TalkSide::reporter)
      count = 0;
    else if (speaker_of(event, false) == TalkSide::team)
      ++count;
  }
  return count;
}

bool was_delivered(const TicketEvent& event, const std::vector<Delivery>& deliveries) {
  const auto key = std::string("ticket.told.") + name_of(event.step);
  const auto found = std::find_if(deliveries.rbegin(), deliveries.rend(),
                                  [&](const Delivery& delivery) { return delivery.key == key; });
  if (found == deliveries.rend() || found->created_at + clocks_differ < event.at) return false;
  return found->state == "sent";
}
