#pragma once
#include <vector>

#include "gateway/delivery/http_client.h"
#include "gateway/delivery/inbox_move.h"
#include "gateway/delivery/token.h"
#include "handlers/intake/ask_book.h"
#include "handlers/intake/directory.h"

/// A smart bot may show an open id in a userid's place: whose it is is asked of the organisation's app, so
/// that one person is one conversation on every face. Where that cannot be had the person stays their open
/// id, and the next message tries again.
class PlainIds {
 public:
  PlainIds(AskBook::Settings settings, AskBook::Ask ask, std::function<Time()> clock)
      : book_(settings, std::move(ask), std::move(clock)) {}
  /// Gives the messages of those who are known by now to their own conversation; their claims leave `claims`.
  void settle(Connection& connection, std::vector<Claim>& claims, const Directory& directory);

 private:
  AskBook book_;
};

/// Long enough, and of no sign that only a plain userid has; a long plain id costs one question.
bool may_be_open(const std::string& userid);

/// What this database knows of an open id, else what the platform says; not_found: plain, or not visible.
Result<std::string> plain_id(Connection& connection, const Directory& directory, Tokens& tokens, Http& http,
                             const std::string& org, const std::string& open_id);
