#pragma once
#include <istream>
#include <ostream>

#include "bot/fields.h"

/// `dutydesk extract`: reads {"text", "now"} lines (`now` in ISO 8601 with its offset) and writes {"fields":
/// {…}} lines in the same order; `amount` as a number. A line that cannot be read is answered with empty
/// fields, and the exit status is then 1.
int run_extract(std::istream& in, std::ostream& out, const Dictionary& dictionary);
