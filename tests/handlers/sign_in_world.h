#pragma once
#include <catch2/catch.hpp>

#include "handlers/accounts/account_store.h"
#include "handlers/accounts/login.h"
#include "handlers/accounts/one_time.h"
#include "handlers/accounts/own_desk.h"
#include "handlers/accounts/password.h"
#include "handlers/accounts/people_desk.h"
#include "handlers/accounts/second_store.h"
#include "handlers/console/console.h"
#include "handlers/console/export_desk.h"
#include "handlers/tickets/ticket_store.h"
#include "tests/handlers/role_site.h"
#include "tests/support/test_database.h"

/// The desk's pages with real signing in, on a database of its own; time stands still until it is moved.
class SignInWorld {
 public:
  template <class Work>
  auto in(Work work) {
    if (!connection_) connection_ = std::make_unique<Connection>(database_.settings());
    auto done = connection_->transact(work);
    REQUIRE(done);
    return std::move(*done);
  }

  explicit SignInWorld(const Config& config = {}) : directory_(config), shelf_(library_of_words()) {
    Web::Settings settings;
    settings.templates_folder = std::string(SOURCE_FOLDER) + "/templates";
    settings.public_url = "https://desk";
    settings.database = database_.settings();
    settings.threads = 1;
    accounts_ = std::make_unique<Accounts>(Accounts::Settings{"https://desk", {}, "corp"}, directory_,
                                           [](Connection&, const std::string&) -> Result<Accounts::Member> {
                                             return Error{Kind::not_found, ""};
                                           });
    Web::Parts parts;
    parts.visitor_of = [this](Connection& connection, const std::string& cookie, Time at) {
      return accounts_->visitor_of(connection, cookie, at);
    };
    parts.sign_in = [this](const HttpRequest& request, const std::string& to) {
      return accounts_->sign_in(request, to);
    };
    parts.clock = [this] { return now; };
    auto made = Web::make(settings, parts);
    REQUIRE(made);
    web_ = std::move(*made);
    own_ = std::make_unique<OwnDesk>(*web_, OwnDesk::Parts{key, 480, &shelf_, &directory_});
    people_ = std::make_unique<PeopleDesk>(*web_, PeopleDesk::Parts{&directory_, key, 480});
    exports_ = std::make_unique<ExportDesk>(*web_, ExportDesk::Parts{key, 480});
    files_ = std::make_unique<TicketFiles>(*web_, TicketFiles::Settings{});
    console_ = std::make_unique<Console>(
        *web_, Console::Parts{&directory_, &shelf_, 480, "zh-CN", [] {}, files_.get(), key});
    auto pages = accounts_->routes(*web_);
    for (auto& page : own_->routes()) pages.push_back(std::move(page));
    for (auto& page : people_->routes()) pages.push_back(std::move(page));
    for (auto& page : exports_->routes()) pages.push_back(std::move(page));
    for (auto& page : console_->routes()) pages.push_back(std::move(page));
    routes_ = web_->routes(std::move(pages));
  }
  ~SignInWorld() { web_->stop(); }

  void clocks(ClockRules rules) {
    auto library = std::make_shared<Library>(*shelf_.get());
    library->clock_files = library->clocks = std::make_shared<const ClockRules>(std::move(rules));
    shelf_.put(std::move(library));
  }
  void person(const std::string& userid, const std::string& role) {
    static const auto hash = hash_password(password);
    in([&](Transaction& t) {
      put_desk_account(t, {userid, "名" + userid, role, "", 0, false, false, now + Seconds{30 * 86400}});
      return set_password(t, userid, hash);
    });
  }

  /// A browser: keeps cookies, and takes the form's token from the page before.
  struct Browser {
    SignInWorld* world;
    std::map<std::string, std::string> cookies{};
    std::string token{};

    HttpResponse get(const std::string& path) {
      HttpRequest request;
      const auto mark = path.find('?');
      request.path = path.substr(0, mark);
      if (mark != path.npos) request.query = {{"to", path.substr(path.find('=') + 1)}};
      return ask(std::move(request));
    }
    HttpResponse post(const std::string& path, const std::string& fields) {
      HttpRequest request;
      request.method = "POST";
      request.path = path;
      request.headers["content-type"] = "application/x-www-form-urlencoded";
      request.body = fields + "&form_token=" + in_url(token);
      return ask(std::move(request));
    }
    HttpResponse ask(HttpRequest request) {
      request.remote = "10.0.0.1";
      for (const auto& [name, value] : cookies) request.headers["cookie"] += name + "=" + value + "; ";
      auto response = world->answer(std::move(request));
      if (const auto set = response.headers.find("set-cookie"); set != response.headers.end()) {
        const auto equals = set->second.find('='), end = set->second.find(';');
        cookies[set->second.substr(0, equals)] = set->second.substr(equals + 1, end - equals - 1);
      }
      const std::string mark = "name=\"form_token\" value=\"";
      if (const auto at = response.body.find(mark); at != response.body.npos)
        token = response.body.substr(at + mark.size(),
                                     response.body.find('"', at + mark.size()) - at - mark.size());
      return response;
    }
    HttpResponse sign_in(const std::string& userid) {
      get("/login");
      return post("/login", "userid=" + userid + "&password=" + in_url(password));
    }
    /// Signs in and sets up the second factor; gives its secret.
    std::string enrol(const std::string& userid) {
      sign_in(userid);
      get("/login/second");
      const auto secret =
          world->in([&](Transaction& t) { return propose_second(t, userid, world->key, world->now); });
      CHECK(post("/login/enrol", "code=" + otp_code(secret, world->now)).status == 200);
      return secret;
    }
  };
  Browser browser() { return {this}; }

  HttpResponse answer(HttpRequest request) { return answer_of(routes_, std::move(request)); }

  long long ticket(const std::string& text, const Fields& fields) { return tickets(1, text, fields).front(); }
  std::vector<long long> tickets(std::size_t count, const std::string& text, const Fields& fields) {
    TicketEvent opened, submitted;
    opened.step = Step::opened;
    opened.by = {"corp/wang", "wang", "王敏"};
    opened.role = "reporter";
    opened.title = text;
    opened.text = text;
    opened.fields = fields;
    opened.at = submitted.at = now;
    submitted.step = Step::submitted;
    submitted.by = opened.by;
    const std::vector<NewTicket> wanted(count, {opened, 0, {submitted}});
    return in([&](Transaction& t) { return open_tickets(t, wanted); });
  }
  long long audited(const std::string& act) {
    return in([&](Transaction& t) {
      return t.run("SELECT count(*) AS n FROM audit WHERE act = $1", {act})[0].number("n");
    });
  }

  static constexpr const char* password = "open sesame 2026";
  Time now{std::chrono::sys_days{std::chrono::year{2026} / 3 / 10} + std::chrono::hours{4}};
  const Secret key{"a key of more than thirty-two characters"};

 private:
  TestDatabase database_;
  std::unique_ptr<Connection> connection_;
  Directory directory_;
  Shelf shelf_;
  std::unique_ptr<Accounts> accounts_;
  std::unique_ptr<Web> web_;
  std::unique_ptr<OwnDesk> own_;
  std::unique_ptr<PeopleDesk> people_;
  std::unique_ptr<ExportDesk> exports_;
  std::unique_ptr<TicketFiles> files_;
  std::unique_ptr<Console> console_;
  std::vector<Route> routes_;
};
