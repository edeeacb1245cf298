#include "tests/handlers/knowledge_world.h"

TEST_CASE("an article is read by nobody until its reviewer confirms", "[pg]") {
  KnowledgeWorld world;
  const auto made = world.article("cancel", "撤.{0,4}单", "怎么撤单");
  const auto saved = world.save(made, 0);
  REQUIRE(saved);
  CHECK(saved->life.version == 1);
  CHECK(world.live().empty());
  REQUIRE(world.submit("cancel", 1));
  CHECK(world.live().empty());
  const auto by_writer = world.in([&](Transaction& t) {
    return approve_article(t, "cancel", 1, world.writer, std::nullopt, world.today, world.now);
  });
  REQUIRE_FALSE(by_writer);
  CHECK(by_writer.error().kind == Kind::unauthorized);
  CHECK(world.live().empty());
  REQUIRE(world.approve("cancel", 1));
  CHECK(world.live() == std::vector<std::string>{"cancel"});
}

TEST_CASE("two editors of one version: the second is told, nothing is lost", "[pg]") {
  KnowledgeWorld world;
  auto made = world.article("a", "甲", "甲");
  REQUIRE(world.save(made, 0));
  made.body = "李雷的";
  REQUIRE(world.save(made, 1));
  made.body = "韩梅梅的";
  const auto late = world.save(made, 1);
  REQUIRE_FALSE(late);
  CHECK(late.error().kind == Kind::conflict);
  CHECK(world.save(made, 0).error().kind == Kind::conflict);
  const auto stored = world.in([](Transaction& t) { return find_article(t, "a"); });
  REQUIRE(stored);
  CHECK(stored->article.body == "李雷的");
  CHECK(stored->head.life.version == 2);
}

TEST_CASE("a pattern that cannot be read refuses the save of that article alone, with its column", "[pg]") {
  KnowledgeWorld world;
  world.publish(world.article("good", "好", "好"));
  auto broken = world.article("broken", "撤单|*失败", "撤单");
  const auto refused = world.save(broken, 0);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().kind == Kind::bad_input);
  CHECK(refused.error().text.find("column 4") != std::string::npos);
  CHECK_FALSE(world.in([](Transaction& t) { return find_article(t, "broken"); }));
  CHECK(world.live() == std::vector<std::string>{"good"});
}

TEST_CASE("what is merely missing can be saved, not submitted", "[pg]") {
  KnowledgeWorld world;
  auto bare = world.article("bare", "甲", "甲");
  bare.answer.clear();
  REQUIRE(world.save(bare, 0));
  const auto refused = world.submit("bare", 1);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().text.find("\"answer\" is missing") != std::string::npos);
}

TEST_CASE("a publication that takes another article's example is refused and names it", "[pg]") {
  KnowledgeWorld world;
  world.publish(world.article("cancel", "撤.{0,4}单", "委托撤不了单"));
  REQUIRE(world.save(world.article("greedy", "委托撤不了单", "委托撤不了单怎么办呢"), 0));
  REQUIRE(world.submit("greedy", 1));
  const auto refused = world.approve("greedy", 1);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().kind == Kind::bad_input);
  CHECK(refused.error().text.find("\"cancel\" would find \"greedy\"") != std::string::npos);
  CHECK(world.live() == std::vector<std::string>{"cancel"});
}

TEST_CASE("readers keep the old version until the new one is confirmed; versions and diff tell what changed",
          "[pg]") {
  KnowledgeWorld world;
  auto made = world.article("a", "甲", "甲");
  world.publish(made);
  made.answer = "新的答案";
  REQUIRE(world.save(made, 1));
  const auto live = world.in([&](Transaction& t) { return live_articles(t, world.today); });
  CHECK(live.at(0).article.answer == "答案 a");
  REQUIRE(world.submit("a", 2));
  REQUIRE(world.approve("a", 2));
  CHECK(world.in([&](Transaction& t) { return live_articles(t, world.today); }).at(0).article.answer ==
        "新的答案");
  const auto versions = world.in([](Transaction& t) { return versions_of(t, "a"); });
  REQUIRE(versions.size() == 2);
  CHECK(versions[0].live);
  CHECK(versions[0].by == "李雷");
  CHECK_FALSE(versions[1].live);
  const auto diff = world.in([](Transaction& t) { return diff_versions(t, "a", 1, 2); });
  REQUIRE(diff.size() == 1);
  CHECK(diff[0].field == "answer");
  const auto log = world.in([](Transaction& t) { return article_log(t, "a"); });
  REQUIRE(log.size() == 6);
  CHECK(log[0].step == "approve");
  CHECK(log[0].by == "王产品");
}

TEST_CASE("a rejected article goes back with the reason, a restored one is a new draft of old words",
          "[pg]") {
  KnowledgeWorld world;
  auto made = world.article("a", "甲", "甲");
  world.publish(made);
  made.body = "错误的";
  REQUIRE(world.save(made, 1));
  REQUIRE(world.submit("a", 2));
  const auto rejected = world.in(
      [&](Transaction& t) { return reject_article(t, "a", 2, world.reviewer, "与规则不符", world.now); });
  REQUIRE(rejected);
  CHECK(rejected->life.state == ArticleState::draft);
  CHECK(world.in([](Transaction& t) { return article_log(t, "a"); })[0].note == "与规则不符");
  const auto restored =
      world.in([&](Transaction& t) { return restore_version(t, "a", 1, world.writer, world.now); });
  REQUIRE(restored);
  CHECK(restored->life.version == 3);
  CHECK(world.in([](Transaction& t) { return find_article(t, "a"); })->article.body == "# a\n");
  CHECK(world.live() == std::vector<std::string>{"a"});
}

