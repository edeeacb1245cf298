#pragma once
#include <string>
#include <vector>

#include "gateway/store/database.h"
#include "handlers/console/list_store.h"

/// Search over tickets: pairs of Chinese characters, words of letters and digits, and what lists filter by.
/// Only inside Connection::transact.

/// Brings the index up to what the sealed audit says has changed; true: there is more. Some hundred tickets a
/// call; another gateway that is at it makes this one do nothing.
bool index_tickets(Transaction& transaction);

/// Whether the list is one that the search answers: words, or filters over what has ended.
bool wants_search(const ListFilter& filter);
/// Newest first. All words must occur, in any order.
std::vector<Ticket> search_tickets(Transaction& transaction, const ListFilter& filter);
