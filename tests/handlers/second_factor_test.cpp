#include <atomic>
#include <catch2/catch.hpp>
#include <set>
#include <thread>

#include "gateway/crypto.h"
#include "handlers/accounts/account_store.h"
#include "handlers/accounts/one_time.h"
#include "handlers/accounts/qr_code.h"
#include "handlers/accounts/second_store.h"
#include "tests/support/test_database.h"

namespace {

const Time noon{std::chrono::sys_days{std::chrono::year{2026} / 3 / 10} + std::chrono::hours{12}};
const Secret key("a key of more than thirty-two characters");

template <class Work>
auto in(Connection& connection, Work work) {
  auto done = connection.transact(work);
  REQUIRE(done);
  return std::move(*done);
}

/// Enrolled a minute before noon; gives the secret.
std::string enrolled(Connection& connection, const std::string& userid) {
  const auto secret = in(connection, [&](Transaction& t) { return propose_second(t, userid, key, noon); });
  const auto before = noon - Seconds{60};
  CHECK(in(connection, [&](Transaction& t) {
          return enrol_second(t, userid, otp_code(secret, before), key, before);
        }).size() == 10);
  return secret;
}

SecondCheck taken(Connection& connection, const std::string& userid, const std::string& code, Time at) {
  return in(connection, [&](Transaction& t) { return take_second(t, userid, code, key, at); });
}

}  // namespace

TEST_CASE("codes are those of RFC 6238's table") {
  const std::string secret = "12345678901234567890";
  const std::pair<long long, const char*> rows[] = {{59, "287082"},         {1111111109, "081804"},
                                                    {1111111111, "050471"}, {1234567890, "005924"},
                                                    {2000000000, "279037"}, {20000000000, "353130"}};
  for (const auto& [seconds, code] : rows) {
    const Time at{std::chrono::seconds{seconds}};
    CHECK(otp_step(secret, code, at, 0) == seconds / 30);
    CHECK(otp_step(secret, code, at + Seconds{30}, 0) == seconds / 30);
    CHECK(otp_step(secret, code, at - Seconds{30}, 0) == seconds / 30);
    CHECK_FALSE(otp_step(secret, code, at + Seconds{60}, 0));
    if (seconds > 100) CHECK_FALSE(otp_step(secret, code, at - Seconds{60}, 0));
    CHECK_FALSE(otp_step(secret, code, at, seconds / 30));  // used
  }
  for (const auto* bad : {"", "28708", "2870820", "28708a"})
    CHECK_FALSE(otp_step(secret, bad, Time{Seconds{59}}, 0));
}

TEST_CASE("the secret stands in the picture as an app reads it") {
  const std::string secret = "12345678901234567890";
  CHECK(otp_words(secret) == "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
  CHECK(otp_uri(secret, "Duty desk", "li.lei") ==
        "otpauth://totp/Duty%20desk:li.lei?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Duty%20desk");
  const auto picture = qr_svg(otp_uri(secret, "Duty desk", "li.lei"), "a \"label\" <&>");
  CHECK(picture.starts_with("<svg"));
  CHECK(picture.find("aria-label=\"a &quot;label&quot; &lt;&amp;>\"") != std::string::npos);
  CHECK(qr_svg(std::string(5000, 'x'), "").empty());
}

TEST_CASE("recovery codes are different, and read as they are typed") {
  const auto codes = new_recovery_codes(1000);
  CHECK(std::set<std::string>(codes.begin(), codes.end()).size() == 1000);
  for (const auto& code : codes) CHECK(plain_recovery_code(code).size() == 12);
  CHECK(plain_recovery_code(" ABCD-efgh OIL0 ") == "abcdefgh0110");
}

TEST_CASE("a second factor holds when its first code has come back, and lies in the database sealed") {
  const TestDatabase database;
  Connection connection(database.settings());
  const auto secret = in(connection, [](Transaction& t) { return propose_second(t, "LiLei", key, noon); });
  CHECK(in(connection, [](Transaction& t) { return propose_second(t, "lilei", key, noon); }) == secret);
  CHECK(taken(connection, "lilei", otp_code(secret, noon), noon) == SecondCheck::wrong);  // not yet
  CHECK(in(connection, [](Transaction& t) { return enrol_second(t, "lilei", "000000", key, noon); }).empty());
  CHECK_FALSE(in(connection, [](Transaction& t) { return second_factor(t, "lilei", key, noon).enrolled; }));
  enrolled(connection, "lilei");
  const auto known = in(connection, [](Transaction& t) { return second_factor(t, "lilei", key, noon); });
  CHECK(known.enrolled);
  CHECK(known.recovery_codes == 10);
  const auto stored = in(connection, [](Transaction& t) {
    const auto rows =
        t.run("SELECT secret, (SELECT string_agg(code, ' ') FROM recovery_code) AS codes FROM second_factor");
    return rows[0].text("secret") + rows[0].text("codes");
  });
  CHECK(stored.find(secret) == std::string::npos);
  CHECK(stored.find(base64(secret)) == std::string::npos);
  // A row that is copied onto another person, or read with another key, opens nothing.
  in(connection, [](Transaction& t) {
    t.run("INSERT INTO second_factor (userid, secret) SELECT 'thief', secret FROM second_factor");
    return Done{};
  });
  CHECK(taken(connection, "thief", otp_code(secret, noon), noon) == SecondCheck::wrong);
  CHECK(in(connection, [&](Transaction& t) {
          return take_second(t, "lilei", otp_code(secret, noon), Secret("another"), noon);
        }) == SecondCheck::wrong);
  CHECK(taken(connection, "LILEI", otp_code(secret, noon), noon) == SecondCheck::code);
}

TEST_CASE("of a hundred who show one code at the same moment one is let in") {
  const TestDatabase database;
  Connection connection(database.settings());
  const auto secret = enrolled(connection, "lilei");
  const auto code = otp_code(secret, noon);
  std::atomic<int> in_number{0}, failed{0};
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 10; ++i)
      threads.emplace_back([&] {
        Connection own(database.settings());
        for (int n = 0; n < 10; ++n) {
          const auto check =
              own.transact([&](Transaction& t) { return take_second(t, "lilei", code, key, noon); });
          if (!check) ++failed;
          if (check && *check == SecondCheck::code) ++in_number;
        }
      });
  }
  CHECK(failed == 0);
  CHECK(in_number == 1);
}

