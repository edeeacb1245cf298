#include "handlers/knowledge/hot.h"
#include "handlers/knowledge/worklist.h"
#include "handlers/tickets/ticket_store.h"
#include "tests/handlers/knowledge_world.h"

namespace {

constexpr Seconds day{86400};

struct AskWorld : KnowledgeWorld {
  void ask(const std::string& person, const std::string& article, const std::string& outcome,
           const std::string& words, Time at, const std::string& system = {}) {
    in([&](Transaction& t) {
      keep_asks(t, {{"org/" + person, article, outcome, words, system, 0}}, at);
      return Done{};
    });
  }
  DeflectionFigures figures(Time at) {
    return in([&](Transaction& t) { return deflection(t, "", "", now, now + day, at); });
  }
  std::vector<WorklistEntry> entries() {
    return in([&](Transaction& t) { return worklist(t, "", now, 50); });
  }
  std::string hot_ids(const std::string& system = {}) {
    std::string ids;
    for (const auto& one : in([&](Transaction& t) { return hot_articles(t, system, now); }))
      ids += one.article + " ";
    return ids;
  }
};

}  // namespace

TEST_CASE(
    "hot is what many asked lately: old asks weigh less, one person counts once a day, pins stand first",
    "[pg]") {
  AskWorld world;
  for (const auto* id : {"old", "new", "pinned", "draft"})
    if (std::string(id) != "draft")
      world.publish(world.article(id, std::string("p") + id, std::string("p") + id));
  for (int i = 0; i < 4; ++i) world.ask("u" + std::to_string(i), "old", "shown", "x", world.now - 6 * day);
  for (int i = 0; i < 2; ++i)
    world.ask("u" + std::to_string(i), "new", "shown", "x", world.now - Seconds{60});
  for (int i = 0; i < 9; ++i) world.ask("loud", "old", "viewed", "x", world.now - 6 * day);
  world.ask("u1", "gone", "shown", "x", world.now);
  CHECK(world.hot_ids() == "new old ");
  world.in([](Transaction& t) { return pin_article(t, "pinned", true); });
  CHECK(world.hot_ids() == "pinned new old ");
  CHECK(world.hot_ids("other").empty());
  const auto hot = world.in([&](Transaction& t) { return hot_articles(t, "trading", world.now); });
  CHECK(hot.at(2).asks == 5);
  world.now += 2 * day;
  CHECK(world.hot_ids() == "pinned new ");
}

TEST_CASE("true deflection counts an answer only without ticket and without a repeat within 7 days", "[pg]") {
  AskWorld world;
  world.publish(world.article("a", "甲", "甲"));
  world.ask("content", "a", "shown", "甲", world.now);
  world.ask("content", "a", "solved", "", world.now + Seconds{60});
  world.ask("silent", "a", "shown", "甲", world.now);
  world.ask("again", "a", "shown", "甲", world.now);
  world.ask("again", "a", "shown", "甲", world.now + 3 * day);  // outside of the window, counts as repeat
  world.ask("angry", "a", "shown", "甲", world.now);
  world.ask("angry", "a", "unsolved", "没解决", world.now + Seconds{60});
  world.ask("angry", "", "ticket", "甲", world.now + Seconds{90}, "trading");
  world.ask("other", "a", "shown", "甲", world.now);
  world.ask("other", "", "none", "别的", world.now + Seconds{90}, "app");
  const auto early = world.figures(world.now + 2 * day);
  CHECK(early.shown == 5);
  CHECK(early.undecided == 5);
  CHECK(early.true_share == 0);
  const auto late = world.figures(world.now + 8 * day);
  CHECK(late.solved == 1);
  CHECK(late.unsolved == 1);
  CHECK(late.silent == 3);
  CHECK(late.kept == 3);
  CHECK(late.repeated == 1);
  CHECK(late.ticketed == 1);
  CHECK(late.unanswered == 1);
  CHECK(late.raw_share == Approx(0.8));
  CHECK(late.true_share == Approx(0.6));
}

TEST_CASE("the worklist puts like questions together, most asked first, masked", "[pg]") {
  AskWorld world;
  world.ask("a", "", "none", "怎么更换三方存管银行卡", world.now - day, "transfer");
  world.ask("b", "", "none", "三方存管银行卡怎么更换呢", world.now - day, "transfer");
  world.ask("b", "", "none", "怎么更换三方存管银行卡？", world.now, "transfer");
  world.ask("c", "", "missed", "客户13812345678的可转债中签了吗", world.now);
  world.ask("c", "", "none", "！！", world.now);
  const auto entries = world.entries();
  REQUIRE(entries.size() == 2);
  CHECK(entries[0].asks == 3);
  CHECK(entries[0].persons == 2);
  CHECK(entries[0].text == "怎么更换三方存管银行卡");
  CHECK(entries[0].phrasings.size() == 2);
  CHECK(entries[0].system == "transfer");
  CHECK(entries[1].text.find("13812345678") == std::string::npos);
  CHECK(entries[1].text.find("可转债") != std::string::npos);
}

TEST_CASE("没解决 brings back the question that was answered, with the article that did not help", "[pg]") {
  AskWorld world;
  world.publish(world.article("cancel", "撤.{0,4}单", "怎么撤单"));
  world.ask("a", "cancel", "shown", "盘后委托怎么撤单", world.now - Seconds{60});
  world.ask("a", "cancel", "unsolved", "没解决", world.now);
  const auto entries = world.entries();
  REQUIRE(entries.size() == 1);
  CHECK(entries[0].text == "盘后委托怎么撤单");
  CHECK(entries[0].unsolved == 1);
  CHECK(entries[0].shown == std::vector<std::string>{"cancel"});
  CHECK(entries[0].nearest == std::vector<std::string>{"cancel"});
}

