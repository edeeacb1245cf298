#include "templates/clock_rules.h"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

namespace {

namespace fs = std::filesystem;

Result<Zone> zones(const std::string& name) {
  if (name == "Asia/Shanghai") return Zone{name, std::chrono::hours{8}, {}};
  return Error{Kind::bad_input, "no time zone \"" + name + "\""};
}

std::string problems(const char* file, const std::string& text) {
  const auto folder = fs::temp_directory_path() / ("clocks-" + std::to_string(getpid()));
  fs::create_directories(folder);
  std::ofstream(folder / file) << text;
  const auto rules = load_clock_rules(folder, zones);
  fs::remove_all(folder);
  return rules ? "" : rules.error().text;
}

}  // namespace

TEST_CASE("the rules that are shipped read without a problem, and promise something for each severity") {
  const auto rules = load_clock_rules(std::string(SOURCE_FOLDER) + "/templates/clocks", zones);
  if (!rules) FAIL(rules.error().text);
  const auto* policy = policy_for(rules->policies, "trading");
  REQUIRE(policy != nullptr);
  for (const auto& target : policy->versions.back().targets) {
    CHECK(target.response > Millis{0});
    CHECK(target.resolution > target.response);
    CHECK(target.calendar != nullptr);
  }
  for (std::size_t i = 0; i < warnings; ++i) CHECK(rules->chain(static_cast<Warning>(i)) != nullptr);
}

TEST_CASE("a folder without files is a desk without clocks") { CHECK(problems("other.txt", "") == ""); }

TEST_CASE("what is wrong with promises, duty and chains is named with its line") {
  const auto policy =
      problems("policies.toml",
               "[[policy]]\nid = \"a\"\n[[policy.version]]\nfrom = \"2026-01-01\"\ncalendar = \"moon\"\n"
               "pauses = [\"weather\"]\nurgent = { response = \"5h\", resolution = \"4h\" }\n"
               "high = { response = \"soon\" }\nmedium = {}\n[[policy]]\nid = \"a\"\n");
  for (const auto* expected : {":5: calendar: no calendar", ":6: pauses: \"weather\"",
                               ":7: response: is longer", ":8: response: must be a time", "low: must say",
                               ":11: id: \"a\" stands twice", "is never used", "needs a [[policy.version]]"})
    CHECK_THAT(policy, Catch::Contains(expected));
  const auto duty =
      problems("duty.toml",
               "[[roster]]\nid = \"d\"\nname = \"D\"\nzone = \"Moon\"\n[[roster.rotation]]\npeople = []\n"
               "first = \"Monday\"\nhand_over = \"25:00\"\n[[roster.override]]\nfrom = \"2026-03-09 09:00\"\n"
               "to = \"2026-03-08 09:00\"\nperson = \"x\"\n");
  for (const auto* expected : {":4: zone: no time zone", ":6: people: somebody", ":7: first: must be a day",
                               ":8: hand_over:", ":11: to: lies before"})
    CHECK_THAT(duty, Catch::Contains(expected));
  const auto roster = [](const std::string& lines) {
    return problems("duty.toml", "[[roster]]\nid = \"d\"\nname = \"D\"\nzone = \"Asia/Shanghai\"\n" + lines);
  };
  CHECK(roster("calendar = \"webcal://cal.example.com:8443/a/b.ics?key=x%20y\"\nrefresh = \"1h\"\n") == "");
  CHECK(roster("calendar = \"http://[::1]/x\"\n") == "");
  CHECK(roster("calendar = \"upload\"\nrefresh = \"48h\"\n") == "");
  for (const auto& [lines, expected] : std::vector<std::pair<std::string, std::string>>{
           {"calendar = \"ftp://x/y\"\n", ":5: calendar: must be an address"},
           {"calendar = \"https:///x\"\n", ":5: calendar: names no host"},
           {"calendar = \"https://ann:secret@x/y\"\n", ":5: calendar: must not hold a name"},
           {"calendar = \"https://x/a b\"\n", ":5: calendar: holds a character"},
           {"calendar = \"https://值班.example.com/\"\n", ":5: calendar: holds a character"},
           {"calendar = \"https://x/" + std::string(2000, 'y') + "\"\n", ":5: calendar: is longer"},
           {"calendar = \"upload\"\nrefresh = \"30s\"\n", ":6: refresh: is shorter"},
           {"calendar = \"upload\"\nrefresh = \"721h\"\n", ":6: refresh: must be a time"},
           {"calendar = \"upload\"\nrefresh = \"2h\"\nstale = \"1h\"\n", ":7: stale: is shorter"}})
    CHECK_THAT(roster(lines), Catch::Contains(expected));
  const auto contacts = problems(
      "escalation.toml",
      "[[contact]]\nperson = \"ann\"\nzone = \"Moon\"\n[[contact.way]]\nby = \"pigeon\"\n[[contact.way]]\n"
      "by = \"webhook\"\nto = \"none\"\nwait = \"5s\"\nhours = [\"late\"]\n[[contact]]\nperson = \"ann\"\n"
      "zone = \"Asia/Shanghai\"\n");
  for (const auto* expected :
       {":3: zone: no time zone", ":5: by:", ":8: to: no [[webhook]]", ":9: wait: is shorter",
        ":10: hours:", ":12: person: \"ann\" stands twice", "way: a contact needs"})
    CHECK_THAT(contacts, Catch::Contains(expected));
  const auto chains =
      problems("escalation.toml",
               "response_soon = \"none\"\n[[chain]]\nid = \"c\"\nevery = \"5s\"\n[[chain.step]]\n"
               "tell = \"everybody\"\n[[chain.step]]\nwait = \"1s\"\n[[chain.step]]\nwebhook = \"phone\"\n"
               "[[chain.step]]\n");
  for (const auto* expected :
       {":1: response_soon: no [[chain]]", ":4: every: is shorter", ":6: tell: \"everybody\"",
        ":8: wait: is shorter", ":10: webhook: no", ":11: tell: a step is one of"})
    CHECK_THAT(chains, Catch::Contains(expected));
}
