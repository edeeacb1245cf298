#pragma once
#include <string>
#include <vector>

#include "gateway/secret.h"
#include "handlers/console/export_store.h"
#include "handlers/console/list_store.h"
#include "handlers/web/web.h"

/// Tickets as a file: a right of its own, with a reason, a fresh second factor and a row in the audit.
/// Masked, unless whole values are asked for by one who may see each of them.
class ExportDesk {
 public:
  struct Parts {
    Secret key;
    int minutes_east = 480;
  };
  static constexpr long long most_masked = 20'000, most_whole = 500;  // tickets

  ExportDesk(Web& web, Parts parts);
  std::vector<WebRoute> routes();

 private:
  HttpResponse page(const WebRequest& request, Connection& connection, const std::string& problem) const;
  HttpResponse ask(const WebRequest& request, Connection& connection) const;
  HttpResponse progress(const WebRequest& request, Connection& connection) const;
  HttpResponse file(const WebRequest& request, Connection& connection) const;
  std::string shown_words(const WebRequest& request, const std::string& words) const;
  PageData line(const WebRequest& request, const ExportJob& job) const;

  Web& web_;
  Parts parts_;
};
