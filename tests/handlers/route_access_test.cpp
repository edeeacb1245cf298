#include <unistd.h>

#include <filesystem>
#include <set>

#include "gateway/clock.h"
#include "handlers/accounts/account_store.h"
#include "handlers/site.h"
#include "tests/handlers/role_site.h"
#include "tests/support/small_desk.h"
#include "tests/support/test_database.h"

// Every route of the desk's web pages, as they are put together for the server, asked by every role.

namespace {

struct Asked {
  const char* method;
  const char* prefix;
  Access access;
};

std::vector<Asked> all_routes() {
  const auto& anyone = Access::anyone;
  const auto& reader = Access::reader;
  const auto queue = Access::to(Act::see, Thing::queue), batch = Access::to(Act::batch, Thing::queue),
             exports = Access::to(Act::take_out, Thing::queue), views = Access::to(Act::write, Thing::view),
             duty = Access::to(Act::arrange, Thing::duty), reads = Access::to(Act::see, Thing::article),
             writes = Access::to(Act::write, Thing::article), people = Access::to(Act::see, Thing::people),
             names = Access::to(Act::write, Thing::people), looks = Access::to(Act::see, Thing::settings),
             sets = Access::to(Act::write, Thing::settings);
  return {
      {"GET", "/", anyone},
      {"GET", "/static/", anyone},
      {"GET", "/language/", anyone},
      {"GET", "/login", anyone},
      {"POST", "/login", anyone},
      {"GET", "/login/wecom", anyone},
      {"GET", "/login/done", anyone},
      {"GET", "/login/second", anyone},
      {"POST", "/login/second", anyone},
      {"POST", "/login/enrol", anyone},
      {"POST", "/logout", anyone},
      {"GET", "/duty/feed/", anyone},  // its address holds a secret
      {"GET", "/account", reader},
      {"POST", "/account/session", reader},
      {"POST", "/account/codes", reader},
      {"POST", "/account/ways", reader},  // of the team alone: contact_ways_test
      {"POST", "/account/password", reader},
      // What of these is whose, other tests ask: ticket_files_test, console_access_test.
      {"GET", "/file/", reader},
      {"POST", "/file/add", reader},
      {"POST", "/file/drop", reader},
      {"GET", "/qa", reader},
      {"GET", "/qa/search", reader},
      {"GET", "/qa/system/", reader},
      {"GET", "/qa/article/", reader},
      {"POST", "/qa/article/", reader},
      {"GET", "/qa/file/", reader},
      {"GET", "/qa/report", reader},
      {"POST", "/qa/report", reader},
      {"GET", "/qa/reported/", reader},
      {"GET", "/qa/tickets", reader},
      {"GET", "/qa/ticket/", reader},
      {"POST", "/qa/ticket/", reader},
      {"GET", "/kb", reads},
      {"GET", "/kb/article/", reads},
      {"GET", "/kb/versions/", reads},
      {"GET", "/kb/worklist", reads},
      {"GET", "/kb/bench", reads},
      {"GET", "/kb/statistics", reads},
      {"GET", "/kb/new", writes},
      {"GET", "/kb/edit/", writes},
      {"POST", "/kb/step/", writes},
      {"POST", "/kb/preview", writes},
      {"POST", "/kb/save", writes},
      {"POST", "/kb/worklist", writes},
      {"POST", "/kb/bench", writes},
      {"POST", "/kb/files", writes},
      {"POST", "/desk/status/", writes},
      {"GET", "/desk", queue},
      {"GET", "/desk/board", queue},
      {"GET", "/desk/duty", queue},
      {"GET", "/desk/ticket/", queue},
      {"POST", "/desk/act/", queue},
      {"POST", "/desk/unmask/", queue},
      {"GET", "/desk/diagnostics/", queue},
      {"POST", "/desk/diagnostics/", queue},
      {"GET", "/desk/diagnostic-link/", queue},
      {"POST", "/desk/duty/swap/", queue},  // whose word it waits for: duty_swap_page_test
      {"POST", "/desk/duty/arrange", duty},
      {"POST", "/desk/duty/undo/", duty},
      {"POST", "/desk/duty/calendar", duty},
      {"POST", "/desk/duty/calendar/take", duty},
      {"POST", "/desk/duty/calendar/drop", duty},
      {"GET", "/desk/bulk", batch},
      {"POST", "/desk/bulk", batch},
      {"GET", "/desk/bulk/", batch},
      {"POST", "/desk/bulk/", batch},
      {"GET", "/desk/bulk/now/", batch},
      {"GET", "/desk/views", views},
      {"POST", "/desk/views", views},
      {"POST", "/desk/views/", views},
      {"GET", "/desk/export", exports},
      {"POST", "/desk/export", exports},
      {"GET", "/desk/export/job/", exports},
      {"GET", "/desk/export/file/", exports},
      {"GET", "/desk/people", people},
      {"GET", "/desk/people/", people},
      {"POST", "/desk/people", names},
      {"POST", "/desk/people/", names},
      {"GET", "/desk/settings", looks},
      {"GET", "/desk/settings/", looks},
      {"GET", "/desk/settings/edit/", sets},
      {"POST", "/desk/settings/check/", sets},
      {"POST", "/desk/settings/save/", sets},
      {"POST", "/desk/settings/return/", sets},
      {"GET", "/desk/dead", Access::to(Act::see, Thing::dead_letter)},
      {"POST", "/desk/dead/", Access::to(Act::replay, Thing::dead_letter)},
      {"GET", "/desk/audit", Access::to(Act::see, Thing::audit)},
  };
}

/// The whole site with somebody of each role signed in, their second factor shown just now.
class WholeSite {
 public:
  WholeSite() : folder_(folder()), config_(config()), directory_(config_), shelf_(files()) {
    Site::Parts parts;
    parts.config = &config_;
    parts.database = database_.settings();
    parts.directory = &directory_;
    parts.library = &shelf_;
    parts.ask_member = [](Connection&, const std::string&) -> Result<Accounts::Member> {
      return Error{Kind::not_found, ""};
    };
    parts.wake_deliverer = [] {};
    auto made = Site::make(std::move(parts));
    if (!made) FAIL(made.error().text);
    site_ = std::move(*made);
    routes_ = site_->routes();
    for (int i = 0; i < role_count; ++i) sign_in(static_cast<Role>(i));
  }
  ~WholeSite() {
    site_->stop();
    std::filesystem::remove_all(folder_);
  }

