#include "handlers/sla/ical_roster.h"

#include <algorithm>
#include <set>

#include "bot/duty_when.h"
#include "bot/text.h"

namespace {

using std::chrono::days;

// What a roster shows and swaps reach; a calendar that stops being read still answers for as long.
constexpr days behind{62}, ahead{400};

const DutyPerson* by_id_or_name(const std::string& said, const std::vector<DutyPerson>& people) {
  const auto words = normal(trimmed(said));
  if (words.empty()) return nullptr;
  for (const auto& person : people)
    if (words == normal(person.userid) || words == normal(person.name)) return &person;
  return nullptr;
}

const DutyPerson* of_party(const IcalParty& party, const std::vector<DutyPerson>& people) {
  if (const auto* found = by_id_or_name(party.mail, people)) return found;
  if (const auto* found = by_id_or_name(party.mail.substr(0, party.mail.find('@')), people)) return found;
  return by_id_or_name(party.name, people);
}

struct Meant {
  const DutyPerson* person = nullptr;
  bool several = false;
};

Meant of_attendees(const IcalEvent& event, const std::vector<DutyPerson>& people) {
  Meant meant;
  for (const auto& one : event.attendees) {
    const auto* found = of_party(one, people);
    if (found == nullptr || found == meant.person) continue;
    if (meant.person != nullptr)
      meant.several = true;
    else
      meant.person = found;
  }
  return meant;
}

Meant of_summary(const std::string& summary, const std::vector<DutyPerson>& people) {
  auto words = normal(summary);
  std::size_t at = 0;
  Meant meant{take_person(words, people, at), false};
  if (const auto* other = take_person(words, people, at); other != nullptr && other != meant.person)
    return {nullptr, true};
  return meant;
}

Meant person_of(const IcalEvent& event, const std::vector<DutyPerson>& people) {
  if (!event.mark.empty()) return {by_id_or_name(event.mark, people), false};
  if (const auto meant = of_attendees(event, people); meant.person != nullptr) return meant;
  if (const auto meant = of_summary(event.summary, people); meant.person != nullptr || meant.several)
    return meant;
  return {of_party(event.organizer, people), false};
}

struct CalendarShift {
  Time from{}, to{};
  std::string person;
};

/// At every instant the one who began last.
void lay_out(const std::vector<CalendarShift>& said, CalendarRoster& roster) {
  std::vector<std::pair<Time, std::size_t>> begins, ends;
  for (std::size_t i = 0; i < said.size(); ++i) {
    begins.emplace_back(said[i].from, i);
    ends.emplace_back(said[i].to, i);
  }
  std::vector<Time> borders;
  for (const auto* side : {&begins, &ends})
    for (const auto& [at, index] : *side) borders.push_back(at);
  std::sort(borders.begin(), borders.end());
  borders.erase(std::unique(borders.begin(), borders.end()), borders.end());
  std::sort(begins.begin(), begins.end());
  std::sort(ends.begin(), ends.end());
  std::set<std::pair<Time, std::size_t>> active;
  std::size_t begun = 0, ended = 0;
  for (std::size_t i = 0; i + 1 < borders.size(); ++i) {
    for (; ended < ends.size() && ends[ended].first <= borders[i]; ++ended)
      active.erase({said[ends[ended].second].from, ends[ended].second});
    for (; begun < begins.size() && begins[begun].first <= borders[i]; ++begun) active.insert(begins[begun]);
    if (active.empty()) continue;
    const auto& kept = said[active.rbegin()->second].person;
    if (active.size() > 1) {
      const auto& left = said[std::next(active.rbegin())->second].person;
      auto& overlaps = roster.overlaps;
      if (kept != left && !overlaps.empty() && overlaps.back().to == borders[i] &&
          overlaps.back().kept == kept && overlaps.back().left == left)
        overlaps.back().to = borders[i + 1];
      else if (kept != left)
        overlaps.push_back({borders[i], borders[i + 1], kept, left});
    }
    auto& spans = roster.spans;
    if (!spans.empty() && spans.back().to == borders[i] && spans.back().person == kept)
      spans.back().to = borders[i + 1];
    else
      spans.push_back({borders[i], borders[i + 1], kept});
  }
}

}  // namespace

CalendarRoster roster_of_events(const IcalEvents& events, const std::vector<DutyPerson>& people) {
  CalendarRoster roster;
  roster.problems = events.problems;
  std::vector<CalendarShift> said;
  for (const auto& event : events.events) {
    if (event.times.empty()) continue;
    const auto meant = person_of(event, people);
    if (meant.several || meant.person == nullptr)
      roster.problems.push_back({event.line, meant.several ? "several" : "person", event.summary});
    if (meant.person == nullptr) continue;
    for (const auto& [from, to] : event.times) said.push_back({from, to, meant.person->userid});
  }
  lay_out(said, roster);
  std::stable_sort(roster.problems.begin(), roster.problems.end(),
                   [](const auto& a, const auto& b) { return a.line < b.line; });
  return roster;
}

Result<CalendarRoster> read_calendar(const std::string& text, const Zone& zone,
                                     const std::vector<DutyPerson>& people, Time now) {
  const auto scan = scan_ical(text);
  if (!scan) return scan.error();
  // By whole days: what is read twice on one day is the same.
  const Time today = std::chrono::floor<days>(now);
  const auto events = read_ical(*scan, zone, today - behind, today + ahead);
  if (!events) return events.error();
  return roster_of_events(*events, people);
}

std::vector<DutyShift> duty_gaps(const Roster& roster, Time from, Time to) {
  auto shifts = schedule(roster, from, to);
  std::erase_if(shifts, [](const auto& shift) { return !shift.person.empty(); });
  return shifts;
}

std::vector<DutyDifference> duty_differences(const Roster& before, const Roster& after, Time from, Time to) {
  std::vector<DutyDifference> found;
  const auto was = schedule(before, from, to), is = schedule(after, from, to);
  for (std::size_t i = 0, j = 0; i < was.size() && j < is.size();) {
    const auto begin = std::max(was[i].from, is[j].from), end = std::min(was[i].to, is[j].to);
    const bool same = same_person(was[i].person, is[j].person);
    if (!same && !found.empty() && found.back().to == begin && found.back().before == was[i].person &&
        found.back().after == is[j].person)
      found.back().to = end;
    else if (!same)
      found.push_back({begin, end, was[i].person, is[j].person});
    const bool first_ends = was[i].to == end, second_ends = is[j].to == end;
    i += first_ends ? 1 : 0;
    j += second_ends ? 1 : 0;
  }
  return found;
}
