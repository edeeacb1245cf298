#include "bot/diagnostic.h"

#include <catch2/catch.hpp>

#include "bot/diagnostic_holes.h"

namespace {

using Kind = Diagnostic::Kind;

Diagnostic made(Kind kind, const std::string& query, const std::string& path = "") {
  Diagnostic one;
  one.id = "one";
  one.kind = kind;
  one.query = query;
  one.path = path;
  return one;
}

DiagnosticSubject subject_with(Fields fields) {
  DiagnosticSubject subject;
  subject.ticket = 1002;
  subject.form = "login";
  subject.system = "login";
  subject.fields = std::move(fields);
  subject.opened_at = Time{std::chrono::sys_days{std::chrono::year{2026} / 3 / 10}} + std::chrono::hours{2};
  return subject;
}

Fields facts_of(const Diagnostic& one, Fields fields) {
  return diagnostic_facts(one, subject_with(std::move(fields)), 480);
}

bool speaks_of(const std::vector<std::string>& problems, const std::string& words) {
  return std::any_of(problems.begin(), problems.end(),
                     [&](const std::string& one) { return one.find(words) != one.npos; });
}

const char* const nasty = "x'; DROP TABLE t; -- \" \\ {at} $1";

}  // namespace

TEST_CASE("values of SQL are bound, each place by a number of its own, and never stand in the statement") {
  const auto one =
      made(Kind::sql, "SELECT * FROM t WHERE a = {fund_account} OR b = {phone} OR c = {fund_account}");
  const auto call = call_of(one, facts_of(one, {{"account", nasty}, {"phone", "13812345678"}}));
  CHECK(call.text == "SELECT * FROM t WHERE a = $1 OR b = $2 OR c = $3");
  CHECK(call.values == std::vector<std::string>{nasty, "13812345678", nasty});
}

TEST_CASE("values within JSON are escaped, and a value that looks like a name stays a value") {
  const auto one = made(Kind::elasticsearch, R"({"query":{"term":{"account":"{fund_account}"}}})", "login-*");
  const auto call = call_of(one, facts_of(one, {{"account", "a\"b\\c\n\x01{at}"}}));
  CHECK(call.text == R"({"query":{"term":{"account":"a\"b\\c\u000a\u0001{at}"}}})");
  CHECK(call.path == "/login-*/_search");
}

TEST_CASE("values within an address are percent-encoded: they begin no parameter, path or host") {
  const auto one = made(Kind::http, "", "/customers/{customer}/logins?from={from}&error={error_code}");
  const auto call =
      call_of(one, facts_of(one, {{"phone", "../a?b=c#d e"}, {"error", "账"}, {"time", "2026-03-10T09:40"}}));
  CHECK(
      call.path ==
      "/customers/..%2Fa%3Fb%3Dc%23d%20e/logins?from=2026-03-10T09%3A10%3A00.000%2B08%3A00&error=%E8%B4%A6");
  const auto link = made(Kind::link, "https://logs.example.com/find?q={fund_account}");
  CHECK(call_of(link, facts_of(link, {{"account", "1&x=2"}})).text ==
        "https://logs.example.com/find?q=1%26x%3D2");
}

TEST_CASE("a value of dots alone is none: in an address it would be a step upwards") {
  const auto one = made(Kind::http, "", "/customers/{fund_account}");
  CHECK(missing_for(one, facts_of(one, {{"account", ".."}})) == std::vector<std::string>{"account"});
}

TEST_CASE("what a report lacks is named by its field, once") {
  const auto one = made(Kind::sql, "SELECT {fund_account}, {account}, {field.side}, {from}, {phone}");
  CHECK(missing_for(one, facts_of(one, {{"phone", "1"}})) == std::vector<std::string>{"account", "side"});
  CHECK(missing_for(one, facts_of(one, {{"phone", "1"}, {"account", "2"}, {"side", "buy"}})).empty());
  const auto any = made(Kind::sql, "SELECT {customer}");
  CHECK(missing_for(any, facts_of(any, {{"customer_name", "李"}})) == std::vector<std::string>{"customer"});
  CHECK(call_of(any, facts_of(any, {{"phone", "1"}, {"account", "2"}})).values.at(0) == "2");
}

