#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The RE2 of each pattern, made when first needed. Those used last are kept, so that memory has a limit
/// however many patterns there are. Any thread.
class PatternRegexes {
 public:
  PatternRegexes(bool ignore_case, std::size_t most_kept);
  ~PatternRegexes();
  /// `count` patterns will be asked for, by number.
  void resize(std::size_t count);
  /// Made now and kept for good: for what runs on every message.
  void pin(std::uint32_t number, const std::string& pattern);
  bool matches(std::uint32_t number, const std::string& pattern, std::string_view text) const;
  struct Span {
    std::size_t from = 0, size = 0;  // bytes
  };
  std::optional<Span> find(std::uint32_t number, const std::string& pattern, std::string_view text) const;

 private:
  struct Kept;
  std::unique_ptr<Kept> kept_;
};
