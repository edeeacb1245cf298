#include "handlers/qa/centre.h"

#include "handlers/qa/editor.h"
#include "handlers/qa/files.h"
#include "handlers/qa/reader.h"
#include "handlers/qa/report.h"
#include "handlers/qa/ticket.h"

struct QaCentre::Body {
  Parts parts;
  std::unique_ptr<QaReader> reader;
  std::unique_ptr<QaReport> report;
  std::unique_ptr<QaEditor> editor;
  std::unique_ptr<QaFiles> files;
  std::unique_ptr<QaTicket> ticket;
};

QaCentre::QaCentre(Web& web, Parts parts) : body_(std::make_unique<Body>()) {
  body_->parts = std::move(parts);
  const auto& given = body_->parts;
  body_->reader = std::make_unique<QaReader>(web, QaReader::Parts{given.library});
  QaReport::Parts report;
  report.library = given.library;
  report.directory = given.directory;
  report.minutes_east = given.minutes_east;
  report.locale = given.locale;
  report.committed = given.wake_deliverer;
  report.files = given.files;
  body_->report = std::make_unique<QaReport>(web, std::move(report));
  body_->editor = std::make_unique<QaEditor>(web, QaEditor::Parts{given.library, given.minutes_east});
  body_->files = std::make_unique<QaFiles>(web, given.minutes_east);
  body_->ticket = std::make_unique<QaTicket>(
      web, QaTicket::Parts{given.library, given.directory, given.files, given.minutes_east, given.locale,
                           given.wake_deliverer});
}

QaCentre::~QaCentre() = default;

std::vector<WebRoute> QaCentre::routes() {
  auto routes = body_->reader->routes();
  for (auto& route : body_->report->routes()) routes.push_back(std::move(route));
  for (auto& route : body_->editor->routes()) routes.push_back(std::move(route));
  for (auto& route : body_->files->routes()) routes.push_back(std::move(route));
  for (auto& route : body_->ticket->routes()) routes.push_back(std::move(route));
  return routes;
}
