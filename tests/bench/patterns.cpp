// The pattern index beside a loop of RE2, a loop of JavaScript's RegExp and Vectorscan: one thread, every
// matching pattern reported, in one run. Usage: bench_patterns [FOLDER], with patterns_{1000,10000}.txt,
// patterns_50000.txt.gz and messages.txt. Progress goes to stderr; the last line is one JSON object.
#include <malloc.h>
#include <re2/re2.h>
#ifdef DUTYDESK_VECTORSCAN
#include <hs/hs.h>
#endif

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "kb/pattern_index.h"

using nlohmann::json;
using nlohmann::ordered_json;

namespace {

using Lines = std::vector<std::string>;
using Numbers = std::vector<std::uint32_t>;
/// Processor time of this thread: what else the machine does shall not count for or against anybody.
double now_seconds() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}
double seconds_since(double begun) { return now_seconds() - begun; }

Lines lines_of(std::istream& in) {
  Lines lines;
  for (std::string line; std::getline(in, line);)
    if (!line.empty()) lines.push_back(line);
  return lines;
}

std::string output_of(const std::string& command) {
  std::string text;
  std::FILE* const pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) throw std::runtime_error("cannot run " + command);
  char part[65536];
  for (std::size_t size = 0; (size = std::fread(part, 1, sizeof part, pipe)) > 0;) text.append(part, size);
  if (pclose(pipe) != 0) throw std::runtime_error("failed: " + command);
  return text;
}

Lines read_lines(const std::string& path) {
  if (path.ends_with(".gz")) {
    std::istringstream in(output_of("gzip -dc '" + path + "'"));
    return lines_of(in);
  }
  std::ifstream in(path);
  if (!in) throw std::runtime_error("cannot read " + path);
  return lines_of(in);
}

Lines every(const Lines& all, std::size_t most) {
  Lines some;
  const auto step = std::max<std::size_t>(1, all.size() / most);
  for (std::size_t i = 0; i < all.size() && some.size() < most; i += step) some.push_back(all[i]);
  return some;
}

