#include "handlers/cli/audit.h"

#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <fstream>

#include "handlers/audit/audit_store.h"
#include "handlers/audit/chain.h"

namespace {

int fail(std::ostream& out, const std::string& what) {
  out << what << '\n';
  return 1;
}

std::optional<Checkpoint> kept_checkpoint(const std::string& kept) {
  if (auto given = checkpoint_of(kept)) return given;
  std::ifstream file(kept);
  std::string last;
  for (std::string line; std::getline(file, line);)
    if (!line.empty()) last = line;
  const auto blank = last.rfind(' ');
  return checkpoint_of(blank == last.npos ? last : last.substr(blank + 1));
}

}  // namespace

Result<Done> audit_by_hand(Connection& connection, const std::string& command, long long id,
                           const std::string& userid) {
  const auto subject = id != 0 ? std::to_string(id) : userid;
  const auto* login = ::getpwuid(::getuid());  // NOLINT(concurrency-mt-unsafe): a command has one thread
  const std::string user = login == nullptr ? std::to_string(::getuid()) : login->pw_name;
  return connection.transact([&](Transaction& transaction) {
    audit(transaction, {{"login/" + user, "", command, "cli", subject, "", "cli", ""}});
    return Done{};
  });
}

int run_audit_verify(Connection& connection, const std::string& kept, std::ostream& out) {
  const auto checkpoint = kept.empty() ? std::nullopt : kept_checkpoint(kept);
  if (!kept.empty() && !checkpoint) return fail(out, "no checkpoint COUNT:HASH in " + kept);
  const auto began = std::chrono::steady_clock::now();
  const auto check =
      connection.transact([&](Transaction& transaction) { return verify_audit(transaction, checkpoint); });
  if (!check) return fail(out, "the database does not answer: " + check.error().text);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
  for (const auto& what : check->faults) out << what << '\n';
  out << check->rows << " rows, " << check->fault_count << " faults, " << check->unsealed
      << " not sealed yet; checkpoint " << checkpoint_text(check->head) << "; "
      << static_cast<long long>(static_cast<double>(check->rows) / std::max(took.count(), 1e-6))
      << " rows a second\n";
  return check->fault_count == 0 ? 0 : 1;
}

int run_audit_checkpoint(Connection& connection, std::ostream& out) {
  const auto head = connection.transact([](Transaction& transaction) { return audit_head(transaction); });
  if (!head) return fail(out, "the database does not answer: " + head.error().text);
  out << checkpoint_text(*head) << '\n';
  return 0;
}