TEST_CASE("one action makes an article of an entry, carrying its phrasings, and the entry is gone", "[pg]") {
  AskWorld world;
  world.ask("a", "", "none", "可转债怎么申购", world.now, "trading");
  world.ask("b", "", "none", "怎么申购可转债", world.now, "trading");
  const auto entry = world.entries().at(0);
  const auto head = world.in(
      [&](Transaction& t) { return article_from_questions(t, entry.keys, world.writer, world.now); });
  REQUIRE(head);
  CHECK(head->life.state == ArticleState::draft);
  const auto stored = world.in([&](Transaction& t) { return find_article(t, head->id); });
  CHECK(stored->article.phrasings == entry.phrasings);
  CHECK(stored->article.system == "trading");
  CHECK(stored->article.owner == "li.lei");
  CHECK(world.entries().empty());
  world.ask("c", "", "none", "可转债怎么申购", world.now + Seconds{60}, "trading");
  world.now += Seconds{120};
  CHECK(world.entries().empty());  // it is being written
}

TEST_CASE("a question that is asked again after its article went live is back", "[pg]") {
  AskWorld world;
  world.ask("a", "", "none", "可转债怎么申购", world.now, "trading");
  const auto keys = world.entries().at(0).keys;
  world.publish(world.article("bond", "可转债", "可转债申购"));
  const auto added =
      world.in([&](Transaction& t) { return add_phrasings(t, "bond", keys, world.writer, world.now); });
  REQUIRE(added);
  CHECK(added->life.state == ArticleState::in_review);
  CHECK(world.in([](Transaction& t) { return find_article(t, "bond"); })->article.phrasings ==
        std::vector<std::string>{"可转债怎么申购"});
  CHECK(world.entries().empty());
  REQUIRE(world.approve("bond", added->life.version));
  world.now += Seconds{3600};
  world.ask("b", "", "none", "可转债怎么申购", world.now, "trading");
  CHECK(world.entries().size() == 1);
}

TEST_CASE("dismissed questions stay away for 30 days", "[pg]") {
  AskWorld world;
  world.ask("a", "", "none", "今天天气如何", world.now);
  const auto keys = world.entries().at(0).keys;
  world.in([&](Transaction& t) {
    dismiss_questions(t, keys, world.writer, world.now);
    return Done{};
  });
  world.ask("b", "", "none", "今天天气如何", world.now + 10 * day);
  world.now += 11 * day;
  CHECK(world.entries().empty());
  world.ask("b", "", "none", "今天天气如何", world.now + 25 * day);
  world.now += 26 * day;
  CHECK(world.entries().size() == 1);
}

TEST_CASE("a search typed letter by letter is one question", "[pg]") {
  AskWorld world;
  const auto search = [&](const std::string& words, std::size_t hits) {
    world.in([&](Transaction& t) {
      keep_search(t, "org/a", words, "", hits, world.now);
      return Done{};
    });
    world.now += Seconds{2};
  };
  search("可转", 3);
  search("可转债", 0);
  search("可转债摘牌", 0);
  const auto entries = world.entries();
  REQUIRE(entries.size() == 1);
  CHECK(entries[0].asks == 1);
  CHECK(entries[0].text == "可转债摘牌");
}

TEST_CASE("a vote counts once a person, the last one", "[pg]") {
  AskWorld world;
  const auto votes = world.in([&](Transaction& t) {
    keep_vote(t, "a", "org/x", true, "", world.now);
    keep_vote(t, "a", "org/x", false, "少了第三步", world.now);
    keep_vote(t, "a", "org/y", true, "", world.now);
    return votes_of(t, "a");
  });
  CHECK(votes.helpful == 1);
  CHECK(votes.unhelpful == 1);
}

TEST_CASE("a resolved ticket becomes a draft without the customer's particulars; an open one does not",
          "[pg]") {
  AskWorld world;
  const auto number = world.in([&](Transaction& t) {
    NewTicket fresh;
    fresh.event.step = Step::opened;
    fresh.event.at = world.now;
    fresh.event.text = "客户王小明 13812345678 转账失败提示2001\n资金账号 880012345678";
    fresh.event.title = "王小明 转账失败";
    fresh.event.system = "transfer";
    fresh.event.fields = {{"customer_name", "王小明"}, {"phone", "13812345678"}};
    return open_tickets(t, {fresh}).at(0);
  });
  const auto make = [&] {
    return world.in([&](Transaction& t) { return article_from_ticket(t, number, world.writer, world.now); });
  };
  const auto early = make();
  REQUIRE_FALSE(early);
  CHECK(early.error().kind == Kind::conflict);
  world.in([&](Transaction& t) {
    TicketEvent submitted, resolved;
    submitted.step = Step::submitted;
    resolved.step = Step::resolved;
    submitted.at = resolved.at = world.now;
    resolved.solution = "2001 表示银行侧限额，请王小明（13812345678）次日再转。";
    resolved.category = "consult";
    append_events(t, {{number, submitted}, {number, resolved}});
    return Done{};
  });
  const auto head = make();
  if (!head) FAIL(head.error().text);
  const auto stored = world.in([&](Transaction& t) { return find_article(t, head->id); });
  for (const auto& text : {stored->article.title, stored->article.answer, stored->article.body,
                           stored->article.phrasings.at(0)}) {
    CHECK(text.find("13812345678") == std::string::npos);
    CHECK(text.find("王小明") == std::string::npos);
  }
  CHECK(stored->article.answer.find("银行侧限额") != std::string::npos);
  CHECK(stored->article.system == "transfer");
}
