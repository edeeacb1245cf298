#include "tests/handlers/sign_in_world.h"

// Signing in, the second factor and what asks for it, over the routes as the server has them.

namespace {

std::string location(const HttpResponse& response) {
  const auto found = response.headers.find("location");
  return found == response.headers.end() ? "" : found->second;
}

const char* const phone = "13812345678";

}  // namespace

TEST_CASE("leads, admins and contractors see nothing before their second factor; others do") {
  SignInWorld world;
  for (const std::string role : {"agent", "tester", "developer", "ops", "product", "auditor"}) {
    world.person(role, role);
    auto browser = world.browser();
    CHECK(browser.sign_in(role).status == 303);
    INFO(role);
    CHECK(browser.get("/account").status == 200);
  }
  for (const std::string role : {"contractor", "lead", "admin"}) {
    INFO(role);
    world.person(role, role);
    auto browser = world.browser();
    CHECK(browser.sign_in(role).status == 303);
    for (const auto* path : {"/desk", "/account", "/desk/people", "/desk/export", "/desk/audit"})
      CHECK(location(browser.get(path)).starts_with("/login/second?to="));
    CHECK(location(browser.post("/account/password", "present=x&wanted=y")).starts_with("/login/second"));
    const auto page = browser.get("/login/second");
    CHECK(page.status == 200);
    CHECK(page.body.find("<svg class=\"qr\"") != std::string::npos);
    const auto before = browser.cookies;
    const auto secret =
        world.in([&](Transaction& t) { return propose_second(t, role, world.key, world.now); });
    CHECK(browser.post("/login/enrol", "code=000000").status == 422);
    const auto codes = browser.post("/login/enrol", "code=" + otp_code(secret, world.now));
    CHECK(codes.status == 200);
    CHECK(browser.cookies != before);  // the session goes on under another name
    CHECK(browser.get("/account").status == 200);
    auto old = world.browser();
    old.cookies = before;
    CHECK(location(old.get("/account")).starts_with("/login?to="));
    // Signing in again asks for a code, takes it once, and not the one that was used.
    auto again = world.browser();
    again.sign_in(role);
    CHECK(again.get("/login/second").body.find("class=\"qr\"") == std::string::npos);
    CHECK(again.post("/login/second", "code=" + otp_code(secret, world.now)).status == 422);
    CHECK(again.post("/login/enrol", "code=" + otp_code(secret, world.now)).status == 422);
    CHECK(location(again.get("/account")).starts_with("/login/second"));
    CHECK(location(again.post("/login/second", "to=/account&code=" +
                                                   otp_code(secret, world.now + Seconds{30}))) == "/account");
    CHECK(again.get("/account").status == 200);
  }
}

TEST_CASE("a secret that another session was shown is not the one that is set up after signing in") {
  SignInWorld world;
  world.person("li", "lead");
  const auto shown = [&](SignInWorld::Browser& browser) {
    const auto page = browser.get("/login/second").body;
    const std::string mark = "data-secret>";
    const auto at = page.find(mark);
    REQUIRE(at != page.npos);
    return page.substr(at + mark.size(), page.find('<', at + mark.size()) - at - mark.size());
  };
  auto stranger = world.browser(), own = world.browser();
  stranger.sign_in("li");
  const auto seen = shown(stranger);
  own.sign_in("li");
  const auto set_up = shown(own);
  CHECK(set_up != seen);
  CHECK(shown(own) == set_up);  // looking again keeps it
}

