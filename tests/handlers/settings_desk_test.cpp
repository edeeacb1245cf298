// Settings over the routes as the server has them, on a database: rights, versions, refusals, and gateways
// that take what was saved.
#include "handlers/settings/settings_desk.h"

#include <thread>

#include "handlers/intake/keeper.h"
#include "tests/handlers/role_site.h"
#include "tests/handlers/settings_world.h"
#include "tests/support/test_database.h"

namespace {

const std::string incidents = "incidents.toml", trading = "forms/trading.toml";
const std::string nine = "tickets = 9\nwithin = \"10m\"\n", eight = "tickets = 8\nwithin = \"10m\"\n";

class SettingsSite {
 public:
  SettingsSite() : connection_(database_.settings()), shelf_(library()) {
    web_ = web_of_roles(database_.settings());
    desk_ = std::make_unique<SettingsDesk>(*web_, SettingsDesk::Parts{&own.config(), &shelf_, 480});
    routes_ = web_->routes(desk_->routes());
  }
  ~SettingsSite() { web_->stop(); }

  HttpResponse get(const std::string& role, const std::string& path) {
    const auto mark = path.find('?');
    auto request = page_of_role(role, "/desk/settings" + path.substr(0, mark));
    if (mark != path.npos) {
      const auto equals = path.find('=', mark);
      request.query[path.substr(mark + 1, equals - mark - 1)] = path.substr(equals + 1);
    }
    return answer_of(routes_, std::move(request));
  }
  HttpResponse post(const std::string& role, const std::string& path, const std::string& fields) {
    auto request = form_of_role(*web_, role, "/desk/settings" + path, fields);
    if (!language.empty()) request.headers["accept-language"] = language;
    return answer_of(routes_, std::move(request));
  }
  std::string language;  // of the browser
  HttpResponse save(const std::string& path, int base, const std::string& text) {
    return post("admin", "/save/" + path, "base=" + std::to_string(base) + "&note=why&text=" + in_url(text));
  }
  HttpResponse go_back(const std::string& path, int base, int version) {
    return post("admin", "/return/" + path,
                "base=" + std::to_string(base) + "&version=" + std::to_string(version));
  }
  long long count(const std::string& sql) {
    const auto rows = connection_.transact([&](Transaction& t) { return t.run(sql); });
    REQUIRE(rows);
    return (*rows)[0].number("n");
  }
  long long versions() { return count("SELECT count(*) AS n FROM template_edit"); }
  /// Another gateway on this database, from its start.
  std::unique_ptr<KnowledgeKeeper> gateway(Shelf& shelf) {
    static const Directory directory{Config{}};
    auto keeper = KnowledgeKeeper::start({&own.config(), database_.settings(), &shelf, &directory,
                                          [] { return site_time; }, [] {}, Seconds{20}});
    REQUIRE(keeper);
    return *std::move(keeper);
  }
  std::shared_ptr<const Library> library() const {
    const auto loaded = load_library(own.config());
    REQUIRE(loaded);
    return *loaded;
  }

  OwnTemplates own;

 private:
  TestDatabase database_;
  Connection connection_;
  Shelf shelf_;
  std::unique_ptr<Web> web_;
  std::unique_ptr<SettingsDesk> desk_;
  std::vector<Route> routes_;
};

bool holds(const HttpResponse& response, const std::string& part) {
  return response.body.find(part) != std::string::npos;
}

template <class Fits>
bool soon(Fits fits) {
  const auto deadline = std::chrono::steady_clock::now() + Seconds{10};
  while (!fits() && std::chrono::steady_clock::now() < deadline) std::this_thread::sleep_for(Millis{5});
  return fits();
}

}  // namespace

