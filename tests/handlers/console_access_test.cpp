#include <catch2/catch.hpp>

#include "handlers/console/console.h"
#include "handlers/tickets/ticket_store.h"
#include "tests/handlers/role_site.h"
#include "tests/support/test_database.h"

// Every role asks every page for every kind of ticket, over the routes as the server has them.

namespace {

const Party me{"corp/me", "me", "我"}, somebody{"corp/lilei", "lilei", "李雷"};
const char* const secret = "13812345678";

/// The console on a database of its own. A session's cookie is the name of the visitor's role.
class ConsoleWorld {
 private:
  template <class Work>
  auto in(Work work) {
    Connection connection(database_.settings());
    auto done = connection.transact(work);
    REQUIRE(done);
    return std::move(*done);
  }

 public:
  ConsoleWorld() : directory_(Config{}), shelf_(library()) {
    web_ = web_of_roles(database_.settings(), visitor);
    files_ = std::make_unique<TicketFiles>(*web_, TicketFiles::Settings{});
    console_ = std::make_unique<Console>(
        *web_, Console::Parts{&directory_, &shelf_, 480, "zh-CN", [] {}, files_.get()});
    routes_ = web_->routes(console_->routes());
  }
  ~ConsoleWorld() { web_->stop(); }

  static Visitor visitor(const std::string& role) {
    if (role.empty()) return {};
    return {
        "corp", "me", "我", role == "reporter" ? "" : role, role, false, Time{std::chrono::hours{500000}}};
  }

  HttpResponse ask(const std::string& role, HttpRequest request) {
    if (!role.empty()) request.headers["cookie"] = "desk=" + role;
    return answer_of(routes_, std::move(request));
  }
  HttpResponse get(const std::string& role, const std::string& path) {
    HttpRequest request;
    request.path = path;
    return ask(role, std::move(request));
  }
  HttpResponse post(const std::string& role, const std::string& path, const std::string& fields) {
    WebRequest sender;
    sender.visitor = visitor(role);
    HttpRequest request;
    request.method = "POST";
    request.path = path;
    request.headers["content-type"] = "application/x-www-form-urlencoded";
    request.body = fields + "&form_token=" + in_url(web_->form_token(sender));
    return ask(role, std::move(request));
  }

  long long ticket(const Party& reporter, const std::string& holder, bool solved) {
    TicketEvent opened, submitted, transferred, resolved;
    opened.step = Step::opened;
    opened.by = reporter;
    opened.role = "reporter";
    opened.title = "买入异常";
    opened.text = std::string("客户") + secret + "买入异常";
    opened.fields = {{"phone", secret}};
    opened.at = submitted.at = transferred.at = resolved.at = Time{std::chrono::hours{499999}};
    submitted.step = Step::submitted;
    submitted.by = reporter;
    transferred.step = Step::transferred;
    transferred.by = resolved.by = somebody;
    transferred.target_role = holder;
    resolved.step = Step::resolved;
    resolved.role = "agent";
    NewTicket made{opened, 0, {submitted, transferred}};
    if (solved) made.more.push_back(resolved);
    return in([&](Transaction& t) { return open_tickets(t, {made}).front(); });
  }
  Ticket load(long long number) {
    return in([&](Transaction& t) { return load_tickets(t, {number}).front(); });
  }
  long long audited(const std::string& act) {
    return in([&](Transaction& t) {
      return t.run("SELECT count(*) AS n FROM audit WHERE act = $1", {act})[0].number("n");
    });
  }

 private:
  static std::shared_ptr<const Library> library() {
    auto library = std::make_shared<Library>();
    auto wording = Wording::load(std::string(SOURCE_FOLDER) + "/templates/messages");
    REQUIRE(wording);
    library->wording = *wording;
    return library;
  }

  TestDatabase database_;
  Directory directory_;
  Shelf shelf_;
  std::unique_ptr<Web> web_;
  std::unique_ptr<TicketFiles> files_;
  std::unique_ptr<Console> console_;
  std::vector<Route> routes_;
};

std::string fields_of(const std::string& verb, int once) {
  auto token = std::to_string(once);
  token.insert(0, 22 - token.size(), 'a');
  return "once=" + token + "&verb=" + verb +
         "&words=%E5%A5%BD%E7%9A%84&target=" + (verb == "transfer" ? "product" : "") +
         "&waits_for=vendor&category=program&reason=a&solution=b";
}

}  // namespace

TEST_CASE("over HTTP every role does with every ticket what the table says, and nothing else") {
  ConsoleWorld world;
  const std::pair<Verb, bool> verbs[] = {{Verb::accept, false},  {Verb::take, false}, {Verb::reply, false},
                                         {Verb::note, false},    {Verb::ask, false},  {Verb::transfer, false},
                                         {Verb::resolve, false}, {Verb::close, true}, {Verb::reopen, true},
                                         {Verb::wait, false}};
  int once = 0;
  for (int i = 0; i < role_count; ++i) {
    const auto role = static_cast<Role>(i);
    const std::string name = name_of(role);
    const Actor actor{me.person, role};
    for (const auto& [verb, solved] : verbs)
      for (const bool own : {false, true})
        for (const bool held : {false, true}) {
          const auto holder = held ? name : role == Role::ops ? "tester" : "ops";
          const auto number = world.ticket(own ? me : somebody, holder, solved);
          const auto before = world.load(number);
          const auto response =
              world.post(name, "/desk/act/" + std::to_string(number), fields_of(name_of(verb), ++once));
          const auto after = world.load(number);
          const bool seen = granted(role, Act::see, Thing::queue) != Grant::no && sees(actor, before);
          const bool allowed = seen && may(actor, *act_of(verb), before) != Grant::no;
          INFO(name << ' ' << name_of(verb) << " own " << own << " held " << held << " status "
                    << response.status);
          CHECK((after.version > before.version) == allowed);
          CHECK(response.status == (allowed                                                       ? 303
                                    : !seen && granted(role, Act::see, Thing::queue) == Grant::no ? 403
                                    : !seen                                                       ? 404
                                                                                                  : 422));
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
      const auto number = world.ticket(somebody, held ? name : role == Role::ops ? "tester" : "ops", false);
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
  const auto number = world.ticket(somebody, "agent", false);
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
  const auto number = world.ticket(somebody, "agent", false);
  const auto path = "/desk/act/" + std::to_string(number);
  CHECK(world.post("agent", path, fields_of("note", 1)).status == 303);
  const auto version = world.load(number).version;
  CHECK(world.post("agent", path, fields_of("note", 1)).status == 303);
  CHECK(world.load(number).version == version);
}
