#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "bot/time.h"
#include "gateway/store/database.h"

/// One verb on many tickets, as rows: what was chosen, what is done with it, what came of each. Only inside
/// Connection::transact.

struct BulkRun {
  std::string id, person, org, userid, name;
  std::string form;            // "verb=close&…"; empty: not chosen yet
  std::string state{"draft"};  // draft | running | stopped | done
  bool cut = false;            // more fitted than one run takes
  Time made_at{}, ended_at{};
  std::map<std::string, long long> counts{};  // by outcome: waiting, done, refused, failed
  long long count(const std::string& outcome) const;
  long long total() const;
};
/// Forgets drafts of yesterday and runs that ended two weeks ago; what happened stands in the events.
void begin_bulk(Transaction& transaction, const BulkRun& run, const std::vector<long long>& tickets);
/// Only that person's own, and only while it is a draft; false: it is not.
bool choose_bulk(Transaction& transaction, const std::string& id, const std::string& person,
                 const std::string& form);
bool start_bulk(Transaction& transaction, const std::string& id, const std::string& person, Time now);
/// False: it does not run.
bool stop_bulk(Transaction& transaction, const std::string& id, const std::string& person, Time now);
/// Only that person's own.
std::optional<BulkRun> bulk_run(Transaction& transaction, const std::string& id, const std::string& person);
/// Those that were started, newest first.
std::vector<BulkRun> bulk_runs(Transaction& transaction, const std::string& person);
std::vector<long long> bulk_tickets(Transaction& transaction, const std::string& id);

struct BulkItem {
  int place = 0;
  long long ticket = 0;
  std::string outcome;
  std::string answer;  // a notice as JSON
};
/// Of these outcomes, in the order of the list.
std::vector<BulkItem> bulk_items(Transaction& transaction, const std::string& id,
                                 const std::vector<std::string>& outcomes, std::size_t limit);

struct BulkStep {
  BulkRun run;
  std::optional<BulkItem> item;  // nullopt: nothing is left
};
/// The next ticket of the oldest run that nobody else works on; both are locked until the transaction ends,
/// which is what keeps a second gateway from it.
std::optional<BulkStep> hold_bulk_step(Transaction& transaction);
void end_bulk_item(Transaction& transaction, const std::string& id, int place, const std::string& outcome,
                   const std::string& answer);
void end_bulk(Transaction& transaction, const std::string& id, const std::string& state, Time now);
