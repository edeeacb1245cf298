#pragma once
#include <memory>
#include <string>
#include <vector>

#include "bot/time.h"
#include "gateway/store/database.h"
#include "kb/matcher.h"

/// Words about an open incident, which answer matching questions in the place of articles.

struct IncidentStatus {
  long long id = 0;
  std::string system;  // empty: any
  std::string title, text;
  std::vector<std::string> patterns;  // as an article's
  std::vector<std::vector<std::string>> keywords;
  std::string set_by;
  Time set_at{}, until{};
  long long ticket = 0;  // ends with it; 0: of none
};

/// Takes the place of an open one of the same ticket. Refused: no text, a pattern that cannot be read, a time
/// that is over; neither system nor patterns nor keywords, which would answer everything.
Result<long long> set_status(Transaction& transaction, const IncidentStatus& status, Time now);
/// False: there is no such status, or it has ended.
bool clear_status(Transaction& transaction, long long id, Time now);
/// Newest first.
std::vector<IncidentStatus> open_statuses(Transaction& transaction, Time now);

/// The open statuses as questions meet them. Immutable; any thread.
class StatusBoard {
 public:
  /// A status whose patterns cannot be read is left out: the others must speak.
  explicit StatusBoard(std::vector<IncidentStatus> statuses);
  bool empty() const { return statuses_.empty(); }
  /// The newest that fits and has not ended. `system`: what the question is about; a status without patterns
  /// and keywords answers all questions about its system.
  const IncidentStatus* match(const std::string& text, const std::string& system, Time now) const;

 private:
  std::vector<IncidentStatus> statuses_;
  std::shared_ptr<const Matcher> matcher_;  // of one article for each status that has patterns or keywords
};
