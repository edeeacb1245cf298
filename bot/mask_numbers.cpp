// Masking of numbers. RE2 cannot look around, so first runs of digits are found, then whole strings
// classified.
#include <string>
#include <vector>

#include "bot/mask_groups.h"
#include "bot/mask_kinds.h"
#include "bot/mask_parts.h"

namespace {

constexpr std::size_t most_digits = 30;

/// Groups [first, last) read as one string.
struct Piece {
  std::string digits;
  std::vector<std::size_t> at;  // the glyph of each
};

class Runs {
 public:
  Runs(Glyphs& glyphs, Findings& findings) : glyphs_(glyphs), findings_(findings) {}

  void find() {
    for (std::size_t at = 0; at < glyphs_.size();) {
      if (!is_digit(glyphs_[at])) {
        ++at;
        continue;
      }
      at = read_run(at);
      flatten();
      if (digits_in(0, groups_.size()) < fewest_digits || company()) continue;
      mark_others(glyphs_, groups_);
      classify();
    }
  }

 private:
  /// Fills groups_; where to go on.
  std::size_t read_run(std::size_t at) {
    groups_.clear();
    for (;;) {
      const auto group = group_at(glyphs_, at);
      if (left_by_mask(glyphs_, group.begin, group.end)) return group.end;
      push_group(glyphs_, groups_, group);
      const auto next = next_in_run(glyphs_, group.end);
      if (next == std::string::npos) return group.end;
      const auto following = group_at(glyphs_, next);
      if (left_by_mask(glyphs_, following.begin, following.end)) return following.end;
      at = next;
    }
  }

  /// A run's digits are copied once: every join of its groups is a part of them.
  void flatten() {
    digits_.clear();
    at_.clear();
    offsets_.clear();
    for (const auto& group : groups_) {
      offsets_.push_back(digits_.size());
      for (auto at = group.begin; at < group.end; ++at) {
        digits_ += static_cast<char>(glyphs_[at].plain);
        at_.push_back(at);
      }
    }
    offsets_.push_back(digits_.size());
  }

  std::size_t digits_in(std::size_t first, std::size_t last) const {
    return offsets_[last] - offsets_[first];
  }

  /// The letters and digits around a run of one group are a company's code: shown.
  bool company() const {
    if (groups_.size() != 1) return false;
    auto begin = groups_[0].begin, end = groups_[0].end;
    while (begin > 0 && groups_[0].begin - begin < 18 && ascii_alphanumeric(glyphs_[begin - 1].plain))
      --begin;
    while (end < glyphs_.size() && end - begin <= 18 && ascii_alphanumeric(glyphs_[end].plain)) ++end;
    if (end - begin != 18) return false;
    std::string code;
    for (auto at = begin; at < end; ++at) code += static_cast<char>(glyphs_[at].plain);
    return company_code(code) && !identity_shape(code);
  }

  /// The whole run first; else from each group on the longest that fits; else every window of an identity
  /// number.
  void classify() {
    const auto count = groups_.size();
    if (const auto start = from(0); start.last == count && fits(start, count)) return;
    std::size_t rest = 0;
    for (std::size_t first = 0; first < count;) {
      const auto last = longest_from(first);
      if (last == first) {
        ++first;
        continue;
      }
      hide_windows(rest, first);
      rest = first = last;
    }
    hide_windows(rest, count);
  }

  /// Behind the last group of the longest fitting join that begins with `first`; `first` when none fits.
  std::size_t longest_from(std::size_t first) {
    const auto start = from(first);
    for (auto last = start.last; last > first; --last)
      if (fits(start, last)) return last;
    return first;
  }

  /// What is the same for every join that begins with one group.
  struct Start {
    std::size_t first = 0, last = 0;  // as many groups as the longest kind can take
    std::size_t named_from = 0;
    bool named = false;  // by a word for an account
    std::string_view digits;
  };
  Start from(std::size_t first) const {
    Start start;
    start.first = start.last = first;
    start.named_from = groups_[first].begin;
    start.named = account_is_named(glyphs_, start.named_from);
    for (; start.last < groups_.size() && digits_in(first, start.last + 1) <= most_digits; ++start.last)
      // Any six digits are an account's, so those of the next line are another number.
      if (start.named && digits_in(first, start.last) >= fewest_digits && begins_line(start.last)) break;
    start.digits = std::string_view(digits_).substr(offsets_[first], digits_in(first, start.last));
    return start;
  }

  bool begins_line(std::size_t group) const {
    for (auto at = groups_[group - 1].end; at < groups_[group].begin; ++at)
      if (glyphs_[at].plain == U'\n') return true;
    return false;
  }

  Piece piece(std::size_t first, std::size_t last) const {
    const auto begin = static_cast<std::ptrdiff_t>(offsets_[first]);
    const auto end = static_cast<std::ptrdiff_t>(offsets_[last]);
    return {digits_.substr(offsets_[first], digits_in(first, last)),
            {at_.begin() + begin, at_.begin() + end}};
  }

