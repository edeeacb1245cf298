#include "handlers/accounts/step_up.h"

#include "bot/text.h"
#include "handlers/accounts/account_store.h"
#include "handlers/accounts/second_store.h"
#include "handlers/audit/audit_store.h"
#include "handlers/intake/directory.h"

namespace {

Freshness checked(Transaction& transaction, const WebRequest& request, const Secret& key) {
  const auto& visitor = request.visitor;
  if (!second_factor(transaction, visitor.userid, key, request.now).enrolled) return Freshness::not_enrolled;
  const auto code = trimmed(request.form.text("code"));
  if (code.empty()) return Freshness::code_needed;
  const auto check = take_second(transaction, visitor.userid, code, key, request.now);
  const bool fits = check == SecondCheck::code || check == SecondCheck::recovery;
  audit(transaction,
        {{visitor.key(), visitor.role, fits ? "stepped_up" : "second_failed",
          "person:" + folded(visitor.userid), check == SecondCheck::recovery ? "recovery code" : "", "",
          "page", request.http->remote}});
  if (!fits) return check == SecondCheck::locked ? Freshness::locked : Freshness::wrong;
  step_up_session(transaction, visitor.session, request.now);
  return Freshness::fresh;
}

}  // namespace

Freshness freshened(WebRequest& request, Connection& connection, const Secret& key) {
  if (request.visitor.stepped_up(request.now)) return Freshness::fresh;
  const auto done =
      connection.transact([&](Transaction& transaction) { return checked(transaction, request, key); });
  if (!done) return Freshness::code_needed;
  if (*done == Freshness::fresh) request.visitor.second_at = request.now;
  return *done;
}

std::string word_of(Freshness freshness) {
  switch (freshness) {
    case Freshness::fresh:
      return "";
    case Freshness::code_needed:
      return "step_up.code_needed";
    case Freshness::wrong:
      return "step_up.wrong";
    case Freshness::locked:
      return "step_up.locked";
    case Freshness::not_enrolled:
      return "step_up.not_enrolled";
  }
  return "";
}
