#pragma once
#include <istream>
#include <ostream>
#include <string>

#include "bot/fields.h"

/// `dutydesk extract`: reads {"text", "now"} lines (`now` in ISO 8601 with its offset) and writes {"fields":
/// {…}} lines in the same order; `amount` as a number. A line that cannot be read is answered with empty
/// fields, and the exit status is then 1.
int run_extract(std::istream& in, std::ostream& out, const Dictionary& dictionary);
/// With the dictionary of a folder of templates; without one, of those in the working folder or beside the
/// build.
int run_extract(std::istream& in, std::ostream& out, std::ostream& problems, std::string templates);
