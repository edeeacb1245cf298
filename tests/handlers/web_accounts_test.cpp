#include <catch2/catch.hpp>

#include "handlers/accounts/account_store.h"
#include "handlers/accounts/password.h"
#include "handlers/qa/form_store.h"
#include "handlers/web/web.h"
#include "tests/support/test_database.h"

namespace {

const Time morning{std::chrono::sys_days{std::chrono::year{2026} / 3 / 10}};

template <class Work>
auto in(Connection& connection, Work work) {
  auto done = connection.transact(work);
  REQUIRE(done);
  return std::move(*done);
}

}  // namespace

TEST_CASE("a password fits its own hash only, and an empty hash fits nothing") {
  const auto hash = hash_password("correct horse battery");
  CHECK(hash.starts_with("$argon2id$"));
  CHECK(password_fits(hash, "correct horse battery"));
  CHECK_FALSE(password_fits(hash, "correct horse batter"));
  CHECK_FALSE(password_fits("", "correct horse battery"));
  CHECK_FALSE(password_fits("", "nobody has this password"));
  CHECK(password_problem("九个汉字的密码呀呀").size() > 0);
  CHECK(password_problem("十个汉字的密码呀呀呀").empty());
}

TEST_CASE("five failures lock an account for a quarter of an hour") {
  const TestDatabase database;
  Connection connection(database.settings());
  in(connection, [](Transaction& t) {
    put_desk_account(t, {"Chen.Jie", "陈洁", "product", "", 0, false});
    return Done{};
  });
  CHECK(in(connection, [](Transaction& t) { return set_password(t, "chen.jie", "hash"); }));
  const auto locked = [&](Time at) {
    return in(connection, [&](Transaction& t) { return desk_account(t, "CHEN.JIE", at)->locked; });
  };
  for (int i = 0; i < 5; ++i) {
    CHECK_FALSE(locked(morning));
    in(connection, [](Transaction& t) {
      note_failure(t, "chen.jie", morning);
      return Done{};
    });
  }
  CHECK(locked(morning));
  CHECK(locked(morning + Seconds{899}));
  CHECK_FALSE(locked(morning + Seconds{901}));
}

TEST_CASE(
    "a session ends after half an hour of silence, eight hours in all, and when its person's password "
    "changes") {
  const TestDatabase database;
  Connection connection(database.settings());
  const auto open = [&](const std::string& cookie, const std::string& userid) {
    in(connection, [&](Transaction& t) {
      open_session(t, cookie, {"corp", userid, "李雷", "wecom", ""}, morning);
      return Done{};
    });
  };
  const auto live = [&](const std::string& cookie, Time at) {
    return in(connection, [&](Transaction& t) { return live_session(t, cookie, at).has_value(); });
  };
  open("one", "lilei");
  CHECK(live("one", morning + Seconds{1799}));  // seen then
  CHECK(live("one", morning + Seconds{3500}));
  CHECK_FALSE(live("one", morning + Seconds{3500 + 1801}));
  CHECK_FALSE(live("other", morning));
  open("long", "lilei");
  for (int minutes = 20; minutes < 480; minutes += 20) CHECK(live("long", morning + Seconds{minutes * 60}));
  CHECK_FALSE(live("long", morning + Seconds{480 * 60 + 1}));
  in(connection, [](Transaction& t) {
    put_desk_account(t, {"lilei", "李雷", "agent", "", 0, false});
    return Done{};
  });
  open("team", "LiLei");
  CHECK(live("team", morning + Seconds{899}));
  CHECK_FALSE(live("team", morning + Seconds{899 + 901}));  // of the team: a quarter of an hour
  open("ended", "LiLei");
  in(connection, [](Transaction& t) { return set_password(t, "lilei", "new"); });
  CHECK_FALSE(live("ended", morning));
}

TEST_CASE("the state of a login counts once, for five minutes, in the browser that began it") {
  const TestDatabase database;
  Connection connection(database.settings());
  const auto begin = [&](const std::string& state) {
    in(connection, [&](Transaction& t) {
      begin_login(t, state, "browser", "/qa/article/a", morning);
      return Done{};
    });
  };
  const auto end = [&](const std::string& state, const std::string& browser, Time at) {
    return in(connection, [&](Transaction& t) { return end_login(t, state, browser, at); });
  };
  begin("s1");
  CHECK_FALSE(end("s1", "another browser", morning));
  CHECK(end("s1", "browser", morning) == "/qa/article/a");
  CHECK_FALSE(end("s1", "browser", morning));
  begin("s2");
  CHECK_FALSE(end("s2", "browser", morning + Seconds{301}));
  CHECK_FALSE(end("never", "browser", morning));
}

TEST_CASE("a form counts once") {
  const TestDatabase database;
  Connection connection(database.settings());
  CHECK(in(connection, [](Transaction& t) { return ticket_of_form(t, "token"); }) == 0);
  in(connection, [](Transaction& t) {
    keep_form(t, "token", 1001);
    return Done{};
  });
  CHECK(in(connection, [](Transaction& t) { return ticket_of_form(t, "token"); }) == 1001);
}

TEST_CASE("only a path of this desk may be gone back to") {
  for (const auto* good : {"/", "/qa", "/qa/article/a?x=1#y", "/qa?q=%E6%92%A4"}) CHECK(is_own_path(good));
  for (const auto* bad :
       {"", "qa", "//evil.cn", "/\\evil.cn", "https://evil.cn", "/a\\b", "/a b", "/a\nb", "javascript:x"})
    CHECK_FALSE(is_own_path(bad));
}
