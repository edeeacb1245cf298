#include <future>
#include <thread>

#include "handlers/console/bulk.h"
#include "tests/handlers/bulk_world.h"

using namespace bulk_world;

namespace {

std::vector<long long> many(BulkSite& site, int count, bool solved = true) {
  std::vector<long long> numbers;
  for (int i = 0; i < count; ++i) numbers.push_back(site.ticket(somebody, "agent", solved));
  return numbers;
}

long long events(BulkSite& site, const std::string& step) {
  return site.number("SELECT count(*) AS n FROM ticket_event WHERE body ->> 'step' = $1", {step});
}

long long rows(BulkSite& site, const std::string& key) {
  return site.number("SELECT count(*) AS n FROM outbox WHERE notice::jsonb ->> 'key' = $1", {key});
}

/// Until no ticket of the run waits, or twenty seconds have passed.
void wait_for_run(BulkSite& site, const std::string& id) {
  const auto end = std::chrono::steady_clock::now() + Seconds{20};
  while (site.outcomes(id)["waiting"] > 0 && std::chrono::steady_clock::now() < end)
    std::this_thread::yield();
}

}  // namespace

TEST_CASE("a run closes what can be closed, says of the rest why not, and buries nobody in messages") {
  BulkSite site;
  site.account("agent");
  auto numbers = many(site, 4);
  numbers.push_back(many(site, 1, false).front());
  const auto id = site.chosen("agent", numbers, "verb=close");
  REQUIRE_FALSE(id.empty());
  const auto page = site.get("agent", "/desk/bulk/" + id).body;
  CHECK(page.find("将对 4 单执行“关闭”（共选 5 单）") != std::string::npos);
  CHECK(page.find("#" + std::to_string(numbers[4])) != std::string::npos);
  CHECK(page.find("#" + std::to_string(numbers[0])) == std::string::npos);
  CHECK(events(site, "closed") == 0);
  site.post("agent", "/desk/bulk/" + id, "do=start");
  site.post("agent", "/desk/bulk/" + id, "do=start");
  site.run_all();
  CHECK(site.outcomes(id) == std::map<std::string, long long>{{"done", 4}, {"refused", 1}});
  CHECK(events(site, "closed") == 4);
  CHECK(rows(site, "ticket.told.closed") == 4);
  CHECK(rows(site, "many.done") == 1);
  CHECK(site.number("SELECT count(*) AS n FROM outbox WHERE notice::jsonb ->> 'key' LIKE 'ticket.card%'") ==
        0);
  CHECK(site.number("SELECT count(*) AS n FROM audit WHERE act LIKE 'bulk%'") == 2);
  const auto after = site.get("agent", "/desk/bulk/" + id).body;
  CHECK(after.find("已处理 5 / 5 单，完成 4 单，没有办成 1 单") != std::string::npos);
  CHECK(after.find("/desk/ticket/" + std::to_string(numbers[4])) != std::string::npos);
  CHECK(site.get("agent", "/desk/bulk").body.find("/desk/bulk/" + id) != std::string::npos);
}

TEST_CASE("two gateways at one run do each ticket once") {
  BulkSite site;
  site.account("agent");
  const auto numbers = many(site, 24);
  const auto id = site.started("agent", numbers, "verb=close");
  const auto world = site.world();
  const auto work = [&] {
    Connection connection(site.database());
    int done = 0;
    // While another holds the run there is nothing for this one.
    for (int idle = 0; idle < 2000;) {
      BulkStep held;
      const auto did = connection.transact([&](Transaction& t) { return bulk_step(t, world, held); });
      if (!did) return -1;
      done += *did == BulkDid::one ? 1 : 0;
      idle = *did == BulkDid::nothing ? idle + 1 : 0;
      const auto left = connection.transact([](Transaction& t) {
        return t.run("SELECT count(*) AS n FROM bulk_run WHERE state = 'running'")[0].number("n");
      });
      if (left && *left == 0) return done;
    }
    return done;
  };
  auto other = std::async(std::launch::async, work);
  const auto here = work(), there = other.get();
  CHECK(here >= 0);
  CHECK(there >= 0);
  CHECK(here + there == 24);
  CHECK(site.outcomes(id) == std::map<std::string, long long>{{"done", 24}});
  CHECK(events(site, "closed") == 24);
  CHECK(rows(site, "ticket.told.closed") == 24);
  CHECK(rows(site, "many.done") == 1);
}

TEST_CASE("a gateway that dies within a ticket leaves it undone, and the next one goes on from there") {
  BulkSite site;
  site.account("agent");
  const auto numbers = many(site, 3);
  const auto id = site.started("agent", numbers, "verb=close");
  CHECK(site.step() == BulkDid::one);
  {
    Connection dying(site.database());
    const auto died = dying.transact([&](Transaction& t) -> BulkDid {
      BulkStep held;
      bulk_step(t, site.world(), held);
      throw std::runtime_error("killed");
    });
    CHECK_FALSE(died);
  }
  CHECK(site.outcomes(id) == std::map<std::string, long long>{{"done", 1}, {"waiting", 2}});
  CHECK(events(site, "closed") == 1);
  std::atomic<int> woken{0};
  {
    BulkKeeper keeper({site.database(), &site.directory(), &site.shelf(), 480, "zh-CN", [&] { ++woken; },
                       [] { return site_time; }, Millis{20}});
    wait_for_run(site, id);
  }
  site.run_all();
  CHECK(events(site, "closed") == 3);
  CHECK(woken > 0);
}

