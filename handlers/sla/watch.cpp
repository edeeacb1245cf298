#include "handlers/sla/watch.h"

#include <algorithm>
#include <nlohmann/json.hpp>

using nlohmann::json;

namespace {

constexpr Seconds stale{24 * 3600};

bool live(const SlaClock& clock) {
  return clock.state == ClockState::running || clock.state == ClockState::outside ||
         clock.state == ClockState::paused;
}

std::optional<Time> when(const SlaClocks& clocks, Warning warning) {
  const bool response = warning == Warning::response_soon || warning == Warning::response_overdue;
  const auto& clock = response ? clocks.response : clocks.resolution;
  const bool soon = warning == Warning::response_soon || warning == Warning::resolution_soon;
  if (!live(clock) || (soon && clock.overdue)) return std::nullopt;
  return soon ? clock.soon_at : clock.due_at;
}

bool stands(const SlaClocks& clocks, Warning warning) {
  return (warning == Warning::resolution_soon || warning == Warning::resolution_overdue) &&
         clocks.resolution.state == ClockState::paused;
}

void sooner(std::optional<Time>& next, Time at) { next = next ? std::min(*next, at) : at; }

}  // namespace

std::string person_of_step(const ClockRules& rules, const std::string& to, Time now) {
  constexpr std::string_view person = "person:", duty = "duty:";
  if (to.starts_with(person)) return to.substr(person.size());
  const auto* roster = to.starts_with(duty) ? rules.roster(to.substr(duty.size())) : nullptr;
  return roster == nullptr ? "" : duty_at(*roster, now).person;
}

Watched watch_clocks(const SlaClocks& clocks, const ClockWatch& before, const ClockRules& rules, Time now,
                     std::optional<Time> acknowledged) {
  Watched done;
  const auto ways_to = [&](const std::string& to) {
    if (rules.contacts.empty()) return std::vector<ContactWay>{};
    const auto* contact = rules.contact(person_of_step(rules, to, now));
    return contact == nullptr ? std::vector<ContactWay>{} : open_ways(*contact, now);
  };
  for (std::size_t i = 0; i < warnings; ++i) {
    const auto warning = static_cast<Warning>(i);
    const auto at = when(clocks, warning);
    const auto* chain = rules.chain(warning);
    if (!at || chain == nullptr) continue;
    if (*at > now) {
      sooner(done.next, *at);
      continue;
    }
    auto run = before.runs[i] && before.runs[i]->began == *at ? *before.runs[i] : begin_chain(*at);
    if (!before.runs[i] && now - *at > stale) run.over = true;
    if (!stands(clocks, warning)) {
      auto moved = advance(*chain, run, now, acknowledged, ways_to);
      for (auto& step : moved.acts) done.acts.push_back({warning, std::move(step), moved.run.round});
      run = moved.run;
      if (!run.over) sooner(done.next, run.next);
    }
    done.watch.runs[i] = run;
  }
  return done;
}

std::string to_json(const ClockWatch& watch) {
  auto out = json::object();
  for (std::size_t i = 0; i < warnings; ++i)
    if (const auto& run = watch.runs[i])
      out[name_of(static_cast<Warning>(i))] = {run->began.time_since_epoch().count(),
                                               run->next.time_since_epoch().count(),
                                               run->step,
                                               run->round,
                                               run->over,
                                               run->way};
  return out.dump();
}

Result<ClockWatch> watch_from_json(const std::string& text) {
  try {
    const auto in = json::parse(text);
    ClockWatch watch;
    for (std::size_t i = 0; i < warnings; ++i) {
      const auto found = in.find(name_of(static_cast<Warning>(i)));
      if (found == in.end()) continue;
      // Rows of before know of no ways.
      watch.runs[i] = ChainRun{Time{Millis{found->at(0).get<long long>()}},
                               Time{Millis{found->at(1).get<long long>()}},
                               found->at(2).get<std::size_t>(),
                               found->at(3).get<int>(),
                               found->at(4).get<bool>(),
                               found->size() > 5 ? found->at(5).get<std::size_t>() : 0};
    }
    return watch;
  } catch (const json::exception& error) {
    return Error{Kind::internal, std::string("clock watch: ") + error.what()};
  }
}
