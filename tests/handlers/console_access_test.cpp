#include <catch2/catch.hpp>
#include <thread>

#include "handlers/console/console.h"
#include "handlers/tickets/read_store.h"
#include "tests/handlers/held_ticket.h"
#include "tests/handlers/role_site.h"
#include "tests/support/test_database.h"

// Every role asks every page for every kind of ticket, over the routes as the server has them.

using namespace held_tickets;

namespace {

/// A ticket in which a verb is possible, so that nothing but rights stands in its way.
enum class Stand { open, solved, for_approval, waiting, joined };

/// The console on a database of its own.
class ConsoleWorld {
 private:
  template <class Work>
  auto in(Work work) {
    if (!connection_) connection_ = std::make_unique<Connection>(database_.settings());
    auto done = connection_->transact(work);
    REQUIRE(done);
    return std::move(*done);
  }

 public:
  ConsoleWorld() : directory_(Config{}), shelf_(library()) {
    web_ = web_of_roles(database_.settings());
    files_ = std::make_unique<TicketFiles>(*web_, TicketFiles::Settings{});
    console_ = std::make_unique<Console>(
        *web_, Console::Parts{&directory_, &shelf_, 480, "zh-CN", [] {}, files_.get()});
    routes_ = web_->routes(console_->routes());
  }
  ~ConsoleWorld() { web_->stop(); }

  HttpResponse get(const std::string& role, const std::string& path) {
    return answer_of(routes_, page_of_role(role, path));
  }
  HttpResponse fetch_ahead(const std::string& role, const std::string& path) {
    auto request = page_of_role(role, path);
    request.headers["sec-purpose"] = "prefetch;prerender";
    return answer_of(routes_, std::move(request));
  }
  HttpResponse post(const std::string& role, const std::string& path, const std::string& fields) {
    return answer_of(routes_, form_of_role(*web_, role, path, fields));
  }

  long long ticket(const Party& reporter, const std::string& holder, Stand stand, long long parent = 0) {
    const auto at = site_time - std::chrono::hours{1};
    auto made = held_ticket(reporter, holder, stand == Stand::solved, at);
    made.more.back().second_person = stand == Stand::for_approval;
    TicketEvent event;
    event.at = at;
    event.step = stand == Stand::waiting ? Step::paused : Step::joined;
    event.role = holder;  // in nobody's hands: the role's
    event.waits_for = "vendor";
    event.parent = parent;
    if (stand == Stand::waiting || stand == Stand::joined) made.more.push_back(event);
    return in([&](Transaction& t) { return open_tickets(t, {made}).front(); });
  }
  Ticket load(long long number) {
    return in([&](Transaction& t) { return load_tickets(t, {number}).front(); });
  }
  std::vector<ReadMark> marks(long long number) {
    return in([&](Transaction& t) { return read_marks(t, number); });
  }
  long long audited(const std::string& act) {
    return in([&](Transaction& t) {
      return t.run("SELECT count(*) AS n FROM audit WHERE act = $1", {act})[0].number("n");
    });
  }

 private:
  static std::shared_ptr<const Library> library() {
    Runbook runbook{"buying", {{"zh-CN", "买入"}}, {}, {}, {"买入异常"}, {}};
    runbook.steps = {{{{"zh-CN", "看日志"}}, {}, "agent", Seconds{0}}};
    auto library = library_of_words();
    library->runbooks = std::make_shared<const std::vector<Runbook>>(1, runbook);
    return library;
  }

