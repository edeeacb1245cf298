// How well first sentences are read, and how many questions are left to ask. Usage: bench_extract [FOLDER
// [TEMPLATES]] FOLDER holds *.jsonl of {"text","now","fields"}. Progress goes to stderr; the last line is one
// JSON object.
#include "bot/extract.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>

#include "bot/words.h"
#include "handlers/intake/rehearsal.h"
#include "templates/dictionary.h"
#include "templates/forms.h"

using nlohmann::json;

namespace {

constexpr std::array names{"phone",  "id_number", "account", "customer_name", "stock",
                           "amount", "time",      "system",  "operation",     "error"};

struct Labelled {
  std::string text;
  Time now{};
  int minutes_east = 480;
  Fields fields;
};

/// "2026-03-10T10:05:00+08:00"; a trailing Z or no offset is UTC.
void read_time(const std::string& text, Labelled& into) {
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, east_hours = 0, east_minutes = 0;
  char sign = '+';
  if (std::sscanf(text.c_str(), "%d-%d-%dT%d:%d:%d%c%d:%d", &year, &month, &day, &hour, &minute, &second,
                  &sign, &east_hours, &east_minutes) < 6)
    throw std::runtime_error("not a time: " + text);
  into.minutes_east = (east_hours * 60 + east_minutes) * (sign == '-' ? -1 : 1);
  const auto date = std::chrono::year{year} / std::chrono::month{static_cast<unsigned>(month)} /
                    std::chrono::day{static_cast<unsigned>(day)};
  into.now = std::chrono::sys_days{date} + std::chrono::hours{hour} +
             std::chrono::minutes{minute - into.minutes_east} + Seconds{second};
}

std::vector<Labelled> read_labelled(const std::string& folder) {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    if (entry.path().extension() == ".jsonl") paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  std::vector<Labelled> all;
  for (const auto& path : paths) {
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) {
      if (line.find_first_not_of(" \r\t") == std::string::npos) continue;
      const auto in = json::parse(line);
      if (!in.contains("fields")) continue;
      Labelled one;
      one.text = in.at("text").get<std::string>();
      read_time(in.at("now").get<std::string>(), one);
      for (const auto& [name, value] : in.at("fields").items())
        one.fields[name] = value.is_string() ? value.get<std::string>() : value.dump();
      all.push_back(std::move(one));
    }
  }
  return all;
}

bool same(const std::string& field, const std::string& want, const std::string& got) {
  if (field == "amount") {
    char* end = nullptr;
    const double value = std::strtod(got.c_str(), &end);
    return end != got.c_str() && *end == 0 && std::abs(std::atof(want.c_str()) - value) < 0.005;
  }
  if (field == "time") return got.starts_with(want) && got.size() <= std::max<std::size_t>(want.size(), 19);
  const auto a = bare(want), b = bare(got);
  if (field != "error") return a == b;
  // Scores count characters, not bytes.
  const auto characters = [](const std::string& text) {
    return std::count_if(text.begin(), text.end(),
                         [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
  };
  const bool part = a.find(b) != std::string::npos || b.find(a) != std::string::npos;
  return !a.empty() && !b.empty() && part &&
         std::min(characters(a), characters(b)) >= std::min<std::ptrdiff_t>(4, characters(a));
}

struct Count {
  int want = 0, got = 0, right = 0;
  void add(const Count& other) {
    want += other.want;
    got += other.got;
    right += other.right;
  }
  double recall() const { return std::round(1e4 * right / std::max(1, want)) / 1e4; }
  double precision() const { return std::round(1e4 * right / std::max(1, got)) / 1e4; }
};

double at(const std::vector<int>& sorted, double share) {
  if (sorted.empty()) return 0;
  return sorted[std::min(
      sorted.size() - 1,
      static_cast<std::size_t>(std::ceil(share * static_cast<double>(sorted.size()))) - (share > 0 ? 1 : 0))];
}

json measure(const std::vector<Labelled>& reports, const Forms& forms, const Dictionary& dictionary) {
  std::map<std::string, Count> counts;
  std::vector<int> questions;
  int small_talk = 0;
  for (const auto& report : reports) {
    const auto got = extract(report.text, dictionary, report.now, report.minutes_east);
    for (const std::string name : names) {
      const auto want = report.fields.find(name), found = got.find(name);
      const bool wanted = want != report.fields.end(), present = found != got.end();
      const bool right = wanted && present && same(name, want->second, found->second);
      counts[name].add({wanted, present, right});
      if (wanted != present || (wanted && !right))
        std::cerr << name << ": want " << (wanted ? want->second : "-") << ", got "
                  << (present ? found->second : "-") << " in: " << report.text << "\n";
    }
    const auto played =
        rehearse(forms, dictionary, report.text, report.now, report.minutes_east, report.fields);
    if (played.submitted) questions.push_back(played.questions);
    if (!played.submitted) ++small_talk;
    if (played.questions > 1) std::cerr << played.questions << " questions: " << report.text << "\n";
  }
  std::sort(questions.begin(), questions.end());
  Count total;
  json fields = json::object();
  for (const std::string name : names) {
    const auto& count = counts[name];
    total.add(count);
    fields[name] = {{"n", count.want}, {"recall", count.recall()}, {"precision", count.precision()}};
  }
  return {{"bench", "extract"},
          {"reports", reports.size()},
          {"precision", total.precision()},
          {"recall", total.recall()},
          {"fields", fields},
          {"tickets", questions.size()},
          {"small_talk", small_talk},
          {"questions_median", at(questions, 0.5)},
          {"questions_p95", at(questions, 0.95)}};
}

}  // namespace

int main(int count, char** arguments) try {
  const std::string templates = count > 2 ? arguments[2] : "templates";
  const auto forms = load_forms(templates + "/forms");
  const auto dictionary = load_dictionary(templates + "/forms/dictionary.toml");
  if (!forms || !dictionary) {
    std::cerr << (!forms ? forms.error().text : dictionary.error().text) << "\n";
    return 1;
  }
  const auto reports = read_labelled(count > 1 ? arguments[1] : "../shared/data/intake");
  std::cout << measure(reports, *forms, *dictionary).dump() << std::endl;
  return reports.empty() ? 1 : 0;
} catch (const std::exception& failed) {
  std::cerr << failed.what() << "\n";
  return 1;
}
