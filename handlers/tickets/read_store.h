#pragma once
#include <map>

#include "gateway/store/database.h"
#include "handlers/tickets/reads.h"
#include "handlers/web/web.h"

/// Read marks in the database. Only views of pages write them, none locks a ticket.
/// Only inside Connection::transact; errors travel as its exceptions.

std::vector<ReadMark> read_marks(Transaction& transaction, long long number);
/// A mark never moves back, whichever of two windows is written last.
void keep_read_mark(Transaction& transaction, long long number, const ReadMark& mark);
/// How many words of the team's are new to a reporter; tickets without any have no place.
std::map<long long, int> unread_of_reporter(Transaction& transaction, const std::vector<long long>& numbers,
                                            const std::string& person);

/// The visitor is shown the conversation: kept when the page has gone out, and only if something was new.
/// What a browser fetches on the chance of being wanted was seen by nobody.
void count_reading(const WebRequest& request, TalkSide side, long long number,
                   const std::vector<TicketEvent>& events, const std::vector<ReadMark>& marks);
