#include "tests/handlers/bulk_world.h"

using namespace bulk_world;

namespace {

std::vector<SavedView> views_of(BulkSite& site, const std::string& person = "corp/me") {
  return site.in([&](Transaction& t) { return saved_views(t, {person, "corp"}); });
}

std::string names(const std::vector<SavedView>& views) {
  std::string all;
  for (const auto& view : views)
    all += view.name + (view.shared ? "+" : "") + (view.is_default ? "*" : "") + " ";
  return all;
}

HttpResponse add(BulkSite& site, const std::string& who, const std::string& name,
                 const std::string& more = "") {
  return site.post(who, "/desk/views", "query=view%3Dopen%26severity%3Dhigh&name=" + name + more);
}

}  // namespace

TEST_CASE("an address, a kept view and a filter say the same; places within a list are not kept") {
  const auto query = queue_query("view=open&severity=high&find=%E8%BD%AC+%E8%B4%A6&after=3-17-1002&junk=1");
  CHECK(text_of(query, "after") == "find=%E8%BD%AC%20%E8%B4%A6&view=open&severity=high");
  CHECK(queue_query(text_of(query)).values == query.values);
  const auto filter = filter_of(query, {"corp/me", Role::agent});
  CHECK(filter.words == "转 账");
  CHECK(filter.after->number == 1002);
  CHECK(kept_query(queue_query("")) == "view=waiting");
  CHECK(kept_query(queue_query("state=closed&after=0-0-7")) == "view=ended&state=closed");
  CHECK(filter_of(queue_query("view=all"), {"corp/me", Role::contractor}).only_person == "corp/me");
  CHECK(fault_of_view("紧急的", query).empty());
  CHECK(fault_of_view("", query) == "name");
  CHECK(fault_of_view("客户13812345678", query) == "numbers");
  CHECK(fault_of_view("a", queue_query("find=13812345678")) == "numbers");
}

TEST_CASE("own views are kept in their order, renamed, moved and removed, up to the limit") {
  BulkSite site;
  CHECK(add(site, "agent", "a").headers.at("location") == "/desk?view=open&severity=high");
  add(site, "agent", "b");
  add(site, "agent", "c");
  CHECK(add(site, "agent", "d").headers.at("location") == "/desk/views?fault=full");
  auto views = views_of(site);
  CHECK(names(views) == "a b c ");
  const auto does = [&](std::size_t which, const std::string& fields) {
    return site.post("agent", "/desk/views/" + std::to_string(views.at(which).id), fields);
  };
  does(2, "do=up");
  CHECK(names(views_of(site)) == "a c b ");
  does(0, "do=up");
  does(0, "do=down");
  CHECK(names(views_of(site)) == "c a b ");
  does(0, "do=rename&name=x");
  CHECK(does(1, "do=rename&name=").headers.at("location") == "/desk/views?fault=name");
  does(2, "do=remove");
  CHECK(names(views_of(site)) == "x b ");
  CHECK(views_of(site, "corp/other").empty());
  CHECK(site.post("agent/other", "/desk/views/" + std::to_string(views[0].id), "do=remove").status == 404);
  CHECK(does(0, "do=share").status == 403);
}

TEST_CASE("a shared view is everybody's to read and the lead's to change") {
  BulkSite site;
  add(site, "lead", "s", "&shared=yes");
  add(site, "agent/other", "o", "&shared=yes");  // not theirs to share: it is their own
  CHECK(names(views_of(site)) == "s+ ");
  CHECK(names(views_of(site, "corp/other")) == "o s+ ");
  const auto path = "/desk/views/" + std::to_string(views_of(site)[0].id);
  for (const auto* what : {"do=remove", "do=rename&name=z", "do=up", "do=unshare"})
    CHECK(site.post("agent/other", path, what).status == 403);
  site.post("agent/other", path, "do=default");
  CHECK(names(views_of(site, "corp/other")) == "o s+* ");
  CHECK(names(views_of(site)) == "s+ ");
  CHECK(site.post("admin", path, "do=unshare").status == 303);
  CHECK(names(views_of(site, "corp/other")) == "o ");
  CHECK(site.number("SELECT count(*) AS n FROM saved_view_default") == 0);
  CHECK(site.number("SELECT count(*) AS n FROM audit WHERE act LIKE 'view\\_%'") == 3);
}

TEST_CASE("the queue opens with a person's default, and an address that names a list goes before it") {
  BulkSite site;
  const auto number = site.ticket(somebody, "agent", false);
  const auto link = "/desk/ticket/" + std::to_string(number);
  add(site, "agent", "high");
  site.post("agent", "/desk/views/" + std::to_string(views_of(site)[0].id), "do=default");
  CHECK(site.get("agent", "/desk").body.find(link) == std::string::npos);  // its severity is another
  CHECK(site.get("agent", "/desk?view=waiting").body.find(link) != std::string::npos);
  CHECK(site.get("agent/other", "/desk").body.find(link) != std::string::npos);
  site.post("agent", "/desk/views/" + std::to_string(views_of(site)[0].id), "do=no_default");
  CHECK(site.get("agent", "/desk").body.find(link) != std::string::npos);
}