TEST_CASE("over HTTP every role reads and changes settings where the table says, and nowhere else") {
  SettingsSite site;
  long long saved = 0;
  for (int i = 0; i < role_count; ++i) {
    const auto role = static_cast<Role>(i);
    const std::string name = name_of(role);
    INFO(name);
    const int sees = granted(role, Act::see, Thing::settings) == Grant::no ? 403 : 200;
    const bool writes = granted(role, Act::write, Thing::settings) != Grant::no;
    CHECK(site.get(name, "").status == sees);
    CHECK(site.get(name, "/" + incidents).status == sees);
    CHECK(site.get(name, "/edit/" + incidents).status == (writes ? 200 : 403));
    CHECK(site.post(name, "/check/" + incidents, "text=" + in_url(nine)).status == (writes ? 200 : 403));
    CHECK(site.post(name, "/save/" + incidents, "base=0&text=" + in_url(nine)).status ==
          (writes ? 303 : 403));
    saved += writes ? 1 : 0;
    CHECK(site.versions() == saved);
    CHECK(site.post(name, "/return/" + incidents, "base=1&version=0").status == (writes ? 303 : 403));
    saved += writes ? 1 : 0;
    CHECK(site.versions() == saved);
    CHECK((site.get(name, "/" + incidents).body.find("/desk/settings/edit/") != std::string::npos) == writes);
  }
  CHECK(saved == 2);
  CHECK(granted(Role::lead, Act::see, Thing::settings) == Grant::yes);
  CHECK(granted(Role::agent, Act::see, Thing::settings) == Grant::no);
  CHECK(site.count(
            "SELECT count(*) AS n FROM audit WHERE act = 'write' AND thing = 'setting:incidents.toml' AND "
            "actor = 'corp/me'") == 2);
}

TEST_CASE("a text that does not lint is refused with its lines, and nothing of what was typed is lost") {
  SettingsSite site;
  const auto wrong = site.own.changed(trading, "type = \"customer\"", "type = \"custmer\"") + "# <mine>\n";
  const auto refused = site.save(trading, 0, wrong);
  CHECK(refused.status == 422);
  CHECK(holds(refused, "unknown type &quot;custmer&quot;"));
  CHECK(holds(refused, "data-line=\""));
  CHECK(holds(refused, "# &lt;mine&gt;"));
  CHECK(holds(refused, "value=\"why\""));
  CHECK(site.versions() == 0);
  const auto checked = site.post("admin", "/check/" + trading, "text=" + in_url(wrong));
  CHECK(holds(checked, "unknown type &quot;custmer&quot;"));
  CHECK_FALSE(holds(checked, "<html"));
  CHECK(site.save(trading, 0, std::string(200001, '#')).status == 422);
  CHECK(site.save("forms/none.toml", 0, "x = 1\n").status == 404);
  CHECK(site.save("../dutydesk.toml", 0, "x = 1\n").status == 404);
  CHECK(site.versions() == 0);
}

TEST_CASE("lint speaks the reader's language where there are words for it") {
  SettingsSite site;
  const auto wrong = "text=" + in_url(site.own.changed(trading, "type = \"customer\"", "type = \"custmer\""));
  site.language = "zh-CN";
  CHECK(
      holds(site.post("admin", "/check/" + trading, wrong), "没有“custmer”这个类型，是不是想写“customer”？"));
  site.language = "en";
  CHECK(holds(site.post("admin", "/check/" + trading, wrong), "unknown type &quot;custmer&quot;"));
  site.own.write("lint/zh-CN.toml", "[[phrase]]\n");  // an operator's slip costs the words, not the page
  site.language = "zh-CN";
  CHECK(holds(site.post("admin", "/check/" + trading, wrong), "unknown type &quot;custmer&quot;"));
}

TEST_CASE("of two who change one version the second is shown the difference, and may then save over it") {
  SettingsSite site;
  CHECK(site.save(incidents, 0, nine).status == 303);
  const auto second = site.save(incidents, 0, "tickets = 8\r\nwithin = \"10m\"");
  CHECK(second.status == 409);
  CHECK(holds(second, "tickets = 8"));
  CHECK(holds(second, "<div class=\"added\">tickets = 9</div>"));
  CHECK(holds(second, "name=\"base\" value=\"1\""));
  CHECK(site.versions() == 1);
  CHECK(site.go_back(incidents, 0, 0).status == 409);
  CHECK(site.save(incidents, 1, eight).status == 303);
  CHECK(site.versions() == 2);
  CHECK(site.save(incidents, 2, "tickets = 8\r\nwithin = \"10m\"\r\n")
            .headers.at("location")
            .ends_with("did=same"));
  CHECK(site.versions() == 2);
}

TEST_CASE("an older version or the file that ships counts again by one press, and every version is kept") {
  SettingsSite site;
  CHECK(site.save(incidents, 0, nine).status == 303);
  CHECK(site.save(incidents, 1, eight).status == 303);
  CHECK(site.go_back(incidents, 2, 1).headers.at("location").ends_with("did=returned"));
  CHECK(site.go_back(incidents, 3, 7).status == 404);
  auto page = site.get("lead", "/" + incidents + "?version=2");
  CHECK(holds(page, "tickets = 9"));
  CHECK(holds(page, "<div class=\"added\">tickets = 8</div>"));
  CHECK(site.go_back(incidents, 3, 0).status == 303);
  page = site.get("admin", "/" + incidents);
  CHECK_FALSE(holds(page, "tickets = 9"));
  CHECK(holds(page, "value=\"2\""));
  CHECK(site.versions() == 4);
  CHECK(site.count("SELECT count(*) AS n FROM template_edit WHERE text IS NULL") == 1);
}

