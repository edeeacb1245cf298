#include "handlers/site.h"

#include <algorithm>

#include "gateway/clock.h"
#include "gateway/log.h"
#include "handlers/accounts/desk_key.h"
#include "handlers/accounts/own_desk.h"
#include "handlers/accounts/people_desk.h"
#include "handlers/audit/keeper.h"
#include "handlers/console/bulk_desk.h"
#include "handlers/console/bulk_keeper.h"
#include "handlers/console/console.h"
#include "handlers/console/export_desk.h"
#include "handlers/console/search_store.h"
#include "handlers/console/view_desk.h"
#include "handlers/diagnostics/diagnostic_keeper.h"
#include "handlers/diagnostics/diagnostic_pages.h"
#include "handlers/qa/centre.h"
#include "handlers/settings/settings_desk.h"
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

/// Where the checkpoint is said: through the group's webhook, else by who may speak there unasked.
std::optional<Chat> chat_told(const Config& config, const Directory& directory) {
  for (const auto& chat : config.chats) {
    if (config.checkpoint_chat.empty() || chat.name != config.checkpoint_chat) continue;
    const Chat place{chat.account, chat.id, ChatKind::group};
    const auto webhook = directory.webhook_into(place);
    return webhook ? webhook : directory.pusher_into(place);
  }
  return std::nullopt;
}

}  // namespace

struct Site::Body {
  Parts parts;
  std::unique_ptr<Accounts> accounts;
  std::unique_ptr<TicketFiles> files;
  std::unique_ptr<OwnDesk> own;
  std::unique_ptr<PeopleDesk> people;
  std::unique_ptr<SettingsDesk> settings;
  std::unique_ptr<QaCentre> qa;
  std::unique_ptr<DiagnosticKeeper> lookups;
  std::unique_ptr<DiagnosticPages> diagnostics;
  std::unique_ptr<Console> console;
  std::unique_ptr<ExportDesk> exports;
  std::unique_ptr<BulkKeeper> runs;
  std::unique_ptr<BulkDesk> bulk;
  std::unique_ptr<ViewDesk> views;
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
  const auto key = desk_key(config);
  body.own = std::make_unique<OwnDesk>(*body.web, OwnDesk::Parts{key, config.minutes_east});
  body.people = std::make_unique<PeopleDesk>(
      *body.web, PeopleDesk::Parts{body.parts.directory, key, config.minutes_east});
  body.settings = std::make_unique<SettingsDesk>(
      *body.web, SettingsDesk::Parts{&config, body.parts.library, config.minutes_east});
  QaCentre::Parts qa;
  qa.files = body.files.get();
  qa.database = body.parts.database;
  qa.directory = body.parts.directory;
  qa.library = body.parts.library;
  qa.minutes_east = config.minutes_east;
  qa.locale = config.locale;
  qa.wake_deliverer = body.parts.wake_deliverer;
  body.qa = std::make_unique<QaCentre>(*body.web, std::move(qa));
  body.lookups = std::make_unique<DiagnosticKeeper>(
      DiagnosticKeeper::Parts{body.parts.database, body.parts.directory, body.parts.library,
                              config.minutes_east, config.locale, body.parts.wake_deliverer});
  body.diagnostics = std::make_unique<DiagnosticPages>(
      *body.web,
      DiagnosticPages::Parts{body.parts.library, config.minutes_east, [&body] { body.lookups->wake(); }});
  body.console = std::make_unique<Console>(
      *body.web, Console::Parts{body.parts.directory, body.parts.library, config.minutes_east, config.locale,
                                body.parts.wake_deliverer, body.files.get(), key, body.diagnostics.get()});
  body.exports = std::make_unique<ExportDesk>(*body.web, ExportDesk::Parts{key, config.minutes_east});
  body.runs = std::make_unique<BulkKeeper>(BulkKeeper::Parts{body.parts.database, body.parts.directory,
                                                             body.parts.library, config.minutes_east,
                                                             config.locale, body.parts.wake_deliverer, now});
  body.bulk = std::make_unique<BulkDesk>(
      *body.web,
      BulkDesk::Parts{body.parts.directory, body.parts.library, config.minutes_east, config.locale,
                      config.bulk_tickets, [&body] { body.runs->wake(); }, body.parts.wake_deliverer});
  body.views = std::make_unique<ViewDesk>(*body.web, ViewDesk::Parts{config.saved_views});
  AuditKeeper::Settings audit;
  audit.database = body.parts.database;
  audit.checkpoint_file = config.data_folder + "/audit.checkpoints";
  audit.follow = follow_changes;
  audit.told = chat_told(config, *body.parts.directory);
  audit.tell_every = config.checkpoint_every;
  audit.checkpoint_every = std::min(audit.checkpoint_every, config.checkpoint_every);
  audit.locale = config.locale;
  audit.wake_deliverer = body.parts.wake_deliverer;
  body.audit = std::make_unique<AuditKeeper>(std::move(audit));
  return site;
}

std::vector<Route> Site::routes() {
  auto pages = body_->accounts->routes(*body_->web);
  for (auto& page : body_->files->routes()) pages.push_back(std::move(page));
  for (auto& page : body_->own->routes()) pages.push_back(std::move(page));
  for (auto& page : body_->people->routes()) pages.push_back(std::move(page));
  for (auto& page : body_->exports->routes()) pages.push_back(std::move(page));
  for (auto& page : body_->settings->routes()) pages.push_back(std::move(page));
  for (auto& page : body_->qa->routes()) pages.push_back(std::move(page));
  for (auto& page : body_->console->routes()) pages.push_back(std::move(page));
  for (auto& page : body_->diagnostics->routes()) pages.push_back(std::move(page));
  for (auto& page : body_->bulk->routes()) pages.push_back(std::move(page));
  for (auto& page : body_->views->routes()) pages.push_back(std::move(page));
  return body_->web->routes(pages);
}

void Site::stop() {
  body_->web->stop();
  body_->lookups.reset();
  body_->runs.reset();
  body_->audit.reset();
}

Result<Done> Site::reload() { return body_->web->reload(); }
