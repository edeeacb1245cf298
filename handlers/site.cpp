#include "handlers/site.h"

#include "gateway/clock.h"
#include "gateway/log.h"
#include "handlers/audit/keeper.h"
#include "handlers/console/console.h"
#include "handlers/console/search_store.h"
#include "handlers/qa/centre.h"
#include "handlers/web/web.h"

namespace {

AccountConfig app_of(const Config& config) {
  for (const auto& account : config.accounts)
    if (account.kind == "wecom_app") return account;
  return {};
}

constexpr Millis most_following{150};

/// Brings the search over tickets up to date, a few hundred at a time. In a burst it lags, for it may take a
/// processor for a small part of every second only: messages and turns come first.
void follow_changes(Connection& connection) {
  const auto end = std::chrono::steady_clock::now() + most_following;
  while (std::chrono::steady_clock::now() < end) {
    const auto more =
        connection.transact([](Transaction& transaction) { return index_tickets(transaction); });
    if (!more) return log_warn("tickets_not_indexed", {{"error", more.error().text}});
    if (!*more) return;
  }
}

}  // namespace

struct Site::Body {
  Parts parts;
  std::unique_ptr<Accounts> accounts;
  std::unique_ptr<TicketFiles> files;
  std::unique_ptr<QaCentre> qa;
  std::unique_ptr<Console> console;
  std::unique_ptr<AuditKeeper> audit;
  std::unique_ptr<Web> web;  // its threads use all the others: it ends first
};

Site::Site() : body_(std::make_unique<Body>()) {}
Site::~Site() = default;

Result<std::unique_ptr<Site>> Site::make(Parts parts) {
  std::unique_ptr<Site> site(new Site());
  auto& body = *site->body_;
  body.parts = std::move(parts);
  const auto& config = *body.parts.config;
  const auto app = app_of(config);
  const auto org = body.parts.directory->org_of(app.name);
  body.accounts = std::make_unique<Accounts>(Accounts::Settings{config.public_url, app, org},
                                             *body.parts.directory, body.parts.ask_member);
  Web::Parts web;
  web.visitor_of = [&body](Connection& connection, const std::string& cookie, Time at) {
    return body.accounts->visitor_of(connection, cookie, at);
  };
  web.sign_in = [&body](const HttpRequest& request, const std::string& to) {
    return body.accounts->sign_in(request, to);
  };
  web.clock = now;
  auto made =
      Web::make({config.templates_folder, config.locale, config.public_url, body.parts.database}, web);
  if (!made) return made.error();
  body.web = std::move(*made);
  body.files = std::make_unique<TicketFiles>(
      *body.web, TicketFiles::Settings{config.data_folder + "/media", config.files});
  QaCentre::Parts qa;
  qa.files = body.files.get();
  qa.database = body.parts.database;
  qa.directory = body.parts.directory;
  qa.library = body.parts.library;
  qa.minutes_east = config.minutes_east;
  qa.locale = config.locale;
  qa.wake_deliverer = body.parts.wake_deliverer;
  body.qa = std::make_unique<QaCentre>(*body.web, std::move(qa));
  body.console = std::make_unique<Console>(
      *body.web, Console::Parts{body.parts.directory, body.parts.library, config.minutes_east, config.locale,
                                body.parts.wake_deliverer, body.files.get()});
  body.audit = std::make_unique<AuditKeeper>(
      AuditKeeper::Settings{.database = body.parts.database,
                            .checkpoint_file = config.data_folder + "/audit.checkpoints",
                            .follow = follow_changes});
  return site;
}

std::vector<Route> Site::routes() {
  auto pages = body_->accounts->routes(*body_->web);
  for (auto& page : body_->files->routes()) pages.push_back(std::move(page));
  for (auto& page : body_->qa->routes()) pages.push_back(std::move(page));
  for (auto& page : body_->console->routes()) pages.push_back(std::move(page));
  return body_->web->routes(pages);
}

void Site::stop() {
  body_->web->stop();
  body_->audit.reset();
}

Result<Done> Site::reload() { return body_->web->reload(); }
