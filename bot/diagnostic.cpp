#include "bot/diagnostic.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdio>

#include "bot/diagnostic_holes.h"

namespace {

constexpr std::array<const char*, 4> kinds{"sql", "http", "elasticsearch", "link"};

// Name in braces → field of the ticket; "" stands for what every ticket has.
struct NamedFact {
  const char* name;
  const char* field;
};
constexpr std::array<NamedFact, 19> names{{{"fund_account", "account"},
                                           {"customer_account", "account"},
                                           {"account", "account"},
                                           {"customer", "customer"},
                                           {"phone", "phone"},
                                           {"id_number", "id_number"},
                                           {"customer_name", "customer_name"},
                                           {"stock", "stock"},
                                           {"amount", "amount"},
                                           {"error_code", "error"},
                                           {"system", "system"},
                                           {"ticket", ""},
                                           {"at", ""},
                                           {"from", ""},
                                           {"to", ""},
                                           {"at_ms", ""},
                                           {"from_ms", ""},
                                           {"to_ms", ""},
                                           {"date", ""}}};
constexpr const char* own_field = "field.";

bool holds(const std::vector<std::string>& list, const std::string& one) {
  return list.empty() || std::find(list.begin(), list.end(), one) != list.end();
}

struct Window {
  Time at{}, from{}, to{};
};

int digits(const std::string& text, std::size_t from, std::size_t size) {
  int value = -1;
  if (text.size() < from + size) return -1;
  const auto [end, failed] = std::from_chars(text.data() + from, text.data() + from + size, value);
  return failed == std::errc{} && end == text.data() + from + size ? value : -1;
}

/// 2026-03-10T09:40 · 2026-03-10 · 2026-03-10/am, as bot/extract writes them.
Window window_of(const Diagnostic& diagnostic, const std::string& said, Time opened_at, int minutes_east) {
  const Window around{opened_at, opened_at - diagnostic.before, opened_at + diagnostic.after};
  const std::chrono::year_month_day day{std::chrono::year{digits(said, 0, 4)},
                                        std::chrono::month{static_cast<unsigned>(digits(said, 5, 2))},
                                        std::chrono::day{static_cast<unsigned>(digits(said, 8, 2))}};
  if (said.size() < 10 || !day.ok()) return around;
  const Time midnight = std::chrono::sys_days{day} - std::chrono::minutes{minutes_east};
  const auto hours = [&](int first, int last) {
    return Window{midnight + std::chrono::hours{first}, midnight + std::chrono::hours{first},
                  midnight + std::chrono::hours{last}};
  };
  const auto hour = digits(said, 11, 2), minute = digits(said, 14, 2);
  if (said.size() >= 16 && said[10] == 'T' && hour >= 0 && minute >= 0) {
    const auto at = midnight + std::chrono::hours{hour} + std::chrono::minutes{minute};
    return {at, at - diagnostic.before, at + diagnostic.after};
  }
  if (said.ends_with("/am")) return hours(0, 12);
  if (said.ends_with("/pm")) return hours(12, 18);
  if (said.ends_with("/evening")) return hours(18, 24);
  return hours(0, 24);
}

/// "2026-03-10T09:40:00.000+08:00"
std::string iso(Time at, int minutes_east) {
  const auto local = at + std::chrono::minutes{minutes_east};
  const auto day = std::chrono::floor<std::chrono::days>(local);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss clock{local - day};
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%03d%c%02d:%02d",
                static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                static_cast<unsigned>(date.day()), static_cast<int>(clock.hours().count()),
                static_cast<int>(clock.minutes().count()), static_cast<int>(clock.seconds().count()),
                static_cast<int>(clock.subseconds().count()), minutes_east < 0 ? '-' : '+',
                std::abs(minutes_east) / 60, std::abs(minutes_east) % 60);
  return text.data();
}

std::string millis(Time at) { return std::to_string(at.time_since_epoch().count()); }

/// Every text in which names may stand.
std::vector<std::string> texts_of(const Diagnostic& diagnostic) {
  return {diagnostic.path, diagnostic.query};
}

}  // namespace

