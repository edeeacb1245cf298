#include <catch2/catch.hpp>

#include "handlers/knowledge/jobs.h"
#include "handlers/sla/calendar_keeper.h"
#include "handlers/sla/duty_calendar_store.h"
#include "handlers/sla/duty_rules.h"
#include "tests/support/small_desk.h"
#include "tests/support/test_database.h"

namespace {

using namespace std::chrono_literals;

struct CalendarWorld {
  TestDatabase database;
  Connection connection{database.settings()};
  ClockRules files;
  Directory directory{config()};
  std::string text, fault, etag;
  CalendarMarks known;  // as the last look asked
  bool same = false;
  std::function<void()> within = [] {};  // while it is fetched
  std::stop_source stop;
  int fetched = 0;
  Time now = std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now()) + 4h;

  static Config config() {
    auto desk = small_desk();
    desk.people = {{"zhao", "Zhao", "lead"}};
    return desk;
  }
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
  CalendarLooked look(Connection* own = nullptr) {
    CalendarLook look;
    look.files = &files;
    look.team = {{{"corp/ann", "ann", "Ann"}, "agent"},
                 {{"corp/bob", "bob", "Bob"}, "agent"},
                 {{"corp/zhao", "zhao", "Zhao"}, "lead"}};
    look.now = now;
    look.origin.directory = &directory;
    look.origin.org = "corp";
    look.origin.locale = "zh-CN";
    look.stop = stop.get_token();
    look.fetch = [&](const std::string&, const CalendarMarks& marks) -> Result<CalendarAnswer> {
      ++fetched;
      known = marks;
      within();
      if (!fault.empty()) return Error{Kind::try_later, fault};
      if (same) return CalendarAnswer{true, {}, marks};
      return CalendarAnswer{false, text, {etag, ""}};
    };
    return look_at_calendars(own ? *own : connection, look);
  }
  void run(const std::string& sql) {
    in([&](Transaction& t) {
      t.run(sql);
      return Done{};
    });
  }
  void again() { run("UPDATE duty_calendar SET next_at = now()"); }
  long long number(const std::string& sql) {
    return in([&](Transaction& t) { return t.run(sql)[0].number("n"); });
  }
  /// Seconds until it is looked at again.
  long long waits() {
    return number("SELECT extract(epoch FROM next_at - now())::bigint AS n FROM duty_calendar");
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

TEST_CASE("a copy that has not changed is not sent again, and is read anew all the same", "[pg]") {
  CalendarWorld world;
  world.text = all_year("Ann");
  world.etag = "\"one\"";
  world.look();
  CHECK(world.known == CalendarMarks{});
  world.run(
      "UPDATE duty_calendar SET next_at = now(), fetched_at = now() - interval '3 hours', report = '{}'");
  world.run("DELETE FROM duty_span");
  world.same = true;
  CHECK(world.look().read == 1);
  CHECK(world.known == CalendarMarks{"\"one\"", ""});
  CHECK(world.on_duty() == "ann");
  CHECK(world.number("SELECT extract(epoch FROM now() - fetched_at)::bigint AS n FROM duty_calendar") < 3600);
  world.again();
  CHECK(world.look().read == 1);
  CHECK(world.known.etag == "\"one\"");
}

TEST_CASE("another address and another pace are taken up at once, and what cannot be read is asked for whole",
          "[pg]") {
  CalendarWorld world;
  world.text = all_year("Ann");
  world.etag = "\"one\"";
  world.look();
  auto& source = world.files.rosters[0].source;
  source.place = "https://cal.example.com/y.ics";
  world.look();
  CHECK(world.fetched == 1);
  world.run("UPDATE duty_calendar SET looked_at = now() - interval '1 minute'");
  world.look();
  CHECK(world.fetched == 2);
  CHECK(world.known == CalendarMarks{});
  world.look();
  CHECK(world.fetched == 2);
  source.refresh = Seconds{120};
  world.text = "<html>";
  world.look();
  CHECK(world.fetched == 3);
  CHECK(world.known.etag == "\"one\"");
  CHECK(world.on_duty() == "ann");
  world.again();
  world.look();
  CHECK(world.known == CalendarMarks{});
}

TEST_CASE("a look is one gateway's for a minute, and one that fails is tried again within 15 minutes",
          "[pg]") {
  CalendarWorld world;
  world.files.rosters[0].source.refresh = Seconds{86400};
  Connection other(world.database.settings());
  long long lease = 0;
  world.within = [&] {
    if (world.fetched > 1) return;
    lease = world.waits();
    CHECK(world.look(&other).read == 0);
  };
  world.text = all_year("Ann");
  CHECK(world.look().read == 1);
  CHECK(world.fetched == 1);
  CHECK(lease <= 60);
  CHECK(world.waits() > 86000);
  world.again();
  world.fault = "late";
  CHECK(world.look().failed == 1);
  CHECK(world.waits() > 800);
  CHECK(world.waits() <= 900);
}

TEST_CASE("a look that is broken off is no failure, and whoever comes next looks", "[pg]") {
  CalendarWorld world;
  world.fault = "broken";
  world.within = [&] { world.stop.request_stop(); };
  const auto looked = world.look();
  CHECK(looked.read + looked.failed == 0);
  CHECK(world.stored().fault.empty());
  CHECK(world.waits() <= 0);
  world.look();
  CHECK(world.fetched == 1);
  world.stop = std::stop_source();
  world.within = [] {};
  world.fault.clear();
  world.text = all_year("Ann");
  CHECK(world.look().read == 1);
}

TEST_CASE("leads hear once of a calendar that was not read for a day, and again after it was", "[pg]") {
  CalendarWorld world;
  const auto told = [&] {
    return world.number(
        "SELECT count(*) AS n FROM outbox WHERE chat_id = 'zhao' AND "
        "notice::jsonb ->> 'key' = 'duty.calendar'");
  };
  const auto fails_after = [&](const std::string& age) {
    world.fault = "status 503";
    world.run("UPDATE duty_calendar SET next_at = now(), fetched_at = now() - interval '" + age + "'");
    world.look();
  };
  world.text = all_year("Ann");
  world.look();
  fails_after("23 hours");
  CHECK(told() == 0);
  fails_after("25 hours");
  CHECK(told() == 1);
  fails_after("26 hours");
  CHECK(told() == 1);
  CHECK(world.number("SELECT count(*) AS n FROM outbox WHERE notice::jsonb -> 'params' @> "
                     "'{\"why_status\": \"1\", \"detail\": \"503\"}'") == 1);
  world.fault.clear();
  world.again();
  world.look();
  fails_after("25 hours");
  CHECK(told() == 2);
}

TEST_CASE("leads hear of a calendar that could never be read", "[pg]") {
  CalendarWorld world;
  world.fault = "unreached";
  CHECK(world.look().told == 0);
  world.run("UPDATE duty_calendar SET next_at = now(), failing_since = now() - interval '25 hours'");
  CHECK(world.look().told == 1);
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