  TestDatabase database_;
  std::unique_ptr<Connection> connection_;
  Directory directory_;
  Shelf shelf_;
  std::unique_ptr<Web> web_;
  std::unique_ptr<TicketFiles> files_;
  std::unique_ptr<Console> console_;
  std::vector<Route> routes_;
};

std::string fields_of(const std::string& verb, int once, const std::string& more = "&words=%E5%A5%BD") {
  auto token = std::to_string(once);
  token.insert(0, 22 - token.size(), 'a');
  return "once=" + token + "&verb=" + verb + more;
}

struct Tried {
  Verb verb;
  Stand stand;
  const char* fields;
};
const Tried tried[] = {
    {Verb::accept, Stand::open, ""},
    {Verb::take, Stand::open, ""},
    {Verb::reply, Stand::open, "&words=a"},
    {Verb::note, Stand::open, "&words=a"},
    {Verb::ask, Stand::open, "&words=a"},
    {Verb::transfer, Stand::open, "&words=a&target=product"},
    {Verb::resolve, Stand::open, "&category=program&reason=a&solution=b"},
    {Verb::close, Stand::solved, ""},
    {Verb::reopen, Stand::solved, "&words=a"},
    {Verb::grade, Stand::open, "&severity=high"},
    {Verb::wait, Stand::open, "&words=a&waits_for=vendor"},
    {Verb::resume, Stand::waiting, ""},
    {Verb::approve, Stand::for_approval, ""},
    {Verb::check, Stand::open, "&words=1"},
    {Verb::join, Stand::open, "&parent="},
    {Verb::split, Stand::joined, ""},
};

/// A ticket is put under another as a member only: one's own report gives no right to it here.
bool may_do(const Actor& actor, Verb verb, const Ticket& ticket) {
  const auto act = *act_of(verb);
  const auto grant =
      verb == Verb::join ? granted(actor.role, act, thing_of(actor, ticket)) : may(actor, act, ticket);
  return grant != Grant::no;
}

}  // namespace

TEST_CASE("every verb about a ticket is tried over HTTP") {
  for (int i = 0; i <= static_cast<int>(Verb::help); ++i) {
    const auto verb = static_cast<Verb>(i);
    // The page itself, look-ups (diagnostic_pages_test), and an answer that only chat asks for.
    const bool elsewhere =
        verb == Verb::show || verb == Verb::clock || verb == Verb::diagnose || verb == Verb::apart;
    INFO(name_of(verb));
    CHECK((elsewhere || !act_of(verb)) == std::none_of(std::begin(tried), std::end(tried),
                                                       [&](const Tried& one) { return one.verb == verb; }));
  }
}

TEST_CASE("over HTTP every role does with every ticket what the table says, and nothing else") {
  ConsoleWorld world;
  int once = 0;
  for (int i = 0; i < role_count; ++i) {
    const auto role = static_cast<Role>(i);
    const std::string name = name_of(role);
    const Actor actor{me.person, role};
    const auto parent = world.ticket(somebody, name, Stand::open);
    for (const auto& one : tried)
      for (const bool own : {false, true})
        for (const bool held : {false, true}) {
          const auto holder = held ? name : role == Role::ops ? "tester" : "ops";
          const auto number = world.ticket(own ? me : somebody, holder, one.stand, parent);
          const auto before = world.load(number);
          auto fields = std::string(one.fields);
          if (one.verb == Verb::join) fields += std::to_string(parent);
          const auto response = world.post(name, "/desk/act/" + std::to_string(number),
                                           fields_of(name_of(one.verb), ++once, fields));
          const auto after = world.load(number);
          const bool team = granted(role, Act::see, Thing::queue) != Grant::no;
          const bool seen = team && sees(actor, before);
          const bool allowed = seen && may_do(actor, one.verb, before);
          INFO(name << ' ' << name_of(one.verb) << " own " << own << " held " << held << " status "
                    << response.status);
          CHECK((after.version > before.version) == allowed);
          CHECK(response.status == (allowed ? 303 : !team ? 403 : !seen ? 404 : 422));
          CHECK(response.body.find(secret) == std::string::npos);
        }
  }
}

