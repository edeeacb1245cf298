#pragma once
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

/// JSON log lines on standard error: {"t":…,"level":…,"event":…,…fields}. Ids and counts, never message text.
/// Every value passes bot/mask (Sink::log) here, the last common sink. Safe from any thread.

struct LogField {
  std::string_view name;
  std::string value;
};

void log_start(const std::string& level);  // debug | info | warn | error
/// From now on a thread of its own writes, so that a reader of standard error who stands still stops nobody;
/// beyond 8,192 waiting lines the oldest are lost, and counted. Called once, before other threads start.
void log_in_background();
std::size_t log_lines_lost();
void log_debug(std::string_view event, std::initializer_list<LogField> fields = {});
void log_info(std::string_view event, std::initializer_list<LogField> fields = {});
void log_warn(std::string_view event, std::initializer_list<LogField> fields = {});
void log_error(std::string_view event, std::initializer_list<LogField> fields = {});
/// How many alarms (things a person must look at) this process raised; each is also a log_error with "alarm".
void log_alarm(std::string_view what, std::initializer_list<LogField> fields = {});
/// Host and path of a URL: what may be logged of it.
std::string log_url(std::string_view url);
