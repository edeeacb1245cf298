#include "bot/duty_when.h"

#include <catch2/catch.hpp>

#include "bot/duty_order.h"

namespace {

using namespace std::chrono_literals;
using std::chrono::days;

LocalDay day(int month, int number, int year = 2026) {
  return LocalDay{std::chrono::year{year} / month / number};
}
const LocalDay today = day(3, 10);  // a Tuesday

Time at(int number, std::chrono::minutes time) {
  return instant_of(fixed_zone(8h), LocalTime{day(3, number)} + time);
}

Roster turns(int length) {
  Roster roster;
  roster.zone = fixed_zone(8h);
  Rotation rotation;
  rotation.people = {"ann", "bob"};
  rotation.first = day(3, 2);
  rotation.days = length;
  roster.layers = {rotation};
  return roster;
}

std::vector<DutyShift> meant(const Roster& roster, const std::string& person, const std::string& words) {
  const auto when = read_duty_when(words, today);
  REQUIRE(when);
  return shifts_meant(roster, person, *when, at(10, 10h));
}

}  // namespace

TEST_CASE("days are named by date, by week and by how far they are, and lie ahead") {
  struct Named {
    const char* words;
    LocalDay first, last;
  };
  const std::vector<Named> all{
      {"今天", today, today},
      {"明天", day(3, 11), day(3, 11)},
      {"大后天", day(3, 13), day(3, 13)},
      {"3月18日", day(3, 18), day(3, 18)},
      {"3/18", day(3, 18), day(3, 18)},
      {"3-18 夜班", day(3, 18), day(3, 18)},
      {"2026年4月1号", day(4, 1), day(4, 1)},
      {"2027-01-02", day(1, 2, 2027), day(1, 2, 2027)},
      {"1月5日", day(1, 5, 2027), day(1, 5, 2027)},
      {"18号", day(3, 18), day(3, 18)},
      {"5号", day(4, 5), day(4, 5)},
      {"３月１８日", day(3, 18), day(3, 18)},
      {"周五", day(3, 13), day(3, 13)},
      {"周一", day(3, 16), day(3, 16)},
      {"本周一", day(3, 9), day(3, 9)},
      {"下周五的班", day(3, 20), day(3, 20)},
      {"星期天", day(3, 15), day(3, 15)},
      {"下周", day(3, 16), day(3, 22)},
      {"3月18日到20日", day(3, 18), day(3, 20)},
      {"next friday", day(3, 20), day(3, 20)},
      {"Friday", day(3, 13), day(3, 13)},
      {"Mar 18", day(3, 18), day(3, 18)},
      {"18 march", day(3, 18), day(3, 18)},
      {"tomorrow", day(3, 11), day(3, 11)},
  };
  for (const auto& one : all) {
    INFO(one.words);
    const auto when = read_duty_when(one.words, today);
    REQUIRE(when);
    CHECK(when->which == DutyWhen::Which::days);
    CHECK(when->first == one.first);
    CHECK(when->last == one.last);
  }
  CHECK(read_duty_when("下一班", today)->which == DutyWhen::Which::next);
  CHECK(read_duty_when("这一班", today)->which == DutyWhen::Which::now);
  CHECK(read_duty_when("今晚", today)->part == DutyWhen::Part::night);
  CHECK(read_duty_when("3月18日 18:00-22:00", today)->hours == DayShift{18h, 22h});
  CHECK(read_duty_when("3月18日 22:00到06:30", today)->hours == DayShift{22h, 30h + 30min});
}

TEST_CASE("words without a day, and days that there are not, name nothing") {
  for (const auto* words :
       {"", "给 李明", "13月40日", "2月30日", "0/0", "99999999999999999999", "周", "3月", "18:00-22:00"}) {
    INFO(words);
    CHECK_FALSE(read_duty_when(words, today));
  }
}

TEST_CASE("a day means the shift that begins then, and of a week's turn one day") {
  const auto daily = turns(1);
  CHECK(meant(daily, "BOB", "3月11日") == std::vector<DutyShift>{{at(11, 9h), at(12, 9h), "bob"}});
  CHECK(meant(daily, "ann", "3月11日").empty());
  CHECK(meant(daily, "", "3月11日").size() == 1);
  const auto weekly = turns(7);
  CHECK(meant(weekly, "bob", "3月12日") == std::vector<DutyShift>{{at(12, 9h), at(13, 9h), "bob"}});
  CHECK(meant(weekly, "ann", "下周") == std::vector<DutyShift>{{at(16, 9h), at(23, 9h), "ann"}});
  CHECK(meant(weekly, "bob", "3月12日 18:00-22:00") ==
        std::vector<DutyShift>{{at(12, 18h), at(12, 22h), "bob"}});
}

TEST_CASE("what has passed is not meant: the shift that runs is meant from now on") {
  const auto daily = turns(1);
  CHECK(meant(daily, "", "3月9日") == std::vector<DutyShift>{});
  CHECK(meant(daily, "ann", "今天") == std::vector<DutyShift>{{at(10, 10h), at(11, 9h), "ann"}});
  CHECK(meant(daily, "ann", "现在") == std::vector<DutyShift>{{at(10, 10h), at(11, 9h), "ann"}});
  CHECK(meant(daily, "ann", "下一班") == std::vector<DutyShift>{{at(12, 9h), at(13, 9h), "ann"}});
  CHECK(meant(daily, "bob", "现在").empty());
}

TEST_CASE("night and day choose among the shifts of a day") {
  auto roster = turns(1);
  roster.layers[0].hours = {*shift_of("09:00-18:00")};
  auto night = roster.layers[0];
  night.hours = {*shift_of("18:00-33:00")};
  roster.layers.push_back(night);
  CHECK(meant(roster, "bob", "3月11日").size() == 1);  // one after the other, by one person
  roster.layers[1].people = {"cid"};
  CHECK(meant(roster, "", "3月11日").size() == 2);
  CHECK(meant(roster, "", "3月11日夜班") == std::vector<DutyShift>{{at(11, 18h), at(12, 9h), "cid"}});
  CHECK(meant(roster, "", "3月11日白班") == std::vector<DutyShift>{{at(11, 9h), at(11, 18h), "bob"}});
}

TEST_CASE("answers name their proposal, and buttons do") {
  CHECK(parse_duty_order("同意换班 7")->number == 7);
  CHECK(parse_duty_order("同意换班7")->number == 7);
  CHECK(parse_duty_order("不同意换班")->kind == DutyOrder::Kind::decline);
  CHECK(parse_duty_order("agree swap 12")->kind == DutyOrder::Kind::agree);
  CHECK(parse_duty_order("请同意换班吧，谢谢大家") == std::nullopt);
  CHECK(duty_order_of_click({"duty.agree:7", "card", "", {}})->number == 7);
  for (const auto* key :
       {"duty.agree:", "duty.agree:0", "duty.agree:-1", "duty.agree:7x", "duty.", "ticket.accept:7"})
    CHECK_FALSE(duty_order_of_click({key, "", "", {}}));
}
