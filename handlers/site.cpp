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

  const Config& config() const { return *parts.config; }

  Result<Done> open_web() {
    const auto app = app_of(config());
    accounts = std::make_unique<Accounts>(
        Accounts::Settings{config().public_url, app, parts.directory->org_of(app.name)}, *parts.directory,
        parts.ask_member);
    Web::Parts needs;
    needs.visitor_of = [this](Connection& connection, const std::string& cookie, Time at) {
      return accounts->visitor_of(connection, cookie, at);
    };
    needs.sign_in = [this](const HttpRequest& request, const std::string& to) {
      return accounts->sign_in(request, to);
    };
    needs.clock = now;
    auto made =
        Web::make({config().templates_folder, config().locale, config().public_url, parts.database}, needs);
    if (!made) return made.error();
    web = std::move(*made);
    return Done{};
  }

  void add_people_and_settings(const Secret& key) {
    const auto east = config().minutes_east;
    own = std::make_unique<OwnDesk>(*web, OwnDesk::Parts{key, east, parts.library, parts.directory});
    people = std::make_unique<PeopleDesk>(*web, PeopleDesk::Parts{parts.directory, key, east});
    settings = std::make_unique<SettingsDesk>(
        *web, SettingsDesk::Parts{parts.config, parts.library, east, parts.rates});
    exports = std::make_unique<ExportDesk>(*web, ExportDesk::Parts{key, east});
    views = std::make_unique<ViewDesk>(*web, ViewDesk::Parts{config().saved_views});
  }

  void add_qa_centre() {
    QaCentre::Parts needs;
    needs.files = files.get();
    needs.database = parts.database;
    needs.directory = parts.directory;
    needs.library = parts.library;
    needs.minutes_east = config().minutes_east;
    needs.locale = config().locale;
    needs.wake_deliverer = parts.wake_deliverer;
    qa = std::make_unique<QaCentre>(*web, std::move(needs));
  }

  void add_console(const Secret& key) {
    const auto east = config().minutes_east;
    const auto& locale = config().locale;
    lookups = std::make_unique<DiagnosticKeeper>(DiagnosticKeeper::Parts{
        parts.database, parts.directory, parts.library, east, locale, parts.wake_deliverer});
    diagnostics = std::make_unique<DiagnosticPages>(
        *web, DiagnosticPages::Parts{parts.library, east, [this] { lookups->wake(); }});
    console = std::make_unique<Console>(
        *web, Console::Parts{parts.directory, parts.library, east, locale, parts.wake_deliverer, files.get(),
                             key, diagnostics.get()});
    runs = std::make_unique<BulkKeeper>(BulkKeeper::Parts{parts.database, parts.directory, parts.library,
                                                          east, locale, parts.wake_deliverer, now});
    bulk = std::make_unique<BulkDesk>(
        *web, BulkDesk::Parts{parts.directory, parts.library, east, locale, config().bulk_tickets,
                              [this] { runs->wake(); }, parts.wake_deliverer});
  }

  void start_audit() {
    AuditKeeper::Settings needs;
    needs.database = parts.database;
    needs.checkpoint_file = config().data_folder + "/audit.checkpoints";
    needs.follow = follow_changes;
    needs.told = chat_told(config(), *parts.directory);
    needs.tell_every = config().checkpoint_every;
    needs.checkpoint_every = std::min(needs.checkpoint_every, config().checkpoint_every);
    needs.locale = config().locale;
    needs.wake_deliverer = parts.wake_deliverer;
    audit = std::make_unique<AuditKeeper>(std::move(needs));
  }
};

Site::Site() : body_(std::make_unique<Body>()) {}
Site::~Site() = default;

Result<std::unique_ptr<Site>> Site::make(Parts parts) {
  std::unique_ptr<Site> site(new Site());
  auto& body = *site->body_;
  body.parts = std::move(parts);
  if (const auto opened = body.open_web(); !opened) return opened.error();
  const auto& config = body.config();
  body.files = std::make_unique<TicketFiles>(
      *body.web, TicketFiles::Settings{config.data_folder + "/media", config.files});
  const auto key = desk_key(config);
  body.add_people_and_settings(key);
  body.add_qa_centre();
  body.add_console(key);
  body.start_audit();
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
