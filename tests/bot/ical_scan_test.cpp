#include "bot/ical_scan.h"

#include <catch2/catch.hpp>

namespace {

std::string calendar(const std::string& inside) {
  return "BEGIN:VCALENDAR\r\n" + inside + "END:VCALENDAR\r\n";
}
std::string event(const std::string& lines) { return "BEGIN:VEVENT\r\n" + lines + "END:VEVENT\r\n"; }
std::string fault(const std::string& text) {
  const auto scan = scan_ical(text);
  return scan ? "" : scan.error().text;
}

}  // namespace

TEST_CASE("of a calendar what a roster needs is kept, with the line where each event began") {
  const auto scan =
      scan_ical(calendar("X-WR-CALNAME:Duty\r\n" +
                         event("UID:1\r\nSUMMARY:An\r\n n\r\nDESCRIPTION:13800138000\r\nBEGIN:VALARM\r\n"
                               "TRIGGER:-PT5M\r\nEND:VALARM\r\nDTSTART:20260310T010000Z\r\n") +
                         "BEGIN:VTODO\r\nSUMMARY:no\r\nEND:VTODO\r\n" + event("uid:2\nSUMMARY:Bob\n")));
  REQUIRE(scan);
  CHECK(scan->lines == std::vector<int>{3, 16});
  CHECK(scan->problems.empty());
  CHECK(scan->text.find("SUMMARY:Ann\r\n") != std::string::npos);
  for (const auto* gone : {"1380013", "VALARM", "VTODO", "CALNAME"})
    CHECK(scan->text.find(gone) == std::string::npos);
  const auto again = scan_ical(scan->text);
  REQUIRE(again);
  CHECK(again->text == scan->text);
  CHECK(again->lines == scan->lines);
}

TEST_CASE("what no shift is made of is left out with its line, and nothing else with it") {
  const auto scan = scan_ical(calendar(event("SUMMARY:a\r\nRRULE:FREQ=SECONDLY\r\n") +
                                       event("SUMMARY:b\r\nRRULE:FREQ=DAILY;BYHOUR=1,2,3\r\n") +
                                       event("SUMMARY:c\r\nRRULE:FREQ=YEARLY;RSCALE=CHINESE\r\n") +
                                       event("SUMMARY:d\r\nEXRULE:FREQ=DAILY\r\n") +
                                       event("SUMMARY:e\r\nEXDATE:" + std::string(20000, '1') + "\r\n") +
                                       event("SUMMARY:f\r\nRRULE:FREQ=WEEKLY;BYDAY=MO\r\n")));
  REQUIRE(scan);
  std::string why;
  for (const auto& one : scan->problems)
    why += one.what + ":" + one.why + "@" + std::to_string(one.line) + " ";
  CHECK(why == "a:rule@2 b:rule@6 c:rule@10 d:rule@14 e:long@18 ");
  CHECK(scan->lines == std::vector<int>{22});
}

TEST_CASE("a hostile calendar is refused with its line") {
  std::string deep;
  for (int i = 0; i < 50000; ++i) deep += "BEGIN:VEVENT\n";
  CHECK(fault(deep) == "line 1: no VCALENDAR");
  CHECK(fault("BEGIN:VCALENDAR\n" + deep) == "line 3: VEVENT within VEVENT");
  CHECK(fault(calendar("BEGIN:A\nBEGIN:B\nBEGIN:C\nBEGIN:D\n")) == "line 5: nested too deeply");
  CHECK(fault(std::string(ical_most_bytes + 1, 'a')) == "line 1: more than 1 MB");
  std::string many;
  for (std::size_t i = 0; i <= ical_most_events; ++i) many += event("UID:1\n");
  CHECK(fault(calendar(many)).find("more than 3000 events") != std::string::npos);
  CHECK(fault(calendar("BEGIN:VTIMEZONE\nBEGIN:STANDARD\nRRULE:FREQ=SECONDLY\nEND:STANDARD\nEND:VTIMEZONE\n"))
            .starts_with("line 4: a time zone"));
  CHECK(fault("") == "line 1: no VCALENDAR");
  CHECK(fault("<html>sign in</html>") == "line 1: no VCALENDAR");
  CHECK(fault("BEGIN:VCALENDAR\nBEGIN:VEVENT\n") == "line 2: VEVENT does not end");
  CHECK(fault("BEGIN:VCALENDAR\nEND:VEVENT\n") == "line 2: END:VEVENT without its beginning");
  CHECK(fault(calendar(event("BEG\n IN:VEVENT\nEND:VEVENT\n"))) == "line 3: VEVENT within VEVENT");
}
