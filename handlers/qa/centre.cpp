#include "handlers/qa/centre.h"

#include "gateway/clock.h"
#include "gateway/log.h"
#include "handlers/knowledge/import.h"
#include "handlers/knowledge/watch.h"
#include "handlers/qa/catalogue.h"
#include "handlers/qa/editor.h"
#include "handlers/qa/reader.h"
#include "handlers/qa/report.h"

namespace {

ReaderArticle reader_article(const LiveArticle& live, int minutes_east) {
  const auto& article = live.article;
  ReaderArticle shown{article.id,       article.title,   article.system,
                      article.category, article.answer,  article.body,
                      article.examples, article.related, day_of(live.published_at, minutes_east)};
  shown.phrases.insert(shown.phrases.end(), article.phrasings.begin(), article.phrasings.end());
  for (const auto& words : article.keywords)
    shown.phrases.insert(shown.phrases.end(), words.begin(), words.end());
  return shown;
}

std::shared_ptr<const Catalogue> catalogue_of(const Knowledge& knowledge, int minutes_east) {
  std::vector<ReaderArticle> articles;
  for (const auto& live : knowledge.articles) articles.push_back(reader_article(live, minutes_east));
  std::vector<IncidentNote> incidents;
  for (const auto& status : knowledge.statuses)
    incidents.push_back({status.system, status.title, status.text});
  return std::make_shared<const Catalogue>(std::move(articles), std::move(incidents));
}

}  // namespace

struct QaCentre::Body {
  Parts parts;
  CatalogueShelf catalogue;
  std::unique_ptr<QaReader> reader;
  std::unique_ptr<QaReport> report;
  std::unique_ptr<QaEditor> editor;
  std::unique_ptr<KnowledgeWatch> watch;
};

QaCentre::QaCentre(Web& web, Parts parts) : body_(std::make_unique<Body>()) {
  body_->parts = std::move(parts);
  const auto& given = body_->parts;
  body_->reader = std::make_unique<QaReader>(web, QaReader::Parts{&body_->catalogue, given.library});
  QaReport::Parts report;
  report.catalogue = &body_->catalogue;
  report.library = given.library;
  report.directory = given.directory;
  report.minutes_east = given.minutes_east;
  report.locale = given.locale;
  report.committed = given.wake_deliverer;
  body_->report = std::make_unique<QaReport>(web, std::move(report));
  body_->editor = std::make_unique<QaEditor>(web, QaEditor::Parts{given.library, given.minutes_east});
}

QaCentre::~QaCentre() = default;

Result<Done> QaCentre::start() {
  auto& body = *body_;
  Connection connection(body.parts.database);
  const auto east = body.parts.minutes_east;
  const auto knowledge = connection.transact([&](Transaction& transaction) {
    seed_articles(transaction, body.parts.library->get()->matcher->articles(), now());
    return load_knowledge(transaction, east, now());
  });
  if (!knowledge) return knowledge.error();
  body.catalogue.put(catalogue_of(*knowledge, east));
  KnowledgeWatch::Settings settings;
  settings.database = body.parts.database;
  settings.minutes_east = east;
  settings.version = knowledge->version;
  settings.day = knowledge->day;
  body.watch = std::make_unique<KnowledgeWatch>(settings, now, [&body, east](const Knowledge& moved) {
    body.catalogue.put(catalogue_of(moved, east));
    log_info("catalogue", {{"articles", std::to_string(moved.articles.size())}});
    return true;
  });
  return Done{};
}

std::vector<WebRoute> QaCentre::routes() {
  auto routes = body_->reader->routes();
  for (auto& route : body_->report->routes()) routes.push_back(std::move(route));
  for (auto& route : body_->editor->routes()) routes.push_back(std::move(route));
  return routes;
}
