#pragma once
#include <istream>
#include <ostream>
#include <string>

#include "gateway/store/database.h"

/// `dutydesk person …`: who may sign in with a password. 0, or 1 with what is wrong on `out`.

int run_person_list(Connection& connection, std::ostream& out);
struct PersonWords {
  std::string userid, name, role;
  std::string until;  // last day of access, "2026-12-31"; must be given for a contractor; empty: no end
  std::string team;
};
int run_person_add(Connection& connection, const PersonWords& words, int minutes_east, std::ostream& out);
/// Ends all sessions of the person.
int run_person_sign_out(Connection& connection, const std::string& userid, std::ostream& out);
/// A lost telephone: the second factor is set up anew at the next signing in. Ends all sessions.
int run_person_reset_second(Connection& connection, const std::string& userid, std::ostream& out);
/// Reads one line from `in`; ends the person's sessions and a lock.
int run_person_password(Connection& connection, const std::string& userid, std::istream& in,
                        std::ostream& out);
