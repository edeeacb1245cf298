#include "kb/nearness.h"

#include <catch2/catch.hpp>

namespace {

struct Desk {
  Desk() {
    for (const auto& [entry, text] :
         std::vector<std::pair<std::uint32_t, std::string>>{{0, "怎么修改密码"},
                                                            {0, "想换个密码"},
                                                            {1, "打印机卡纸"},
                                                            {1, "printer out of paper"},
                                                            {2, "名片"}})
      phrasings.push_back({entry, tokens_of(text)});
    for (const auto& phrasing : phrasings) learned.push_back(&phrasing);
  }
  Nearness near(const std::string& text, std::uint32_t entry) const {
    const SearchModel model(learned, 3);
    const auto tokens = tokens_of(text);
    const auto vector = model.vector_of(tokens);
    Scorer scorer(model, Scorer::For::one_text);
    return NearText(model, scorer, vector, tokens).to(entry);
  }
  std::vector<Phrasing> phrasings;
  std::vector<const Phrasing*> learned;
};

}  // namespace

TEST_CASE("a phrasing word for word is as near as can be, and nothing in it is foreign") {
  const auto near = Desk().near("怎么修改密码", 0);
  CHECK(near.nearest == Approx(1));
  CHECK(near.usual < near.nearest);
  CHECK(near.foreign == 0);
  CHECK(near.foreign_share == 0);
}

TEST_CASE("a name added to a known question is foreign to its entry, whether or not the base knows it") {
  const Desk desk;
  for (const auto* text : {"怎么修改财通密码", "怎么修改名片密码", "怎么修改printer密码"}) {
    INFO(text);
    CHECK(desk.near(text, 0).foreign > 0.5);
    CHECK(desk.near(text, 0).foreign_share > 0.1);
    CHECK(desk.near(text, 0).foreign_share < 0.7);
  }
}

TEST_CASE("characters of an entry in an order that none of its words has are foreign to it") {
  CHECK(Desk().near("码密", 0).foreign_share == 1);
}

TEST_CASE("what an entry leaves unsaid asks for another entry only where that one knows it") {
  const Desk desk;
  CHECK(desk.near("怎么修改密码", 0).rest == 0);
  CHECK(desk.near("怎么修改财通密码", 0).rest == 0);
  CHECK(desk.near("怎么修改名片密码", 0).rest > 0.5);
  CHECK(desk.near("怎么修改名片密码", 2).rest > 0.5);
}

TEST_CASE("a long text behind a Latin word is weighed whole, and no more than whole is foreign") {
  const auto near = Desk().near("printer怎么修改密码，怎么换个密码，想换个密码，打印机卡纸，名片也没有了", 1);
  CHECK(near.foreign_share > 0.5);
  CHECK(near.foreign_share <= 1);
}

TEST_CASE("of a text without letters nothing is foreign") {
  CHECK(Desk().near("？", 0).foreign_share == 0);
  CHECK(Desk().near("", 0).nearest == 0);
}