TEST_CASE("every gateway takes what was saved, one that begins later too", "[pg]") {
  SettingsSite site;
  Shelf first(site.library()), later(site.library());
  const auto one = site.gateway(first);
  CHECK(first.get()->burst.count == 5);
  CHECK(site.save(incidents, 0, nine).status == 303);
  CHECK(soon([&] { return first.get()->burst.count == 9; }));
  const auto other = site.gateway(later);
  CHECK(later.get()->burst.count == 9);
  CHECK_FALSE(later.get()->answerer->articles().empty());
  // A hang-up reads the files again and keeps the edit.
  site.own.write(trading, site.own.changed(trading, "en = \"Trading\"", "en = \"Dealing\""));
  REQUIRE(later.take_files([&](const auto& edits) { return layered_files(site.own.config(), edits); }));
  CHECK(later.get()->burst.count == 9);
  CHECK(in_locale(form_named(later.get()->forms, "trading").title, "en") == "Dealing");
  CHECK(site.go_back(incidents, 1, 0).status == 303);
  CHECK(soon([&] { return first.get()->burst.count == 5 && later.get()->burst.count == 5; }));
}

TEST_CASE("an upgrade below an edit is shown, and an edit that does not fit it gives way to the file",
          "[pg]") {
  SettingsSite site;
  CHECK(site.save(trading, 0, site.own.changed(trading, "en = \"Trading\"", "en = \"Dealing\"")).status ==
        303);
  CHECK(site.save(incidents, 0, nine).status == 303);
  CHECK_FALSE(holds(site.get("lead", "/" + trading), "note warn"));
  site.own.write(trading, site.own.changed(trading, "# Orders", "# All orders"));
  // Another form takes one of its systems: the edit, which still has it, chooses it twice.
  site.own.write("forms/query.toml",
                 site.own.changed("forms/query.toml", "[\"quotes\"]", "[\"quotes\", \"ipo\"]"));
  site.own.write(trading, site.own.changed(trading, "\"ipo\", ", ""));
  const auto page = site.get("lead", "/" + trading);
  CHECK(holds(page, "<div class=\"added\"># All orders"));
  CHECK(holds(page, "system &quot;ipo&quot; already chooses"));
  Shelf shelf(site.library());
  const auto gateway = site.gateway(shelf);
  CHECK(shelf.get()->burst.count == 9);
  CHECK(in_locale(form_named(shelf.get()->forms, "trading").title, "en") == "Trading");
  REQUIRE(shelf.get()->refused_edits.size() == 1);
  CHECK(shelf.get()->refused_edits[0].path == trading);
  // Saved on the file as it is now, it counts again.
  CHECK(site.save(trading, 1, site.own.changed(trading, "en = \"Trading\"", "en = \"Dealing\"")).status ==
        303);
  CHECK(soon([&] { return shelf.get()->refused_edits.empty(); }));
  CHECK(in_locale(form_named(shelf.get()->forms, "trading").title, "en") == "Dealing");
  CHECK_FALSE(holds(site.get("lead", "/" + trading), "note warn"));
}

TEST_CASE("while articles move, the files that were read stay the same") {
  SettingsSite site;
  Shelf shelf(site.library());
  auto knowledge = *shelf.get()->knowledge;
  knowledge.edits = {{incidents, 1, nine}};
  int reads = 0;
  const Shelf::ReadFiles read = [&](const auto& edits) {
    ++reads;
    return layered_files(site.own.config(), edits);
  };
  const auto clocks = shelf.get()->clocks;
  REQUIRE(shelf.take_knowledge(knowledge, read));
  REQUIRE(shelf.take_knowledge(knowledge, read));
  CHECK(reads == 1);
  CHECK(shelf.get()->clocks == clocks);  // or every ticket's clock would be due
  CHECK(shelf.get()->burst.count == 9);
  site.own.write(incidents, "tickets = 1\n");
  knowledge.edits.clear();
  REQUIRE(shelf.take_knowledge(knowledge, read));  // files that cannot be read just then
  CHECK(shelf.get()->burst.count == 9);
}
