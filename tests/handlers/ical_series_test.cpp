// Series of which a part goes otherwise: RANGE=THISANDFUTURE of RFC 5545.
#include <array>
#include <catch2/catch.hpp>
#include <random>

#include "tests/handlers/ical_world.h"

using namespace ical_world;

namespace {

/// "20260310T090000"
std::string stamp(LocalTime local) {
  const auto day = std::chrono::floor<days>(local);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss time{std::chrono::floor<std::chrono::seconds>(local - day)};
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%04d%02u%02uT%02d%02d%02d", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                static_cast<int>(time.seconds().count()));
  return text.data();
}

}  // namespace

TEST_CASE("the rest of a series is moved with the repetition that says so, by its clock and its length") {
  // London's summer time begins on 29 March 2026.
  const auto roster = read(calendar(
      event("UID:1\r\nRECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/London:20260313T090000\r\n"
            "DTSTART;TZID=Europe/London:20260313T110000\r\nDURATION:PT2H\r\nSUMMARY:鲍勃\r\n") +
      event("UID:1\r\nDTSTART;TZID=Europe/London:20260311T090000\r\nDURATION:PT1H\r\nRRULE:FREQ=DAILY;"
            "COUNT=25\r\nEXDATE;TZID=Europe/London:20260316T090000\r\nSUMMARY:ann\r\n") +
      event("UID:1\r\nRECURRENCE-ID;TZID=Europe/London:20260315T090000\r\nDTSTART;TZID=Europe/London:"
            "20260315T150000\r\nDURATION:PT1H\r\nSUMMARY:李明\r\n") +
      event("UID:1\r\nRECURRENCE-ID;RANGE=THISANDFUTURE:20260401T080000Z\r\nDTSTART:20260402T080000Z\r\n"
            "DURATION:PT3H\r\nSUMMARY:ann\r\n")));
  CHECK(problems(roster).empty());
  CHECK(roster.spans.front() == DutySpan{at(3, 11, 9h), at(3, 11, 10h), "ann"});
  CHECK(who(roster, at(3, 12, 9h)) == "ann");
  CHECK(who(roster, at(3, 13, 9h)).empty());
  CHECK(who(roster, at(3, 13, 11h)) == "bob");
  CHECK(who(roster, at(3, 14, 12h + 59min)) == "bob");
  CHECK(who(roster, at(3, 14, 13h)).empty());
  CHECK(who(roster, at(3, 15, 11h)).empty());
  CHECK(who(roster, at(3, 15, 15h)) == "cid@corp.example");
  CHECK(who(roster, at(3, 16, 11h)).empty());
  CHECK(who(roster, at(3, 28, 11h)) == "bob");
  CHECK(who(roster, at(3, 29, 10h)) == "bob");
  CHECK(who(roster, at(3, 31, 11h + 59min)) == "bob");
  CHECK(who(roster, at(4, 1, 10h)).empty());
  CHECK(who(roster, at(4, 2, 8h)) == "ann");
  CHECK(who(roster, at(4, 5, 10h)) == "ann");
  CHECK(roster.spans.back() == DutySpan{at(4, 5, 8h), at(4, 5, 11h), "ann"});
}

TEST_CASE("what moves into sight from beyond is seen, and a day may say from when the rest is moved") {
  const auto roster = read(
      calendar(event("UID:1\r\nDTSTART:20251201T010000Z\r\nDURATION:PT1H\r\nRRULE:FREQ=DAILY;UNTIL="
                     "20251231T010000Z\r\nSUMMARY:ann\r\n") +
               event("UID:1\r\nRECURRENCE-ID;RANGE=THISANDFUTURE;VALUE=DATE:20251230\r\n"
                     "DTSTART:20260310T060000Z\r\nDURATION:PT1H\r\nSUMMARY:鲍勃\r\n") +
               event("UID:2\r\nDTSTART;VALUE=DATE:20260320\r\nRRULE:FREQ=WEEKLY;COUNT=4\r\nSUMMARY:ann\r\n") +
               event("UID:2\r\nRECURRENCE-ID;RANGE=THISANDFUTURE;VALUE=DATE:20260403\r\n"
                     "DTSTART;VALUE=DATE:20260404\r\nSUMMARY:鲍勃\r\n")));
  CHECK(problems(roster).empty());
  CHECK(roster.spans == std::vector<DutySpan>{{at(3, 10, 6h), at(3, 10, 7h), "bob"},
                                              {at(3, 11, 6h), at(3, 11, 7h), "bob"},
                                              {at(3, 19, 16h), at(3, 20, 16h), "ann"},
                                              {at(3, 26, 16h), at(3, 27, 16h), "ann"},
                                              {at(4, 3, 16h), at(4, 4, 16h), "bob"},
                                              {at(4, 10, 16h), at(4, 11, 16h), "bob"}});
}

