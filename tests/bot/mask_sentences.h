#pragma once
#include <random>
#include <string>
#include <vector>

/// Sentences as reporters write them, with personal data made up, and lines of business with none.
struct Told {
  std::string sentence;
  std::vector<std::string> secrets;  // digits that must not be seen whole
};

class Sentences {
 public:
  explicit Sentences(unsigned seed) : random_(seed) {}
  Told personal();
  std::string business();

  std::string mobile();
  std::string identity();
  std::string card();
  std::string digits(int count);
  /// The digits in groups of such sizes, with `between` them.
  static std::string grouped(const std::string& digits, const std::vector<int>& sizes,
                             const std::string& between);
  static std::string wide(const std::string& digits);
  static std::string han(const std::string& digits);

 private:
  int below(int limit) { return std::uniform_int_distribution<int>(0, limit - 1)(random_); }
  template <class T>
  const T& one_of(const std::vector<T>& list) {
    return list[static_cast<std::size_t>(below(static_cast<int>(list.size())))];
  }
  std::string number(int from, int to) { return std::to_string(from + below(to - from + 1)); }
  std::string two(int from, int to);
  std::mt19937 random_;
};
