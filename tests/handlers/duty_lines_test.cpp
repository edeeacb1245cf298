#include "handlers/sla/duty_lines.h"

#include <catch2/catch.hpp>

#include "templates/render.h"

namespace {

using namespace std::chrono_literals;
const Time noon = Time{std::chrono::sys_days{std::chrono::year{2026} / 3 / 10}} + 4h;

std::string said(const ClockRules& rules, const std::string& locale, Time now) {
  const auto wording = Wording::load(std::string(SOURCE_FOLDER) + "/templates/messages");
  REQUIRE(wording);
  Notice notice;
  notice.key = "ticket.duty";
  notice.items = duty_lines(rules, now, 480, [](const std::string& userid) { return userid + "!"; });
  const auto out = (*wording)->render(locale, notice);
  REQUIRE(out);
  return out->text;
}

}  // namespace

TEST_CASE("who is on duty is said with the ways that are open at this hour, and no number") {
  Roster roster;
  roster.id = "desk";
  roster.name = "D";
  roster.zone = fixed_zone(8h);
  roster.spans = {{noon - 1h, noon + 20h, "ann"}};
  ClockRules rules;
  rules.rosters = {roster};
  CHECK(said(rules, "en", noon).find("Reach") == std::string::npos);
  rules.contacts = {{"ann",
                     fixed_zone(8h),
                     {{ContactWay::Kind::app, "", {*shift_of("09:00-18:00")}, 5min},
                      {ContactWay::Kind::hook, "phone-13800138000", {}, 5min},
                      {ContactWay::Kind::person, "bob", {}, 5min}}}};
  const auto day = said(rules, "en", noon), night = said(rules, "en", noon + 8h);
  CHECK(day.find("message") != std::string::npos);
  CHECK(night.find("message") == std::string::npos);
  for (const auto& text : {day, night, said(rules, "zh-CN", noon)}) {
    CHECK(text.find("ann!") != std::string::npos);
    CHECK(text.find("bob!") != std::string::npos);
    CHECK(text.find("13800138000") == std::string::npos);
    CHECK(text.find("{{") == std::string::npos);
  }
}

TEST_CASE("somebody who is always on duty is named without an end") {
  Roster roster;
  roster.id = "desk";
  roster.name = "D";
  roster.zone = fixed_zone(8h);
  Rotation alone;
  alone.people = {"ann"};
  alone.first = LocalDay{std::chrono::year{2026} / 1 / 1};
  roster.layers = {alone};
  ClockRules rules;
  rules.rosters = {roster};
  CHECK(said(rules, "en", noon).find("ann!") != std::string::npos);
  CHECK(said(rules, "en", noon).find("until") == std::string::npos);
}
