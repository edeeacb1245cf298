#pragma once
#include <string>
#include <vector>

#include "handlers/tickets/ticket.h"

/// Tickets as lines of a file. Pure.

enum class Shown { masked, whole };
/// The header line of a CSV file, with the mark by which Excel knows UTF-8; "" for JSON lines.
std::string export_header(const std::string& format);
/// One ticket, with its line end. Times are of the desk's zone, "2026-03-10 09:40".
std::string export_line(const std::string& format, const Ticket& ticket, Shown shown, int minutes_east);
/// A value in a CSV file: quoted where it must be; one that a spreadsheet would run as a formula begins with
/// an apostrophe (ASVS 1.2.10).
std::string csv_cell(const std::string& value);
