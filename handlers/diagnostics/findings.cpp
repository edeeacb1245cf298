#include "handlers/diagnostics/findings.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "bot/mask.h"
#include "bot/text.h"

using nlohmann::json;

namespace {

constexpr std::size_t longest_cell = 2000;  // bytes
constexpr std::size_t most_columns = 30;
constexpr std::size_t shortest_secret = 4;  // a shorter value of a customer stands in too many words
constexpr const char* source = "_source";

Error unreadable() { return {Kind::internal, "the answer is no JSON that was expected"}; }

/// "user.name" may be one key or two: the longest key that is there is taken.
const json* at_path(const json& from, const std::string& path) {
  if (path.empty()) return &from;
  if (from.is_array()) {
    if (path.find_first_not_of("0123456789.") != path.npos || path.size() > 6) return nullptr;
    const auto dot = path.find('.');
    const auto index = std::strtoul(path.substr(0, dot).c_str(), nullptr, 10);
    if (index >= from.size()) return nullptr;
    return at_path(from[index], dot == path.npos ? "" : path.substr(dot + 1));
  }
  if (!from.is_object()) return nullptr;
  for (auto end = path.size(); end != path.npos; end = end == 0 ? path.npos : path.rfind('.', end - 1)) {
    const auto found = from.find(path.substr(0, end));
    if (found != from.end()) return at_path(*found, end == path.size() ? "" : path.substr(end + 1));
  }
  return nullptr;
}

std::string words_of(const json* value) {
  if (value == nullptr || value->is_null()) return {};
  if (value->is_string()) return clean_utf8(value->get<std::string>());
  return value->dump(-1, ' ', false, json::error_handler_t::replace);
}

void add_keys(std::vector<std::string>& keys, const json& object, const std::string& before) {
  for (const auto& [key, value] : object.items()) {
    const auto path = before + key;
    if (keys.size() < most_columns && std::find(keys.begin(), keys.end(), path) == keys.end())
      keys.push_back(path);
  }
}

std::vector<std::string> paths_of(const Diagnostic& diagnostic) {
  std::vector<std::string> paths;
  for (const auto& column : diagnostic.columns) paths.push_back(column.path);
  return paths;
}

void add_row(Findings& found, const json& from, const std::string& within) {
  std::vector<std::string> row;
  for (const auto& path : found.columns) {
    const auto* value = at_path(from, path);
    if (value == nullptr && !within.empty())
      if (const auto* inner = at_path(from, within)) value = at_path(*inner, path);
    row.push_back(words_of(value));
  }
  found.rows.push_back(std::move(row));
}

std::string replaced(std::string text, const std::string& what, const std::string& by) {
  for (auto at = text.find(what); at != text.npos; at = text.find(what, at + by.size()))
    text.replace(at, what.size(), by);
  return text;
}

/// "2026-03-10T01:31:05.123Z" → "2026-03-10 09:31:05.123"; anything else as it is.
std::string on_the_clock(const std::string& cell, int minutes_east) {
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, read = 0;
  if (cell.size() < 20 || cell.size() > 40 ||
      std::sscanf(cell.c_str(), "%4d-%2d-%2dT%2d:%2d:%2d%n", &year, &month, &day, &hour, &minute, &second,
                  &read) != 6 ||
      read != 19)
    return cell;
  const auto rest = cell.find_first_not_of("0123456789", 19 + (cell[19] == '.' ? 1U : 0U));
  if (rest == cell.npos) return cell;
  const auto fraction = cell.substr(19, std::min<std::size_t>(rest - 19, 4));
  int east_hours = 0, east_minutes = 0;
  const auto offset = cell.substr(rest);
  if (offset != "Z" && std::sscanf(offset.c_str(), "%*1[+-]%2d:%2d", &east_hours, &east_minutes) != 2)
    return cell;
  const int sign = offset[0] == '-' ? -1 : 1;
  const std::chrono::year_month_day date{std::chrono::year{year},
                                         std::chrono::month{static_cast<unsigned>(month)},
                                         std::chrono::day{static_cast<unsigned>(day)}};
  if (!date.ok() || hour > 24 || minute > 59 || second > 60) return cell;
  const auto local = std::chrono::sys_days{date} + std::chrono::hours{hour} + std::chrono::seconds{second} +
                     std::chrono::minutes{minute + minutes_east - sign * (east_hours * 60 + east_minutes)};
  const auto midnight = std::chrono::floor<std::chrono::days>(local);
  const std::chrono::year_month_day shown{midnight};
  const std::chrono::hh_mm_ss clock{local - midnight};
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02u %02d:%02d:%02d", static_cast<int>(shown.year()),
                static_cast<unsigned>(shown.month()), static_cast<unsigned>(shown.day()),
                static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()));
  return text.data() + fraction;
}

