#include "handlers/knowledge/watch.h"

#include <atomic>
#include <thread>

#include "gateway/log.h"
#include "handlers/knowledge/jobs.h"
#include "handlers/settings/edit_store.h"

Knowledge load_knowledge(Transaction& transaction, int minutes_east, Time now) {
  Knowledge knowledge;
  knowledge.version = knowledge_version(transaction);  // first: what moves meanwhile is seen next time
  knowledge.day = day_of(now, minutes_east);
  knowledge.articles = live_articles(transaction, knowledge.day);
  knowledge.statuses = open_statuses(transaction, now);
  knowledge.duty = duty_rows(transaction, now);
  knowledge.edits = edits_in_force(transaction);
  return knowledge;
}

struct KnowledgeWatch::Body {
  Settings settings;
  std::function<Time()> clock;
  Taken taken;
  std::atomic<bool> stopping{false};
  std::thread thread;

  void look(Connection& connection) {
    const auto version =
        connection.transact([](Transaction& transaction) { return knowledge_version(transaction); });
    if (!version) return;
    const auto at = clock();
    if (*version == settings.version && day_of(at, settings.minutes_east) == settings.day) return;
    auto knowledge = connection.transact(
        [&](Transaction& transaction) { return load_knowledge(transaction, settings.minutes_east, at); });
    if (!knowledge) {
      log_warn("knowledge_not_read", {{"error", knowledge.error().text}});
      return;
    }
    // Remembered even where it was refused: the next publication mends it, trying again would not.
    settings.version = knowledge->version;
    settings.day = knowledge->day;
    if (!taken(*std::move(knowledge)))
      log_error("knowledge_refused", {{"version", std::to_string(*version)}});
  }

  void run() {
    Connection connection(settings.database);
    connection.listen("knowledge");
    while (!stopping) {
      look(connection);
      for (auto waited = Millis{0}; waited < settings.look_every && !stopping; waited += Millis{200})
        if (connection.wait_notified(200)) break;
    }
  }
};

KnowledgeWatch::KnowledgeWatch(Settings settings, std::function<Time()> clock, Taken taken)
    : body_(std::make_unique<Body>()) {
  body_->settings = std::move(settings);
  body_->clock = std::move(clock);
  body_->taken = std::move(taken);
  body_->thread = std::thread([this] { body_->run(); });
}

KnowledgeWatch::~KnowledgeWatch() {
  body_->stopping = true;
  body_->thread.join();
}
