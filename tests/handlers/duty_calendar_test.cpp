#include <catch2/catch.hpp>

#include "handlers/knowledge/jobs.h"
#include "handlers/sla/calendar_keeper.h"
#include "handlers/sla/duty_calendar_store.h"
#include "handlers/sla/duty_rules.h"
#include "tests/support/test_database.h"

namespace {

using namespace std::chrono_literals;

struct CalendarWorld {
  TestDatabase database;
  Connection connection{database.settings()};
  ClockRules files;
  std::string text, fault;
  int fetched = 0;
  Time now = std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now()) + 4h;

  CalendarWorld() {
    Roster roster;
    roster.id = "desk";
    roster.zone = fixed_zone(8h);
    roster.source.place = "https://cal.example.com/x.ics";
    files.rosters = {roster};
  }
  template <class Work>
  auto in(Work work) {
    auto done = connection.transact(work);
    INFO((done ? std::string() : done.error().text));
    REQUIRE(done);
    return *std::move(done);
  }
  CalendarLooked look() {
    CalendarLook look;
    look.files = &files;
    look.team = {{{"corp/ann", "ann", "Ann"}, "agent"}, {{"corp/bob", "bob", "Bob"}, "agent"}};
    look.now = now;
    look.fetch = [&](const std::string&) -> Result<std::string> {
      ++fetched;
      if (!fault.empty()) return Error{Kind::try_later, fault};
      return text;
    };
    return look_at_calendars(connection, look);
  }
  void again() {
    in([](Transaction& t) {
      t.run("UPDATE duty_calendar SET next_at = now()");
      return Done{};
    });
  }
  std::string on_duty() {
    const auto rows = in([&](Transaction& t) { return duty_rows(t, now); });
    return duty_at(with_rows(files.rosters[0], rows), now).person;
  }
  DutyCalendar stored() {
    return *in([](Transaction& t) { return duty_calendar(t, "desk"); });
  }
  long long version() {
    return in([](Transaction& t) { return knowledge_version(t); });
  }
};

std::string all_year(const std::string& summary) {
  return "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20250101T000000Z\nDTEND:20250102T000000Z\nRRULE:FREQ="
         "DAILY\nSUMMARY:" +
         summary + "\nEND:VEVENT\nEND:VCALENDAR\n";
}

}  // namespace

TEST_CASE("a calendar that cannot be read any more leaves its last copy, and says why", "[pg]") {
  CalendarWorld world;
  world.text = all_year("Ann");
  CHECK(world.look().read == 1);
  CHECK(world.on_duty() == "ann");
  CHECK(world.stored().fault.empty());
  CHECK(world.stored().fetched_at);
  world.again();
  world.fault = "timeout";
  CHECK(world.look().failed == 1);
  CHECK(world.on_duty() == "ann");
  CHECK(world.stored().fault == "timeout");
  world.again();
  world.fault.clear();
  world.text = "<html>";
  CHECK(world.look().failed == 1);
  CHECK(world.stored().fault == "line 1: no VCALENDAR");
  CHECK(world.on_duty() == "ann");
  world.again();
  world.text = all_year("Bob");
  CHECK(world.look().read == 1);
  CHECK(world.on_duty() == "bob");
  CHECK(world.stored().fault.empty());
}

TEST_CASE("one gateway looks, each at the calendar's pace; gateways hear only of what moves duty", "[pg]") {
  CalendarWorld world;
  world.text = all_year("Ann");
  const auto before = world.version();
  world.look();
  world.look();
  CHECK(world.fetched == 1);
  const auto taken = world.version();
  CHECK(taken > before);
  world.again();
  world.look();
  CHECK(world.fetched == 2);
  CHECK(world.version() == taken);
}

TEST_CASE("an event of an unknown person is kept with its line", "[pg]") {
  CalendarWorld world;
  world.text = all_year("Zoe 13800138000");
  world.look();
  CHECK(world.on_duty().empty());
  CHECK(world.stored().problems == std::vector<IcalProblem>{{2, "person", "Zoe 13800138000"}});
}

TEST_CASE("an uploaded calendar holds where none is linked, and is read again each day", "[pg]") {
  CalendarWorld world;
  const auto place = world.files.rosters[0].source.place;
  world.files.rosters[0].source.place.clear();
  const auto read = read_calendar(all_year("Ann"), fixed_zone(8h), {{"ann", "Ann"}}, world.now);
  REQUIRE(read);
  DutyCalendar upload;
  upload.roster = "desk";
  upload.text = scan_ical(all_year("Ann"))->text;
  upload.made_by = "ann";
  world.in([&](Transaction& t) {
    keep_calendar(t, upload, *read);
    return Done{};
  });
  CHECK(world.on_duty() == "ann");
  CHECK(world.look().read == 0);
  world.again();
  CHECK(world.look().read == 1);
  CHECK(world.stored().made_by == "ann");
  CHECK(world.on_duty() == "ann");
  world.files.rosters[0].source.place = place;
  CHECK(world.on_duty().empty());
  world.files.rosters[0].source.place.clear();
  world.in([](Transaction& t) {
    drop_calendar(t, "desk");
    return Done{};
  });
  CHECK(world.on_duty().empty());
}

TEST_CASE("a draft is seen by who made it alone", "[pg]") {
  CalendarWorld world;
  const auto id = world.in([](Transaction& t) { return add_calendar_draft(t, {"desk", "x", "ann"}); });
  CHECK_FALSE(world.in([&](Transaction& t) { return find_calendar_draft(t, id, "bob"); }));
  CHECK(world.in([&](Transaction& t) { return find_calendar_draft(t, id, "ann"); }));
  world.in([&](Transaction& t) {
    drop_calendar_draft(t, id);
    return Done{};
  });
  CHECK_FALSE(world.in([&](Transaction& t) { return find_calendar_draft(t, id, "ann"); }));
}