std::string masked_cell(const std::string& value, const std::string& as, const Fields& of_customer) {
  if (!as.empty()) return mask(mask_field(as, value));
  auto words = value;
  for (const auto& [field, secret] : of_customer) {
    const auto hidden = mask_field(field, secret);
    if (secret.size() >= shortest_secret && hidden != secret) words = replaced(words, secret, hidden);
  }
  return mask(words);
}

}  // namespace

Result<Findings> findings_of_http(const Diagnostic& diagnostic, const std::string& body) {
  const auto answer = json::parse(body, nullptr, false);
  if (answer.is_discarded()) return unreadable();
  const auto* rows = at_path(answer, diagnostic.rows);
  Findings found;
  found.columns = paths_of(diagnostic);
  if (rows == nullptr || rows->is_null()) return found;
  // One thing is a list of one.
  const auto list = rows->is_array() ? *rows : json::array({*rows});
  if (found.columns.empty())
    for (const auto& one : list)
      if (one.is_object()) add_keys(found.columns, one, "");
  if (found.columns.empty()) found.columns = {""};  // plain values
  for (const auto& one : list) add_row(found, one, "");
  found.total = static_cast<long long>(list.size());
  return found;
}

Result<Findings> findings_of_search(const Diagnostic& diagnostic, const std::string& body) {
  const auto answer = json::parse(body, nullptr, false);
  if (answer.is_discarded() || !answer.is_object()) return unreadable();
  const auto* hits = at_path(answer, "hits.hits");
  if (hits == nullptr || !hits->is_array()) return unreadable();
  Findings found;
  found.columns = paths_of(diagnostic);
  if (found.columns.empty())
    for (const auto& hit : *hits)
      if (const auto inner = hit.find(source); inner != hit.end() && inner->is_object())
        add_keys(found.columns, *inner, "");
  for (const auto& hit : *hits) add_row(found, hit, source);
  // A number up to version 6, since then an object.
  const auto* total = at_path(answer, "hits.total");
  if (total != nullptr && total->is_object()) total = at_path(*total, "value");
  if (total != nullptr && total->is_number_integer()) found.total = total->get<long long>();
  const auto* late = at_path(answer, "timed_out");
  const auto* failed = at_path(answer, "_shards.failed");
  found.partial = (late != nullptr && late->is_boolean() && late->get<bool>()) ||
                  (failed != nullptr && failed->is_number_integer() && failed->get<long long>() > 0);
  return found;
}

Findings fit_to_show(Findings found, const Diagnostic& diagnostic, const Fields& of_customer,
                     int minutes_east) {
  std::vector<std::string> as(found.columns.size());
  for (std::size_t i = 0; i < as.size(); ++i)
    for (const auto& column : diagnostic.columns)
      if (column.path == found.columns[i]) as[i] = column.as;
  for (auto& column : found.columns) column = mask(column);
  const auto most_rows = static_cast<std::size_t>(diagnostic.most_rows);
  if (found.rows.size() > most_rows) {
    found.more = true;
    found.rows.resize(most_rows);
  }
  std::size_t bytes = 0, fit = 0;
  for (auto& row : found.rows) {
    std::size_t size = 0;
    for (std::size_t i = 0; i < row.size(); ++i) {
      // Cut before masking would leave half a number bare.
      auto shown = masked_cell(on_the_clock(row[i], minutes_east), i < as.size() ? as[i] : "", of_customer);
      if (shown.size() > longest_cell) {
        shown = std::string(prefix_bytes(shown, longest_cell)) + "…";
        found.cut = true;
      }
      size += shown.size() + 1;
      row[i] = std::move(shown);
    }
    if (bytes + size > static_cast<std::size_t>(diagnostic.most_bytes) && fit > 0) break;
    bytes += size;
    ++fit;
  }
  if (fit < found.rows.size()) {
    found.more = true;
    found.rows.resize(fit);
  }
  return found;
}

std::string to_json(const Findings& found) {
  return json{{"columns", found.columns}, {"rows", found.rows}, {"total", found.total},
              {"more", found.more},       {"cut", found.cut},   {"partial", found.partial}}
      .dump(-1, ' ', false, json::error_handler_t::replace);
}

Findings findings_from_json(const std::string& text) {
  Findings found;
  const auto read = json::parse(text, nullptr, false);
  if (!read.is_object()) return found;
  try {
    found.columns = read.value("columns", found.columns);
    found.rows = read.value("rows", found.rows);
    found.total = read.value("total", -1LL);
    found.more = read.value("more", false);
    found.cut = read.value("cut", false);
    found.partial = read.value("partial", false);
  } catch (const json::exception&) {
    return {};
  }
  return found;
}
