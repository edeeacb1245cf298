#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "gateway/config.h"
#include "gateway/http/server.h"
#include "handlers/accounts/login.h"
#include "handlers/intake/directory.h"
#include "handlers/intake/library.h"

/// The desk's web pages put together: signing in, the QA service centre and what its editors need, the
/// console.
class Site {
 public:
  struct Parts {
    const Config* config = nullptr;
    std::string database;
    const Directory* directory = nullptr;
    const Shelf* library = nullptr;
    Accounts::AskMember ask_member;
    std::function<void()> wake_deliverer;
    std::function<std::vector<RateLimit>()> rates;  // that count now
  };
  /// Refuses with every problem of pages, words and static files.
  static Result<std::unique_ptr<Site>> make(Parts parts);
  ~Site();
  std::vector<Route> routes();
  /// Ends the threads that answer pages; to be called when the server has been drained.
  void stop();
  /// Pages and words again; a failure leaves them as they are.
  Result<Done> reload();

 private:
  Site();
  struct Body;
  std::unique_ptr<Body> body_;
};