/// Messages a second: whole rounds over `messages` until the time is up.
template <class Find>
double rate(const Lines& messages, double seconds, const Find& find) {
  std::size_t done = 0;
  const auto begun = now_seconds();
  do {
    for (const auto& message : messages) find(message);
    done += messages.size();
  } while (seconds_since(begun) < seconds);
  return static_cast<double>(done) / seconds_since(begun);
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

class RegexRow {
 public:
  explicit RegexRow(const Lines& patterns) {
    for (const auto& pattern : patterns) regexes_.push_back(std::make_unique<RE2>(pattern, RE2::Quiet));
  }
  void operator()(const std::string& text, Numbers& found) const {
    found.clear();
    for (std::size_t i = 0; i < regexes_.size(); ++i)
      if (RE2::PartialMatch(text, *regexes_[i])) found.push_back(static_cast<std::uint32_t>(i));
  }

 private:
  std::vector<std::unique_ptr<RE2>> regexes_;
};

#ifdef DUTYDESK_VECTORSCAN
class Vectorscan {
 public:
  explicit Vectorscan(const Lines& patterns) {
    std::vector<const char*> texts;
    std::vector<unsigned> flags, ids;
    for (std::size_t i = 0; i < patterns.size(); ++i) {
      texts.push_back(patterns[i].c_str());
      flags.push_back(HS_FLAG_UTF8 | HS_FLAG_SINGLEMATCH);
      ids.push_back(static_cast<unsigned>(i));
    }
    hs_compile_error_t* error = nullptr;
    if (hs_compile_multi(texts.data(), flags.data(), ids.data(), static_cast<unsigned>(texts.size()),
                         HS_MODE_BLOCK, nullptr, &database_, &error) != HS_SUCCESS)
      throw std::runtime_error(std::string("Vectorscan: ") + error->message);
    if (hs_alloc_scratch(database_, &scratch_) != HS_SUCCESS)
      throw std::runtime_error("Vectorscan: no scratch");
  }
  ~Vectorscan() {
    hs_free_scratch(scratch_);
    hs_free_database(database_);
  }
  Vectorscan(const Vectorscan&) = delete;
  Vectorscan& operator=(const Vectorscan&) = delete;
  void operator()(const std::string& text, Numbers& found) const {
    found.clear();
    const auto note = [](unsigned id, unsigned long long, unsigned long long, unsigned, void* into) {
      static_cast<Numbers*>(into)->push_back(id);
      return 0;
    };
    hs_scan(database_, text.data(), static_cast<unsigned>(text.size()), 0, scratch_, note, &found);
  }

 private:
  hs_database_t* database_ = nullptr;
  hs_scratch_t* scratch_ = nullptr;
};
#endif

/// The other matchers must say the same, else their speed says nothing.
void same(const char* who, const std::string& message, Numbers theirs, const Numbers& ours) {
  std::sort(theirs.begin(), theirs.end());
  if (theirs != ours) throw std::runtime_error(std::string(who) + " finds other patterns in: " + message);
}

json javascript(const Lines& patterns, const Lines& messages, double seconds) {
  const auto file =
      std::filesystem::temp_directory_path() / ("bench_patterns_" + std::to_string(getpid()) + ".json");
  std::ofstream(file) << json{{"patterns", patterns}, {"messages", messages}, {"seconds", seconds}};
  const auto answer =
      output_of("node '" SOURCE_FOLDER "/tests/support/regexp_loop.mjs' '" + file.string() + "'");
  std::filesystem::remove(file);
  return json::parse(answer);
}

/// Resident bytes that are not shared: what the index costs is the growth of it.
double resident_mb() {
  malloc_trim(0);
  std::ifstream statm("/proc/self/statm");
  double size = 0, resident = 0, shared = 0;
  statm >> size >> resident >> shared;
  return (resident - shared) * static_cast<double>(sysconf(_SC_PAGESIZE)) / 1048576;
}

struct Ratios {
  double re2 = 0, javascript = 0, vectorscan = 0;
};

/// In turns, so that a busy machine slows all of them alike; the middle of three rounds counts.
Ratios compare(const Lines& patterns, const Lines& messages, const PatternIndex& index) {
  const auto few = every(messages, 150);
  const RegexRow loop(patterns);
  Numbers found, ours;
  const auto mine = [&](const std::string& text) { index.matches(text, ours); };
  const auto theirs = [&](const std::string& text) { loop(text, found); };
  for (const auto& message : few) {  // warms the loop, too
    mine(message);
    theirs(message);
    same("RE2", message, found, ours);
  }
  const auto script = javascript(patterns, few, 2);
  for (std::size_t i = 0; i < few.size(); ++i) {
    mine(few[i]);
    same("RegExp", few[i], script["matches"][i].get<Numbers>(), ours);
  }
  std::vector<double> re2, js, vectorscan;
#ifdef DUTYDESK_VECTORSCAN
  std::cerr << "compiling for Vectorscan\n";
  const Vectorscan scanner(patterns);
  const auto scan = [&](const std::string& text) { scanner(text, found); };
  for (const auto& message : messages) {
    mine(message);
    scan(message);
    same("Vectorscan", message, found, ours);
  }
#endif
  for (int round = 0; round < 3; ++round) {
    const auto own = rate(few, 0.7, mine), row = rate(few, 0.7, theirs);
    const auto regexp =
        round == 0 ? script["per_s"].get<double>() : javascript(patterns, few, 1)["per_s"].get<double>();
    re2.push_back(own / row);
    js.push_back(rate(few, 0.7, mine) / regexp);
    std::cerr << "index " << own << ", RE2 loop " << row << ", RegExp loop " << regexp << " messages/s ("
              << few.size() << " messages)\n";
#ifdef DUTYDESK_VECTORSCAN
    const auto all = rate(messages, 0.7, mine), scanned = rate(messages, 0.7, scan);
    vectorscan.push_back(all / scanned);
    std::cerr << "index " << all << ", Vectorscan " << scanned << " messages/s (all messages)\n";
#endif
  }
  return {median(re2), median(js), vectorscan.empty() ? 0 : median(vectorscan)};
}

double three_figures(double value) {
  return value >= 100 ? std::round(value) : std::round(value * 100) / 100;
}

int run(const std::string& folder) {
  const auto messages = read_lines(folder + "/messages.txt");
  ordered_json per_second{{"1000", 0}, {"10000", 0}, {"50000", 0}};
  Ratios ratios;
  double build_seconds = 0, megabytes = 0;
  Numbers found;
  for (const std::string size : {"1000", "50000", "10000"}) {
    auto patterns = read_lines(folder + "/patterns_" + size + (size == "50000" ? ".txt.gz" : ".txt"));
    const auto before = resident_mb();
    const auto begun = now_seconds();
    const auto index = PatternIndex::build(patterns, false);
    const auto built = seconds_since(begun);
    if (!index->bad().empty()) std::cerr << index->bad().size() << " patterns cannot be read\n";
    const auto find = [&](const std::string& text) { index->matches(text, found); };
    std::size_t matches = 0;
    for (const auto& message : messages) {
      find(message);
      matches += found.size();
    }
    const auto grown = resident_mb() - before;
    std::vector<double> rates;
    for (int round = 0; round < 3; ++round) rates.push_back(rate(messages, 0.7, find));
    per_second[size] = static_cast<long long>(median(rates));
    const auto shape = index->shape();
    std::cerr << size << " patterns: built in " << built << " s, " << grown << " MB after all messages, "
              << per_second[size] << " messages/s, "
              << static_cast<double>(matches) / static_cast<double>(messages.size())
              << " matches each; without RE2 " << shape.decided << ", filtered " << shape.filtered
              << ", always " << shape.always << "\n";
    if (size == "50000") {
      build_seconds = built;
      megabytes = grown;
    }
    if (size == "10000") ratios = compare(patterns, messages, *index);
  }
  std::cout << ordered_json{{"vs_re2_loop", three_figures(ratios.re2)},
                            {"vs_js_loop", three_figures(ratios.javascript)},
                            {"vs_vectorscan",
                             ratios.vectorscan > 0 ? json(three_figures(ratios.vectorscan)) : json(nullptr)},
                            {"messages_per_s", per_second},
                            {"build_s_50000", three_figures(build_seconds)},
                            {"mb_50000", three_figures(megabytes)}}
            << std::endl;
  return 0;
}

}  // namespace

int main(int count, char** arguments) {
  try {
    return run(count > 1 ? arguments[1] : SOURCE_FOLDER "/../shared/data/patterns");
  } catch (const std::exception& error) {
    std::cerr << error.what() << "\n";
    return 1;
  }
}
