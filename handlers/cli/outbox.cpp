#include "handlers/cli/outbox.h"

#include <algorithm>

#include "bot/mask.h"
#include "gateway/channel/wecom_api.h"
#include "gateway/channel/wecom_errors.h"
#include "gateway/delivery/http_client.h"
#include "gateway/delivery/outbox_admin.h"

namespace {

int failed(const Error& error, std::ostream& out) {
  out << "the database does not answer: " << error.text << '\n';
  return 1;
}

/// The outcome of a change of one row.
int changed(const Result<bool>& result, long long id, const char* yes, const char* no, std::ostream& out) {
  if (!result) return failed(result.error(), out);
  out << "outbox row " << id << ' ' << (*result ? yes : no) << '\n';
  return *result ? 0 : 1;
}

int refused(long long id, const std::string& why, std::ostream& out) {
  out << "outbox row " << id << " cannot be taken back: " << why << '\n';
  return 1;
}

/// The platform's answer, by its code and what that means.
std::string why(const Verdict& verdict) {
  constexpr std::string_view numbered = "errcode_";
  if (!verdict.reason.starts_with(numbered)) return verdict.reason;
  const auto* known = wecom_error(std::atoi(verdict.reason.c_str() + numbered.size()));
  return verdict.reason + (known == nullptr ? "" : std::string(", ") + known->meaning);
}

}  // namespace

int run_outbox_list(Connection& connection, const std::string& state, std::size_t limit, std::ostream& out) {
  const auto entries =
      connection.transact([&](Transaction& transaction) { return outbox_list(transaction, state, limit); });
  if (!entries) return failed(entries.error(), out);
  for (const auto& entry : *entries)
    out << entry.id << '\t' << entry.created_at << '\t' << entry.state << '\t' << entry.place << "\t#"
        << entry.ticket << "\tattempts " << entry.attempts << '\t' << entry.last_error << '\n';
  out << entries->size() << " rows\n";
  return 0;
}

int run_outbox_show(Connection& connection, long long id, std::ostream& out) {
  const auto found =
      connection.transact([&](Transaction& transaction) { return outbox_show(transaction, id); });
  if (!found) return failed(found.error(), out);
  if (!*found) {
    out << "there is no outbox row " << id << '\n';
    return 1;
  }
  const auto& entry = **found;
  out << "id          " << entry.id << "\nstate       " << entry.state << "\nplace       " << entry.place
      << "\nticket      " << entry.ticket << "\ncreated     " << entry.created_at << "\ndue         "
      << entry.due_at << "\nended       " << entry.sent_at << "\nattempts    " << entry.attempts
      << "\nverdict     " << entry.last_verdict << "\nunanswered  " << entry.unsure << "\nlast error  "
      << entry.last_error << "\ntrace       " << entry.trace << "\nnotice      " << mask(entry.notice)
      << '\n';
  return 0;
}

int run_outbox_retry(Connection& connection, long long id, std::ostream& out) {
  return changed(connection.transact([&](Transaction& transaction) { return outbox_retry(transaction, id); }),
                 id, "is sent again", "cannot be sent again: there is none, it is being sent, or it was sent",
                 out);
}

int run_outbox_drop(Connection& connection, long long id, const std::string& reason, std::ostream& out) {
  return changed(
      connection.transact([&](Transaction& transaction) { return outbox_drop(transaction, id, reason); }), id,
      "will not be sent", "cannot be dropped: there is none, it is being sent, or it ended before", out);
}

int run_outbox_recall(Connection& connection, const Config& config, long long id, std::ostream& out) {
  constexpr Millis patience{10000};
  const auto found =
      connection.transact([&](Transaction& transaction) { return outbox_show(transaction, id); });
  if (!found) return failed(found.error(), out);
  if (!*found) return refused(id, "there is none of this number", out);
  const auto& entry = **found;
  if (entry.state != "sent") return refused(id, "its state is " + entry.state + ", not sent", out);
  const auto account = std::find_if(config.accounts.begin(), config.accounts.end(),
                                    [&](const auto& one) { return one.name == entry.account; });
  if (account == config.accounts.end() || account->kind != "wecom_app" || entry.receipt.empty())
    return refused(id, "WeCom takes back only what an app said to a person", out);
  HttpClient http;
  const auto token = read_token(http.send(gettoken_request(*account), patience));
  if (!token) return refused(id, "no access token: " + token.error().text, out);
  const auto verdict =
      wecom_judge(http.send(recall_call(*account, token->value, entry.receipt).http, patience));
  if (verdict.next != Verdict::Next::delivered) return refused(id, why(verdict), out);
  if (entry.parts > 1)
    out << "it was sent in " << entry.parts << " parts: the last one is gone, the others stay\n";
  return changed(
      connection.transact([&](Transaction& transaction) { return outbox_recalled(transaction, id); }), id,
      "was taken back", "was taken back by somebody else", out);
}
