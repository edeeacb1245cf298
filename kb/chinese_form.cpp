#include "kb/chinese_form.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <numeric>
#include <opencc/Config.hpp>
#include <opencc/Conversion.hpp>
#include <opencc/ConversionChain.hpp>
#include <opencc/Converter.hpp>
#include <opencc/Dict.hpp>
#include <opencc/DictEntry.hpp>
#include <opencc/Lexicon.hpp>
#include <unordered_set>
#include <vector>

#include "bot/utf8.h"

namespace {

/// OpenCC's way to Traditional without its 48,000 phrases, which take 4.6 MB: they choose between Traditional
/// characters that come back as one. Among the 518 words of Taiwan they matter to a dozen, most of them names
/// of countries; normal_form() has those of daily use.
constexpr const char* characters_only = R"({
  "segmentation": {"type": "mmseg", "dict": {"type": "ocd2", "file": "STCharacters.ocd2"}},
  "conversion_chain": [{"dict": {"type": "ocd2", "file": "STCharacters.ocd2"}}]})";

constexpr char32_t table_size = 0x10000;
constexpr char16_t unknown = 0;  // beyond the tables; the text has no NUL

/// The only character of `text`, or unknown.
char16_t only_character(const std::string& text) {
  std::size_t at = 0;
  const auto c = text.empty() ? U'\0' : next_code_point(text, at);
  return at == text.size() && c < table_size ? static_cast<char16_t>(c) : unknown;
}

/// Which characters may stand side by side where a phrase of the dictionaries is met, in any step of the way.
/// Characters that become one another in some step count as one, and are called a kind here: coarser than
/// need be, so that nothing is missed.
class Neighbours {
 public:
  explicit Neighbours(const std::vector<opencc::LexiconPtr>& steps) : kind_(table_size) {
    std::iota(kind_.begin(), kind_.end(), char16_t{0});
    for (const auto& step : steps)
      for (const auto& entry : *step)
        if (const auto c = only_character(entry->Key()); c != unknown)
          join(c, only_character(entry->GetDefault()));
    for (std::size_t c = 0; c < kind_.size(); ++c) kind_[c] = kind_of(static_cast<char16_t>(c));
    for (const auto& step : steps)
      for (const auto& entry : *step) keep_pairs(kinds_of(entry->Key()));
    for (auto step = steps.rbegin(); step != steps.rend(); ++step)
      for (const auto& entry : **step) keep_edges(kinds_of(entry->Key()), kinds_of(entry->GetDefault()));
  }

  bool may_meet(char16_t left, char16_t right) const {
    return kind_[left] == unknown || kind_[right] == unknown ||
           pairs_.contains(pair_of(kind_[left], kind_[right]));
  }

 private:
  static std::uint32_t pair_of(char16_t left, char16_t right) {
    return (static_cast<std::uint32_t>(left) << 16) | right;
  }

  char16_t kind_of(char16_t c) const {
    while (kind_[c] != c) c = kind_[c];
    return c;
  }

  /// The smaller stands for both: what may become several characters is of the unknown kind.
  void join(char16_t one, char16_t other) {
    const auto [low, high] = std::minmax({kind_of(one), kind_of(other)});
    kind_[high] = low;
  }

  std::u16string kinds_of(const std::string& text) const {
    std::u16string kinds;
    for (std::size_t at = 0; at < text.size();) {
      const auto c = next_code_point(text, at);
      kinds += c < table_size ? kind_[c] : unknown;
    }
    return kinds;
  }

  void keep_pairs(const std::u16string& phrase) {
    for (std::size_t at = 1; at < phrase.size(); ++at) pairs_.insert(pair_of(phrase[at - 1], phrase[at]));
  }

  /// What comes out of one step meets its neighbours in the next with other characters at its ends: those it
  /// went in with may stand wherever these may.
  void keep_edges(const std::u16string& was, const std::u16string& is) {
    if (was.size() < 2 || is.empty() || (was.front() == is.front() && was.back() == is.back())) return;
    std::vector<std::uint32_t> more;
    for (const auto pair : pairs_) {
      if (pair >> 16 == is.back()) more.push_back(pair_of(was.back(), static_cast<char16_t>(pair & 0xFFFF)));
      if ((pair & 0xFFFF) == is.front())
        more.push_back(pair_of(static_cast<char16_t>(pair >> 16), was.front()));
    }
    pairs_.insert(more.begin(), more.end());
  }

