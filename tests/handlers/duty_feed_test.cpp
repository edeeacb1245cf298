#include "handlers/sla/duty_feed.h"

#include <catch2/catch.hpp>

#include "tests/support/small_roster.h"
#include "tests/support/test_database.h"

using namespace std::chrono_literals;

namespace {

Roster roster_of_test() {
  return small_roster("事件值班, 上海", {"chenjie", "liming"}, *day_named("2026-01-05"), 7);
}

Time at(const char* day) { return Time{day_named(day)->time_since_epoch()}; }

}  // namespace

TEST_CASE("a roster's calendar holds its shifts in UTC, one event each, and survives commas") {
  const auto text = duty_calendar(roster_of_test(), at("2026-01-05"), at("2026-01-19"), at("2026-01-06"),
                                  [](const std::string& userid) { return userid == "liming" ? "李明" : ""; });
  CHECK(text.find("DTSTART:20260112T010000Z\r\nDTEND:20260119T000000Z\r\n") != text.npos);
  CHECK(text.find("SUMMARY:事件值班\\, 上海 李明\r\n") != text.npos);
  CHECK(text.find("SUMMARY:事件值班\\, 上海 chenjie\r\n") != text.npos);
  CHECK(text.starts_with("BEGIN:VCALENDAR\r\n"));
  CHECK(text.ends_with("END:VCALENDAR\r\n"));
}

TEST_CASE("who stands in makes another event than the one that was planned") {
  auto roster = roster_of_test();
  const auto uid = [&] {
    const auto text = duty_calendar(roster, at("2026-01-13"), at("2026-01-14"), at("2026-01-06"),
                                    [](const std::string&) { return ""; });
    return text.substr(text.find("UID:"), 36);
  };
  const auto before = uid();
  CHECK(uid() == before);
  roster.overrides = {{at("2026-01-13"), at("2026-01-14"), "zhaogang"}};
  CHECK(uid() != before);
}

TEST_CASE("a long line is folded after at most 75 octets, never inside a character") {
  std::string words = "SUMMARY:";
  for (int i = 0; i < 100; ++i) words += "值";
  const auto folded = folded_line(words);
  std::string joined;
  for (std::size_t from = 0; from < folded.size();) {
    const auto end = folded.find("\r\n", from);
    REQUIRE(end != folded.npos);
    CHECK(end - from <= 75);
    const auto part = folded.substr(from, end - from);
    CHECK((static_cast<unsigned char>(part[part.front() == ' ' ? 1 : 0]) & 0xC0u) != 0x80u);
    joined += from == 0 ? part : part.substr(1);
    from = end + 2;
  }
  CHECK(joined == words);
}

TEST_CASE("the secret of a roster's calendar is made once, and leads to it alone") {
  TestDatabase database;
  Connection connection(database.settings());
  const auto done = connection.transact([](Transaction& transaction) {
    CHECK(feed_token(transaction, "desk", "one") == "one");
    CHECK(feed_token(transaction, "desk", "two") == "one");
    CHECK(roster_of_feed(transaction, "one") == "desk");
    CHECK(roster_of_feed(transaction, "two").empty());
    return Done{};
  });
  CHECK(done);
}
