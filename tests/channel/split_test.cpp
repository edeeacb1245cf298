#include "gateway/channel/split.h"

#include <catch2/catch.hpp>

#include "bot/text.h"
#include "gateway/channel/mention.h"

namespace {

std::size_t count_of(const std::string& text, const std::string& mark) {
  std::size_t count = 0;
  for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at + mark.size())) ++count;
  return count;
}

/// The part without its number.
std::string body_of(const std::string& part) {
  REQUIRE(part.front() == '(');
  return part.substr(part.find(')') + 2);
}

}  // namespace

TEST_CASE("what fits is left as it is") {
  CHECK(split_text("短", 2048) == std::vector<std::string>{"短"});
  CHECK(split_markdown(std::string(4096, 'a'), 4096).size() == 1);
  CHECK(split_text("", 2048) == std::vector<std::string>{""});
}

TEST_CASE("parts keep within the bytes, on code points, numbered, and lose nothing") {
  std::string text;
  for (int i = 0; i < 3000; ++i) text += i % 41 == 0 ? "\n" : "字é𠮷a";
  for (const std::size_t bytes : {std::size_t{512}, std::size_t{2048}, std::size_t{4096}}) {
    const auto parts = split_text(text, bytes);
    std::string joined;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      CHECK(parts[i].size() <= bytes);
      CHECK(clean_utf8(parts[i]) == parts[i]);
      CHECK(parts[i].starts_with("(" + std::to_string(i + 1) + "/" + std::to_string(parts.size()) + ")"));
      joined += body_of(parts[i]);
    }
    CHECK(joined == text);
  }
}

TEST_CASE("cuts stand at line ends where one is near") {
  std::string text;
  for (int i = 0; i < 200; ++i) text += "line " + std::to_string(i) + "\n";
  for (const auto& part : split_text(text, 300)) CHECK(part.back() == '\n');
}

TEST_CASE("bold, colour and code that a cut runs through are closed and opened again") {
  const auto bold = split_markdown("**" + std::string(600, 'b') + "**", 300);
  REQUIRE(bold.size() > 1);
  for (const auto& part : bold) CHECK(count_of(part, "**") == 2);
  const auto colour = split_markdown("<font color=\"warning\">" + std::string(600, 'c') + "</font>", 300);
  for (const auto& part : colour) {
    CHECK(count_of(part, "<font color=\"warning\">") == 1);
    CHECK(count_of(part, "</font>") == 1);
  }
  std::string code = "```\n";
  for (int i = 0; i < 80; ++i) code += "some code " + std::to_string(i) + "\n";
  const auto fences = split_markdown(code + "```\nend", 300);
  REQUIRE(fences.size() > 2);
  for (const auto& part : fences) {
    CHECK(count_of(part, "```") % 2 == 0);
    CHECK(part.size() <= 300);
    if (part.find("```") != std::string::npos) CHECK(part.find("\n```") != std::string::npos);
  }
}

TEST_CASE("no mark, mention or link is cut in two") {
  for (std::size_t before = 180; before < 260; ++before) {
    const auto text = std::string(before, 'x') + "<@wangmin> [看这里](https://desk.example/t/1002) **b** " +
                      std::string(200, 'y');
    for (const auto& part : split_markdown(text, 300)) {
      CHECK(count_of(part, "<@") == count_of(part, "<@wangmin>"));
      CHECK(count_of(part, "[看") == count_of(part, "[看这里](https://desk.example/t/1002)"));
      CHECK(count_of(part, "*") % 4 == 0);
    }
  }
}

TEST_CASE("a very long text ends with a sign that something was left out") {
  const auto parts = split_text(std::string(200000, 'a'), 128);
  CHECK(parts.size() == 99);
  CHECK(parts.back().ends_with("…"));
  for (const auto& part : parts) CHECK(part.size() <= 128);
}

TEST_CASE("where only one part may be sent, it is cut and closed") {
  const auto cut = clipped_markdown("**" + std::string(600, 'b') + "**", 300);
  CHECK(cut.size() <= 300);
  CHECK(cut.ends_with("…**"));
  CHECK(clipped_markdown("short", 300) == "short");
}

TEST_CASE("clipping counts code points and includes its sign") {
  CHECK(clipped("股票交易不了", 6) == "股票交易不了");
  CHECK(clipped("股票交易不了", 5) == "股票交易…");
  CHECK(clipped("", 5).empty());
  CHECK(clipped("ab", 1) == "…");
}

TEST_CASE("only ids are mentioned, and never everybody") {
  CHECK(mention_markup({"wangmin", "Li.Lei-2@x"}) == "<@wangmin> <@Li.Lei-2@x> ");
  CHECK(mentionable({"all", "@all", "ALL", "@ALL", "everyone", "", "@", "a b", "a>b", "<x", "所有人",
                     std::string(65, 'a'), "a\nb", "@@all"})
            .empty());
  CHECK(mentionable({"a", "a", "b"}) == std::vector<std::string>{"a", "b"});
}
