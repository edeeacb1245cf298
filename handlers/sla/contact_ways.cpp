#include "handlers/sla/contact_ways.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>

#include "bot/duty_when.h"
#include "bot/text.h"

namespace {

using Way = ContactWay;

constexpr std::array<const char*, 4> kinds{"app", "group", "webhook", "person"};
constexpr int longest_wait = 72 * 60;  // minutes; as in the files
constexpr std::size_t most_shifts = 6;

std::string line_of(const Way& way) {
  return std::string(name_of(way.kind)) + " " + way.to + " " + hours_text(way.hours) + " " +
         std::to_string(way.wait.count());
}

bool reaches_alike(const Way& one, const Way& other) {
  return one.kind == other.kind && one.to == other.to && one.hours == other.hours;
}

/// What was typed, checked field by field: all that is wrong is said at once.
class WayReader {
 public:
  WayReader(const WaysWorld& world, const WayOrder& order) : world_(world), order_(order) {}

  Way read(std::vector<WayFault>& faults) {
    faults_ = &faults;
    read_kind();
    if (way_.kind == Way::Kind::person) read_person();
    const auto hours = hours_of(order_.hours);
    if (!hours || hours->size() > most_shifts)
      fault("hours", "hours");
    else
      way_.hours = *hours;
    read_wait();
    return std::move(way_);
  }

 private:
  void fault(const char* field, const char* why) { faults_->push_back({field, why}); }

  void read_kind() {
    const auto colon = std::min(order_.by.find(':'), order_.by.size());
    const auto kind = way_kind_named(order_.by.substr(0, colon));
    if (!kind) return fault("by", "by");
    way_.kind = *kind;
    if (way_.kind != Way::Kind::hook) return;
    way_.to = order_.by.substr(std::min(colon + 1, order_.by.size()));
    if (world_.files->hooks.count(way_.to) == 0) fault("by", "by");
  }

  void read_person() {
    const auto wanted = trimmed(order_.to);
    if (wanted.empty()) return fault("to", "to");
    if (same_person(wanted, world_.me)) return fault("to", "self");
    for (const auto& person : world_.people)
      if (same_person(person.userid, wanted)) way_.to = person.userid;
    if (way_.to.empty()) fault("to", "to");
  }

  void read_wait() {
    const auto text = trimmed(order_.wait);
    int minutes = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), minutes);
    const bool whole = read.ec == std::errc{} && read.ptr == text.data() + text.size();
    if (!whole || minutes < 1 || minutes > longest_wait) return fault("wait", "wait");
    way_.wait = std::chrono::minutes{minutes};
  }

  const WaysWorld& world_;
  const WayOrder& order_;
  Way way_;
  std::vector<WayFault>* faults_ = nullptr;
};

void add(WaysChange& change, const WaysWorld& world, const WayOrder& order) {
  if (change.ways.size() >= most_ways) change.faults.push_back({"", "many"});
  const auto way = WayReader(world, order).read(change.faults);
  if (!change.faults.empty()) return;
  if (std::any_of(change.ways.begin(), change.ways.end(),
                  [&](const Way& one) { return reaches_alike(one, way); }))
    return change.faults.push_back({"by", "same"});
  change.ways.push_back(way);
  change.detail = "added " + line_of(way);
}

}  // namespace

const char* name_of(ContactWay::Kind kind) { return kinds[static_cast<std::size_t>(kind)]; }

std::optional<ContactWay::Kind> way_kind_named(const std::string& name) {
  for (std::size_t i = 0; i < kinds.size(); ++i)
    if (name == kinds[i]) return static_cast<Way::Kind>(i);
  return std::nullopt;
}

std::string hours_text(const std::vector<DayShift>& hours) {
  std::string text;
  for (const auto& shift : hours) {
    char one[32];
    std::snprintf(one, sizeof one, "%02d:%02d-%02d:%02d", static_cast<int>(shift.from.count() / 60),
                  static_cast<int>(shift.from.count() % 60), static_cast<int>(shift.to.count() / 60),
                  static_cast<int>(shift.to.count() % 60));
    text += (text.empty() ? "" : " ") + std::string(one);
  }
  return text;
}

std::optional<std::vector<DayShift>> hours_of(const std::string& text) {
  std::vector<DayShift> hours;
  auto plain = normal(text);  // full width made half width
  std::replace_if(
      plain.begin(), plain.end(), [](char c) { return c == ',' || c == ';' || c == '\n' || c == '\r'; }, ' ');
  for (std::size_t at = 0; at < plain.size();) {
    const auto end = std::min(plain.find(' ', at), plain.size());
    if (end > at) {
      const auto shift = shift_of(plain.substr(at, end - at));
      if (!shift) return std::nullopt;
      hours.push_back(*shift);
    }
    at = end + 1;
  }
  return hours;
}

std::string text_of_ways(const std::vector<ContactWay>& ways) {
  std::string text;
  for (const auto& way : ways) text += (text.empty() ? "" : ";") + line_of(way);
  return text;
}

std::vector<ContactWay> ways_in_force(const ClockRules& rules, const std::string& person) {
  const auto* contact = rules.contact(person);
  return contact == nullptr ? std::vector<Way>{Way{}} : contact->ways;
}

Zone zone_of_person(const ClockRules& rules, const std::string& person) {
  if (const auto* contact = rules.contact(person)) return contact->zone;
  for (const auto& roster : rules.rosters)
    for (const auto& layer : roster.layers)
      for (const auto& one : layer.people)
        if (same_person(one, person)) return roster.zone;
  if (!rules.rosters.empty()) return rules.rosters.front().zone;
  auto zone = fixed_zone(std::chrono::hours{8});
  zone.name = "UTC+8";
  return zone;
}

WaysChange change_ways(const WaysWorld& world, const WayOrder& order) {
  WaysChange change{world.ways, "", {}};
  if (order.verb == WayOrder::Verb::reset) return {{}, "as the desk has it", {}};
  if (order.seen != text_of_ways(world.ways)) {
    change.faults.push_back({"", "stale"});
    return change;
  }
  if (order.verb == WayOrder::Verb::add) {
    add(change, world, order);
    return change;
  }
  const bool up = order.verb == WayOrder::Verb::up;
  if (order.place >= change.ways.size() || (up && order.place == 0)) {
    change.faults.push_back({"", "stale"});
    return change;
  }
  const auto at = change.ways.begin() + static_cast<std::ptrdiff_t>(order.place);
  change.detail = (up ? "moved up " : "removed ") + line_of(*at);
  if (up)
    std::iter_swap(at, at - 1);
  else if (change.ways.size() == 1)
    change.faults.push_back({"", "last"});
  else
    change.ways.erase(at);
  return change;
}
