#include "templates/lint_words.h"

#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "templates/clock_rules.h"
#include "templates/forms.h"
#include "templates/render.h"

namespace {

const std::string root = SOURCE_FOLDER;

LintWords chinese() {
  auto words = LintWords::load(root + "/templates/lint/zh-CN.toml");
  if (!words) FAIL(words.error().text);
  return *std::move(words);
}

std::string text_of(const std::string& file) {
  std::ifstream in(root + "/" + file);
  REQUIRE(in);
  std::ostringstream text;
  text << in.rdbuf();
  return std::move(text).str();
}

/// The literal that begins at the quotation mark, without its escapes; `at` goes behind it.
std::string literal_at(const std::string& code, std::size_t& at) {
  std::string text;
  for (++at; at < code.size() && code[at] != '"'; ++at) {
    if (code[at] == '\\') ++at;
    text += code[at];
  }
  const auto next = code.find_first_not_of(" \n", ++at);
  if (next == code.npos || code[next] != '"') return text;
  at = next;  // one literal, broken into lines
  return text + literal_at(code, at);
}

bool is_sentence(const std::string& text) {
  const auto letters = std::count_if(text.begin(), text.end(), [](char c) { return c >= 'a' && c <= 'z'; });
  return letters >= 12 && text.find(' ') != text.npos;
}

/// What the loaders say of mistakes: the longer literals of statements that note a problem.
std::set<std::string> said_in(const std::string& file) {
  const auto code = text_of(file);
  std::set<std::string> said;
  for (const std::string call :
       {"problem(", "problems.add(", "problems_.add(", "problems().add(", "problems.push_back("})
    for (auto from = code.find(call); from != code.npos; from = code.find(call, from + 1)) {
      if (from >= 5 && code.substr(from - 5, 5) == "void ") continue;
      const auto end = code.find(";\n", from);
      for (auto at = code.find('"', from); at < end;) {
        auto text = literal_at(code, at);
        if (is_sentence(text)) said.insert(std::move(text));
        at = code.find('"', at);
      }
    }
  return said;
}

const std::vector<std::string> checkers{
    "templates/forms.cpp",         "templates/dictionary.cpp",    "templates/synonyms.cpp",
    "templates/wording_files.cpp", "templates/render.cpp",        "templates/clock_calendars.cpp",
    "templates/clock_chains.cpp",  "templates/clock_rosters.cpp", "templates/clock_rules.cpp",
    "templates/clock_table.cpp",   "handlers/settings/layers.cpp"};

}  // namespace

TEST_CASE("each thing that a check of forms, wording or limits says has its words in Chinese") {
  const auto words = chinese();
  for (const auto& file : checkers)
    for (const auto& said : said_in(file)) {
      INFO(file << ": " << said);
      CHECK(std::any_of(words.phrases().begin(), words.phrases().end(), [&](const auto& phrase) {
        return std::any_of(phrase.fixed.begin(), phrase.fixed.end(), [&](const std::string& part) {
          const bool whole = part.find(said) != part.npos;
          return whole || (part.size() >= 10 && said.find(part) != said.npos);
        });
      }));
    }
}

TEST_CASE("no phrase of lint is left over from a check that speaks otherwise by now") {
  std::string all;
  for (const auto& file : checkers) all += text_of(file);
  all += text_of("gateway/clock_zones.cpp") + "Error while parsing ";  // of toml++
  const auto words = chinese();
  for (const auto& phrase : words.phrases())
    for (auto part : phrase.fixed) {
      std::string escaped;
      for (const char c : part) escaped += c == '"' ? std::string("\\\"") : std::string(1, c);
      if (std::count(part.begin(), part.end(), ' ') < 2) continue;
      // A literal may be broken into several lines of source.
      const auto half = escaped.substr(0, std::min<std::size_t>(escaped.size(), 24));
      INFO(part);
      CHECK((all.find(half) != all.npos || all.find(escaped.substr(escaped.size() / 2)) != all.npos));
    }
}

