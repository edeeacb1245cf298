#pragma once
#include <string>

/// Passwords by argon2id; libsodium stays behind this header. One at a time in the process, since each takes
/// 64 MB for a moment. Any thread.

std::string hash_password(const std::string& password);
/// Takes as long for an empty hash as for a real one: who is known must not be told by time.
bool password_fits(const std::string& hash, const std::string& password);
/// "" when it may be used; else the words' key that says why not: too_short, too_long.
std::string password_problem(const std::string& password);
