#include "kb/pattern_code.h"

#include <optional>

#include "bot/utf8.h"

namespace {

constexpr std::size_t longest_piece = 32;  // characters of one literal step
constexpr std::size_t deepest = 20;        // groups within groups
constexpr std::uint64_t surely_small =
    400;  // characters after counting out: RE2 takes that whatever they are

std::uint32_t word(PatternStep step, std::uint32_t payload) {
  return static_cast<std::uint32_t>(step) << 28U | payload;
}
bool is_letter(char32_t c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char32_t c) { return c >= '0' && c <= '9'; }
bool is_sign(char32_t c) { return c > ' ' && c < 0x7F && c != '_' && !is_letter(c) && !is_digit(c); }
bool is_syntax(char32_t c) {
  return std::u32string_view(U".[]{}()^$*+?").find(c) != std::u32string_view::npos;
}

/// Scripts that know no capitals. Others may: RE2's tables decide, not we.
bool surely_caseless(char32_t c) {
  return (c < 0x80 && !is_letter(c)) || (c >= 0x2E80 && c <= 0xA63F) || (c >= 0xAC00 && c <= 0xD7A3) ||
         (c >= 0xFF01 && c <= 0xFF20) || (c >= 0x20000 && c <= 0x3FFFF);
}

struct Times {
  std::uint32_t least = 1, most = 1;
};

/// Understands the part of RE2's syntax that people write; whatever else comes makes it give up, since a
/// guess might lose a match.
class PatternReader {
 public:
  PatternReader(std::u32string_view text, bool ignore_case, PatternLiterals& literals)
      : text_(text), ignore_case_(ignore_case), literals_(literals) {}

  PatternCode read() {
    if (text_.starts_with(U"(?i)")) {
      ignore_case_ = true;
      at_ = 4;
    }
    code_.understood = either(0) && at_ == text_.size();
    if (size_ > surely_small) code_.surely_valid = false;
    if (!code_.understood) code_.words.clear();
    return std::move(code_);
  }

 private:
  bool more() const { return at_ < text_.size(); }
  char32_t peek() const { return text_[at_]; }
  bool take(char32_t c) {
    if (!more() || peek() != c) return false;
    ++at_;
    return true;
  }
  void put(PatternStep step, std::uint32_t payload = 0) { code_.words.push_back(word(step, payload)); }
  /// Puts a step in front of all words from `from` on.
  void wrap(PatternStep step, std::size_t from) {
    const auto size = static_cast<std::uint32_t>(code_.words.size() - from);
    code_.words.insert(code_.words.begin() + static_cast<std::ptrdiff_t>(from), word(step, size));
  }

  bool either(std::size_t depth) {
    if (depth > deepest) return false;
    const auto from = code_.words.size();
    std::size_t branches = 1;
    if (!sequence(depth)) return false;
    for (; take('|'); ++branches)
      if (!sequence(depth)) return false;
    if (branches > 1) wrap(PatternStep::either, from);
    return true;
  }

  bool sequence(std::size_t depth) {
    const auto from = code_.words.size();
    std::size_t parts = 0;
    std::u32string pending;
    while (more() && peek() != '|' && peek() != ')') {
      if (const auto c = literal_here()) {
        const auto times = quantifier();
        if (!times) return false;
        if (times->least == 1 && times->most == 1) {
          pending += *c;
          continue;
        }
        parts += flush(pending);
        pending += *c;
        const auto piece = code_.words.size();
        if (flush(pending) == 0 || !repeat(piece, *times, 1)) return false;
        ++parts;
        continue;
      }
      parts += flush(pending);
      if (!part(depth)) return false;
      ++parts;
    }
    parts += flush(pending);
    if (parts == 0) put(PatternStep::nothing);
    if (parts > 1) wrap(PatternStep::sequence, from);
    return !failed_;
  }

  /// A character that stands for itself and is searched for; nothing is read where it does not.
  std::optional<char32_t> literal_here() {
    const auto c = peek();
    if (c == '\\') {
      if (at_ + 1 >= text_.size() || !is_sign(text_[at_ + 1])) return std::nullopt;
      ++at_;
    } else if (is_syntax(c) || (ignore_case_ && !is_letter(c) && !surely_caseless(c))) {
      return std::nullopt;
    }
    ++at_;
    ++size_;
    const auto folded = pattern_fold(text_[at_ - 1]);
    if (!ignore_case_ && (is_letter(folded) || folded != text_[at_ - 1])) code_.exact = false;
    return folded;
  }

  std::size_t flush(std::u32string& pending) {
    std::size_t parts = 0;
    for (std::size_t from = 0; from < pending.size(); from += longest_piece, ++parts) {
      const auto piece = pending.substr(from, longest_piece);
      const auto number = literals_.number(piece);
      if (number == 0) failed_ = true;
      put(PatternStep::literal, static_cast<std::uint32_t>(piece.size()) << literal_bits | number);
    }
    pending.clear();
    return parts;
  }

  bool part(std::size_t depth) {
    const auto from = code_.words.size();
    const auto size_before = size_;
    const auto c = text_[at_++];
    ++size_;
    if (c == '.') return dots();
    if (c == '^' || c == '$') {
      put(c == '^' ? PatternStep::begin : PatternStep::end);
      return no_quantifier();
    }
    if (c == '(') {
      if (take('?') && !take(':')) return false;
      if (!either(depth + 1) || !take(')')) return false;
    } else if (c == '[') {
      if (!character_class()) return false;
    } else if (c == '\\') {
      if (!more()) return false;
      const auto kind = text_[at_++];
      if (kind == 'b' || kind == 'B' || kind == 'A' || kind == 'z') return border(kind);
      if (!class_escape(kind)) return false;
      put(PatternStep::wild);
      code_.exact = false;
    } else if (c >= 0x80) {  // may have a capital somewhere
      put(PatternStep::wild);
      code_.exact = false;
    } else {
      return false;
    }
    const auto times = quantifier();
    return times && repeat(from, *times, size_ - size_before);
  }

