// Every role asks for look-ups and links of every kind of ticket, over the routes as the server has them.
#include "handlers/diagnostics/diagnostic_pages.h"

#include "handlers/console/console.h"
#include "tests/handlers/diagnostic_world.h"
#include "tests/handlers/held_ticket.h"
#include "tests/handlers/role_site.h"

using namespace diagnostic_world;
using namespace held_tickets;

namespace {

/// The pages of look-ups on a database of their own.
class LookupSite {
 public:
  LookupSite() : connection_(database_.settings()), shelf_(library()) {
    web_ = web_of_roles(database_.settings());
    pages_ =
        std::make_unique<DiagnosticPages>(*web_, DiagnosticPages::Parts{&shelf_, 480, [this] { ++woken; }});
    routes_ = web_->routes(pages_->routes());
  }
  ~LookupSite() { web_->stop(); }

  HttpResponse get(const std::string& role, const std::string& path, bool fragment = false) {
    auto request = page_of_role(role, path);
    if (fragment) request.headers["hx-request"] = "true";
    return answer_of(routes_, std::move(request));
  }
  HttpResponse post(const std::string& role, const std::string& path, const std::string& fields,
                    bool with_token = true) {
    auto request = form_of_role(*web_, role, path, fields);
    if (!with_token) request.body = fields;
    return answer_of(routes_, std::move(request));
  }

  /// In the hands of the visitor, or of somebody else.
  Ticket ticket(bool held) {
    const auto number = opened(connection_, {{"phone", secret}});
    TicketEvent accepted;
    accepted.step = Step::accepted;
    accepted.by = held ? me : Party{"corp/other", "other", "别人"};
    accepted.at = site_time - std::chrono::hours{1};
    return in(connection_, [&](Transaction& t) { return append_events(t, {{number, accepted}}).front(); });
  }
  long long count(const std::string& sql) {
    return in(connection_, [&](Transaction& t) { return t.run(sql)[0].number("n"); });
  }
  std::atomic<int> woken{0};

 private:
  static std::shared_ptr<const Library> library() {
    auto look = sql_of("SELECT {phone}", "state"), link = sql_of("https://logs/find?q={phone}", "logs");
    auto lacks = sql_of("SELECT {fund_account}", "lacks"), other = sql_of("SELECT 1", "other");
    link.kind = Diagnostic::Kind::link;
    other.systems = {"trading"};
    auto library = std::make_shared<Library>();
    library->diagnostics = std::make_shared<const DiagnosticBook>(
        std::vector<Diagnostic>{look, link, lacks, other}, std::vector<TargetConfig>{});
    return library;
  }

  TestDatabase database_;
  Connection connection_;
  Shelf shelf_;
  std::unique_ptr<Web> web_;
  std::unique_ptr<DiagnosticPages> pages_;
  std::vector<Route> routes_;
};

}  // namespace

TEST_CASE("over HTTP every role runs look-ups and follows links where the table says, and is written down") {
  LookupSite site;
  long long asked = 0, followed = 0;
  for (int i = 0; i < role_count; ++i)
    for (const bool held : {false, true}) {
      const auto role = static_cast<Role>(i);
      const std::string name = name_of(role);
      const auto ticket = site.ticket(held);
      const auto number = std::to_string(ticket.number);
      const Actor actor{"corp/me", role};
      const bool team = granted(role, Act::see, Thing::queue) != Grant::no;
      const bool seen = team && sees(actor, ticket);
      const bool may_run = seen && may(actor, Act::diagnose, ticket) != Grant::no;
      INFO(name << " held " << held);
      const auto run = site.post(name, "/desk/diagnostics/" + number, "diagnostic=state");
      CHECK(run.status == (may_run ? 303 : !team || seen ? 403 : 404));
      asked += may_run ? 1 : 0;
      CHECK(site.count("SELECT count(*) AS n FROM diagnostic_run") == asked);
      const auto link = site.get(name, "/desk/diagnostic-link/" + number + "/logs");
      CHECK(link.status == (may_run ? 303 : team ? 404 : 403));
      followed += may_run ? 1 : 0;
      CHECK(link.headers.contains("location") == may_run);
      const auto section = site.get(name, "/desk/diagnostics/" + number, true);
      CHECK(section.status == (seen ? 200 : team ? 404 : 403));
      CHECK(section.body.find(secret) == std::string::npos);
      CHECK((section.body.find("name=\"diagnostic\" value=\"state\"") != std::string::npos) == may_run);
    }
  CHECK(asked > 4);
  CHECK(site.woken == asked);
  CHECK(site.count("SELECT count(*) AS n FROM audit WHERE act = 'diagnose' AND actor = 'corp/me'") == asked);
  CHECK(site.count("SELECT count(*) AS n FROM audit WHERE act = 'diagnose_link'") == followed);
}

TEST_CASE("a look-up that lacks something, is for other tickets, is a link or unknown is not run") {
  LookupSite site;
  const auto path = "/desk/diagnostics/" + std::to_string(site.ticket(true).number);
  CHECK(site.post("agent", path, "diagnostic=lacks").status == 303);
  CHECK(site.post("agent", path, "diagnostic=other").status == 403);
  CHECK(site.post("agent", path, "diagnostic=logs").status == 400);
  CHECK(site.post("agent", path, "diagnostic=nothing").status == 400);
  CHECK(site.post("agent", path, "diagnostic=state", false).status == 403);
  CHECK(site.count("SELECT count(*) AS n FROM diagnostic_run") == 0);
  CHECK(site.get("agent", path).status == 303);  // a page of its own it has not
  const auto section = site.get("agent", path, true);
  CHECK(section.body.find("hx-trigger=\"every") == std::string::npos);
  site.post("agent", path, "diagnostic=state");
  CHECK(site.get("agent", path, true).body.find("hx-trigger=\"every") != std::string::npos);
}
