#include "handlers/app.h"

#include <malloc.h>

#include <csignal>
#include <iostream>
#include <mutex>
#include <random>
#include <thread>

#include "bot/mask.h"
#include "gateway/channel/wecom_aibot.h"
#include "gateway/channel/wecom_app.h"
#include "gateway/channel/wecom_webhook.h"
#include "gateway/clock.h"
#include "gateway/delivery/deliverer.h"
#include "gateway/delivery/frame_intake.h"
#include "gateway/delivery/long_connection.h"
#include "gateway/delivery/presence.h"
#include "gateway/http/ops.h"
#include "gateway/log.h"
#include "gateway/metrics.h"
#include "gateway/store/cluster.h"
#include "gateway/store/migrate.h"
#include "handlers/housekeeping.h"
#include "handlers/intake/callbacks.h"
#include "handlers/intake/keeper.h"
#include "handlers/intake/names.h"
#include "handlers/intake/person_store.h"
#include "handlers/intake/pictures.h"
#include "handlers/intake/worker.h"
#include "handlers/platform.h"
#include "handlers/process.h"
#include "handlers/settings/layers.h"
#include "handlers/site.h"

namespace {

double dice() {
  static thread_local std::mt19937_64 source{std::random_device{}()};
  return std::uniform_real_distribution<double>(0, 1)(source);
}

Channels make_channels(const Config& config) {
  Channels channels;
  for (const auto& account : config.accounts) {
    if (account.kind == "wecom_aibot") channels[account.name] = make_wecom_aibot(account);
    if (account.kind == "wecom_app") channels[account.name] = make_wecom_app(account);
    if (account.kind == "wecom_webhook") channels[account.name] = make_wecom_webhook(account);
  }
  return channels;
}

/// The last place before words leave: whatever a template or a person put in, no whole number passes.
Outbound masked(Outbound message) {
  message.text = mask(message.text);
  message.markdown = mask(message.markdown);
  for (auto& card : message.card) {
    for (auto* words : {&card.title, &card.description, &card.text, &card.quote}) *words = mask(*words);
    for (auto& [name, value] : card.facts) value = mask(value);
  }
  return message;
}

/// Everything that runs, in the order in which it starts; it ends in the reverse order.
class App {
 public:
  App(Config config, std::string database, std::shared_ptr<const Library> library)
      : config_(std::move(config)),
        database_(std::move(database)),
        shelf_(std::move(library)),
        directory_(config_),
        channels_(make_channels(config_)),
        platform_(directory_, dice),
        inbox_({database_, config_.inbox_queue},
               [this](const Inbound& message) { return directory_.conversation_of(message); }),
        callbacks_(channels_, directory_, inbox_, answers_, now) {}