  bool border(char32_t kind) {
    if (kind == 'b' || kind == 'B') {
      put(PatternStep::nothing);
      code_.exact = false;
    } else {
      put(kind == 'A' ? PatternStep::begin : PatternStep::end);
    }
    return no_quantifier();
  }
  bool no_quantifier() const {
    return !more() || std::u32string_view(U"*+?{").find(peek()) == std::u32string_view::npos;
  }

  /// What stands behind \ for one of many characters, or for one that is not searched for.
  bool class_escape(char32_t kind) {
    if (std::u32string_view(U"dDsSwWnrtfv").find(kind) != std::u32string_view::npos) return true;
    if (kind != 'p' && kind != 'P') return false;
    code_.surely_valid = false;
    if (!more()) return false;
    if (text_[at_++] != '{') return is_letter(text_[at_ - 1]);
    while (more() && (is_letter(peek()) || peek() == '_' || peek() == '^')) ++at_;
    return take('}');
  }

  /// Behind [. A few plain characters become branches; anything else one wild step.
  bool character_class() {
    const bool negated = take('^');
    std::u32string plain;
    bool simple = !negated;
    for (bool first = true; !take(']'); first = false) {
      if (!more() || peek() == '[') return false;
      if (first && peek() == ']') return false;
      const auto before = at_;
      const auto c = literal_here();
      size_ -= at_ > before ? 1 : 0;
      if (c && *c != '-' && !(more() && peek() == '-')) {
        plain += *c;
        continue;
      }
      simple = false;
      code_.surely_valid = false;  // ranges, escapes: RE2 knows whether they are right
      if (c) continue;
      const auto other = text_[at_++];
      if (other == '\\' && (!more() || !class_escape(text_[at_++]))) return false;
    }
    if (!simple || plain.empty() || plain.size() > 16) {
      put(PatternStep::wild);
      code_.exact = false;
      size_ += 4;
      return true;
    }
    const auto from = code_.words.size();
    for (const auto c : plain) {
      std::u32string one(1, c);
      flush(one);
    }
    if (plain.size() > 1) wrap(PatternStep::either, from);
    return !failed_;
  }

  bool dots() {
    const auto times = quantifier();
    if (!times) return false;
    const auto most = times->most == endless_repeat ? endless_dots : times->most;
    put(PatternStep::dots, times->least << 14U | most);
    count(times->most == endless_repeat ? times->least : times->most, 1);
    return true;
  }

  bool repeat(std::size_t from, Times times, std::uint64_t size) {
    if (times.least == 1 && times.most == 1) return true;
    code_.words.insert(code_.words.begin() + static_cast<std::ptrdiff_t>(from),
                       times.least << 16U | times.most);
    wrap(PatternStep::repeat, from);
    count(times.most == endless_repeat ? times.least : times.most, size);
    return true;
  }
  void count(std::uint64_t times, std::uint64_t size) {
    if (times > 1) size_ += times * size;
  }

  std::optional<std::uint32_t> number() {
    const auto from = at_;
    std::uint32_t value = 0;
    while (more() && is_digit(peek()) && at_ - from < 4) value = value * 10 + (text_[at_++] - '0');
    const bool leading_zero = text_[from] == '0' && at_ - from > 1;
    return at_ == from || leading_zero || value > 1000 ? std::nullopt : std::optional(value);
  }

  /// None: one time. nullopt: not understood.
  std::optional<Times> quantifier() {
    Times times;
    if (!more()) return times;
    if (take('*'))
      times = {0, endless_repeat};
    else if (take('+'))
      times = {1, endless_repeat};
    else if (take('?'))
      times = {0, 1};
    else if (take('{')) {
      if (!more()) return std::nullopt;
      const auto least = number();
      if (!least) return std::nullopt;
      times = {*least, *least};
      if (take(',')) {
        times.most = endless_repeat;
        if (more() && peek() != '}') {
          const auto most = number();
          if (!most || *most < *least) return std::nullopt;
          times.most = *most;
        }
      }
      if (!take('}')) return std::nullopt;
    } else {
      return times;
    }
    take('?');  // lazy: whether something is found does not change
    if (!no_quantifier()) return std::nullopt;
    return times;
  }

  std::u32string_view text_;
  bool ignore_case_;
  PatternLiterals& literals_;
  PatternCode code_;
  std::size_t at_ = 0;
  std::uint64_t size_ = 0;  // of the pattern with its repetitions counted out
  bool failed_ = false;
};

}  // namespace

std::uint32_t PatternLiterals::number(const std::u32string& literal) {
  if (all_.size() >= std::size_t{1} << literal_bits) return 0;
  const auto [found, added] = numbers_.try_emplace(literal, static_cast<std::uint32_t>(all_.size()));
  if (added) all_.push_back(literal);
  return found->second;
}

PatternCode pattern_code(const std::string& pattern, bool ignore_case, PatternLiterals& literals) {
  std::u32string text;
  for (std::size_t at = 0; at < pattern.size();) {
    const auto c = next_code_point(pattern, at);
    if (c == 0 || c == 0xFFFD) return {};
    text += c;
  }
  return PatternReader(text, ignore_case, literals).read();
}