TEST_CASE("a recovery code counts once, and new ones void the old") {
  const TestDatabase database;
  Connection connection(database.settings());
  enrolled(connection, "lilei");
  const auto codes = in(connection, [](Transaction& t) { return renew_recovery_codes(t, "lilei"); });
  CHECK(taken(connection, "lilei", codes[0], noon) == SecondCheck::recovery);
  CHECK(taken(connection, "lilei", codes[0], noon) == SecondCheck::wrong);
  in(connection, [](Transaction& t) { return renew_recovery_codes(t, "lilei"); });
  CHECK(taken(connection, "lilei", codes[1], noon) == SecondCheck::wrong);
  CHECK(in(connection, [](Transaction& t) { return forget_second(t, "lilei"); }));
  CHECK_FALSE(in(connection, [](Transaction& t) { return second_factor(t, "lilei", key, noon).enrolled; }));
}

TEST_CASE("five wrong codes lock for a quarter of an hour, the next five for half an hour, up to a day") {
  const TestDatabase database;
  Connection connection(database.settings());
  const auto secret = enrolled(connection, "lilei");
  auto at = noon;
  for (const int minutes : {15, 30, 60, 120, 240, 480, 960, 1440, 1440}) {
    for (int i = 0; i < 5; ++i) CHECK(taken(connection, "lilei", "000000", at) == SecondCheck::wrong);
    CHECK(taken(connection, "lilei", otp_code(secret, at), at) == SecondCheck::locked);
    at += Seconds{minutes * 60 - 1};
    CHECK(taken(connection, "lilei", "000000", at) == SecondCheck::locked);
    at += Seconds{2};
  }
  CHECK(taken(connection, "lilei", otp_code(secret, at), at) == SecondCheck::code);
  for (int i = 0; i < 5; ++i) taken(connection, "lilei", "000000", at);
  CHECK(taken(connection, "lilei", "000000", at + Seconds{901}) ==
        SecondCheck::wrong);  // the count began anew
}

TEST_CASE("twenty failures of one address rest it, others go on; the next time it is longer") {
  const TestDatabase database;
  Connection connection(database.settings());
  const auto fail = [&](int times, Time at) {
    in(connection, [&](Transaction& t) {
      for (int i = 0; i < times; ++i) note_address_failure(t, "10.0.0.1", at);
      return Done{};
    });
  };
  const auto may = [&](const std::string& address, Time at) {
    return in(connection, [&](Transaction& t) { return address_may_try(t, address, at); });
  };
  fail(19, noon);
  CHECK(may("10.0.0.1", noon));
  fail(1, noon);
  CHECK_FALSE(may("10.0.0.1", noon + Seconds{599}));
  CHECK(may("10.0.0.2", noon));
  CHECK(may("10.0.0.1", noon + Seconds{601}));
  fail(19, noon + Seconds{700});
  CHECK(may("10.0.0.1", noon + Seconds{700}));
  fail(1, noon + Seconds{700});
  CHECK_FALSE(may("10.0.0.1", noon + Seconds{700 + 1199}));
  CHECK(may("10.0.0.1", noon + Seconds{700 + 1201}));
  fail(19, noon + Seconds{4000});
  fail(19, noon + Seconds{4000 + 601});  // spread over more than ten minutes: mistyping
  CHECK(may("10.0.0.1", noon + Seconds{4000 + 601}));
}

TEST_CASE("whoever gets another role or a new password is signed out everywhere") {
  const TestDatabase database;
  Connection connection(database.settings());
  const auto account = [](const char* role) { return DeskAccount{"lilei", "李雷", role, ""}; };
  const auto open = [&](const std::string& cookie) {
    in(connection, [&](Transaction& t) {
      open_session(t, cookie, {"corp", "LiLei", "李雷", "password", ""}, noon);
      return Done{};
    });
  };
  const auto count = [&] {
    return in(connection, [](Transaction& t) { return sessions_of(t, "lilei"); }).size();
  };
  const auto put = [&](const char* role) {
    in(connection, [&](Transaction& t) {
      put_desk_account(t, account(role));
      return Done{};
    });
  };
  put("agent");
  open("one");
  put("agent");
  CHECK(count() == 1);
  put("lead");
  CHECK(count() == 0);
  open("one");
  open("two");
  CHECK(in(connection, [](Transaction& t) { return set_password(t, "lilei", "hash", "one"); }));
  CHECK(count() == 1);
  const auto id = in(connection, [](Transaction& t) { return sessions_of(t, "lilei"); })[0].id;
  CHECK_FALSE(in(connection, [&](Transaction& t) { return close_session_named(t, "hanmei", id); }));
  CHECK(in(connection, [&](Transaction& t) { return close_session_named(t, "lilei", id); }));
  CHECK(count() == 0);
}
