#pragma once
#include <string>

#include "gateway/delivery/inbox.h"
#include "handlers/intake/directory.h"

/// A message that the desk failed at: its sender hears that a person looks at it now, the team's groups hear
/// its number and how to take it up again. Of a dialog's timer only the team hears. Called in the transaction
/// that sets the message aside, so it is said once.
void tell_parked(Transaction& transaction, const Directory& directory, const std::string& locale,
                 const Parked& parked);
