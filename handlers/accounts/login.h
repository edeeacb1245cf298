#pragma once
#include <functional>
#include <string>
#include <vector>

#include "handlers/intake/directory.h"
#include "handlers/web/web.h"

/// Signing in: by WeCom's OAuth (by itself inside WeCom), or with a password from a desk.
class Accounts {
 public:
  struct Settings {
    std::string public_url;  // empty: the address that the browser used
    AccountConfig app;       // the organisation's app; no name: no login through WeCom
    std::string org;
  };
  struct Member {
    std::string userid, name;  // an empty name: not known yet
  };
  /// The member behind an OAuth code; not_found: nobody of the organisation.
  using AskMember = std::function<Result<Member>(Connection&, const std::string& code)>;
  Accounts(Settings settings, const Directory& directory, AskMember ask_member);

  Visitor visitor_of(Connection& connection, const std::string& cookie, Time now) const;
  /// Inside WeCom the way that needs no click; else the login page.
  std::string sign_in(const HttpRequest& request, const std::string& to) const;
  /// /login and /logout. `web` must outlive the server.
  std::vector<WebRoute> routes(Web& web);

 private:
  HttpResponse login_page(const WebRequest& request, const std::string& problem) const;
  HttpResponse take_password(const WebRequest& request, Connection& connection) const;
  HttpResponse to_wecom(const WebRequest& request, Connection& connection) const;
  HttpResponse from_wecom(const WebRequest& request, Connection& connection) const;
  HttpResponse sign_out(const WebRequest& request, Connection& connection) const;
  HttpResponse enter(const WebRequest& request, Connection& connection, const Member& member,
                     const std::string& way, const std::string& to) const;
  std::string authorize_url(const WebRequest& request, const std::string& state) const;

  Settings settings_;
  const Directory& directory_;
  AskMember ask_member_;
  Web* web_ = nullptr;
};

/// The line that keeps a session in a browser.
std::string session_cookie(const std::string& cookie, bool secure);
