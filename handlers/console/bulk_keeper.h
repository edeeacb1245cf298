#pragma once
#include <functional>
#include <memory>

#include "handlers/console/bulk_store.h"
#include "handlers/console/verb.h"

/// One step of a bulk run: the next ticket, under the rights that its person has at this moment, exactly as
/// the verb on its page; then what came of it. Only inside Connection::transact, which makes both one.
enum class BulkDid { nothing, one, ended };
struct BulkWorld {
  const Directory* directory = nullptr;
  std::shared_ptr<const Library> library;
  int minutes_east = 480;
  std::string locale;
  Time now{};
};
/// `held`: what was in hand, for when it fails.
BulkDid bulk_step(Transaction& transaction, const BulkWorld& world, BulkStep& held);
/// The summary of a run that has ended.
void tell_of_run(Transaction& transaction, const BulkWorld& world, const BulkRun& run);

/// Does the runs, each ticket in a transaction of its own. Owns a thread. Of several gateways each may have
/// one: a run's locked row says whose turn it is, and a run whose gateway died goes on with another.
class BulkKeeper {
 public:
  struct Parts {
    std::string database;
    const Directory* directory = nullptr;
    const Shelf* shelf = nullptr;
    int minutes_east = 480;
    std::string locale;
    std::function<void()> wake_deliverer;
    std::function<Time()> clock;
    Millis look_every{3000};
  };
  explicit BulkKeeper(Parts parts);
  ~BulkKeeper();
  /// A run was started: look at once. Any thread.
  void wake();

 private:
  struct Body;
  std::unique_ptr<Body> body_;
};