  /// Adds the X of an identity number that stands right behind its 17 digits.
  void add_x(Piece& joined) const {
    const auto behind = joined.at.back() + 1;
    if (joined.digits.size() != 17 || behind >= glyphs_.size() || glyphs_[behind].plain != U'X') return;
    if (behind + 1 < glyphs_.size() && ascii_alphanumeric(glyphs_[behind + 1].plain)) return;
    joined.digits += 'X';
    joined.at.push_back(behind);
  }

  /// Lengths and beginnings that no kind has cost nothing.
  static bool possible(const Start& start, std::size_t digits) {
    if (start.named) return digits >= fewest_digits && digits <= most_digits;
    switch (start.digits[0]) {
      case '0':
        return (digits >= 10 && digits <= 12) || digits == 15;
      case '1':
        return digits == 11 || (digits >= 15 && digits <= 18);
      case '8':
        return digits == 13 || digits == 15 || digits == 17 || digits == 18;
      default:
        return digits >= 15 && digits <= 19;
    }
  }

  /// Looks at the digits before anything is copied: most joins end here.
  bool shaped(const Start& start, std::size_t last, std::size_t count) const {
    const auto digits = start.digits.substr(0, count);
    return start.named || count == 17 || card(start, last, digits) || mobile_prefix(digits) >= 0 ||
           identity_shape(digits) || area_code(digits) > 0;
  }

  bool card(const Start& start, std::size_t last, std::string_view digits) const {
    if (!card_prefix(digits)) return false;
    if (card_groups(groups_, start.first, last) && luhn(digits)) return true;
    return card_is_named(glyphs_, groups_[start.first].begin);
  }

  bool fits(const Start& start, std::size_t last) {
    const auto first = start.first, digits = digits_in(first, last);
    if (!possible(start, digits) || !shaped(start, last, digits)) return false;
    auto joined = piece(first, last);
    add_x(joined);
    const bool plain = !other(groups_, first, last);
    if (plain) {
      if (const int prefix = mobile_prefix(joined.digits); prefix >= 0)
        return hide_phone(joined, static_cast<std::size_t>(prefix));
    }
    if (identity_shape(joined.digits) && (plain || born(first, last)))
      return hide(Personal::identity, joined, 1, 1);
    if (!plain) return false;
    if (card(start, last, joined.digits)) return hide(Personal::card, joined, 0, 4);
    if (start.named) return hide(Personal::account, joined, 0, 3, start.named_from);
    if (const auto area = area_code(joined.digits); area > 0)
      return hide(Personal::landline, joined, area, 2);
    return false;
  }

  /// 110105 1949-12-31 002X: its only date is the birth date.
  bool born(std::size_t first, std::size_t last) const {
    return last - first == 5 && groups_[first].size() == 6 && !groups_[first].other &&
           groups_[first + 1].other && groups_[first + 3].other && !groups_[first + 4].other;
  }

  bool hide_phone(Piece& joined, std::size_t prefix) {
    auto from = joined.at.front();
    // "+86 138…", "(+86)138…": the country stays, hidden digits only are replaced.
    if (from > 0 && glyphs_[from - 1].plain == U'+' && prefix > 0) --from;
    joined.at.erase(joined.at.begin(), joined.at.begin() + static_cast<std::ptrdiff_t>(prefix));
    return hide(Personal::phone, joined, 3, 4, from);
  }

  bool hide(Personal kind, const Piece& joined, std::size_t shown_first, std::size_t shown_last) {
    return hide(kind, joined, shown_first, shown_last, joined.at.front());
  }

  bool hide(Personal kind, const Piece& joined, std::size_t shown_first, std::size_t shown_last,
            std::size_t from) {
    Finding finding{kind, from, joined.at.back() + 1, joined.at, shown_first, shown_last};
    if (kind == Personal::account && from < joined.at.front())
      finding.digits.insert(finding.digits.begin(), from);
    take(glyphs_, findings_, std::move(finding));
    return true;
  }

  /// A correct check digit in any 18 of them: the whole rest is hidden.
  void hide_windows(std::size_t first, std::size_t last) {
    if (first >= last || digits_in(first, last) < 17) return;
    auto joined = piece(first, last);
    const auto behind = joined.at.back() + 1;
    if (behind < glyphs_.size() && glyphs_[behind].plain == U'X') {
      joined.digits += 'X';
      joined.at.push_back(behind);
    }
    const std::string_view digits = joined.digits;
    for (std::size_t at = 0; at + 18 <= digits.size(); ++at) {
      const auto window = digits.substr(at, 18);
      if (!identity_shape(window) || !identity_check(window)) continue;
      hide(Personal::number, joined, 0, 0);
      return;
    }
  }

  Glyphs& glyphs_;
  Findings& findings_;
  Groups groups_;
  std::string digits_;                // of all groups
  std::vector<std::size_t> at_;       // the glyph of each
  std::vector<std::size_t> offsets_;  // where each group begins among them, and where the last ends
};

}  // namespace

void find_numbers(Glyphs& glyphs, Findings& findings) { Runs(glyphs, findings).find(); }
