// Gates M2, M3 and M6 of the masking rules with their figures: what of personal data is missed, what of
// business is altered, and the processor time of 64 kB and of a message of 200 characters. Fails where a gate
// is not kept. Usage: bench_mask [SENTENCES [LINES]]. Progress goes to stderr; the last line is one JSON
// object.
#include "bot/mask.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <iostream>
#include <nlohmann/json.hpp>

#include "tests/bot/mask_sentences.h"

using nlohmann::ordered_json;

namespace {

constexpr std::size_t large = 64 * 1024, message_characters = 200;
constexpr double large_ms_allowed = 20, message_us_allowed = 30;

double processor_seconds() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

double rounded(double value) { return std::round(value * 100) / 100; }

/// The median of 15, of one text after another of at least `length` bytes.
template <class Next>
double median_ms(std::size_t length, Next next) {
  std::vector<double> all;
  for (int i = 0; i < 15; ++i) {
    std::string text;
    while (text.size() < length) text += next();
    const auto begun = processor_seconds();
    mask(text);
    all.push_back((processor_seconds() - begun) * 1000);
  }
  std::sort(all.begin(), all.end());
  return all[all.size() / 2];
}

struct Kind {
  std::string name;
  std::function<std::string()> next;
};

std::vector<Kind> kinds(Sentences& sentences) {
  const auto repeated = [](const std::string& piece) { return [piece] { return piece; }; };
  return {{"business", [&] { return sentences.business() + "\n"; }},
          {"personal", [&] { return sentences.personal().sentence + "\n"; }},
          {"phones", repeated("13812345678 ")},
          {"runs_of_digits", repeated("1 ")},
          {"one_number", repeated("9")},
          {"cut_numbers", repeated("12-")},
          {"words_before_names", repeated("客户张三 ")},
          {"words_before_secrets", repeated("密码 ")},
          {"mail", repeated("a@b.c ")}};
}

/// Sentences one after another, cut at 200 characters.
template <class Next>
std::string message(Next next) {
  const auto continues = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; };
  std::string text;
  std::size_t characters = 0, at = 0;
  for (;; ++at) {
    while (at >= text.size()) text += next();
    if (!continues(text[at]) && ++characters > message_characters) return text.substr(0, at);
  }
}

/// Half of them full of personal data. The gate looks at the median: what interrupts one of 30 µs counts many
/// times its length.
ordered_json messages(Sentences& sentences) {
  std::vector<double> all;
  double sum = 0;
  for (int i = 0; i < 20'000; ++i) {
    const auto text =
        message([&] { return i % 2 == 0 ? sentences.personal().sentence : sentences.business(); });
    const auto begun = processor_seconds();
    mask(text);
    all.push_back((processor_seconds() - begun) * 1e6);
    sum += all.back();
  }
  std::sort(all.begin(), all.end());
  const auto at = [&](double share) {
    return rounded(all[static_cast<std::size_t>(share * static_cast<double>(all.size() - 1))]);
  };
  return {{"mean_us", rounded(sum / static_cast<double>(all.size()))},
          {"p50_us", at(0.5)},
          {"p99_us", at(0.99)},
          {"allowed_us", message_us_allowed}};
}

int missed_of(Sentences& sentences, int count) {
  int missed = 0;
  for (int i = 0; i < count; ++i) {
    const auto told = sentences.personal();
    const auto masked = mask(told.sentence);
    for (const auto& secret : told.secrets)
      if (masked.find(secret) != std::string::npos) {
        std::cerr << "missed: " << told.sentence << "\n";
        ++missed;
      }
  }
  return missed;
}

int altered_of(Sentences& sentences, int count) {
  int altered = 0;
  for (int i = 0; i < count; ++i) {
    const auto line = sentences.business();
    if (mask(line) == line) continue;
    std::cerr << "altered: " << line << "\n";
    ++altered;
  }
  return altered;
}

}  // namespace

int main(int count, char** arguments) {
  const int told = count > 1 ? std::atoi(arguments[1]) : 100'000;
  const int lines = count > 2 ? std::atoi(arguments[2]) : 20'000;
  Sentences sentences(20260310);
  const int missed = missed_of(sentences, told), altered = altered_of(sentences, lines);
  ordered_json large_ms;
  double slowest = 0;
  for (const auto& kind : kinds(sentences)) {
    const auto cost = median_ms(large, kind.next);
    large_ms[kind.name] = rounded(cost);
    slowest = std::max(slowest, cost);
    std::cerr << kind.name << ": " << rounded(cost) << " ms of 64 kB\n";
  }
  const auto small = messages(sentences);
  const bool m2 = missed * 1000 <= told, m3 = altered * 500 <= lines;
  const bool m6 = slowest <= large_ms_allowed && small.at("p50_us").get<double>() <= message_us_allowed;
  std::cout << ordered_json{{"bench", "mask"},
                            {"m2", {{"sentences", told}, {"missed", missed}, {"kept", m2}}},
                            {"m3", {{"lines", lines}, {"altered", altered}, {"kept", m3}}},
                            {"m6",
                             {{"64kB_ms", large_ms},
                              {"64kB_allowed_ms", large_ms_allowed},
                              {"message_of_200", small},
                              {"kept", m6}}}}
                   .dump()
            << std::endl;
  return m2 && m3 && m6 ? 0 : 1;
}
