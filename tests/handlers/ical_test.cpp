#include <catch2/catch.hpp>

#include "bot/duty_when.h"
#include "handlers/sla/duty_feed.h"
#include "tests/handlers/ical_world.h"

using namespace ical_world;

TEST_CASE("a person is meant by the mark, the attendee, the name in the summary, or the organizer") {
  const auto shift = [](int day, const std::string& lines) {
    const auto two = (day < 10 ? "0" : "") + std::to_string(day);
    return event("DTSTART:202603" + two + "T010000Z\r\nDTEND:202603" + two + "T020000Z\r\n" + lines);
  };
  const auto roster = read(
      calendar(shift(11, "X-DUTYDESK-PERSON:BOB\r\nATTENDEE:mailto:ann@x.example\r\n") +
               shift(12, "ATTENDEE;CN=\"Ann Lee\":mailto:whoever@x.example\r\nSUMMARY:李明\r\n") +
               shift(13, "ATTENDEE;PARTSTAT=DECLINED:mailto:ann@x\r\nATTENDEE:MAILTO:cid@corp.example\r\n") +
               shift(14, "SUMMARY:事件值班 鲍勃\r\nORGANIZER:mailto:ann@x\r\n") +
               shift(15, "SUMMARY:Duty\r\nORGANIZER;CN=x:mailto:Ann@x\r\n") +
               shift(16, "SUMMARY:Annette\r\n") + shift(17, "SUMMARY:ann and 李明\r\n") +
               shift(18, "ATTENDEE:mailto:ann@x\r\nATTENDEE:mailto:bob@x\r\n") +
               shift(19, "X-DUTYDESK-PERSON:zoe\r\nSUMMARY:ann\r\n")));
  CHECK(who(roster, at(3, 11, 90min)) == "bob");
  CHECK(who(roster, at(3, 12, 90min)) == "ann");
  CHECK(who(roster, at(3, 13, 90min)) == "cid@corp.example");
  CHECK(who(roster, at(3, 14, 90min)) == "bob");
  CHECK(who(roster, at(3, 15, 90min)) == "ann");
  CHECK(who(roster, at(3, 16, 90min)).empty());
  CHECK(who(roster, at(3, 17, 90min)).empty());
  CHECK(who(roster, at(3, 18, 90min)) == "ann");
  CHECK(who(roster, at(3, 19, 90min)).empty());
  CHECK(problems(roster) == "32:person 37:several 42:several 48:person ");
}

TEST_CASE("a rule repeats but where it is taken out or moved") {
  const auto roster = read(calendar(
      event("UID:1\r\nDTSTART:20260302T010000Z\r\nDTEND:20260302T090000Z\r\nRRULE:FREQ=DAILY;UNTIL="
            "20260320T010000Z\r\n"
            "EXDATE:20260311T010000Z,20260312T010000Z\r\nRDATE:20260325T010000Z\r\nSUMMARY:ann\r\n") +
      event("UID:1\r\nRECURRENCE-ID:20260313T010000Z\r\nDTSTART:20260313T050000Z\r\nDTEND:"
            "20260313T090000Z\r\nSUMMARY:鲍勃\r\n") +
      event(
          "UID:1\r\nRECURRENCE-ID:20260314T010000Z\r\nDTSTART:20260314T010000Z\r\nDTEND:20260314T090000Z\r\n"
          "STATUS:CANCELLED\r\nSUMMARY:ann\r\n")));
  CHECK(problems(roster).empty());
  CHECK(who(roster, at(3, 10, 2h)) == "ann");
  CHECK(who(roster, at(3, 10, 9h)).empty());
  CHECK(who(roster, at(3, 11, 2h)).empty());
  CHECK(who(roster, at(3, 12, 2h)).empty());
  CHECK(who(roster, at(3, 13, 2h)).empty());
  CHECK(who(roster, at(3, 13, 6h)) == "bob");
  CHECK(who(roster, at(3, 14, 2h)).empty());
  CHECK(who(roster, at(3, 20, 2h)) == "ann");
  CHECK(who(roster, at(3, 21, 2h)).empty());
  CHECK(who(roster, at(3, 25, 2h)) == "ann");
}

TEST_CASE("whole days and times without a zone are the roster's, and a named zone is the calendar's own") {
  const std::string zone =
      "BEGIN:VTIMEZONE\r\nTZID:Ours\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+0530\r\n"
      "TZOFFSETTO:+0530\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n";
  const auto roster = read(
      calendar(zone + event("DTSTART;VALUE=DATE:20260311\r\nDTEND;VALUE=DATE:20260313\r\nSUMMARY:ann\r\n") +
               event("DTSTART;VALUE=DATE:20260315\r\nSUMMARY:ann\r\n") +
               event("DTSTART:20260317T090000\r\nDURATION:PT8H\r\nSUMMARY:鲍勃\r\n") +
               event("DTSTART;TZID=Ours:20260318T053000\r\nDURATION:PT1H\r\nSUMMARY:ann\r\n") +
               event("DTSTART;TZID=Nowhere/Else:20260319T053000\r\nDURATION:PT1H\r\nSUMMARY:ann\r\n")));
  CHECK(roster.spans == std::vector<DutySpan>{{at(3, 10, 16h), at(3, 12, 16h), "ann"},
                                              {at(3, 14, 16h), at(3, 15, 16h), "ann"},
                                              {at(3, 17, 1h), at(3, 17, 9h), "bob"},
                                              {at(3, 18), at(3, 18, 1h), "ann"}});
  CHECK(problems(roster) == "29:zone ");
}