TEST_CASE("a retired article is gone for readers and kept with its versions", "[pg]") {
  KnowledgeWorld world;
  world.publish(world.article("a", "甲", "甲"));
  const Editor stranger{"nobody", "", "agent"};
  CHECK_FALSE(world.in([&](Transaction& t) { return retire_article(t, "a", stranger, "", world.now); }));
  REQUIRE(
      world.in([&](Transaction& t) { return retire_article(t, "a", world.reviewer, "过时", world.now); }));
  CHECK(world.live().empty());
  CHECK(world.in([](Transaction& t) { return versions_of(t, "a"); }).size() == 1);
}

TEST_CASE("the days of an article bound what readers see", "[pg]") {
  KnowledgeWorld world;
  auto made = world.article("a", "甲", "甲");
  made.valid_from = "2026-03-11";
  made.valid_until = "2026-03-12";
  world.publish(made);
  CHECK(world.live().empty());
  world.today = "2026-03-11";
  CHECK(world.live().size() == 1);
  world.today = "2026-03-12";
  CHECK(world.live().size() == 1);
  world.today = "2026-03-13";
  CHECK(world.live().empty());
}

TEST_CASE("drafts move nothing for readers; publication, pin and retirement are a new version of the whole",
          "[pg]") {
  KnowledgeWorld world;
  const auto begin = world.knowledge_version();
  REQUIRE(world.save(world.article("a", "甲", "甲"), 0));
  const auto after_new = world.knowledge_version();
  auto changed = world.article("a", "甲", "甲");
  changed.body = "x";
  REQUIRE(world.save(changed, 1));
  REQUIRE(world.submit("a", 2));
  CHECK(world.knowledge_version() == after_new);
  REQUIRE(world.approve("a", 2));
  const auto published = world.knowledge_version();
  CHECK(published > after_new);
  CHECK(published > begin);
  CHECK(world.in([](Transaction& t) { return pin_article(t, "a", true); }));
  CHECK(world.knowledge_version() > published);
}

TEST_CASE("lists filter by system, category, state, words and the day of the next look", "[pg]") {
  KnowledgeWorld world;
  auto first = world.article("cancel", "撤单", "怎么撤单");
  first.review_by = "2026-04-01";
  world.publish(first);
  auto second = world.article("login", "登录", "登录不了");
  second.system = "app";
  REQUIRE(world.save(second, 0));
  const auto ids = [&](const ArticleFilter& filter) {
    std::string all;
    for (const auto& head : world.in([&](Transaction& t) { return list_articles(t, filter); }))
      all += head.id + " ";
    return all;
  };
  ArticleFilter filter;
  CHECK(world.in([&](Transaction& t) { return count_articles(t, filter); }) == 2);
  filter.system = "app";
  CHECK(ids(filter) == "login ");
  filter = {};
  filter.state = ArticleState::published;
  CHECK(ids(filter) == "cancel ");
  filter = {};
  filter.words = "撤单";
  CHECK(ids(filter) == "cancel ");
  filter.words = "%";
  CHECK(ids(filter).empty());
  filter = {};
  filter.review_due = "2026-03-31";
  CHECK(ids(filter).empty());
  filter.review_due = "2026-04-01";
  CHECK(ids(filter) == "cancel ");
}

TEST_CASE("reviewers are named per system, with one line for all others", "[pg]") {
  KnowledgeWorld world;
  world.in([](Transaction& t) {
    set_reviewers(t, "", {"lead"});
    set_reviewers(t, "trading", {"wang.pm", "li.pm"});
    return Done{};
  });
  CHECK(world.in([](Transaction& t) { return reviewers_of(t, "trading"); }) ==
        std::vector<std::string>{"li.pm", "wang.pm"});
  CHECK(world.in([](Transaction& t) { return reviewers_of(t, "app"); }) == std::vector<std::string>{"lead"});
}

TEST_CASE("ids are made from Latin titles, else counted", "[pg]") {
  KnowledgeWorld world;
  const auto id = [&](const std::string& title) {
    return world.in([&](Transaction& t) { return free_article_id(t, title); });
  };
  CHECK(id("ATM transfer 2") == "atm-transfer-2");
  CHECK(id("怎么撤单") == "article-1");
  REQUIRE(world.save(world.article("article-7", "甲", "甲"), 0));
  REQUIRE(world.save(world.article("login", "乙", "乙"), 0));
  CHECK(id("怎么撤单") == "article-8");
  CHECK(id("Login") == "login-1");
}

TEST_CASE("times of the firm's clock are read and written") {
  CHECK(day_of(*time_of("2026-03-10T00:00", 480), 480) == "2026-03-10");
  CHECK(day_of(*time_of("2026-03-10T00:00", 480) - Millis{1}, 480) == "2026-03-09");
  CHECK_FALSE(time_of("2026-02-30", 480));
  CHECK_FALSE(time_of("2026-03-10T24:00", 480));
  CHECK_FALSE(time_of("2026-03-10x", 480));
}
