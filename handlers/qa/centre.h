#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "handlers/intake/directory.h"
#include "handlers/intake/library.h"
#include "handlers/web/web.h"

/// The QA service centre: pages of readers and editors over the published articles.
class QaCentre {
 public:
  struct Parts {
    std::string database;
    const Directory* directory = nullptr;
    const Shelf* library = nullptr;
    int minutes_east = 480;
    std::string locale;
    std::function<void()> wake_deliverer;
  };
  QaCentre(Web& web, Parts parts);
  ~QaCentre();
  std::vector<WebRoute> routes();
  /// Reads what is published, and sees from then on when it moves. A database that has never had an article
  /// gets those of the folder.
  Result<Done> start();

 private:
  struct Body;
  std::unique_ptr<Body> body_;
};
