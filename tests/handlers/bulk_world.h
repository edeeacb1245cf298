#pragma once
#include <catch2/catch.hpp>

#include "handlers/accounts/account_store.h"
#include "handlers/console/bulk_desk.h"
#include "handlers/console/bulk_keeper.h"
#include "handlers/console/console.h"
#include "handlers/console/view_desk.h"
#include "tests/handlers/held_ticket.h"
#include "tests/handlers/role_site.h"
#include "tests/support/small_desk.h"
#include "tests/support/test_database.h"

/// The queue's pages with what keeps views and does bulk runs, on a database of their own.
namespace bulk_world {

using namespace held_tickets;

inline Config config_of_test() {
  auto config = small_desk("team");
  config.people = {{"wu", "吴工", "developer"}, {"chen", "陈工", "agent"}};
  return config;
}

class BulkSite {
 public:
  explicit BulkSite(std::size_t most = 500) : directory_(config_of_test()), shelf_(library()) {
    web_ = web_of_roles(database_.settings());
    files_ = std::make_unique<TicketFiles>(*web_, TicketFiles::Settings{});
    console_ = std::make_unique<Console>(
        *web_, Console::Parts{&directory_, &shelf_, 480, "zh-CN", [] {}, files_.get()});
    bulk_ = std::make_unique<BulkDesk>(
        *web_, BulkDesk::Parts{&directory_, &shelf_, 480, "zh-CN", most, [] {}, [] {}});
    views_ = std::make_unique<ViewDesk>(*web_, ViewDesk::Parts{3});
    auto pages = console_->routes();
    for (auto& page : bulk_->routes()) pages.push_back(std::move(page));
    for (auto& page : views_->routes()) pages.push_back(std::move(page));
    routes_ = web_->routes(pages);
  }
  ~BulkSite() { web_->stop(); }

  HttpResponse get(const std::string& who, const std::string& path) {
    const auto mark = path.find('?');
    auto request = page_of_role(who, path.substr(0, mark));
    if (mark != path.npos) {
      const auto form = read_form(path.substr(mark + 1));
      for (const auto* name : {"view", "state", "severity", "find", "fault", "anew"})
        if (form->has(name)) request.query[name] = form->text(name);
    }
    return answer_of(routes_, std::move(request));
  }
  HttpResponse post(const std::string& who, const std::string& path, const std::string& fields) {
    return answer_of(routes_, form_of_role(*web_, who, path, fields));
  }

  template <class Work>
  auto in(Work work) {
    Connection connection(database_.settings());
    auto done = connection.transact(work);
    INFO((done ? std::string() : done.error().text));
    REQUIRE(done);
    return std::move(*done);
  }
  long long number(const std::string& sql, const std::vector<Arg>& args = {}) {
    return in([&](Transaction& t) { return t.run(sql, args)[0].number("n"); });
  }

  long long ticket(const Party& reporter, const std::string& holder, bool solved) {
    const auto made = held_ticket(reporter, holder, solved, site_time - std::chrono::hours{1});
    return in([&](Transaction& t) { return open_tickets(t, {made}).front(); });
  }
  Ticket load(long long number) {
    return in([&](Transaction& t) { return load_tickets(t, {number}).front(); });
  }
  void account(const std::string& role, const std::string& userid = "me") {
    in([&](Transaction& t) {
      put_desk_account(t, {userid, "我", role, "", 0, false, false});
      return Done{};
    });
  }

  /// Ticks them and answers the page's questions; the run's id, "" where a page refused.
  std::string chosen(const std::string& who, const std::vector<long long>& tickets,
                     const std::string& fields) {
    std::string ticked = "scope=chosen";
    for (const auto one : tickets) ticked += "&ticket=" + std::to_string(one);
    const auto begun = post(who, "/desk/bulk", ticked);
    if (begun.status != 303) return {};
    const auto to = begun.headers.at("location");
    const auto id = to.substr(to.rfind('/') + 1);
    return post(who, "/desk/bulk/" + id, "do=choose&" + fields).status == 303 ? id : std::string();
  }
  std::string started(const std::string& who, const std::vector<long long>& tickets,
                      const std::string& fields) {
    const auto id = chosen(who, tickets, fields);
    if (!id.empty()) CHECK(post(who, "/desk/bulk/" + id, "do=start").status == 303);
    return id;
  }
  BulkWorld world() { return {&directory_, shelf_.get(), 480, "zh-CN", site_time}; }
  BulkDid step() {
    BulkStep held;
    return in([&](Transaction& t) { return bulk_step(t, world(), held); });
  }
  void run_all() {
    while (step() != BulkDid::nothing) {
    }
  }
  std::map<std::string, long long> outcomes(const std::string& id) {
    return in([&](Transaction& t) { return bulk_run(t, id, me.person).value_or(BulkRun{}).counts; });
  }
  const std::string& database() const { return database_.settings(); }
  const Directory& directory() const { return directory_; }
  const Shelf& shelf() const { return shelf_; }

 private:
  static std::shared_ptr<const Library> library() {
    auto library = library_of_words();
    auto handover = load_handover_rules(std::string(SOURCE_FOLDER) + "/templates/handover");
    REQUIRE(handover);
    library->handover = std::make_shared<const HandOverRules>(*handover);
    return library;
  }

  TestDatabase database_;
  Directory directory_;
  Shelf shelf_;
  std::unique_ptr<Web> web_;
  std::unique_ptr<TicketFiles> files_;
  std::unique_ptr<Console> console_;
  std::unique_ptr<BulkDesk> bulk_;
  std::unique_ptr<ViewDesk> views_;
  std::vector<Route> routes_;
};

}  // namespace bulk_world
