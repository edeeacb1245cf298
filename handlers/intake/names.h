#pragma once
#include <vector>

#include "gateway/delivery/inbox.h"
#include "handlers/intake/ask_book.h"
#include "handlers/intake/directory.h"

/// The names of people who write for the first time, so that already their first card says who they are. What
/// was not learned in time, housekeeping learns later.
class NameBook {
 public:
  using Settings = AskBook::Settings;
  using Ask = AskBook::Ask;
  NameBook(Settings settings, Ask ask, std::function<Time()> clock)
      : book_(settings, std::move(ask), std::move(clock)) {}
  /// Fills in `contact_name` of those who are not configured and whose message does not say it.
  void put_names(std::vector<Claim>& claims, const Directory& directory);

 private:
  AskBook book_;
};
