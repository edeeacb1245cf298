#include "tests/handlers/bulk_world.h"

// Role x verb x object for many tickets at once: what a run does to each is what the table says of that one.

using namespace bulk_world;

namespace {

struct Tried {
  const char* fields;
  Act act;
  bool solved;
};
const Tried tried[] = {
    {"verb=transfer&target=agent&person=chen&words=abc", Act::transfer, false},
    {"verb=transfer&target=product&item_why=configuration&item_change=abc&words=abc", Act::transfer, false},
    {"verb=grade&severity=high", Act::grade, false},
    {"verb=resolve&category=program&reason=a&solution=b", Act::resolve, false},
    {"verb=close", Act::close, true},
    {"verb=join&parent=", Act::merge, false},
};

}  // namespace

TEST_CASE("every role may begin a bulk run, and keep or share a view, only where the table says so") {
  BulkSite site;
  const auto number = site.ticket(somebody, "agent", false);
  for (int i = 0; i < role_count; ++i) {
    const auto role = static_cast<Role>(i);
    const std::string name = name_of(role);
    INFO(name);
    const bool batch = granted(role, Act::batch, Thing::queue) != Grant::no;
    CHECK(site.get(name, "/desk/bulk").status == (batch ? 200 : 403));
    CHECK(site.get(name, "/desk/bulk/now/x").status == (batch ? 404 : 403));
    CHECK(site.get(name, "/desk/bulk/x").status == (batch ? 404 : 403));
    CHECK(site.post(name, "/desk/bulk/x", "do=start").status == (batch ? 303 : 403));
    const auto begun = site.post(name, "/desk/bulk", "scope=all&query=view%3Dall");
    const bool sees_it = sees({me.person, role}, site.load(number));
    CHECK(begun.status == (!batch ? 403 : sees_it ? 303 : 422));
    const bool keeps = granted(role, Act::write, Thing::view) != Grant::no;
    CHECK(site.get(name, "/desk/views").status == (keeps ? 200 : 403));
    const auto before = site.number("SELECT count(*) AS n FROM saved_view WHERE audience = 'corp/'");
    CHECK(site.post(name, "/desk/views", "name=a&query=view%3Dopen&shared=yes").status ==
          (keeps ? 303 : 403));
    const bool shares = granted(role, Act::share, Thing::view) != Grant::no;
    const auto after = site.number("SELECT count(*) AS n FROM saved_view WHERE audience = 'corp/'");
    CHECK((after > before) == shares);
    site.number("WITH gone AS (DELETE FROM saved_view RETURNING 1) SELECT count(*) AS n FROM gone");
  }
}

TEST_CASE("a bulk run does with every ticket what the table lets that role do with that ticket") {
  BulkSite site;
  for (int i = 0; i < role_count; ++i) {
    const auto role = static_cast<Role>(i);
    const std::string name = name_of(role);
    if (role != Role::reporter && role != Role::ended) site.account(name);
    const auto parent = site.ticket(somebody, name, false);
    for (const auto& one : tried) {
      std::vector<long long> numbers;
      std::vector<bool> expected;
      for (const bool own : {false, true})
        for (const bool held : {false, true}) {
          const auto holder = held ? name : role == Role::ops ? "tester" : "ops";
          numbers.push_back(site.ticket(own ? me : somebody, holder, one.solved));
          const auto ticket = site.load(numbers.back());
          const Actor actor{me.person, role};
          const auto grant = one.act == Act::merge ? granted(role, one.act, thing_of(actor, ticket))
                                                   : may(actor, one.act, ticket);
          expected.push_back(granted(role, Act::batch, Thing::queue) != Grant::no && sees(actor, ticket) &&
                             grant != Grant::no);
        }
      auto fields = std::string(one.fields);
      if (one.act == Act::merge) fields += std::to_string(parent);
      std::vector<int> versions;
      for (const auto number : numbers) versions.push_back(site.load(number).version);
      const auto id = site.started(name, numbers, fields);
      site.run_all();
      for (std::size_t n = 0; n < numbers.size(); ++n) {
        INFO(name << ' ' << one.fields << ' ' << n);
        CHECK((site.load(numbers[n]).version > versions[n]) == expected[n]);
      }
      if (!id.empty()) CHECK(site.get(name, "/desk/bulk/" + id).body.find(secret) == std::string::npos);
    }
  }
}

TEST_CASE("a run is its person's own: nobody else reads, chooses, starts or stops it") {
  BulkSite site;
  site.account("lead");
  const auto number = site.ticket(somebody, "agent", true);
  const auto id = site.chosen("lead", {number}, "verb=close");
  REQUIRE_FALSE(id.empty());
  CHECK(site.get("lead/other", "/desk/bulk/" + id).status == 404);
  CHECK(site.get("lead/other", "/desk/bulk/now/" + id).status == 404);
  CHECK(site.post("lead/other", "/desk/bulk/" + id, "do=choose&verb=grade&severity=low").status == 404);
  site.post("lead/other", "/desk/bulk/" + id, "do=start");
  CHECK(site.step() == BulkDid::nothing);
  site.post("lead", "/desk/bulk/" + id, "do=start");
  site.post("lead/other", "/desk/bulk/" + id, "do=stop");
  CHECK(site.step() == BulkDid::one);
  CHECK(site.load(number).state == TicketState::closed);
}

TEST_CASE("whose role is taken away has no more tickets done in their name") {
  BulkSite site;
  site.account("agent");
  std::vector<long long> numbers;
  for (int i = 0; i < 3; ++i) numbers.push_back(site.ticket(somebody, "agent", true));
  const auto id = site.started("agent", numbers, "verb=close");
  CHECK(site.step() == BulkDid::one);
  site.account("contractor");
  CHECK(site.step() == BulkDid::ended);
  CHECK(site.step() == BulkDid::nothing);
  CHECK(site.load(numbers[0]).state == TicketState::closed);
  CHECK(site.load(numbers[1]).state == TicketState::resolved);
  CHECK(site.outcomes(id)["waiting"] == 2);
}
