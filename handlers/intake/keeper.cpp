#include "handlers/intake/keeper.h"

#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <thread>

#include "gateway/log.h"
#include "gateway/metrics.h"
#include "handlers/knowledge/import.h"
#include "handlers/knowledge/jobs.h"
#include "handlers/settings/layers.h"
#include "handlers/sla/calendar_keeper.h"
#include "handlers/sla/clock_keeper.h"

struct KnowledgeKeeper::Body {
  Parts parts;
  std::mutex mutex;  // guards the next
  bool stopping = false;
  std::condition_variable changed;
  std::unique_ptr<KnowledgeWatch> watch;
  std::thread worker;
  std::stop_source fetching;
  std::unique_ptr<ClockKeeper> clocks;

  Shelf::ReadFiles read_files() const {
    return [config = parts.config](const std::vector<TemplateEdit>& edits) {
      return layered_files(*config, edits);
    };
  }

  Result<Done> open() {
    Connection connection(parts.database);
    const auto now = parts.clock();
    const auto seeded = connection.transact([&](Transaction& transaction) {
      return seed_articles(transaction, parts.shelf->get()->answerer->articles(), now);
    });
    if (!seeded) return seeded.error();
    if (*seeded > 0) log_info("articles_taken_from_folder", {{"articles", std::to_string(*seeded)}});
    auto knowledge = connection.transact([&](Transaction& transaction) {
      return load_knowledge(transaction, parts.config->minutes_east, now);
    });
    if (!knowledge) return knowledge.error();
    KnowledgeWatch::Settings settings;
    settings.database = parts.database;
    settings.minutes_east = parts.config->minutes_east;
    settings.version = knowledge->version;
    settings.day = knowledge->day;
    if (const auto taken = parts.shelf->take_knowledge(*std::move(knowledge), read_files()); !taken)
      return taken.error();
    watch = std::make_unique<KnowledgeWatch>(settings, parts.clock,
                                             [this](Knowledge moved) { return take(std::move(moved)); });
    worker = std::thread([this] { run_jobs(); });
    clocks = std::make_unique<ClockKeeper>(
        ClockKeeper::Parts{parts.database, parts.config, parts.directory, parts.shelf, parts.wake_deliverer});
    return Done{};
  }

  bool take(Knowledge moved) {
    const auto articles = moved.articles.size();
    const auto begun = std::chrono::steady_clock::now();
    if (const auto taken = parts.shelf->take_knowledge(std::move(moved), read_files()); !taken) {
      log_error("knowledge_refused", {{"error", taken.error().text}});
      return false;
    }
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
    observe("dutydesk_knowledge_build_seconds", took.count());
    gauge("dutydesk_articles", static_cast<double>(articles));
    log_info("knowledge_taken", {{"articles", std::to_string(articles)}});
    return true;
  }

  ArticleJobs jobs_at(Time now) const {
    ArticleJobs jobs;
    jobs.today = day_of(now, parts.config->minutes_east);
    jobs.now = now;
    jobs.minutes_east = parts.config->minutes_east;
    jobs.locale = parts.config->locale;
    jobs.link = parts.config->public_url;
    const auto app = parts.directory->app_of(parts.directory->org_of(""));
    jobs.chat_of = [app](const std::string& userid) {
      return app ? Chat{*app, userid, ChatKind::single} : Chat{};
    };
    for (const auto& person : parts.config->people)
      if (person.role == "product") jobs.products.push_back(person.userid);
    return jobs;
  }

  /// Rosters come from files, and what the database has on top comes back by the watch.
  void look_at_rosters(Connection& connection, CalendarFetcher& fetcher) {
    const auto files = parts.shelf->get()->clock_files;
    CalendarLook look;
    look.files = files.get();
    look.origin.directory = parts.directory;
    look.origin.org = parts.directory->org_of("");
    look.origin.locale = parts.config->locale;
    look.origin.trace = "duty_calendar";
    look.link = parts.config->public_url;
    look.team = parts.directory->team(look.origin.org);
    look.now = parts.clock();
    look.stop = fetching.get_token();
    look.fetch = [&](const std::string& place, const CalendarMarks& known) {
      return fetcher.fetch(place, known, look.stop);
    };
    const auto looked = look_at_calendars(connection, look);
    if (looked.told > 0) parts.wake_deliverer();
    if (looked.read > 0) log_info("duty_calendars_read", {{"calendars", std::to_string(looked.read)}});
  }

  void run_jobs() {
    Connection connection(parts.database);
    const auto& config = *parts.config;
    CalendarFetcher fetcher(config.clocks_folder.empty() ? config.templates_folder + "/clocks"
                                                         : config.clocks_folder);
    for (;;) {
      look_at_rosters(connection, fetcher);
      const auto jobs = jobs_at(parts.clock());
      const auto done =
          connection.transact([&](Transaction& transaction) { return run_article_jobs(transaction, jobs); });
      if (!done) log_warn("article_jobs_failed", {{"error", done.error().text}});
      if (done && done->published + done->expired + done->told > 0)
        log_info("article_jobs", {{"published", std::to_string(done->published)},
                                  {"expired", std::to_string(done->expired)},
                                  {"told", std::to_string(done->told)}});
      if (done && done->told > 0) parts.wake_deliverer();
      std::unique_lock lock(mutex);
      changed.wait_for(lock, parts.jobs_every, [&] { return stopping; });
      if (stopping) return;
    }
  }
};

KnowledgeKeeper::KnowledgeKeeper() : body_(std::make_unique<Body>()) {}

Result<std::unique_ptr<KnowledgeKeeper>> KnowledgeKeeper::start(Parts parts) {
  std::unique_ptr<KnowledgeKeeper> keeper(new KnowledgeKeeper());
  keeper->body_->parts = std::move(parts);
  if (const auto opened = keeper->body_->open(); !opened) return opened.error();
  return keeper;
}

KnowledgeKeeper::~KnowledgeKeeper() {
  body_->fetching.request_stop();
  body_->clocks.reset();
  body_->watch.reset();
  if (!body_->worker.joinable()) return;
  {
    const std::scoped_lock lock(body_->mutex);
    body_->stopping = true;
  }
  body_->changed.notify_all();
  body_->worker.join();
}