TEST_CASE(
    "over HTTP every role reads the pages and tickets that the table says, and unmasks with a reason only") {
  ConsoleWorld world;
  const std::tuple<const char*, Act, Thing> pages[] = {{"/desk", Act::see, Thing::queue},
                                                       {"/desk/dead", Act::see, Thing::dead_letter},
                                                       {"/desk/audit", Act::see, Thing::audit}};
  CHECK(world.get("", "/desk").status == 303);
  for (int i = 0; i < role_count; ++i) {
    const auto role = static_cast<Role>(i);
    const std::string name = name_of(role);
    INFO(name);
    for (const auto& [path, act, thing] : pages)
      CHECK(world.get(name, path).status == (granted(role, act, thing) == Grant::no ? 403 : 200));
    CHECK(world.post(name, "/desk/dead/7", "").status ==
          (granted(role, Act::replay, Thing::dead_letter) == Grant::no ? 403 : 303));
    for (const bool held : {false, true}) {
      const auto number = world.ticket(somebody,
                                       held                ? name
                                       : role == Role::ops ? "tester"
                                                           : "ops",
                                       Stand::open);
      const Actor actor{me.person, role};
      const auto ticket = world.load(number);
      const bool in_list =
          world.get(name, "/desk").body.find("/desk/ticket/" + std::to_string(number)) != std::string::npos;
      const bool seen = granted(role, Act::see, Thing::queue) != Grant::no && sees(actor, ticket);
      CHECK(in_list == seen);
      const auto page = world.get(name, "/desk/ticket/" + std::to_string(number));
      CHECK((page.status == 200) == seen);
      CHECK(page.body.find(secret) == std::string::npos);
      const auto unmask = "/desk/unmask/" + std::to_string(number);
      const bool may_unmask = seen && may(actor, Act::unmask, ticket) != Grant::no;
      const auto whole = world.post(name, unmask, "field=phone&reason=%E6%A0%B8%E5%AF%B9%E8%BA%AB%E4%BB%BD");
      CHECK((whole.body.find(secret) != std::string::npos) == may_unmask);
      CHECK(world.post(name, unmask, "field=phone&reason=").body.find(secret) == std::string::npos);
    }
  }
}

TEST_CASE("a day's looks at whole values end, each is kept with its reason, and so is a refused one") {
  ConsoleWorld world;
  const auto number = world.ticket(somebody, "agent", Stand::open);
  int shown = 0;
  for (int i = 0; i < unmask_limit(Role::agent) + 3; ++i)
    shown += world.post("agent", "/desk/unmask/" + std::to_string(number), "field=phone&reason=abcdef")
                         .body.find(secret) != std::string::npos
                 ? 1
                 : 0;
  CHECK(shown == unmask_limit(Role::agent));
  CHECK(world.audited("unmask") == unmask_limit(Role::agent));
  CHECK(world.audited("unmask_refused") == 3);
}

TEST_CASE("a form of the console that is sent twice does its verb once") {
  ConsoleWorld world;
  const auto number = world.ticket(somebody, "agent", Stand::open);
  const auto path = "/desk/act/" + std::to_string(number);
  CHECK(world.post("agent", path, fields_of("note", 1)).status == 303);
  const auto version = world.load(number).version;
  CHECK(world.post("agent", path, fields_of("note", 1)).status == 303);
  CHECK(world.load(number).version == version);
}

TEST_CASE("whoever opens a ticket's page has read it; who only fetched it ahead has not") {
  ConsoleWorld world;
  const auto number = world.ticket(somebody, "agent", Stand::open);
  const auto path = "/desk/ticket/" + std::to_string(number);
  CHECK(world.fetch_ahead("agent/chen", path).status == 200);
  CHECK(world.get("agent/wu", path).status == 200);
  // It is written when the page has gone out, by the one thread that would have written the other before.
  const auto end = std::chrono::steady_clock::now() + Seconds{10};
  while (world.marks(number).empty() && std::chrono::steady_clock::now() < end) std::this_thread::yield();
  const auto marks = world.marks(number);
  REQUIRE(marks.size() == 1);
  CHECK(marks[0].person == "corp/wu");
  CHECK(marks[0].side == TalkSide::team);
}
