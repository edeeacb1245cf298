#pragma once
#include "gateway/secret.h"
#include "handlers/web/web.h"

/// A fresh second factor, asked for by what must not be done by one who found an open window: whole values,
/// export, rights of people. A form's field "code" is taken where the session's own is older than five
/// minutes.
enum class Freshness { fresh, code_needed, wrong, locked, not_enrolled };

/// `request`: its visitor counts as stepped up afterwards. Writes what was tried into the audit.
Freshness freshened(WebRequest& request, Connection& connection, const Secret& key);
/// "step_up.wrong" …: the word that says what to do; "" when fresh.
std::string word_of(Freshness freshness);