  const std::vector<Route>& routes() const { return routes_; }
  /// `session`: a role's name; "": nobody is signed in.
  HttpResponse ask(const std::string& session, const Asked& asked, const std::string& token = "") {
    std::string path = asked.prefix;
    if (path.size() > 1 && path.ends_with("/")) path += "7";
    auto request = page_of_role(session, path);
    request.method = asked.method;
    request.remote = "10.0.0.1";
    if (request.method == "POST") {
      request.headers["content-type"] = "application/x-www-form-urlencoded";
      request.body = "form_token=" + in_url(token);
    }
    return answer_of(routes_, std::move(request));
  }
  std::string token_of(const std::string& session) {
    const auto page = ask(session, {"GET", "/account", Access::reader}).body;
    const std::string mark = "name=\"form_token\" value=\"";
    const auto at = page.find(mark);
    if (at == page.npos) return {};
    return page.substr(at + mark.size(), page.find('"', at + mark.size()) - at - mark.size());
  }

 private:
  static std::string folder() {
    const auto path =
        std::filesystem::temp_directory_path() / ("dutydesk-routes-" + std::to_string(getpid()));
    std::filesystem::create_directories(path);
    return path.string();
  }
  Config config() const {
    auto config = small_desk("team");
    config.templates_folder = std::string(SOURCE_FOLDER) + "/templates";
    config.data_folder = folder_;
    config.public_url = "http://desk";  // or its cookies would be for TLS alone
    return config;
  }
  std::shared_ptr<const Library> files() const {
    auto loaded = load_files(config_);
    if (!loaded) FAIL(loaded.error().text);
    return *loaded;
  }
  void sign_in(Role role) {
    const std::string name = name_of(role);
    Connection connection(database_.settings());
    REQUIRE(connection.transact([&](Transaction& t) {
      const auto today = now();
      const bool ended = role == Role::ended;
      DeskAccount account;
      account.userid = "p" + name;
      account.name = name;
      account.role = ended ? "agent" : name;
      account.until = ended ? today - Seconds{60} : today + Seconds{86400};
      if (role != Role::reporter) put_desk_account(t, account);
      open_session(t, name, {"corp", "p" + name, name, "password", ""}, today);
      step_up_session(t, name, today);
      return Done{};
    }));
  }

  TestDatabase database_;
  std::string folder_;
  Config config_;
  Directory directory_;
  Shelf shelf_;
  std::unique_ptr<Site> site_;
  std::vector<Route> routes_;
};

bool is_open_to_all(const Asked& asked) { return asked.access.kind == Access::Kind::anyone; }

}  // namespace

TEST_CASE("every route of the site is known here with whom it is for, and there are no others", "[pg]") {
  WholeSite site;
  std::multiset<std::string> known, there;
  for (const auto& asked : all_routes()) known.insert(std::string(asked.method) + " " + asked.prefix);
  for (const auto& route : site.routes()) there.insert(route.method + " " + route.prefix);
  CHECK(known == there);
}

TEST_CASE("nobody gets a page without signing in, and no form counts without its token", "[pg]") {
  WholeSite site;
  const auto token = site.token_of("admin");
  REQUIRE_FALSE(token.empty());
  for (const auto& asked : all_routes()) {
    INFO(asked.method << ' ' << asked.prefix);
    const bool posted = std::string(asked.method) == "POST";
    if (!is_open_to_all(asked)) {
      const auto sent_away = site.ask("", asked, token);
      CHECK(sent_away.status == 303);
      CHECK(sent_away.headers.at("location").starts_with("/login?to="));
    }
    if (posted) {
      CHECK(site.ask("admin", asked).status == 403);
      CHECK(site.ask("auditor", asked, token).status == 403);  // another session's
    }
  }
}

TEST_CASE("every role is let through to every route that the table gives to it, and to no other", "[pg]") {
  WholeSite site;
  int refused = 0, taken = 0;
  for (int i = 0; i < role_count; ++i) {
    const auto role = static_cast<Role>(i);
    const std::string name = name_of(role);
    const auto token = site.token_of(name);
    REQUIRE_FALSE(token.empty());
    for (const auto& asked : all_routes()) {
      if (is_open_to_all(asked)) continue;
      const auto& [kind, act, thing] = asked.access;
      const bool allowed =
          role != Role::ended && (kind == Access::Kind::reader || granted(role, act, thing) != Grant::no);
      const auto status = site.ask(name, asked, token).status;
      INFO(name << ' ' << asked.method << ' ' << asked.prefix << " status " << status);
      CHECK((status == 403) == !allowed);
      CHECK(status < 500);
      ++(allowed ? taken : refused);
    }
  }
  CHECK(taken > 200);
  CHECK(refused > 200);
}
