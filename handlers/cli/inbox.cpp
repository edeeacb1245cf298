#include "handlers/cli/inbox.h"

#include "bot/mask.h"
#include "gateway/delivery/inbound_json.h"
#include "gateway/delivery/inbox.h"

namespace {

int failed(const Error& error, std::ostream& out) {
  out << "the database does not answer: " << error.text << '\n';
  return 1;
}

/// The message without its bearer secrets.
std::string shown(const std::string& stored) {
  auto message = inbound_from_json(stored);
  if (!message) return "(not readable: " + message.error().text + ")";
  message->reply_handle.clear();
  message->click.response_code.clear();
  message->media.clear();
  return mask(to_json(*message));
}

int none(long long id, std::ostream& out) {
  out << "there is no inbox message " << id << '\n';
  return 1;
}

}  // namespace

int run_inbox_list(Connection& connection, const std::string& state, std::size_t limit, std::ostream& out) {
  const auto entries =
      connection.transact([&](Transaction& transaction) { return inbox_list(transaction, state, limit); });
  if (!entries) return failed(entries.error(), out);
  for (const auto& entry : *entries)
    out << entry.id << '\t' << entry.received_at << '\t' << entry.state << '\t' << entry.account << '\t'
        << entry.conversation << '\t' << entry.trace << '\t' << entry.error << '\n';
  out << entries->size() << " messages\n";
  return 0;
}

int run_inbox_show(Connection& connection, long long id, std::ostream& out) {
  const auto entry =
      connection.transact([&](Transaction& transaction) { return inbox_show(transaction, id); });
  if (!entry) return failed(entry.error(), out);
  if (!*entry) return none(id, out);
  const auto& found = **entry;
  out << "id            " << found.id << "\nreceived      " << found.received_at << "\nstate         "
      << found.state << "\nconversation  " << found.conversation << "\naccount       " << found.account
      << "\ntrace         " << found.trace << "\nerror         " << found.error << "\nmessage       "
      << shown(found.message) << '\n';
  return 0;
}

int run_inbox_replay(Connection& connection, long long id, std::ostream& out) {
  const auto replayed =
      connection.transact([&](Transaction& transaction) { return inbox_replay(transaction, id); });
  if (!replayed) return failed(replayed.error(), out);
  if (!*replayed) {
    out << "inbox message " << id << " is not dead: nothing to replay\n";
    return 1;
  }
  out << "inbox message " << id << " waits again\n";
  return 0;
}
