#pragma once
#include <memory>
#include <string>
#include <vector>

#include "handlers/files/ticket_files.h"
#include "handlers/intake/directory.h"
#include "handlers/intake/library.h"
#include "handlers/knowledge/catalogue.h"
#include "handlers/web/web.h"

/// "还没解决？": a form that makes a ticket, once however often it is sent, with the article it came from.
class QaReport {
 public:
  struct Parts {
    const Shelf* library = nullptr;
    const Directory* directory = nullptr;
    int minutes_east = 480;
    std::string locale;               // of the notices
    std::function<void()> committed;  // wakes the deliverer
    const TicketFiles* files = nullptr;
  };
  QaReport(Web& web, Parts parts);
  std::vector<WebRoute> routes();

 private:
  struct Filled;
  HttpResponse form(const WebRequest& request, const Filled& filled, const std::string& problem) const;
  HttpResponse again(const WebRequest& request, Connection& connection, Filled filled,
                     const std::string& problem) const;
  HttpResponse ask(const WebRequest& request, Connection& connection) const;
  HttpResponse take(const WebRequest& request, Connection& connection) const;
  HttpResponse thank(const WebRequest& request, Connection& connection) const;
  long long file(Transaction& transaction, const WebRequest& request, const Filled& filled,
                 const std::map<std::string, std::string>& fields) const;

  Web& web_;
  Parts parts_;
};
