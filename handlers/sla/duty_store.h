#pragma once
#include <vector>

#include "bot/duty.h"
#include "gateway/store/database.h"

/// Changes of duty that were arranged on the console. Only inside Connection::transact.

/// Those that are not undone and ended less than 60 days ago, in the order they were made.
std::vector<DutyChange> duty_changes(Transaction& transaction, Time now);
long long add_duty_change(Transaction& transaction, const DutyChange& change);
/// What it was; nothing where it is undone already.
std::vector<DutyChange> undo_duty_change(Transaction& transaction, long long id);
