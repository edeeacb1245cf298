#include "bot/memo.h"

#include <catch2/catch.hpp>

TEST_CASE("what was asked of a text lately is not made again, and of another text it is") {
  Memo<std::string> memo;
  int made = 0;
  const auto doubled = [&](std::string_view text) {
    ++made;
    return std::string(text) + std::string(text);
  };
  for (int i = 0; i < 3; ++i) CHECK(memo.of("客户", doubled) == "客户客户");
  CHECK(made == 1);
  CHECK(memo.of("", doubled).empty());
  CHECK(made == 2);
  for (int i = 0; i < 100; ++i) {
    const auto text = std::to_string(i);
    CHECK(memo.of(text, doubled) == text + text);
  }
  CHECK(made == 102);
}

TEST_CASE("a long text is made each time") {
  Memo<std::size_t> memo;
  int made = 0;
  const auto length = [&](std::string_view text) {
    ++made;
    return text.size();
  };
  const std::string longer(5000, 'x');
  for (int i = 0; i < 2; ++i) CHECK(memo.of(longer, length) == 5000);
  CHECK(made == 2);
}
