#include "templates/clock_calendars.h"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

namespace {

Result<Zone> zones(const std::string& name) {
  if (name == "Asia/Shanghai") return Zone{name, std::chrono::hours{8}, {}};
  return Error{Kind::bad_input, "no time zone \"" + name + "\""};
}

Result<WorkCalendars> read(const std::string& text) {
  const auto file =
      std::filesystem::temp_directory_path() / ("calendars-" + std::to_string(getpid()) + ".toml");
  std::ofstream(file) << text;
  auto calendars = load_calendars(file, zones);
  std::filesystem::remove(file);
  return calendars;
}

std::string problem(const std::string& text) {
  const auto calendars = read(text);
  return calendars ? "" : calendars.error().text;
}

const std::string head = "[[calendar]]\nid = \"desk\"\nzone = \"Asia/Shanghai\"\n";

}  // namespace

TEST_CASE("the calendars that are shipped read without a problem and know the holidays of 2026") {
  const auto calendars =
      load_calendars(std::string(SOURCE_FOLDER) + "/templates/clocks/calendars.toml", zones);
  if (!calendars) FAIL(calendars.error().text);
  const auto& desk = calendars->at("desk")->plan();
  CHECK(shifts_on(desk, *day_named("2026-02-14")).size() == 2);
  CHECK(shifts_on(desk, *day_named("2026-02-16")).empty());
  CHECK(shifts_on(calendars->at("exchange")->plan(), *day_named("2026-02-14")).empty());
  CHECK(calendars->count("always") == 1);
}

TEST_CASE("each thing wrong in a calendar is named with its line") {
  const auto all =
      problem(head +
              "mon = [\"08:30-12:00\", \"11:00-13:00\"]\n"
              "tue = [\"8-12\"]\n"
              "holidays = [\"2026-02-30\", \"2026-05-01\",\n  \"2026-05-01\", \"2026-05-03..2026-05-01\"]\n"
              "make_up = [\"2026-03-09\"]\n"
              "colour = \"red\"\n");
  for (const auto* expected :
       {":4: \"11:00-13:00\" begins before", ":5: \"8-12\" is no shift", ":6: \"2026-02-30\" is no day",
        ":7: a day stands here", ":7: \"2026-05-03..2026-05-01\" is no day",
        ":8: make_up: a day that is worked", ":9: unknown key \"colour\""})
    CHECK_THAT(all, Catch::Contains(expected));
  CHECK_THAT(problem("[[calendar]]\nid = \"a\"\nzone = \"Nowhere/Land\"\nmon = [\"08:30-12:00\"]\n"),
             Catch::Contains(":3: zone: no time zone"));
  CHECK_THAT(problem(head), Catch::Contains("nobody works"));
  CHECK_THAT(problem(head + "mon = [\"21:00-34:00\"]\ntue = [\"09:00-12:00\"]\n"),
             Catch::Contains("runs into"));
  CHECK_THAT(problem(head + "mon = [\"09:00-12:00\"]\n" + head + "mon = [\"09:00-12:00\"]\n"),
             Catch::Contains("stands twice"));
  CHECK_THAT(problem("calendar = 1\n"), Catch::Contains(":1: calendar: must be tables"));
  CHECK_THAT(problem("[[calendar]\n"), Catch::Contains(":1: "));
}

TEST_CASE("a day of its own has shifts of its own") {
  const auto calendars =
      read(head +
           "mon = [\"09:00-12:00\"]\nmake_up_shifts = [\"10:00-11:00\"]\nmake_up = [\"2026-03-08\"]\n"
           "[calendar.days]\n\"2026-03-09\" = [\"09:00-10:00\"]\n");
  REQUIRE(calendars);
  const auto& plan = calendars->at("desk")->plan();
  CHECK(shifts_on(plan, *day_named("2026-03-08")) == std::vector{*shift_of("10:00-11:00")});
  CHECK(shifts_on(plan, *day_named("2026-03-09")) == std::vector{*shift_of("09:00-10:00")});
  CHECK(shifts_on(plan, *day_named("2026-03-16")) == std::vector{*shift_of("09:00-12:00")});
}
