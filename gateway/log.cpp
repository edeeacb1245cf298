/// JSON log lines through spdlog, masked at this last sink.
#include "gateway/log.h"

#include <spdlog/async.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <memory>

#include "bot/mask.h"
#include "bot/text.h"
#include "gateway/clock.h"
#include "gateway/metrics.h"

namespace {

constexpr std::size_t longest_value = 2048;  // a log line stays readable and cheap whatever a caller passes

constexpr std::size_t queued_lines = 2048;  // 400 bytes each, taken at the start

std::shared_ptr<spdlog::logger> ready(std::shared_ptr<spdlog::logger> logger) {
  logger->set_pattern("%v");
  logger->set_level(spdlog::level::info);
  return logger;
}

// The pool outlives the logger, writes what is queued and ends its thread when the program ends.
struct Sinks {
  std::shared_ptr<spdlog::sinks::sink> sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
  std::shared_ptr<spdlog::details::thread_pool> pool;
  std::shared_ptr<spdlog::logger> logger = ready(std::make_shared<spdlog::logger>("dutydesk", sink));
};

Sinks& sinks() {
  static Sinks only;
  return only;
}

spdlog::logger& logger() { return *sinks().logger; }

void append_escaped(std::string& line, char control) {
  static constexpr std::string_view hex = "0123456789abcdef";
  const auto code = static_cast<unsigned char>(control);
  line += "\\u00";
  line += hex[code >> 4];
  line += hex[code & 0xF];
}

/// A JSON string: no control character can start a new line of the log.
void append_json(std::string& line, std::string_view text) {
  line += '"';
  for (const char next : text) {
    if (next == '"' || next == '\\') line += '\\';
    if (static_cast<unsigned char>(next) < 0x20 || next == 0x7F)
      append_escaped(line, next);
    else
      line += next;
  }
  line += '"';
}

/// A plain word such as "ok" or "inbox_full" has nothing to mask; anything with a digit or a space may have.
bool is_plain_word(std::string_view value) {
  for (const char next : value)
    if (!((next >= 'a' && next <= 'z') || next == '_' || next == '.' || next == '/')) return false;
  return value.size() <= 64;
}

void append_value(std::string& line, std::string_view value) {
  if (is_plain_word(value)) return append_json(line, value);
  append_json(line, mask(clean_utf8(prefix_bytes(value, longest_value)), Sink::log));
}

void append_time(std::string& line) {
  const auto at = now();
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss clock{at - day};
  fmt::format_to(std::back_inserter(line), "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z",
                 static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                 static_cast<unsigned>(date.day()), clock.hours().count(), clock.minutes().count(),
                 clock.seconds().count(), clock.subseconds().count());
}

void write_line(spdlog::level::level_enum level, std::string_view name, std::string_view event,
                std::initializer_list<LogField> fields, std::string_view alarm = {}) {
  if (!logger().should_log(level)) return;
  thread_local std::string line;
  line.assign("{\"t\":\"");
  append_time(line);
  line += "\",\"level\":\"";
  line += name;
  line += "\",\"event\":";
  append_json(line, event);
  if (!alarm.empty()) {
    line += ",\"alarm\":";
    append_json(line, alarm);
  }
  for (const auto& field : fields) {
    line += ',';
    append_json(line, field.name);
    line += ':';
    append_value(line, field.value);
  }
  line += '}';
  logger().log(level, spdlog::string_view_t(line.data(), line.size()));
}

}  // namespace

void log_start(const std::string& level) {
  const auto wanted = spdlog::level::from_str(level);
  logger().set_level(wanted == spdlog::level::off ? spdlog::level::info : wanted);
}

void log_debug(std::string_view event, std::initializer_list<LogField> fields) {
  write_line(spdlog::level::debug, "debug", event, fields);
}

void log_info(std::string_view event, std::initializer_list<LogField> fields) {
  write_line(spdlog::level::info, "info", event, fields);
}

void log_warn(std::string_view event, std::initializer_list<LogField> fields) {
  write_line(spdlog::level::warn, "warn", event, fields);
}

void log_error(std::string_view event, std::initializer_list<LogField> fields) {
  write_line(spdlog::level::err, "error", event, fields);
}

void log_alarm(std::string_view what, std::initializer_list<LogField> fields) {
  count("dutydesk_alarms_total", {{"what", std::string(what)}});
  write_line(spdlog::level::err, "error", "alarm", fields, what);
}

void log_in_background() {
  auto& out = sinks();
  const auto level = out.logger->level();
  out.pool = std::make_shared<spdlog::details::thread_pool>(queued_lines, 1);
  out.logger = ready(std::make_shared<spdlog::async_logger>("dutydesk", out.sink, out.pool,
                                                            spdlog::async_overflow_policy::overrun_oldest));
  out.logger->set_level(level);
}

std::size_t log_lines_lost() {
  const auto& pool = sinks().pool;
  return pool ? pool->overrun_counter() : 0;
}

std::string log_url(std::string_view url) {
  const auto scheme = url.find("://");
  const auto start = scheme == std::string_view::npos ? 0 : scheme + 3;
  auto rest = url.substr(start);
  rest = rest.substr(0, rest.find_first_of("?#"));
  const auto slash = rest.find('/');
  const auto at = rest.substr(0, slash).rfind('@');
  return std::string(at == std::string_view::npos ? rest : rest.substr(at + 1));
}