  Result<Done> start() {
    presence_ = std::make_unique<Presence>(Presence::Settings{database_}, [this] { work_elsewhere(); });
    frames_ = std::make_unique<FrameIntake>(
        FrameIntake::Settings{},
        [this](std::vector<Inbound> messages, const std::function<void(bool)>& committed) {
          return inbox_.offer(std::move(messages), [committed](const Result<Done>& result) {
            committed(static_cast<bool>(result));
          });
        });
    for (const auto& account : config_.accounts)
      if (account.kind == "wecom_aibot" && account.mode == "socket") connect(account);
    deliverer_ = std::make_unique<Deliverer>(
        Deliverer::Settings{database_, presence_->name(), config_.deliverers, directory_.accounts(),
                            config_.limits, Millis{10000}, Millis{25000}, config_.data_folder + "/media",
                            config_.public_url},
        parts());
    auto keeper = KnowledgeKeeper::start(
        {&config_, database_, &shelf_, &directory_, now, [this] { deliverer_->wake(); }});
    if (!keeper) return keeper.error();
    keeper_ = std::move(*keeper);
    housekeeping_ = std::make_unique<Housekeeping>(
        Housekeeping::Settings{database_, config_.data_folder + "/media"},
        [this](Connection& connection, const std::string& org, const std::string& userid) {
          return platform_.name_of(connection, org, userid);
        });
    auto routes = callbacks_.routes();
    for (auto& route : ops_routes([this] { return housekeeping_->unready(); }))
      routes.push_back(std::move(route));
    auto site = Site::make(site_parts());
    if (!site) return site.error();
    site_ = std::move(*site);
    for (auto& route : site_->routes()) routes.push_back(std::move(route));
    server_ = std::make_unique<HttpServer>(config_.http, std::move(routes));
    if (const auto started = server_->start(); !started) return started.error();
    names_ = std::make_unique<NameBook>(NameBook::Settings{}, ask_name(), now);
    ids_ = std::make_unique<PlainIds>(AskBook::Settings{}, ask_id(), now);
    pictures_ =
        std::make_unique<Pictures>(Pictures::Settings{database_, &config_, &directory_, &platform_.tokens()},
                                   now, [this] { deliverer_->wake(); });
    workers_ = std::make_unique<TurnWorkers>(worker_settings(), now, [this] {
      deliverer_->wake();
      pictures_->wake();
      presence_->tell();
    });
    inbox_.on_commit([this] {
      workers_->wake();
      presence_->tell();
    });
    hear_others(true);
    log_info("listening", {{"address", config_.http.address}, {"port", std::to_string(server_->port())}});
    return Done{};
  }

  void reload() {
    auto fresh = load_config(config_.file);
    if (!fresh) return log_error("reload_refused", {{"problems", fresh.error().text}});
    const auto read = [this](const std::vector<TemplateEdit>& edits) {
      return layered_files(config_, edits);
    };
    if (const auto taken = shelf_.take_files(read); !taken)
      return log_error("reload_refused", {{"problems", taken.error().text}});
    if (const auto pages = site_->reload(); !pages)
      return log_error("reload_refused", {{"problems", pages.error().text}});
    deliverer_->limit(std::move(fresh->limits));
    log_info("reloaded");
  }

  void stop() {
    log_info("stopping");
    hear_others(false);
    server_->drain(Seconds{8});
    site_->stop();
    connections_.clear();
    frames_.reset();
    inbox_.on_commit([] {});
    workers_.reset();
    pictures_.reset();
    names_.reset();
    ids_.reset();
    keeper_.reset();
    deliverer_.reset();
    server_.reset();
    site_.reset();
    housekeeping_.reset();
    presence_.reset();
  }

 private:
  void connect(const AccountConfig& account) {
    LongConnection::Settings settings;
    settings.account = account;
    settings.database = database_;
    connections_[account.name] = std::make_unique<LongConnection>(
        settings,
        [this, name = account.name](const std::string& frame) {
          for (auto& message : callbacks_.heard(name, frame)) frames_->take(std::move(message));
        },
        dice);
  }

  Deliverer::Parts parts() {
    Deliverer::Parts parts;
    parts.channels = &channels_;
    parts.http = &platform_.http();
    parts.tokens = &platform_.tokens();
    parts.answers = &answers_;
    parts.frames = [this](const std::string& account) -> FrameSender* {
      const auto found = connections_.find(account);
      return found == connections_.end() ? nullptr : found->second.get();
    };
    parts.render = [this](const std::string& locale, const Notice& notice) -> Result<Outbound> {
      auto rendered = shelf_.get()->wording->render(locale, notice);
      if (!rendered) return rendered.error();
      return masked(std::move(*rendered));
    };
    parts.unreachable = [this](const Chat& chat) {
      Connection connection(database_);
      const auto marked = connection.transact([&](Transaction& transaction) {
        mark_unreachable(transaction, directory_.org_of(chat.account), chat.id);
        return Done{};
      });
      if (!marked) log_warn("not_marked_unreachable", {{"error", marked.error().text}});
    };
    parts.clock = now;
    parts.dice = dice;
    return parts;
  }

  void hear_others(bool now_on) {
    const std::scoped_lock lock(heard_);
    hears_others_ = now_on;
  }

