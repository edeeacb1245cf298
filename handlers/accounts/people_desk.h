#pragma once
#include <string>
#include <vector>

#include "gateway/secret.h"
#include "handlers/intake/directory.h"
#include "handlers/web/web.h"

/// People as administrators see and change them: role, team, end of access, how they can be reached,
/// sessions, password, second factor. Every change asks for a fresh code and stands in the audit.
class PeopleDesk {
 public:
  struct Parts {
    const Directory* directory = nullptr;
    Secret key;
    int minutes_east = 480;
  };
  PeopleDesk(Web& web, Parts parts);
  std::vector<WebRoute> routes();

 private:
  struct Draft;  // what the form says

  HttpResponse list(const WebRequest& request, Connection& connection) const;
  HttpResponse person(const WebRequest& request, Connection& connection) const;
  HttpResponse person_page(const WebRequest& request, Connection& connection, const std::string& userid,
                           const std::string& problem, const std::string& password) const;
  HttpResponse save(const WebRequest& request, Connection& connection) const;
  HttpResponse act(const WebRequest& request, Connection& connection) const;
  std::string shown_day(Time until) const;

  Web& web_;
  Parts parts_;
};

/// "2026-12-31" as the moment at which that day has ended, so many minutes east of Greenwich; nullopt: no
/// day.
std::optional<Time> end_of_day(const std::string& day, int minutes_east);