const char* name_of(Diagnostic::Kind kind) { return kinds[static_cast<std::size_t>(kind)]; }

bool is_for(const Diagnostic& diagnostic, const DiagnosticSubject& subject) {
  return holds(diagnostic.systems, subject.system) && holds(diagnostic.forms, subject.form);
}

const std::vector<std::string>& diagnostic_names() {
  static const auto all = [] {
    std::vector<std::string> list;
    for (const auto& one : names) list.emplace_back(one.name);
    return list;
  }();
  return all;
}

bool is_diagnostic_name(const std::string& name) {
  return name.starts_with(own_field) ||
         std::find(diagnostic_names().begin(), diagnostic_names().end(), name) != diagnostic_names().end();
}

std::string field_of_diagnostic_name(const std::string& name) {
  if (name.starts_with(own_field)) return name.substr(std::string_view(own_field).size());
  for (const auto& one : names)
    if (name == one.name) return one.field;
  return {};
}

Fields diagnostic_facts(const Diagnostic& diagnostic, const DiagnosticSubject& subject, int minutes_east) {
  Fields facts;
  for (const auto& [field, value] : subject.fields)
    // "." and ".." are steps in an address, whatever they are encoded as; no value of a customer is one.
    if (value.find_first_not_of('.') != value.npos) facts[own_field + field] = value;
  for (const auto& one : names)
    if (const auto found = facts.find(std::string(own_field) + one.field); found != facts.end())
      facts[one.name] = found->second;
  for (const auto* who : {"account", "phone", "id_number"})
    if (const auto found = facts.find(who); found != facts.end() && !facts.contains("customer"))
      facts["customer"] = found->second;
  const auto said = subject.fields.find("time");
  const auto window = window_of(diagnostic, said == subject.fields.end() ? std::string() : said->second,
                                subject.opened_at, minutes_east);
  facts["ticket"] = std::to_string(subject.ticket);
  if (!subject.system.empty()) facts["system"] = subject.system;
  facts["at"] = iso(window.at, minutes_east);
  facts["from"] = iso(window.from, minutes_east);
  facts["to"] = iso(window.to, minutes_east);
  facts["at_ms"] = millis(window.at);
  facts["from_ms"] = millis(window.from);
  facts["to_ms"] = millis(window.to);
  facts["date"] = facts["at"].substr(0, 10);
  return facts;
}

std::vector<std::string> missing_for(const Diagnostic& diagnostic, const Fields& facts) {
  std::vector<std::string> missing;
  for (const auto& text : texts_of(diagnostic))
    for (const auto& hole : holes_in(text)) {
      if (facts.contains(hole.name)) continue;
      const auto field = field_of_diagnostic_name(hole.name);
      if (std::find(missing.begin(), missing.end(), field) == missing.end()) missing.push_back(field);
    }
  return missing;
}

DiagnosticCall call_of(const Diagnostic& diagnostic, const Fields& facts) {
  const auto fact = [&](const std::string& name) {
    const auto found = facts.find(name);
    return found == facts.end() ? std::string() : found->second;
  };
  const auto in_address = [&](const std::string& name) { return percent_encoded(fact(name)); };
  const auto in_json = [&](const std::string& name) { return json_escaped(fact(name)); };
  DiagnosticCall call;
  switch (diagnostic.kind) {
    case Diagnostic::Kind::sql:
      // A number of its own for each place: PostgreSQL finds the type of each where it stands.
      call.text = filled(diagnostic.query, [&](const std::string& name) {
        call.values.push_back(fact(name));
        return "$" + std::to_string(call.values.size());
      });
      break;
    case Diagnostic::Kind::http:
      call.path = filled(diagnostic.path, in_address);
      call.text = filled(diagnostic.query, in_json);
      break;
    case Diagnostic::Kind::elasticsearch:
      call.path = "/" + filled(diagnostic.path, in_address) + "/_search";
      call.text = filled(diagnostic.query, in_json);
      break;
    case Diagnostic::Kind::link:
      call.text = filled(diagnostic.query, in_address);
      break;
  }
  return call;
}