TEST_CASE("whole values and export ask for a code that is at most five minutes old") {
  SignInWorld world;
  const auto number = world.ticket(std::string("客户") + phone + "买入异常", {{"phone", phone}});
  const auto unmask = "/desk/unmask/" + std::to_string(number);
  const std::string why = "field=phone&reason=%E6%A0%B8%E5%AF%B9%E8%BA%AB%E4%BB%BD";
  world.person("chen", "agent");
  auto agent = world.browser();
  agent.sign_in("chen");
  agent.get("/account");
  const auto none = agent.post(unmask, why);
  CHECK(none.status == 422);
  CHECK(none.body.find(phone) == std::string::npos);
  CHECK(agent.get("/login/second?to=/account").status == 200);
  const auto secret =
      world.in([&](Transaction& t) { return propose_second(t, "chen", world.key, world.now); });
  CHECK(agent.post("/login/enrol", "code=" + otp_code(secret, world.now)).status == 200);
  agent.get("/account");
  CHECK(agent.post(unmask, why).body.find(phone) != std::string::npos);
  world.now += Seconds{299};
  CHECK(agent.post(unmask, why).body.find(phone) != std::string::npos);
  world.now += Seconds{2};
  CHECK(agent.post(unmask, why).body.find(phone) == std::string::npos);
  CHECK(agent.post(unmask, why + "&code=000000").body.find(phone) == std::string::npos);
  const auto code = otp_code(secret, world.now);
  CHECK(agent.post(unmask, why + "&code=" + code).body.find(phone) != std::string::npos);
  CHECK(agent.post(unmask, why).body.find(phone) != std::string::npos);  // fresh for five minutes
  CHECK(world.audited("unmask") == 4);
  CHECK(world.audited("unmask_refused") == 3);
  CHECK(world.audited("stepped_up") == 1);
  CHECK(world.audited("second_failed") == 1);
}

TEST_CASE("tickets are exported by those who may, with a reason and a fresh code, masked, and in the audit") {
  SignInWorld world;
  world.tickets(450, std::string("=客户") + phone + ", \"买入\"异常", {{"phone", phone}});
  world.person("zhao", "lead");
  auto lead = world.browser();
  const auto secret = lead.enrol("zhao");
  lead.get("/desk/export");
  CHECK(lead.post("/desk/export", "view=all&format=csv&reason=x").status == 422);
  CHECK(lead.post("/desk/export", "view=all&format=csv&reason=weekly+report").status == 303);
  const auto job = [&] {
    return world.in([](Transaction& t) {
      return t.run("SELECT id, state, done, total FROM export_job ORDER BY asked_at DESC, id LIMIT 1");
    });
  };
  const auto wait = [&] {
    for (int i = 0; i < 400 && job()[0].text("state") == "running"; ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds{25});
    return job();
  };
  const auto rows = wait();
  const auto& done = rows[0];
  CHECK(done.text("state") == "done");
  CHECK(done.number("done") == 450);
  const auto file = lead.get("/desk/export/file/" + done.text("id"));
  CHECK(file.status == 200);
  CHECK(std::count(file.body.begin(), file.body.end(), '\n') == 451);
  CHECK(file.body.find(phone) == std::string::npos);
  CHECK(file.body.find("\"'=客户138****5678, \"\"买入\"\"异常\"") != std::string::npos);
  // Nobody else fetches it, and nobody else may ask.
  world.person("sun", "auditor");
  auto other = world.browser();
  other.sign_in("sun");
  CHECK(other.get("/desk/export/file/" + done.text("id")).status == 404);
  CHECK(other.get("/desk/export/job/" + done.text("id")).status == 404);
  world.now += Seconds{600};
  CHECK(lead.post("/desk/export", "view=all&format=jsonl&reason=weekly+report").status == 422);
  CHECK(world.audited("export") == 1);
  CHECK(world.audited("export_fetched") == 1);
  CHECK(world.audited("export_refused") == 1);
  world.in([](Transaction& t) { return t.run("DELETE FROM export_job").affected; });
  const auto whole = "view=all&format=jsonl&whole=yes&reason=court+order&code=" + otp_code(secret, world.now);
  CHECK(lead.post("/desk/export", whole).status == 303);
  const auto lines = lead.get("/desk/export/file/" + wait()[0].text("id")).body;
  CHECK(std::count(lines.begin(), lines.end(), '\n') == 450);
  CHECK(lines.find(phone) != std::string::npos);
}

