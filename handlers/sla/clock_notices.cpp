#include "handlers/sla/clock_notices.h"

#include <algorithm>
#include <cstdio>

namespace {

constexpr std::size_t most_told = 5;  // of a role: more is noise

void put_clock(Params& params, const std::string& name, const SlaClock& clock) {
  switch (clock.state) {
    case ClockState::idle:
    case ClockState::ended:
      return;
    case ClockState::met:
      params[name + "_met"] = span_text(clock.elapsed);
      return;
    case ClockState::missed:
      params[name + "_missed"] = span_text(clock.elapsed - clock.target);
      return;
    case ClockState::running:
    case ClockState::outside:
    case ClockState::paused:
      if (clock.overdue)
        params[name + "_over"] = span_text(clock.elapsed - clock.target);
      else
        params[name + "_left"] = span_text(clock.left());
  }
}

bool stands_outside(const SlaClocks& clocks) {
  return clocks.response.state == ClockState::outside || clocks.resolution.state == ClockState::outside;
}

std::vector<std::string> people_of(const ChainStep& step, const Ticket& ticket,
                                   const ClockListeners& listeners, Time now) {
  const auto colon = step.to.find(':');
  const auto kind = step.to.substr(0, colon);
  const auto what = colon == std::string::npos ? std::string() : step.to.substr(colon + 1);
  if (kind == "person") return {what};
  if (kind == "assignee") return {ticket.assignee.contact};
  if (kind == "duty") {
    const auto* roster = listeners.rules->roster(what);
    return {roster == nullptr ? "" : duty_at(*roster, now).person};
  }
  const auto role = kind == "lead" ? kind : what;
  std::vector<std::string> found;
  for (const auto& member : listeners.team)
    if (member.role == role && found.size() < most_told) found.push_back(member.who.contact);
  return found;
}

}  // namespace

std::string span_text(Millis span) {
  const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(span).count();
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%lld:%02lld", static_cast<long long>(minutes / 60),
                static_cast<long long>(minutes % 60));
  return text.data();
}

Params clock_params(const SlaClocks& clocks, const NoticeWorld& world) {
  Params params;
  put_clock(params, "response", clocks.response);
  put_clock(params, "resolution", clocks.resolution);
  for (const auto& [name, clock] :
       {std::pair{"response_due", &clocks.response}, {"resolution_due", &clocks.resolution}})
    if (clock->due_at && !clock->stopped_at && clock->state != ClockState::paused)
      params[name] = clock_text(*clock->due_at, world.minutes_east);
  if (clocks.resolution.state == ClockState::paused) params["paused_" + clocks.resolution.paused_for] = "1";
  if (stands_outside(clocks)) params["clock_outside"] = "1";
  return params;
}

std::vector<Params> piece_params(const std::vector<ClockPiece>& pieces, const NoticeWorld& world) {
  constexpr std::size_t most = 8;  // fits a screen of a telephone
  std::vector<Params> lines;
  for (auto piece = pieces.rbegin(); piece != pieces.rend() && lines.size() < most; ++piece) {
    if (piece->why == ClockPiece::Why::before_start || piece->why == ClockPiece::Why::stopped) continue;
    Params line{{"from", clock_text(piece->from, world.minutes_east)},
                {"to", clock_text(piece->to, world.minutes_east)},
                {"span", span_text(piece->to - piece->from)},
                {std::string("why_") + name_of(piece->why), "1"}};
    if (!piece->reason.empty()) line["for_" + piece->reason] = "1";
    if (piece->why == ClockPiece::Why::counted) line["sum"] = span_text(piece->sum);
    lines.push_back(std::move(line));
  }
  std::reverse(lines.begin(), lines.end());
  return lines;
}

std::vector<Say> clock_says(const Ticket& ticket, const SlaClocks& clocks, const WatchAct& act,
                            const ClockListeners& listeners, const NoticeWorld& world) {
  Notice notice;
  notice.key = std::string("clock.") + name_of(act.warning);
  notice.params = line_of(ticket, world);
  notice.params.merge(clock_params(clocks, world));
  notice.params["severity_" + ticket.severity] = "1";
  if (act.round > 0) notice.params["again"] = std::to_string(act.round + 1);
  std::erase_if(notice.params, [](const auto& param) { return param.second.empty(); });
  if (act.step.to == "team") {
    notice.mentions = {};
    if (ticket.assignee != Party{} && ticket.holder == "agent") notice.mentions = {ticket.assignee.contact};
    return {to_team(ticket, std::move(notice))};
  }
  if (act.step.way && act.step.way->kind == ContactWay::Kind::group) {
    notice.mentions = {person_of_step(*listeners.rules, act.step.to, world.now)};
    return {to_team(ticket, std::move(notice))};
  }
  if (act.step.way && act.step.way->kind == ContactWay::Kind::person)
    return {{{To::Kind::person, {}, act.step.way->to}, notice, ticket.number, false}};
  std::vector<Say> says;
  for (const auto& userid : people_of(act.step, ticket, listeners, world.now))
    if (!userid.empty()) says.push_back({{To::Kind::person, {}, userid}, notice, ticket.number, false});
  return says;
}
