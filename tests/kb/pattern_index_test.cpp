#include "kb/pattern_index.h"

#include <re2/re2.h>

#include <catch2/catch.hpp>
#include <random>
#include <thread>

#include "bot/utf8.h"

namespace {

using Numbers = std::vector<std::uint32_t>;
using Texts = std::vector<std::string>;

/// What the index must be equal to: every RE2, one after another.
class RegexLoop {
 public:
  RegexLoop(const Texts& patterns, bool ignore_case) {
    RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(1 << 20);
    options.set_case_sensitive(!ignore_case);
    for (const auto& pattern : patterns) regexes_.push_back(std::make_unique<RE2>(pattern, options));
  }
  Numbers matches(const std::string& text) const {
    Numbers found;
    for (std::size_t i = 0; i < regexes_.size(); ++i)
      if (regexes_[i]->ok() && RE2::PartialMatch(text, *regexes_[i]))
        found.push_back(static_cast<std::uint32_t>(i));
    return found;
  }
  Numbers bad() const {
    Numbers found;
    for (std::size_t i = 0; i < regexes_.size(); ++i)
      if (!regexes_[i]->ok()) found.push_back(static_cast<std::uint32_t>(i));
    return found;
  }

 private:
  std::vector<std::unique_ptr<RE2>> regexes_;
};

Numbers bad_of(const PatternIndex& index) {
  Numbers found;
  for (const auto& one : index.bad()) found.push_back(static_cast<std::uint32_t>(one.pattern));
  return found;
}

Numbers matches(const PatternIndex& index, const std::string& text) {
  Numbers found;
  index.matches(text, found);
  return found;
}

/// Patterns and texts out of one small set of pieces, so that they meet.
class Maker {
 public:
  explicit Maker(unsigned seed) : random_(seed) {}

  std::string pattern() {
    std::string made = chance(6) ? "(?i)" : "";
    if (chance(12)) made += pick({"^", "\\A"});
    made += either(0);
    if (chance(12)) made += pick({"$", "\\z"});
    return chance(30) ? made + pick({"(", ")", "*", "[", "\\", "{2", "**", "{1001}", "\\q", "(?P<a", "\xE4"})
                      : made;
  }
  std::string text() {
    std::string made;
    for (auto left = number(chance(8) ? 60 : 9); left > 0; --left) made += chance(6) ? filler() : word();
    return made;
  }

 private:
  std::size_t number(std::size_t below) { return random_() % below; }
  bool chance(std::size_t of) { return number(of) == 0; }
  std::string pick(const Texts& from) { return from[number(from.size())]; }
  std::string word() {
    return pick({"开", "户", "开户", "失败", "资金", "金", "不", "不了", "撤单", "a", "ab", "App", "K",
                 "s",  "sk", "VPN",  "1",    "12",   "é",  "É",  "ｖ",   "Ω",    "😀", " ",  "-",   "x.y"});
  }
  std::string filler() {
    return pick({"\n", "\r", "\xFF", "\xE5\xBC", "\xEF\xBF\xBD", "\xC5\xBF", "\xE2\x84\xAA", "Ω",
                 std::string(1, '\0'), "\xED\xA0\x80", "。", "ß", "ς"});
  }
  std::string literal() { return RE2::QuoteMeta(word()); }
  std::string one_of() {
    return pick({"[开户]",  "[^开]",    "[a-c]",       "[0-9]", "[\\p{L}\\p{N}]",
                 "[kK]",    "[]a]",     "[^\\n]",      "[-a]",  "[a-]",
                 "[失\\]]", "[^]]",     "[[:alpha:]]", "[é开]", "[.|(]",
                 "\\d",     "\\w",      "\\s",         "\\S",   "\\W",
                 "\\D",     "\\p{Han}", "\\pL",        "\\PL",  "[资金不了]",
                 "[\\d-]",  "[s]",      "\\n",         "\\x41", "\\Q.\\E",
                 "[a\\-z]", "[\\^a]"});
  }
  std::string times() {
    if (chance(4)) {
      const auto least = number(4);
      const auto more = std::to_string(least + number(4));
      return "{" + std::to_string(least) + (chance(3) ? "" : chance(3) ? "," : "," + more) + "}";
    }
    return pick({"?", "*", "+", "*?", "??", "+?"});
  }
  std::string part(std::size_t depth) {
    switch (number(9)) {
      case 0:
      case 1:
      case 2:
        return literal();
      case 3:
        return "." + (chance(3) ? std::string() : times());
      case 4:
        return one_of() + (chance(2) ? std::string() : times());
      case 5:
        return literal() + times();
      case 6:
        return chance(8) ? pick({"\\b", "\\B", "^", "$", "(?:)", "\\C", "(?s:.)", "(?m:^)"}) : literal();
      default:
        if (depth > 3) return literal();
        return pick({"(", "(?:", "(?:", "(?i:", "(?P<n" + std::to_string(number(1000)) + ">"}) +
               either(depth + 1) + ")" + (chance(2) ? std::string() : times());
    }
  }
  std::string sequence(std::size_t depth) {
    std::string made;
    for (auto left = chance(20) ? 0 : 1 + number(4); left > 0; --left) made += part(depth);
    return made;
  }
  std::string either(std::size_t depth) {
    auto made = sequence(depth);
    while (chance(4)) made += "|" + sequence(depth);
    return made;
  }
  std::mt19937 random_;
};

}  // namespace

