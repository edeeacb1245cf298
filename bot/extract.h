#pragma once
#include <string>

#include "bot/fields.h"
#include "bot/message.h"
#include "bot/time.h"

/// Takes from a first sentence what it says and nothing it does not say. Pure; time is an argument.
/// `time` values: 2026-03-10T09:40 · 2026-03-10 · 2026-03-10/am · /pm · /evening, in the offset
/// `minutes_east`. Identifiers come without separators, amounts in yuan, `error` without quotation marks.
Fields extract(const std::string& text, const Dictionary& dictionary, Time now, int minutes_east = 480);
/// One's own words come first; what is quoted fills in, but never a second customer.
Fields extract(const Inbound& message, const Dictionary& dictionary, Time now, int minutes_east);
