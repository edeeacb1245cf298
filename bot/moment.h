#pragma once
#include <string>

#include "bot/message.h"

/// A moment as extraction writes it, for people: "2026-03-10T09:40" gets a space; of "2026-03-10/am" the day
/// is the value and the part of the day a flag (am, pm, evening), since its word is wording.
Params moment_item(const std::string& value);
