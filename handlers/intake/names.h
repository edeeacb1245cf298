#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "bot/result.h"
#include "gateway/delivery/inbox.h"
#include "handlers/intake/directory.h"

/// The names of people who write for the first time, so that already their first card says who they are:
/// asked of the platform before the turn, outside of any transaction. A platform that is slow or gone costs
/// one short wait, then is left alone for a while; housekeeping learns the name later. Owns the thread that
/// asks.
class NameBook {
 public:
  struct Settings {
    Millis patience{800};  // the longest that a turn waits
    Seconds rest{30};      // after a failure nobody is asked about
    Seconds unknown{600};  // who has no name is asked about again after this
    std::size_t few = 4;   // more new people than this at once: they are answered first and named later
    std::size_t most = 20000;
  };
  /// Asks for a person's name; not_found: there is none. Called on one thread only.
  using Ask = std::function<Result<std::string>(const std::string& org, const std::string& userid)>;
  NameBook(Settings settings, Ask ask, std::function<Time()> clock);
  ~NameBook();
  /// Fills in `contact_name` of those who are not configured and whose message does not say it.
  void put_names(std::vector<Claim>& claims, const Directory& directory);

 private:
  struct Body;
  std::unique_ptr<Body> body_;
};