TEST_CASE("the index finds what every RE2 finds, one after another: random patterns, random texts") {
  for (const bool ignore_case : {true, false})
    for (unsigned seed = 1; seed <= 30; ++seed) {
      Maker maker(seed);
      Texts patterns;
      for (int i = 0; i < 120; ++i) patterns.push_back(maker.pattern());
      const RegexLoop loop(patterns, ignore_case);
      const auto index = PatternIndex::build(patterns, ignore_case);
      INFO("seed " << seed << (ignore_case ? ", case ignored" : ""));
      REQUIRE(bad_of(*index) == loop.bad());
      for (int i = 0; i < 60; ++i) {
        const auto text = maker.text();
        const auto mine = matches(*index, text), theirs = loop.matches(text);
        if (mine == theirs) continue;
        for (std::uint32_t number = 0; number < patterns.size(); ++number) {
          INFO(patterns[number] << " in " << text);
          CHECK(std::count(mine.begin(), mine.end(), number) ==
                std::count(theirs.begin(), theirs.end(), number));
        }
        FAIL("differs");
      }
    }
}

TEST_CASE("letters meet as RE2 lets them meet: all of Unicode against each letter, case ignored") {
  Texts patterns;
  for (char c = 'a'; c <= 'z'; ++c) patterns.push_back(std::string("^") + c + "$");
  for (const std::string other : {"é", "Ω", "ß", "ｖ", "ǅ", "开", "，", "Ⅷ", "ⓐ", "ა"})
    patterns.push_back("^" + other + "$");
  const RegexLoop loop(patterns, true);
  const auto index = PatternIndex::build(patterns, true);
  for (char32_t c = 1; c < 0x30000; ++c) {
    if (c >= 0xD800 && c < 0xE000) continue;
    if (c > 0x2E80 && c % 7 != 0 && c < 0xA640) continue;  // no letters that have two forms
    std::string text;
    append_utf8(text, c);
    if (matches(*index, text) != loop.matches(text)) {
      CAPTURE(static_cast<unsigned>(c));
      FAIL("differs");
    }
  }
}

TEST_CASE("what people write needs no RE2 in a short text, and RE2 decides where the steps cannot") {
  const auto index = PatternIndex::build({"开户.{0,6}(失败|不了)", "(怎么|如何)(办理|查询)?.*利息", "^vpn$",
                                          "[吗呢]$", "尾号[0-9]{4}", "[0-9]{6}", "(?P<a>开)"},
                                         true);
  CHECK(index->shape().decided == 4);
  CHECK(index->shape().filtered == 1);
  CHECK(index->shape().always == 2);
}

TEST_CASE(
    "a text too long for a set of places is searched all the same, and a match may begin anywhere in it") {
  const auto index = PatternIndex::build({"开户.{0,6}失败", "^开户", "失败$", "x{63}", "x{70}"}, true);
  const std::string far(200, '.');
  CHECK(matches(*index, far + "开户又失败") == Numbers{0, 2});
  CHECK(matches(*index, "开户" + far + "失败") == Numbers{1, 2});
  CHECK(matches(*index, std::string(62, 'x')) == Numbers{});
  CHECK(matches(*index, std::string(63, 'x')) == Numbers{3});
  CHECK(matches(*index, std::string(64, 'x')) == Numbers{3});
  CHECK(matches(*index, std::string(70, 'x')) == Numbers{3, 4});
}

TEST_CASE("a broken pattern is told with its column and harms no other") {
  const auto index = PatternIndex::build({"开户", "开(户", "不了[", "a{2,1}", "失败"}, true);
  REQUIRE(index->bad().size() == 3);
  CHECK(index->bad()[0].pattern == 1);
  CHECK(index->bad()[0].fault.column > 0);
  CHECK(index->bad()[1].fault.column == 3);
  CHECK(index->bad()[2].fault.column == 2);
  CHECK(matches(*index, "开户失败") == Numbers{0, 4});
}

TEST_CASE("nothing to look for, and nothing to look in") {
  CHECK(matches(*PatternIndex::build({}, true), "开户") == Numbers{});
  const auto index = PatternIndex::build({"", "a?", "a", "^$", "[0-9]*"}, true);
  CHECK(matches(*index, "") == Numbers{0, 1, 3, 4});
}

TEST_CASE("the first place of a match is RE2's") {
  const auto index = PatternIndex::build({"户.*?失"}, true);
  const auto span = index->find(0, "开户又户失失");
  REQUIRE(span);
  CHECK(span->from == 3);
  CHECK(span->size == 12);
  CHECK_FALSE(index->find(0, "失户"));
}

TEST_CASE("one index serves many threads, and one thread many indexes") {
  const auto small = PatternIndex::build({"开户", "\\d+元"}, true);
  Texts many;
  for (int i = 0; i < 6000; ++i)
    many.push_back("\\b" + std::to_string(i) + "元");  // more than are kept compiled
  const auto large = PatternIndex::build(many, true);
  std::vector<int> wrong(3);
  {
    std::vector<std::jthread> threads;
    for (std::size_t t = 0; t < wrong.size(); ++t)
      threads.emplace_back([&, t] {
        for (std::uint32_t i = 0; i < 6000; ++i) {
          const auto text = "开户" + std::to_string(i) + "元";
          if (matches(*small, text) != Numbers{0, 1}) ++wrong[t];
          const auto found = matches(*large, " " + std::to_string(i) + "元");
          if (found != Numbers{i}) ++wrong[t];
        }
      });
  }
  CHECK(wrong == std::vector<int>(3));
}