  std::vector<char16_t> kind_;  // by character
  std::unordered_set<std::uint32_t> pairs_;
};

/// Converting by OpenCC costs most of a microsecond a character. Where no phrase can be met a character comes
/// out as it would alone, by a table; only the rest goes the whole way.
class ChineseForm {
 public:
  /// Reading the dictionaries costs milliseconds; converting needs no lock.
  ChineseForm()
      : to_traditional_(opencc::Config().NewFromString(characters_only, "/usr/share/opencc")),
        to_simplified_(opencc::Config().NewFromFile("tw2sp.json")),
        steps_(steps_of({to_traditional_, to_simplified_})),
        neighbours_(steps_),
        alone_(table_size) {
    std::iota(alone_.begin(), alone_.end(), char16_t{0});
    for (const auto& step : steps_) {
      const auto becomes = singles_of(*step);
      for (auto& character : alone_) character = becomes[character];
    }
    steps_.clear();
  }

  std::string of(const std::string& text) const {
    std::string out;
    out.reserve(text.size());
    std::size_t begin = 0;  // of those that may be met together
    char16_t before = unknown;
    for (std::size_t at = 0; at < text.size();) {
      const auto here = at;
      const auto point = next_code_point(text, at);
      const auto c = point < table_size ? static_cast<char16_t>(point) : unknown;
      if (here > 0 && !neighbours_.may_meet(before, c)) {
        put(out, text, begin, here);
        begin = here;
      }
      before = c;
    }
    put(out, text, begin, text.size());
    return out;
  }

 private:
  static std::vector<opencc::LexiconPtr> steps_of(const std::vector<opencc::ConverterPtr>& converters) {
    std::vector<opencc::LexiconPtr> steps;
    for (const auto& converter : converters)
      for (const auto& conversion : converter->GetConversionChain()->GetConversions())
        steps.push_back(conversion->GetDict()->GetLexicon());
    return steps;
  }

  static std::vector<char16_t> singles_of(const opencc::Lexicon& step) {
    std::vector<char16_t> becomes(table_size);
    std::iota(becomes.begin(), becomes.end(), char16_t{0});
    std::vector<bool> seen(table_size);
    for (const auto& entry : step) {
      const auto c = only_character(entry->Key());
      if (c == unknown) continue;
      const auto form = only_character(entry->GetDefault());
      // Where a group's dictionaries differ, the order in which OpenCC asks them decides.
      becomes[c] = seen[c] && becomes[c] != form ? unknown : form;
      seen[c] = true;
    }
    return becomes;
  }

  std::string whole(const std::string& text) const {
    return to_simplified_->Convert(to_traditional_->Convert(text));
  }

  /// The same few phrases are met again and again: each thread remembers some.
  void put_whole(std::string& out, const std::string& text) const {
    constexpr std::size_t remembered = 128, longest = 45;  // bytes
    struct Met {
      std::string was, is;
    };
    thread_local std::vector<Met> met(remembered);
    auto& one = met[std::hash<std::string>{}(text) % remembered];
    if (one.was == text) {
      out += one.is;
      return;
    }
    auto is = whole(text);
    out += is;
    if (text.size() <= longest) one = {text, std::move(is)};
  }

  void put(std::string& out, const std::string& text, std::size_t begin, std::size_t end) const {
    std::size_t behind = begin;
    const auto c = begin < end ? next_code_point(text, behind) : U'\0';
    if (behind == end && c < table_size && alone_[c] != unknown)
      append_utf8(out, alone_[c]);
    else
      put_whole(out, text.substr(begin, end - begin));
  }

  opencc::ConverterPtr to_traditional_, to_simplified_;
  std::vector<opencc::LexiconPtr> steps_;  // while being built
  Neighbours neighbours_;
  std::vector<char16_t> alone_;  // by character
};

/// Null where the dictionaries are not installed.
const ChineseForm* kept_form() {
  static const auto kept = []() -> std::unique_ptr<const ChineseForm> {
    try {
      return std::make_unique<const ChineseForm>();
    } catch (const std::exception&) {
      return nullptr;
    }
  }();
  return kept.get();
}

}  // namespace

std::string chinese_form(const std::string& text) {
  const auto* form = kept_form();
  try {
    return form != nullptr ? form->of(text) : text;
  } catch (const std::exception&) {
    return text;  // not UTF-8 to OpenCC
  }
}
