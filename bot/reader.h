#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bot/sentence.h"

/// A ticket number as found in words.
struct NumberFound {
  long long value = 0;
  bool marked = false;  // by #, 事件单, 单号, No., …
  bool named = false;   // by a marker that means nothing but a ticket: #, 事件单, 工单, ticket
};

/// Reads words in normal form and hands back what was typed: each byte of the normal form knows where it
/// comes from. At most 16 kB are looked at. Holds its own copy of the text.
class Reader {
 public:
  explicit Reader(const std::string& original);
  bool done() const { return at_ >= flat_.size(); }
  std::size_t position() const { return at_; }
  void back_to(std::size_t position) { at_ = position; }
  /// Takes `word` (in normal form) when it comes next.
  bool eat(std::string_view word);
  bool sees(std::string_view word) const { return starts_with(rest_flat(), word); }
  /// Spaces, punctuation, brackets. True when something was skipped.
  bool skip_gap();
  /// Spaces, commas, colons and full stops only: what may stand before words that are kept.
  void skip_light_gap();
  /// What follows in normal form.
  std::string_view rest_flat() const { return std::string_view(flat_).substr(at_); }
  /// What follows, as typed, without light gaps before it and white space behind.
  std::string rest() const;
  /// The typed text from `begin` to `end`, both positions of the normal form.
  std::string typed(std::size_t begin, std::size_t end) const;
  /// Takes a ticket number when one comes next, with or without a marker. Dates, times and amounts are none.
  std::optional<NumberFound> number();
  /// False: no number ahead can be `named`.
  bool has_name() const;

 private:
  bool skip(std::string_view ascii, const std::vector<std::string_view>& wide);
  void eat_marker(NumberFound& found);
  bool measures_something() const;
  std::string original_, flat_;
  std::vector<std::size_t> origin_;  // flat byte → original byte; one more at the end
  std::size_t at_ = 0;
};
