#include "handlers/qa/centre.h"

#include "handlers/intake/person_store.h"
#include "handlers/qa/catalogue.h"
#include "handlers/qa/reader.h"
#include "handlers/qa/report.h"

namespace {

std::vector<ReaderArticle> published(const Library& library) {
  std::vector<ReaderArticle> articles;
  for (const auto& article : library.matcher->articles())
    articles.push_back({article.id,
                        article.title,
                        article.system,
                        article.category,
                        article.answer,
                        article.body,
                        article.examples,
                        {},
                        ""});
  return articles;
}

}  // namespace

struct QaCentre::Body {
  Parts parts;
  CatalogueShelf catalogue;
  std::unique_ptr<QaReader> reader;
  std::unique_ptr<QaReport> report;
};

QaCentre::QaCentre(Web& web, Parts parts) : body_(std::make_unique<Body>()) {
  body_->parts = std::move(parts);
  const auto& given = body_->parts;
  QaReader::Parts reader;
  reader.catalogue = &body_->catalogue;
  reader.library = given.library;
  reader.hot = [](Connection&, Time) { return std::vector<HotQuestion>{}; };
  reader.vote = [](Connection& connection, const Visitor& visitor, const std::string& article, bool helpful) {
    return connection.transact([&](Transaction& transaction) {
      record_asks(transaction, {{visitor.key(), article, helpful ? "solved" : "unsolved", "", 0}});
      return Done{};
    });
  };
  body_->reader = std::make_unique<QaReader>(web, std::move(reader));
  QaReport::Parts report;
  report.catalogue = &body_->catalogue;
  report.library = given.library;
  report.directory = given.directory;
  report.minutes_east = given.minutes_east;
  report.locale = given.locale;
  report.committed = given.wake_deliverer;
  body_->report = std::make_unique<QaReport>(web, std::move(report));
  refresh();
}

QaCentre::~QaCentre() = default;

std::vector<WebRoute> QaCentre::routes() {
  auto routes = body_->reader->routes();
  for (auto& route : body_->report->routes()) routes.push_back(std::move(route));
  return routes;
}

void QaCentre::refresh() {
  body_->catalogue.put(std::make_shared<const Catalogue>(published(*body_->parts.library->get())));
}
