#pragma once
#include <string>
#include <vector>

#include "gateway/secret.h"
#include "handlers/intake/directory.h"
#include "handlers/intake/library.h"
#include "handlers/sla/contact_ways.h"
#include "handlers/web/web.h"

/// A person's own account: the second factor (asked for after signing in, and set up), sessions, password,
/// and for those of the team how they are reached.
class OwnDesk {
 public:
  struct Parts {
    Secret key;
    int minutes_east = 480;
    const Shelf* library = nullptr;
    const Directory* directory = nullptr;
  };
  OwnDesk(Web& web, Parts parts);
  std::vector<WebRoute> routes();

 private:
  // own_desk.cpp
  HttpResponse own_page(const WebRequest& request, Connection& connection, const std::string& problem) const;
  HttpResponse account_page(const WebRequest& request, Connection& connection, const std::string& problem,
                            const std::vector<WayFault>& faults) const;
  HttpResponse end_session(const WebRequest& request, Connection& connection) const;
  HttpResponse change_password(const WebRequest& request, Connection& connection) const;
  // own_ways.cpp
  bool has_ways(const WebRequest& request) const;
  WaysWorld ways_world(Transaction& transaction, const WebRequest& request, const Library& library) const;
  void add_ways(PageData& data, const WebRequest& request, const Library& library, const WaysWorld& world,
                const std::vector<WayFault>& faults) const;
  HttpResponse change_own_ways(const WebRequest& request, Connection& connection) const;
  // second_desk.cpp
  HttpResponse second_page(const WebRequest& request, Connection& connection,
                           const std::string& problem) const;
  HttpResponse take_code(const WebRequest& request, Connection& connection) const;
  HttpResponse enrol(const WebRequest& request, Connection& connection) const;
  HttpResponse new_codes(const WebRequest& request, Connection& connection) const;
  HttpResponse codes_page(const WebRequest& request, std::vector<std::string> codes,
                          const std::string& cookie, const std::string& to) const;

  Web& web_;
  Parts parts_;
};
