#pragma once
#include <string>
#include <vector>

#include "gateway/secret.h"
#include "handlers/web/web.h"

/// A person's own account: the second factor (asked for after signing in, and set up), sessions, password.
class OwnDesk {
 public:
  struct Parts {
    Secret key;
    int minutes_east = 480;
  };
  OwnDesk(Web& web, Parts parts);
  std::vector<WebRoute> routes();

 private:
  // own_desk.cpp
  HttpResponse own_page(const WebRequest& request, Connection& connection, const std::string& problem) const;
  HttpResponse end_session(const WebRequest& request, Connection& connection) const;
  HttpResponse change_password(const WebRequest& request, Connection& connection) const;
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
