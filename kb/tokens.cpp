#include "kb/tokens.h"

#include <unicode/brkiter.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <memory>

#include "bot/utf8.h"
#include "kb/ideas.h"
#include "kb/page_text.h"

namespace {

constexpr std::size_t longest = 400;  // characters: a question, not the log pasted behind it

struct Spelled {
  std::u32string characters;
  std::vector<std::uint32_t> at;  // byte of each; one more at the end
};

Spelled spelled(std::string_view text) {
  Spelled out;
  std::size_t at = 0;
  while (at < text.size() && out.characters.size() < longest) {
    out.at.push_back(static_cast<std::uint32_t>(at));
    out.characters += next_code_point(text, at);
  }
  out.at.push_back(static_cast<std::uint32_t>(at));
  return out;
}

bool is_letter(char32_t c) { return u_isalnum(static_cast<UChar32>(c)) != 0; }
bool is_latin(char32_t c) { return is_letter(c) && !is_han_character(c); }

/// FNV-1a: keys must be alike in every process and with every library.
std::uint64_t hash(TokenKind kind, std::u32string_view text) {
  std::uint64_t sum = 14695981039346656037ull ^ static_cast<std::uint64_t>(kind);
  sum *= 1099511628211ull;
  for (const char32_t c : text) {
    sum ^= c;
    sum *= 1099511628211ull;
  }
  return sum ^ (sum >> 29);
}

class Collector {
 public:
  explicit Collector(const Spelled& text) : text_(text) {}
  void add(TokenKind kind, std::u32string_view key, std::size_t from, std::size_t to) {
    const auto id = hash(kind, key);
    if (2 * tokens_.size() >= seen_.size()) grow();
    auto& place = place_of(id);
    if (place != nothing) return;
    place = static_cast<std::uint32_t>(tokens_.size());
    tokens_.push_back({id, kind, is_latin(text_.characters[from]), text_.at[from], text_.at[to]});
  }
  void add(TokenKind kind, std::size_t from, std::size_t to) {
    add(kind, std::u32string_view(text_.characters).substr(from, to - from), from, to);
  }
  std::vector<Token> take() { return std::move(tokens_); }

 private:
  static constexpr auto nothing = static_cast<std::uint32_t>(-1);
  std::uint32_t& place_of(std::uint64_t id) {
    auto slot = id & (seen_.size() - 1);
    while (seen_[slot] != nothing && tokens_[seen_[slot]].key != id) slot = (slot + 1) & (seen_.size() - 1);
    return seen_[slot];
  }
  void grow() {
    seen_.assign(std::max<std::size_t>(256, 2 * seen_.size()), nothing);
    for (std::uint32_t i = 0; i < tokens_.size(); ++i) place_of(tokens_[i].key) = i;
  }

  const Spelled& text_;
  std::vector<std::uint32_t> seen_;  // tokens by key, open addressing: half the work of the library's set
  std::vector<Token> tokens_;
};

/// Endings of English words; enough to join "cards" and "card", "locked" and "locking".
std::u32string_view stem(std::u32string_view word) {
  const auto drop = [&](std::u32string_view ending, std::size_t least) {
    if (!word.ends_with(ending) || word.size() < ending.size() + least) return false;
    word.remove_suffix(ending.size());
    return true;
  };
  drop(U"'s", 2) || drop(U"’s", 2);
  if (drop(U"ies", 2)) return word;
  if (drop(U"ing", 3) || drop(U"ed", 3) || drop(U"es", 3) || (!word.ends_with(U"ss") && drop(U"s", 3))) {
    if (word.size() > 3 && word[word.size() - 1] == word[word.size() - 2]) word.remove_suffix(1);
  }
  if (word.size() > 3 && (word.back() == 'e' || word.back() == 'y')) word.remove_suffix(1);
  return word;
}

struct Span {
  std::size_t from = 0, to = 0;
};

/// ICU's words. Making a break iterator reads a dictionary, so each thread keeps one.
std::vector<Span> words_of(const std::u32string& text) {
  thread_local const std::unique_ptr<icu::BreakIterator> breaks = [] {
    UErrorCode status = U_ZERO_ERROR;
    std::unique_ptr<icu::BreakIterator> made(
        icu::BreakIterator::createWordInstance(icu::Locale::getSimplifiedChinese(), status));
    return U_SUCCESS(status) ? std::move(made) : nullptr;
  }();
  std::vector<Span> words;
  if (!breaks) return words;
  const auto wide = icu::UnicodeString::fromUTF32(reinterpret_cast<const UChar32*>(text.data()),
                                                  static_cast<int32_t>(text.size()));
  breaks->setText(wide);
  std::size_t at = 0;
  for (int32_t from = breaks->first(), to = breaks->next(); to != icu::BreakIterator::DONE;
       from = to, to = breaks->next()) {
    const auto size = static_cast<std::size_t>(wide.countChar32(from, to - from));
    if (is_letter(text[at])) words.push_back({at, at + size});
    at += size;
  }
  return words;
}

void add_characters(const std::u32string& text, Collector& out) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!is_han_character(text[i])) continue;
    out.add(TokenKind::character, i, i + 1);
    if (i + 1 < text.size() && is_han_character(text[i + 1])) out.add(TokenKind::pair, i, i + 2);
  }
}

void add_words(const std::u32string& text, Collector& out) {
  std::u32string before;
  std::size_t began = 0;
  for (const auto& word : words_of(text)) {
    const auto written = std::u32string_view(text).substr(word.from, word.to - word.from);
    const auto plain = is_latin(written[0]) ? stem(written) : written;
    out.add(TokenKind::word, plain, word.from, word.to);
    if (!before.empty()) out.add(TokenKind::word_pair, before + U' ' + std::u32string(plain), began, word.to);
    before = plain;
    began = word.from;
    if (!is_latin(written[0])) continue;
    // Pieces forgive endings and typing errors.
    const auto framed = U'<' + std::u32string(written) + U'>';
    for (std::size_t i = 0; i + 4 <= framed.size(); ++i)
      out.add(TokenKind::part, framed.substr(i, 4), word.from, word.to);
  }
}

}  // namespace

std::vector<Token> tokens_of(std::string_view text) {
  const auto letters = spelled(text);
  Collector out(letters);
  add_characters(letters.characters, out);
  add_words(letters.characters, out);
  for (const auto& idea : ideas_in(letters.characters))
    out.add(TokenKind::idea, std::u32string(1, static_cast<char32_t>(idea.group + 1)), idea.from, idea.to);
  return out.take();
}