TEST_CASE("where shifts overlap the one that begins later is kept, and it is said") {
  const auto roster =
      read(calendar(event("DTSTART:20260311T000000Z\r\nDTEND:20260312T000000Z\r\nSUMMARY:ann\r\n") +
                    event("DTSTART:20260311T080000Z\r\nDTEND:20260311T100000Z\r\nSUMMARY:鲍勃\r\n")));
  CHECK(roster.spans == std::vector<DutySpan>{{at(3, 11), at(3, 11, 8h), "ann"},
                                              {at(3, 11, 8h), at(3, 11, 10h), "bob"},
                                              {at(3, 11, 10h), at(3, 12), "ann"}});
  CHECK(roster.overlaps == std::vector<CalendarOverlap>{{at(3, 11, 8h), at(3, 11, 10h), "bob", "ann"}});
}

TEST_CASE("a calendar goes before rotations, swaps go on top, and what nobody has is a gap") {
  Roster roster;
  roster.id = "desk";
  roster.zone = east();
  roster.spans =
      read(calendar(event("DTSTART:20260311T000000Z\r\nDTEND:20260312T000000Z\r\nSUMMARY:ann\r\n") +
                    event("DTSTART:20260313T000000Z\r\nDTEND:20260314T000000Z\r\nSUMMARY:鲍勃\r\n")))
          .spans;
  CHECK(duty_at(roster, at(3, 11, 1h)).person == "ann");
  CHECK(backup_at(roster, at(3, 11, 1h)) == "bob");
  CHECK(duty_at(roster, at(3, 12, 1h)).person.empty());
  const auto gaps = duty_gaps(roster, at(3, 11), at(3, 14));
  REQUIRE(gaps.size() == 1);
  CHECK(gaps[0].from == at(3, 12));
  CHECK(gaps[0].to == at(3, 13));
  auto changed = with_changes(roster, {{1, "desk", at(3, 11, 4h), at(3, 11, 6h), "cid", "", "ann"}});
  CHECK(duty_at(changed, at(3, 11, 5h)).person == "cid");
  CHECK(duty_differences(roster, changed, at(3, 10), at(3, 20)) ==
        std::vector<DutyDifference>{{at(3, 11, 4h), at(3, 11, 6h), "ann", "cid"}});
  Rotation rotation;
  rotation.people = {"eve"};
  rotation.first = LocalDay{year{2026} / 3 / 1};
  changed.layers = {rotation};
  CHECK(duty_at(changed, at(3, 12, 1h)).person == "eve");
  CHECK(duty_gaps(changed, at(3, 11), at(3, 14)).empty());
}

TEST_CASE("over the days in sight of five zones a rule at nine hands over at nine") {
  for (const auto* name :
       {"Asia/Shanghai", "Asia/Hong_Kong", "America/New_York", "Europe/London", "Australia/Lord_Howe"}) {
    INFO(name);
    const auto zone = zone_named(name);
    REQUIRE(zone);
    const auto every = [&](const std::string& day, const std::string& person) {
      return event("DTSTART;TZID=" + std::string(name) + ":" + day + "T090000\r\nDTEND;TZID=" + name + ":" +
                   std::to_string(std::stoi(day) + 1) +
                   "T090000\r\nRRULE:FREQ=DAILY;INTERVAL=2\r\nSUMMARY:" + person + "\r\n");
    };
    const auto roster = read(calendar(every("20250105", "ann") + every("20250106", "bob")), *zone);
    CHECK(roster.problems.empty());
    REQUIRE(roster.spans.size() > 400);
    std::size_t wrong = 0;
    for (std::size_t i = 1; i < roster.spans.size(); ++i) {
      const auto local = local_of(*zone, roster.spans[i].from);
      wrong += local - std::chrono::floor<days>(local) != 9h;
      wrong += roster.spans[i].person == roster.spans[i - 1].person;
      // A day of 25 hours leaves none without anybody; one of 23 has two for an hour.
      wrong += roster.spans[i].from - roster.spans[i - 1].to > 1h;
    }
    CHECK(wrong == 0);
  }
}

TEST_CASE("the feed of a roster read back is the roster") {
  Roster roster;
  roster.id = "desk";
  roster.name = "Desk";
  roster.zone = east();
  Rotation rotation;
  rotation.people = {"ann", "bob"};
  rotation.first = LocalDay{year{2026} / 1 / 1};
  rotation.days = 3;
  roster.layers = {rotation};
  const auto text = duty_calendar(roster, at(3, 1), at(6, 1), now, [](const std::string& id) {
    return id == "ann" ? std::string("Ann Lee") : std::string("鲍勃");
  });
  auto back = roster;
  back.layers.clear();
  back.spans = read(text).spans;
  CHECK(duty_differences(roster, back, at(3, 1), at(6, 1)).empty());
}

TEST_CASE("rules that never end or never match are bounded") {
  const auto endless = read(
      calendar(event("DTSTART:19700101T000000Z\r\nDURATION:PT1H\r\nRRULE:FREQ=DAILY\r\nSUMMARY:ann\r\n") +
               event("DTSTART:20260311T100000Z\r\nDURATION:PT1H\r\nRRULE:FREQ=YEARLY;BYMONTH=2;"
                     "BYMONTHDAY=30\r\nSUMMARY:鲍勃\r\n") +
               event("DTSTART:20260312T100000Z\r\nDURATION:P9000D\r\nSUMMARY:ann\r\n")));
  CHECK(who(endless, at(3, 11, 30min)) == "ann");
  CHECK(who(endless, at(3, 11, 10h + 30min)) == "bob");
  CHECK(problems(endless) == "8:rule 14:time ");
  std::string crowd;
  for (int i = 0; i < 100; ++i)
    crowd += event("DTSTART:20260101T000000Z\r\nDURATION:PT1H\r\nRRULE:FREQ=DAILY\r\nSUMMARY:ann\r\n");
  CHECK(problems(read(calendar(crowd))).find("crowd") != std::string::npos);
}
