#pragma once
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "bot/result.h"
#include "bot/time.h"

struct AskQuestion {
  std::string key, org, id;
};

/// Facts about people that a platform knows, asked for before a turn and outside of any transaction. A
/// platform that is slow or gone costs one short wait, then is left alone for a while. Owns the thread that
/// asks.
class AskBook {
 public:
  struct Settings {
    Millis patience{800};  // the longest that a turn waits
    Seconds rest{30};      // after a failure nobody is asked about
    Seconds unknown{600};  // what has no answer is asked again after this
    std::size_t few = 4;   // more new people than this at once: they are not waited for
    std::size_t most = 20000;
  };
  /// not_found: there is no answer. Called on one thread only.
  using Ask = std::function<Result<std::string>(const std::string& org, const std::string& id)>;
  AskBook(Settings settings, Ask ask, std::function<Time()> clock);
  ~AskBook();
  /// By key; those that are not known by the end of patience are absent, those without an answer empty.
  std::map<std::string, std::string> answers(const std::vector<AskQuestion>& questions);

 private:
  struct Body;
  std::unique_ptr<Body> body_;
};
