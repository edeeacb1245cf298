#pragma once
#include <bitset>
#include <cstddef>
#include <string_view>

/// Which three bytes stand side by side in a text. Rules look for hundreds of words in one sentence; a word
/// whose first three bytes are nowhere cannot be there, and need not be searched for. Two places may share a
/// bit, so yes is "perhaps" and no is certain. Words below three bytes: always perhaps.
class Trigrams {
 public:
  explicit Trigrams(std::string_view text) {
    for (std::size_t at = 0; at + 3 <= text.size(); ++at) seen_.set(place(text.data() + at));
  }
  bool may_hold(std::string_view word) const { return word.size() < 3 || seen_.test(place(word.data())); }

 private:
  static constexpr std::size_t places = 4096;
  static std::size_t place(const char* bytes) {
    const auto byte = [&](int at) { return static_cast<std::size_t>(static_cast<unsigned char>(bytes[at])); };
    return (byte(0) * 131 + byte(1) * 61 + (byte(2) << 6U) + byte(2)) % places;
  }
  std::bitset<places> seen_;
};
