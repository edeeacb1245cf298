#pragma once
#include <string>

#include "gateway/store/database.h"

/// Forms that count once. Only inside Connection::transact.

/// The ticket that this form has made already; 0: none. Whoever else sends it waits until the transaction
/// ends.
long long ticket_of_form(Transaction& transaction, const std::string& token);
void keep_form(Transaction& transaction, const std::string& token, long long ticket);