  /// Another gateway, or a command beside it, has written rows.
  void work_elsewhere() {
    const std::scoped_lock lock(heard_);
    if (!hears_others_) return;
    workers_->wake();
    deliverer_->wake();
  }

  TurnWorkers::Settings worker_settings() {
    TurnWorkers::Settings settings;
    settings.database = database_;
    settings.name = presence_->name();
    settings.threads = config_.turn_workers;
    settings.directory = &directory_;
    settings.shelf = &shelf_;
    settings.names = names_.get();
    settings.ids = ids_.get();
    settings.pressed = [this] { return inbox_.pressed(); };
    settings.locale = config_.locale;
    settings.minutes_east = config_.minutes_east;
    settings.dialog_timeout = config_.dialog_timeout;
    return settings;
  }

  /// What this database knows of a person, else what the platform says.
  NameBook::Ask ask_name() {
    return [this, connection = std::make_shared<Connection>(database_)](
               const std::string& org, const std::string& userid) -> Result<std::string> {
      const auto known = connection->transact(
          [&](Transaction& transaction) { return name_of_person(transaction, org, userid); });
      return known && known->empty() ? platform_.name_of(*connection, org, userid) : known;
    };
  }

  AskBook::Ask ask_id() {
    return [this, connection = std::make_shared<Connection>(database_)](const std::string& org,
                                                                        const std::string& open_id) {
      return plain_id(*connection, directory_, platform_.tokens(), platform_.http(), org, open_id);
    };
  }

  Site::Parts site_parts() {
    return {&config_,
            database_,
            &directory_,
            &shelf_,
            [this](Connection& connection, const std::string& code) {
              return platform_.member_of(connection, code);
            },
            [this] { deliverer_->wake(); },
            [this] { return deliverer_->limits(); }};
  }

  Config config_;
  std::string database_;
  Shelf shelf_;
  Directory directory_;
  Channels channels_;
  Platform platform_;
  CallbackAnswers answers_;
  InboxWriter inbox_;
  Callbacks callbacks_;
  std::mutex heard_;  // guards the next
  bool hears_others_ = false;
  std::unique_ptr<Presence> presence_;
  std::unique_ptr<FrameIntake> frames_;
  std::map<std::string, std::unique_ptr<LongConnection>> connections_;
  std::unique_ptr<Deliverer> deliverer_;
  std::unique_ptr<KnowledgeKeeper> keeper_;
  std::unique_ptr<Site> site_;
  std::unique_ptr<HttpServer> server_;
  std::unique_ptr<NameBook> names_;
  std::unique_ptr<PlainIds> ids_;
  std::unique_ptr<Pictures> pictures_;
  std::unique_ptr<TurnWorkers> workers_;
  std::unique_ptr<Housekeeping> housekeeping_;
};

int refuse(const std::string& what) {
  std::cerr << what << '\n';
  return 1;
}

}  // namespace

std::string database_of(const Config& config) {
  if (!config.database.empty()) return config.database;
  return *PrivateCluster(config.data_folder).settings();
}

int serve(const std::string& config_file) {
  const auto signals = block_signals();
  no_cores();
  const auto config = load_config(config_file);
  if (!config) return refuse(config.error().text);
  log_start(config->log_level);
  log_in_background();
  auto library = load_library(*config);
  if (!library) return refuse(library.error().text);
  PrivateCluster cluster(config->data_folder);
  const auto database = config->database.empty() ? cluster.start() : Result<std::string>(config->database);
  if (!database) return refuse(database.error().text);
  const auto migrated = migrate(*database);
  if (!migrated) return refuse("database: " + migrated.error().text);
  App app(*config, *database, *std::move(library));
  if (const auto started = app.start(); !started) return refuse(started.error().text);
  malloc_trim(0);  // what reading and building needed for a while goes back: 1 MB
  for (int signal = 0; sigwait(&signals, &signal) == 0 && signal == SIGHUP;) app.reload();
  app.stop();
  return 0;
}
