#include "handlers/cli/extract.h"

#include <charconv>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "bot/extract.h"
#include "templates/dictionary.h"

namespace {

using nlohmann::json;

struct Moment {
  Time time;
  int minutes_east = 0;
};

std::optional<int> number_in(std::string_view text, std::size_t at, std::size_t size) {
  if (at + size > text.size()) return std::nullopt;
  int value = 0;
  const auto* from = text.data() + at;
  const auto [end, failed] = std::from_chars(from, from + size, value);
  if (failed != std::errc{} || end != from + size || value < 0) return std::nullopt;
  return value;
}

/// The offset behind the time: Z, +08:00, -0530; seconds and fractions of them may stand before it.
std::optional<int> offset_in(std::string_view rest) {
  const auto at = rest.find_first_of("Z+-z");
  if (at == std::string_view::npos) return std::nullopt;
  if (rest[at] == 'Z' || rest[at] == 'z') return 0;
  const auto hours = number_in(rest, at + 1, 2);
  const auto minutes = number_in(rest, rest.size() - 2, 2);
  if (!hours || !minutes || *hours > 14 || *minutes > 59) return std::nullopt;
  return (rest[at] == '-' ? -1 : 1) * (*hours * 60 + (rest.size() - at > 3 ? *minutes : 0));
}

std::optional<Moment> moment_of(std::string_view text) {
  const auto year = number_in(text, 0, 4), month = number_in(text, 5, 2), day = number_in(text, 8, 2);
  const auto hour = number_in(text, 11, 2), minute = number_in(text, 14, 2);
  if (!year || !month || !day || !hour || !minute || text.size() < 17) return std::nullopt;
  const auto offset = offset_in(text.substr(16));
  const std::chrono::year_month_day date{std::chrono::year{*year},
                                         std::chrono::month{static_cast<unsigned>(*month)},
                                         std::chrono::day{static_cast<unsigned>(*day)}};
  if (!offset || !date.ok() || *hour > 23 || *minute > 59) return std::nullopt;
  const auto second = text[16] == ':' ? number_in(text, 17, 2).value_or(0) : 0;
  const auto local = std::chrono::sys_days{date} + std::chrono::hours{*hour} + std::chrono::minutes{*minute} +
                     Seconds{second};
  return Moment{Time{local} - std::chrono::minutes{*offset}, *offset};
}

std::optional<json> answer(const std::string& line, const Dictionary& dictionary) {
  const auto input = json::parse(line, nullptr, false);
  if (!input.is_object() || !input.contains("text") || !input["text"].is_string()) return std::nullopt;
  const auto said_at =
      input.contains("now") && input["now"].is_string() ? input["now"].get<std::string>() : std::string();
  const auto now = moment_of(said_at);
  if (!now) return std::nullopt;
  json fields = json::object();
  for (const auto& [name, value] :
       extract(input["text"].get<std::string>(), dictionary, now->time, now->minutes_east)) {
    if (name == "amount") {
      const auto number = json::parse(value, nullptr, false);
      fields[name] = number;
    } else {
      fields[name] = value;
    }
  }
  return json{{"fields", fields}};
}

}  // namespace

int run_extract(std::istream& in, std::ostream& out, const Dictionary& dictionary) {
  int status = 0;
  for (std::string line; std::getline(in, line);) {
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    const auto fields = answer(line, dictionary);
    if (!fields) status = 1;
    out << (fields ? *fields : json{{"fields", json::object()}})
               .dump(-1, ' ', false, json::error_handler_t::replace)
        << '\n';
  }
  return status;
}

int run_extract(std::istream& in, std::ostream& out, std::ostream& problems, std::string templates) {
  if (templates.empty()) {
    const auto beside = std::filesystem::read_symlink("/proc/self/exe").parent_path() / "../../templates";
    templates = std::filesystem::exists("templates/forms") ? "templates" : beside.string();
  }
  const auto dictionary = load_dictionary(templates + "/forms/dictionary.toml");
  if (dictionary) return run_extract(in, out, *dictionary);
  problems << dictionary.error().text << '\n';
  return 1;
}
