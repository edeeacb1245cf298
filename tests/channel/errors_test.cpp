#include <catch2/catch.hpp>
#include <map>
#include <vector>

#include "gateway/channel/wecom_errors.h"

namespace {

using Next = Verdict::Next;

HttpResponse answer(int status, const std::string& body,
                    const std::string& type = "application/json; charset=UTF-8") {
  return {status, {{"content-type", type}}, body};
}

}  // namespace

TEST_CASE("every error code of the reference has one line and its class") {
  const std::map<Next, std::vector<int>> classes{
      {Next::retry, {-1, 6000}},
      {Next::refresh_token, {40001, 40014, 42001}},
      {Next::back_off, {45009, 45033}},
      {Next::dead,
       {41001, 40003, 60111, 46004, 81013, 82001, 82002, 82003, 40031, 40032, 60003, 40004, 40005,
        40006, 40009, 45001, 45007, 41005, 44001, 44004, 45002, 45003, 45008, 40058, 40008, 40033,
        40035, 40063, 47001, 40123, 42016, 42015, 42017, 42018, 42019, 42020, 42052, 85002, 86004,
        86005, 86006, 86007, 86215, 93005, 95001, 86201, 50002, 40029, 42003, 42022, 84014, 84015}},
      {Next::file_gone, {40007}},
      {Next::lapsed, {60140, 846605}},
      {Next::seen_before, {42014, 846608}},
      {Next::alarm, {40013, 41002, 41004, 40056, 41011, 301002, 40091, 43012,  40050, 86001,
                     86003, 86008, 93000, 93004, 93008, 93006,  93019, 853000, 48002, 48009,
                     50001, 50003, 60011, 81011, 60020, 80001,  85005, 40093,  42012}},
  };
  for (const auto& [next, codes] : classes)
    for (const int code : codes) {
      INFO(code);
      REQUIRE(wecom_error(code) != nullptr);
      CHECK(wecom_error(code)->code == code);
      CHECK(std::string(wecom_error(code)->meaning).size() > 3);
      const auto verdict = wecom_verdict(code);
      CHECK(verdict.next == next);
      CHECK(verdict.reason == "errcode_" + std::to_string(code));
      CHECK((next == Next::dead || next == Next::refresh_token || next == Next::lapsed ||
             next == Next::seen_before || next == Next::file_gone || verdict.after > Seconds{0}));
    }
  for (int code = 42027; code <= 42051; ++code) CHECK(wecom_verdict(code).next == Next::dead);
}

TEST_CASE("a code nobody knows is dead, and says its number") {
  for (const int code : {1, 99999, -2, 42026, 2147483647}) {
    CHECK(wecom_error(code) == nullptr);
    CHECK(wecom_verdict(code).next == Next::dead);
    CHECK(wecom_verdict(code).reason == "errcode_" + std::to_string(code));
  }
}

TEST_CASE("the errcode decides where there is one") {
  CHECK(wecom_judge(answer(200, R"({"errcode":0,"errmsg":"ok"})")).next == Next::delivered);
  CHECK(wecom_judge(answer(200, R"({"errcode":"0"})")).next == Next::delivered);
  CHECK(wecom_judge(answer(200, R"({"errmsg":"Warning: wrong json format. ok","errcode":0})")).next ==
        Next::delivered);
  CHECK(wecom_judge(answer(200, R"({"errcode":45009})", "text/plain")).after == Seconds{60});
  CHECK(wecom_judge(answer(200, R"({"errcode":42001})")).next == Next::refresh_token);
}

TEST_CASE("what is no answer of WeCom's is judged by what it may have done") {
  CHECK(wecom_judge(answer(502, "<html>bad gateway</html>", "text/html")).next == Next::retry);
  CHECK(wecom_judge(answer(503, "")).next == Next::retry);
  CHECK(wecom_judge(answer(408, "")).next == Next::retry);
  CHECK(wecom_judge(answer(429, "")).next == Next::back_off);
  CHECK(wecom_judge(answer(429, "")).after >= Seconds{1});
  CHECK(wecom_judge(answer(302, "")).next == Next::alarm);
  CHECK(wecom_judge(answer(404, "")).next == Next::dead);
  CHECK(wecom_judge(answer(200, "<html>log in</html>", "text/html")).next == Next::retry);
  CHECK(wecom_judge(answer(200, "<html>log in</html>", "")).next == Next::retry);
  CHECK(wecom_judge(answer(200, "")).next == Next::unknown);
  CHECK(wecom_judge(answer(200, R"({"errcode":0,"err)")).next == Next::unknown);
  CHECK(wecom_judge(answer(200, R"({"errcode":1,"errcode":0})")).next == Next::unknown);
  CHECK(wecom_judge(answer(200, "[]")).next == Next::unknown);
  CHECK(wecom_judge(answer(200, "{}")).next == Next::unknown);
  CHECK(wecom_judge(answer(200, R"({"errcode":null})")).next == Next::unknown);
  CHECK(wecom_judge(answer(200, R"({"errcode":"none"})")).next == Next::unknown);
  CHECK(wecom_judge(answer(204, "")).next == Next::unknown);
  for (int status = 100; status < 600; ++status)
    CHECK((wecom_judge(answer(status, R"({"errcode":0})")).next == Next::delivered) == (status == 200));
}

TEST_CASE("not sent is safe to try again, sent without an answer is unknown") {
  CHECK(wecom_judge(Error{Kind::try_later, "connection refused"}).next == Next::retry);
  CHECK(wecom_judge(Error{Kind::internal, "connection closed"}).next == Next::unknown);
  CHECK(wecom_judge(Error{Kind::bad_input, "no such host"}).next == Next::dead);
}