TEST_CASE("a line takes the phrase that says most of it, keeps the name in front, and else stays") {
  const auto words = chinese();
  CHECK(words.of("wait: is shorter than a minute") == "wait: 短于一分钟");
  CHECK(words.of("\"text\" of message \"ticket.card\" must be a text in quotation marks") ==
        "消息“ticket.card”的“text”必须是引号里的文字");
  CHECK(words.of("message \"a.b\" has no {{who}}; it has {{number}}, {{title}}") ==
        "消息“a.b”中不能用 {{who}}；可以用的有：{{number}}, {{title}}");
  CHECK(
      words.of("message \"a.b\": only {{name}}, {{#name}}, {{^name}} and {{/name}} may stand in a message") ==
      "message \"a.b\": 消息中只能使用 {{name}}、{{#name}}、{{^name}} 和 {{/name}}");
  CHECK(words.of("soon_percent: must be a number from 10 to 99") ==
        "soon_percent: 必须是 10 到 99 之间的整数");
  CHECK(words.of("days: \"x\" is no day; one is like \"2026-01-01\"") ==
        "days: “x”不是日期；日期如 \"2026-01-01\"");
  CHECK(words.of("field \"a\" has two options \"b\"") == "字段“a”有两个选项“b”");
  for (const auto* other : {"", ": ", "something else", "a: b: c", "is shorter than a minute or two"})
    CHECK(words.of(other) == other);
}

TEST_CASE("the lines of real mistakes are Chinese from end to end") {
  const auto words = chinese();
  const auto utc = [](const std::string& name) -> Result<Zone> {
    if (name == "UTC") return fixed_zone(Seconds{0});
    return Error{Kind::bad_input, "no time zone \"" + name + "\"; names are like Asia/Shanghai"};
  };
  const auto folder = root + "/templates";
  TextLayer clocks, forms;
  clocks.texts[folder + "/clocks/escalation.toml"] =
      "response_soon = \"no\"\nevery = 1\n[[chain]]\nid = \"a\"\nevery = \"5x\"\nrepeat = "
      "99\n[[chain.step]]\ntell = \"x\"\n"
      "[[contact]]\nzone = \"Mars\"\n";
  forms.texts[folder + "/forms/trading.toml"] =
      "titel = 1\n[[field]]\nname = \"A\"\ntype = \"choise\"\nrequired = 1\n";
  const auto wrong_clocks = load_clock_rules(folder + "/clocks", utc, clocks);
  const auto wrong_forms = load_forms(folder + "/forms", forms);
  REQUIRE_FALSE(wrong_clocks);
  REQUIRE_FALSE(wrong_forms);
  std::istringstream lines(wrong_clocks.error().text + "\n" + wrong_forms.error().text);
  int count = 0;
  for (std::string line; std::getline(lines, line); ++count) {
    const auto at = line.find(".toml:");
    const auto problem = line.substr(line.find(": ", at) + 2);
    INFO(problem);
    CHECK(words.of(problem) != problem);
  }
  CHECK(count >= 8);
}

TEST_CASE("a locale without a file has no phrases; a phrase that cannot be filled is refused with its line") {
  const auto none = LintWords::load(root + "/templates/lint/en.toml");
  REQUIRE(none);
  CHECK(none->of("is missing") == "is missing");
  const auto file = std::filesystem::temp_directory_path() / ("lint-" + std::to_string(getpid()) + ".toml");
  for (const auto* text : {"[[phrase]]\nsaid = 'a {1}'\nwords = 'b {2}'\n", "[[phrase]]\nsaid = 'a'\n",
                           "phrase = 1\n", "[[phrase]\n"}) {
    std::ofstream(file) << text;
    const auto refused = LintWords::load(file.string());
    REQUIRE_FALSE(refused);
    CHECK(refused.error().text.starts_with(file.string() + ":1: "));
  }
  std::filesystem::remove(file);
}
