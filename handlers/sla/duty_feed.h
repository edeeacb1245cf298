#pragma once
#include <functional>
#include <string>

#include "bot/duty.h"
#include "gateway/store/database.h"

/// A roster as an iCalendar (RFC 5545) that calendar programs subscribe to.

/// Shifts of [from, to), times in UTC. Pure. A shift that changes becomes another event: its UID names
/// roster, times and person, so a program that takes the whole feed anew drops the old one.
std::string duty_calendar(const Roster& roster, Time from, Time to, Time now,
                          const std::function<std::string(const std::string& userid)>& name_of);
/// A line folded after at most 75 octets, never inside a character, with its CRLF.
std::string folded_line(const std::string& line);

/// The secret in a roster's address; `fresh` becomes it where there is none. Only inside
/// Connection::transact.
std::string feed_token(Transaction& transaction, const std::string& roster, const std::string& fresh);
/// Empty: nobody's.
std::string roster_of_feed(Transaction& transaction, const std::string& token);
