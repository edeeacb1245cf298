#pragma once
#include <algorithm>
#include <ctime>
#include <string>

/// Whether twice as much of `piece` costs `work` less than three times the processor time: it grows with the
/// length and not with its square. What else the machine does counts for nothing.
template <class Work>
bool grows_with_length(const std::string& piece, Work work) {
  const auto cost = [&](std::size_t length) {
    std::string text;
    while (text.size() < length) text += piece;
    double least = 1e9;
    for (int i = 0; i < 3; ++i) {
      const auto before = std::clock();
      work(text);
      least = std::min(least, static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC);
    }
    return least;
  };
  constexpr double grain = 0.02;  // seconds, of the clock
  cost(20'000);                   // first runs take memory and build what is built when it is first needed
  const double shorter = cost(10'000), longer = cost(20'000);
  return longer < 3 * shorter + grain;
}
