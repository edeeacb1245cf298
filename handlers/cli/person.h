#pragma once
#include <istream>
#include <ostream>
#include <string>

#include "gateway/store/database.h"

/// `dutydesk person …`: who may sign in with a password. 0, or 1 with what is wrong on `out`.

int run_person_list(Connection& connection, std::ostream& out);
int run_person_add(Connection& connection, const std::string& userid, const std::string& name,
                   const std::string& role, std::ostream& out);
/// Reads one line from `in`; ends the person's sessions and a lock.
int run_person_password(Connection& connection, const std::string& userid, std::istream& in,
                        std::ostream& out);