TEST_CASE("the moment is what the report says, else when it was opened; a part of a day is looked at whole") {
  auto one = made(Kind::sql, "SELECT {at}, {from}, {to}");
  one.before = Seconds{600};
  one.after = Seconds{60};
  const auto values = [&](const std::string& time) {
    return call_of(one, facts_of(one, time.empty() ? Fields{} : Fields{{"time", time}})).values;
  };
  using Values = std::vector<std::string>;
  CHECK(values("2026-03-10T09:40") == Values{"2026-03-10T09:40:00.000+08:00", "2026-03-10T09:30:00.000+08:00",
                                             "2026-03-10T09:41:00.000+08:00"});
  CHECK(values("") == Values{"2026-03-10T10:00:00.000+08:00", "2026-03-10T09:50:00.000+08:00",
                             "2026-03-10T10:01:00.000+08:00"});
  CHECK(values("2026-03-10/pm") == Values{"2026-03-10T12:00:00.000+08:00", "2026-03-10T12:00:00.000+08:00",
                                          "2026-03-10T18:00:00.000+08:00"});
  CHECK(values("2026-03-09") == Values{"2026-03-09T00:00:00.000+08:00", "2026-03-09T00:00:00.000+08:00",
                                       "2026-03-10T00:00:00.000+08:00"});
  CHECK(values("2026-99-99") == values(""));
  CHECK(facts_of(one, {{"time", "2026-03-10T09:40"}})["at_ms"] == "1773106800000");
}

TEST_CASE("SQL that is more than one statement of reading, or that would not bind its values, is refused") {
  const auto wrong = [](const std::string& sql) { return problems_of_query(made(Kind::sql, sql)); };
  CHECK(wrong("SELECT a FROM t WHERE b = {phone} -- {x is no name\n AND c = ';'").empty());
  CHECK(wrong("WITH x AS (SELECT 1) SELECT * FROM x WHERE it''s = 'a;b''c'").empty());
  CHECK(speaks_of(wrong("DELETE FROM t"), "SELECT or WITH"));
  CHECK(speaks_of(wrong("SELECT 1; DROP TABLE t"), "one statement"));
  CHECK(speaks_of(wrong("SELECT '{phone}'"), "bound"));
  CHECK(speaks_of(wrong("SELECT 1 -- {phone}"), "bound"));
  CHECK(speaks_of(wrong("SELECT $1"), "\"$\""));
  CHECK(speaks_of(wrong("SELECT E'\\'' || {phone} || ''"), "\"\\\""));
  CHECK(speaks_of(wrong("SELECT 'a"), "ends within"));
  CHECK(speaks_of(wrong("SELECT {phon}"), "nothing is named {phon}"));
}

TEST_CASE("a name outside of JSON's quotation marks, or in the host of a link, is refused") {
  CHECK(problems_of_query(made(Kind::elasticsearch, R"({"a\"{phone}":"{at}"})")).empty());
  CHECK(speaks_of(problems_of_query(made(Kind::elasticsearch, R"({"a": {phone}})")), "quotation marks"));
  CHECK(speaks_of(problems_of_query(made(Kind::http, R"({"a": {phone}})")), "quotation marks"));
  CHECK(problems_of_query(made(Kind::link, "https://a.example/{phone}")).empty());
  CHECK(speaks_of(problems_of_query(made(Kind::link, "https://{phone}.example/")), "host"));
  CHECK(speaks_of(problems_of_query(made(Kind::link, "https://a.example{phone}")), "host"));
}

TEST_CASE("a look-up is for the systems and forms that it names, else for any") {
  auto one = made(Kind::sql, "SELECT 1");
  CHECK(is_for(one, subject_with({})));
  one.systems = {"trading"};
  CHECK_FALSE(is_for(one, subject_with({})));
  one.systems = {"trading", "login"};
  one.forms = {"login"};
  CHECK(is_for(one, subject_with({})));
  one.forms = {"other"};
  CHECK_FALSE(is_for(one, subject_with({})));
}
