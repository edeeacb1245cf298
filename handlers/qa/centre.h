#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "handlers/files/ticket_files.h"
#include "handlers/intake/directory.h"
#include "handlers/intake/library.h"
#include "handlers/web/web.h"

/// The QA service centre: pages of readers and editors over the published articles of the library.
class QaCentre {
 public:
  struct Parts {
    std::string database;
    const Directory* directory = nullptr;
    const Shelf* library = nullptr;
    int minutes_east = 480;
    std::string locale;
    std::function<void()> wake_deliverer;
    const TicketFiles* files = nullptr;
  };
  QaCentre(Web& web, Parts parts);
  ~QaCentre();
  std::vector<WebRoute> routes();

 private:
  struct Body;
  std::unique_ptr<Body> body_;
};