TEST_CASE("every role asks for people and exports, and gets what the table says") {
  SignInWorld world;
  for (int i = 0; i < role_count; ++i) {
    const auto role = static_cast<Role>(i);
    const std::string name = name_of(role);
    if (role == Role::reporter || role == Role::ended) continue;
    INFO(name);
    world.person("p" + name, name);
    auto browser = world.browser();
    browser.enrol("p" + name);
    const auto wanted = [&](Act act, Thing thing) {
      return granted(role, act, thing) == Grant::no ? 403 : 200;
    };
    browser.get("/account");
    CHECK(browser.get("/desk/people").status == wanted(Act::see, Thing::people));
    CHECK(browser.get("/desk/people/p" + name).status == wanted(Act::see, Thing::people));
    CHECK(browser.get("/desk/export").status == wanted(Act::take_out, Thing::queue));
    browser.get("/account");
    const bool writes = granted(role, Act::write, Thing::people) != Grant::no;
    CHECK(browser.post("/desk/people", "userid=new" + name + "&name=n&role=agent").status ==
          (writes ? 303 : 403));
    CHECK(browser.post("/desk/people/new" + name, "verb=sessions").status == (writes ? 303 : 403));
    CHECK(world.in([&](Transaction& t) { return desk_account(t, "new" + name, world.now).has_value(); }) ==
          writes);
    CHECK(browser.post("/desk/export", "view=all&format=csv&reason=weekly").status ==
          (granted(role, Act::take_out, Thing::queue) == Grant::no ? 403 : 303));
  }
}

TEST_CASE("an administrator gives roles with an end, ends sessions, resets passwords and second factors") {
  SignInWorld world;
  world.person("root", "admin");
  world.person("chen", "agent");
  auto admin = world.browser(), agent = world.browser();
  admin.enrol("root");
  agent.enrol("chen");
  CHECK(agent.get("/account").status == 200);
  admin.get("/desk/people/chen");
  const auto save = [&](const std::string& fields) { return admin.post("/desk/people", fields).status; };
  CHECK(save("userid=wai&name=w&role=contractor") == 422);  // without an end
  CHECK(save("userid=wai&name=w&role=contractor&until=2026-02-30") == 422);
  CHECK(save("userid=wai&name=w&role=contractor&until=2026-03-31") == 303);
  CHECK(save("userid=w/i&name=w&role=agent") == 422);
  CHECK(save("userid=wai2&name=w&role=ended") == 422);
  CHECK(save("userid=root&name=r&role=lead") == 422);  // nobody changes their own
  CHECK(save("userid=chen&name=c&role=lead") == 303);
  CHECK(location(agent.get("/account")).starts_with("/login"));
  const auto page = admin.post("/desk/people/chen", "verb=password");
  const std::string mark = "data-password>";
  const auto at = page.body.find(mark);
  REQUIRE(at != std::string::npos);
  const auto fresh = page.body.substr(at + mark.size(), 16);
  auto again = world.browser();
  again.get("/login");
  CHECK(again.post("/login", "userid=chen&password=" + in_url(fresh)).status == 303);
  CHECK(again.get("/login/second").body.find("class=\"qr\"") == std::string::npos);
  admin.get("/desk/people/chen");
  CHECK(admin.post("/desk/people/chen", "verb=second").status == 303);
  again.get("/login");
  CHECK(again.post("/login", "userid=chen&password=" + in_url(fresh)).status == 303);
  CHECK(again.get("/login/second").body.find("class=\"qr\"") != std::string::npos);
  admin.get("/desk/people/chen");
  CHECK(admin.post("/desk/people/chen", "verb=sessions").status == 303);
  CHECK(location(again.get("/account")).starts_with("/login?"));
  world.now += Seconds{400};
  CHECK(save("userid=x&name=x&role=agent") == 422);  // the code is too old
  for (const auto* act :
       {"person_added", "person_changed", "password_set", "second_forgotten", "sessions_ended"})
    CHECK(world.audited(act) == 1);
}

