#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kb/pattern_fault.h"

/// Tells which of many patterns are found in a text: the same as asking RE2 for each of them, by the literals
/// that a match needs (Aho-Corasick), then by sets of places (kb/pattern_code.h), and by RE2 itself only
/// where those cannot decide. Immutable; share by shared_ptr, any thread.
class PatternIndex {
 public:
  struct Bad {
    std::size_t pattern = 0;
    PatternFault fault;
  };
  struct Span {
    std::size_t from = 0, size = 0;  // bytes
  };
  struct Shape {
    std::size_t decided = 0;   // without RE2 in texts of up to 63 characters
    std::size_t filtered = 0;  // RE2 runs where the literals stand as they must
    std::size_t always = 0;    // RE2 runs on every text
  };

  /// Patterns that RE2 does not take are told by bad(), never match, and harm no other.
  static std::shared_ptr<const PatternIndex> build(std::vector<std::string> patterns, bool ignore_case);
  ~PatternIndex();
  const std::vector<Bad>& bad() const;
  const std::string& pattern(std::size_t number) const;
  Shape shape() const;
  /// The numbers of the patterns found in `text`, in order, into `found`.
  void matches(std::string_view text, std::vector<std::uint32_t>& found) const;
  /// Where RE2 finds one of them.
  std::optional<Span> find(std::size_t number, std::string_view text) const;

 private:
  PatternIndex();
  struct Body;
  std::unique_ptr<Body> body_;
};