TEST_CASE("the rest of a series is called off with the repetition that says so") {
  const auto roster = read(calendar(
      event("UID:1\r\nDTSTART:20260311T010000Z\r\nDURATION:PT1H\r\nRRULE:FREQ=DAILY\r\nSUMMARY:ann\r\n") +
      event("UID:1\r\nRECURRENCE-ID;RANGE=THISANDFUTURE:20260313T010000Z\r\nSTATUS:CANCELLED\r\n")));
  CHECK(problems(roster).empty());
  CHECK(roster.spans.size() == 2);
}

TEST_CASE("a range that cannot be followed is taken for once, with its line") {
  const auto moved = [](const std::string& uid, const std::string& more) {
    return event("UID:" + uid + "\r\nDTSTART:20260313T050000Z\r\nDURATION:PT1H\r\nSUMMARY:鲍勃\r\n" + more);
  };
  const std::string at_13 = "RECURRENCE-ID;RANGE=THISANDFUTURE:20260313T010000Z\r\n";
  const auto roster = read(calendar(
      event("UID:1\r\nDTSTART:20260311T010000Z\r\nDURATION:PT1H\r\nRRULE:FREQ=DAILY\r\nSUMMARY:ann\r\n") +
      moved("1", "RECURRENCE-ID;RANGE=THISANDPRIOR:20260313T010000Z\r\n") + moved("2", at_13) +
      moved("1", at_13 + "RRULE:FREQ=WEEKLY\r\n") +
      event("UID:1\r\nRECURRENCE-ID;RANGE=THISANDPRIOR:20260312T010000Z\r\nSTATUS:CANCELLED\r\n")));
  CHECK(problems(roster) == "9:range 16:range 23:range 31:range ");
  CHECK(who(roster, at(3, 11, 90min)) == "ann");
  CHECK(who(roster, at(3, 13, 90min)).empty());
  CHECK(who(roster, at(3, 13, 5h)) == "bob");
  CHECK(who(roster, at(3, 14, 90min)) == "ann");
  CHECK(who(roster, at(3, 14, 5h)).empty());
}

TEST_CASE("series that change again and again are what one event for each repetition says") {
  const auto* name = GENERATE("Asia/Shanghai", "Europe/London", "America/New_York", "Australia/Lord_Howe");
  const auto zone = zone_named(name);
  REQUIRE(zone);
  std::mt19937 random(20260310);
  const auto any = [&](int least, int most) {
    return std::uniform_int_distribution<int>(least, most)(random);
  };
  const LocalTime first{LocalDay{year{2026} / 2 / 20} + 9h};
  const auto in_zone = [&](const std::string& key, LocalTime local) {
    return key + ";TZID=" + name + ":" + stamp(local) + "\r\n";
  };
  for (int round = 0; round < 20; ++round) {
    std::string series = event("UID:1\r\n" + in_zone("DTSTART", first) +
                               "DURATION:PT30M\r\nRRULE:FREQ=DAILY;COUNT=60\r\nSUMMARY:ann\r\n");
    std::string each;
    std::chrono::minutes by{0}, length{30};
    std::string person = "ann";
    for (int day = 0; day < 60; ++day) {
      if (any(0, 7) == 0) {
        // Within a day, away from the hours that a change of clocks leaves out or shows twice.
        by = std::chrono::minutes{any(-4 * 60, 10 * 60)};
        length = std::chrono::minutes{any(10, 300)};
        person = any(0, 1) == 0 ? "鲍勃" : "李明";
        const auto said =
            event("UID:1\r\n" + in_zone("RECURRENCE-ID;RANGE=THISANDFUTURE", first + days{day}) +
                  in_zone("DTSTART", first + days{day} + by) + "DURATION:PT" +
                  std::to_string(length.count()) + "M\r\nSUMMARY:" + person + "\r\n");
        series = any(0, 1) == 0 ? said + series : series + said;
      }
      each += event(in_zone("DTSTART", first + days{day} + by) + "DURATION:PT" +
                    std::to_string(length.count()) + "M\r\nSUMMARY:" + person + "\r\n");
    }
    const auto moved = read(calendar(series), *zone);
    CHECK(moved.problems.empty());
    CHECK(moved.spans == read(calendar(each), *zone).spans);
  }
}