TEST_CASE("a person ends another session of theirs, and changes the password with the present one only") {
  SignInWorld world;
  world.person("chen", "agent");
  auto here = world.browser(), there = world.browser();
  here.sign_in("chen");
  there.sign_in("chen");
  const auto page = here.get("/account").body;
  const std::string mark = "name=\"session\" value=\"";
  const auto id = page.substr(page.find(mark) + mark.size(), 64);
  CHECK(page.find(mark, page.find(mark) + 1) == std::string::npos);  // not its own
  CHECK(here.post("/account/session", "session=" + id).status == 303);
  CHECK(location(there.get("/account")).starts_with("/login"));
  there.sign_in("chen");
  here.get("/account");
  CHECK(here.post("/account/password", "present=wrong&wanted=another+sentence").status == 422);
  CHECK(
      here.post("/account/password", std::string("wanted=short&present=") + in_url(world.password)).status ==
      422);
  CHECK(
      here.post("/account/password", std::string("wanted=another+sentence&present=") + in_url(world.password))
          .status == 303);
  CHECK(here.get("/account").status == 200);
  CHECK(location(there.get("/account")).starts_with("/login"));
  CHECK(there.sign_in("chen").status == 403);
  for (const auto* act : {"session_ended", "password_changed", "password_refused", "sign_in_failed"})
    CHECK(world.audited(act) == 1);
  CHECK(world.audited("signed_in") == 3);
}

TEST_CASE("no form counts without its token, from another site, or with another session's token") {
  SignInWorld world;
  world.person("root", "admin");
  world.person("chen", "agent");
  auto admin = world.browser(), agent = world.browser();
  admin.enrol("root");
  agent.sign_in("chen");
  admin.get("/account");
  agent.get("/account");
  const std::pair<const char*, const char*> forms[] = {{"/account/session", "session=x"},
                                                       {"/account/codes", "a=b"},
                                                       {"/account/password", "present=x&wanted=y"},
                                                       {"/login/second", "code=000000"},
                                                       {"/login/enrol", "code=000000"},
                                                       {"/desk/people", "userid=n&name=n&role=admin"},
                                                       {"/desk/people/chen", "verb=password"},
                                                       {"/desk/export", "view=all&format=csv&reason=weekly"},
                                                       {"/logout", "a=b"}};
  for (const auto& [path, fields] : forms) {
    INFO(path);
    auto forged = admin;
    forged.token.clear();
    CHECK(forged.post(path, fields).status == 403);
    forged.token = agent.token;
    CHECK(forged.post(path, fields).status == 403);
    HttpRequest foreign;
    foreign.method = "POST";
    foreign.path = path;
    foreign.headers = {{"content-type", "application/x-www-form-urlencoded"},
                       {"sec-fetch-site", "cross-site"}};
    foreign.body = std::string(fields) + "&form_token=" + in_url(admin.token);
    CHECK(admin.ask(foreign).status == 403);
  }
  CHECK(admin.get("/account").status == 200);
}

TEST_CASE("cookies are bound to the host, closed to scripts; pages of accounts stay in no cache") {
  SignInWorld world;
  world.person("chen", "agent");
  auto browser = world.browser();
  browser.get("/login");
  const auto entered = browser.post("/login", std::string("userid=chen&password=") + in_url(world.password));
  const auto cookie = entered.headers.at("set-cookie");
  CHECK(cookie.starts_with("__Host-desk="));
  for (const auto* part : {"; Path=/", "; SameSite=Lax", "; HttpOnly", "; Secure"})
    CHECK(cookie.find(part) != std::string::npos);
  for (const auto* path : {"/account", "/login/second"}) {
    const auto page = browser.get(path);
    CHECK(page.headers.at("cache-control") == "no-store");
    CHECK(page.headers.at("content-security-policy").find("frame-ancestors 'none'") != std::string::npos);
    CHECK(page.headers.at("content-security-policy").find("unsafe") == std::string::npos);
    CHECK(page.headers.contains("strict-transport-security"));
  }
  browser.get("/account");
  CHECK(browser.post("/logout", "a=b").status == 303);
  CHECK(browser.get("/account").status == 303);
  CHECK(world.audited("signed_out") == 1);
}