TEST_CASE("a ticket that cannot be read is set aside, and the rest of the run is done") {
  BulkSite site;
  site.account("agent");
  const auto numbers = many(site, 3);
  const auto id = site.started("agent", numbers, "verb=close");
  site.in([&](Transaction& t) {
    return t.run("UPDATE ticket SET body = '[]' WHERE number = $1::bigint", {std::to_string(numbers[0])});
  });
  BulkKeeper keeper({site.database(), &site.directory(), &site.shelf(), 480, "zh-CN", [] {},
                     [] { return site_time; }, Millis{20}});
  wait_for_run(site, id);
  CHECK(site.outcomes(id) == std::map<std::string, long long>{{"done", 2}, {"failed", 1}});
}

TEST_CASE("a run that is stopped does no more, and its page says how many it left") {
  BulkSite site;
  site.account("agent");
  const auto numbers = many(site, 3);
  const auto id = site.started("agent", numbers, "verb=close");
  CHECK(site.step() == BulkDid::one);
  CHECK(site.post("agent", "/desk/bulk/" + id, "do=stop").status == 303);
  CHECK(site.step() == BulkDid::nothing);
  CHECK(events(site, "closed") == 1);
  CHECK(site.get("agent", "/desk/bulk/" + id).body.find("2 单没有处理") != std::string::npos);
  CHECK(rows(site, "many.done") == 1);
}

TEST_CASE("reason and checklist are asked once for all; whose own report has no item is not handed over") {
  BulkSite site;
  site.account("lead");
  auto numbers = many(site, 2, false);
  const auto id = site.started("lead", numbers,
                               "verb=transfer&target=developer&item_why=program_fault&item_request_id=REQ-1&"
                               "item_time=2026-03-10+09:40&"
                               "item_log=https://logs/1&words=abc");
  site.run_all();
  for (const auto number : numbers) {
    const auto ticket = site.load(number);
    CHECK(ticket.holder == "developer");
    CHECK(ticket.why == "program_fault");
    CHECK(ticket.checklist.at("request_id") == "REQ-1");
  }
  CHECK(rows(site, "many.handed") == 1);
  CHECK(rows(site, "ticket.team.handover") == 0);
  numbers = many(site, 2, false);
  const auto lacking = site.chosen("lead", numbers, "verb=transfer&target=developer&item_why=program_fault");
  CHECK(site.get("lead", "/desk/bulk/" + lacking).body.find("转派还缺") != std::string::npos);
  CHECK(site.get("lead", "/desk/bulk/" + lacking).body.find("value=\"start\"") == std::string::npos);
}

TEST_CASE("all that fits a filter is taken up to the limit, and the page says that there is more") {
  BulkSite site(3);
  site.account("agent");
  many(site, 5, false);
  const auto begun = site.post("agent", "/desk/bulk", "scope=all&query=view%3Dopen");
  REQUIRE(begun.status == 303);
  CHECK(site.get("agent", begun.headers.at("location")).body.find("超过 3 单") != std::string::npos);
  CHECK(site.number("SELECT count(*) AS n FROM bulk_item") == 3);
  CHECK(site.post("agent", "/desk/bulk", "scope=chosen").status == 422);
}

TEST_CASE("verbs for one ticket alone, and an incident without a number, are no verbs for many") {
  const ActSight sight;
  for (const auto* form : {"verb=close", "verb=grade&severity=low", "verb=transfer&target=agent&person=a",
                           "verb=join&parent=7", "verb=resolve&category=data&reason=a"})
    CHECK(bulk_command(form, 1002, sight));
  for (const auto* form :
       {"", "verb=reply&words=a", "verb=take", "verb=join", "verb=join&parent=x", "verb=transfer",
        "verb=transfer&target=%40chen", "verb=transfer&target=nobody", "verb=close&words=%zz"})
    CHECK_FALSE(bulk_command(form, 1002, sight));
  CHECK(bulk_verb(*bulk_command("verb=transfer&target=agent&person=a", 1, sight)) == "assign");
  CHECK(bulk_verb(*bulk_command("verb=transfer&target=agent", 1, sight)) == "transfer");
}

TEST_CASE("what a run keeps of its form is what its verb reads") {
  const auto form = read_form("verb=close&form_token=secret&words=a+b&item_log=x&once=1");
  REQUIRE(form);
  CHECK(packed_form(*form, nullptr) == "verb=close&words=a%20b");
}

TEST_CASE("those to whom many tickets go hear of them once, and nobody of what they did themselves") {
  BulkEnd end{me, *bulk_command("verb=transfer&target=developer&words=abc", 1, {}), {1002, 1003}, 30, 2, ""};
  const std::vector<TeamMember> team{
      {me, "developer"}, {somebody, "developer"}, {{"corp/c", "c", ""}, "ops"}};
  const auto says = told_of_run(end, team);
  REQUIRE(says.size() == 2);
  CHECK(says[0].to.kind == To::Kind::team);
  CHECK(says[0].notice.params.at("not_done") == "2");
  CHECK(says[0].notice.params.at("more") == "1");
  CHECK(says[1].to.contact == "lilei");
  end.count = 0;
  CHECK(told_of_run(end, team).empty());
}
