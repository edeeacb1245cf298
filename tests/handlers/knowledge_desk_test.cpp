#include <atomic>
#include <mutex>
#include <thread>

#include "handlers/knowledge/import.h"
#include "handlers/knowledge/jobs.h"
#include "handlers/knowledge/watch.h"
#include "tests/handlers/knowledge_world.h"

namespace {

ArticleJobs jobs_at(const KnowledgeWorld& world) {
  ArticleJobs jobs;
  jobs.today = day_of(world.now, 480);
  jobs.now = world.now;
  jobs.link = "https://desk.example.com";
  jobs.chat_of = [](const std::string& userid) { return Chat{"app", userid, ChatKind::single}; };
  jobs.products = {"any.pm"};
  return jobs;
}

ArticleJobsDone run_jobs(KnowledgeWorld& world) {
  return world.in([&](Transaction& t) { return run_article_jobs(t, jobs_at(world)); });
}

std::string told(KnowledgeWorld& world) {
  std::string all;
  for (const auto& row : world.in([](Transaction& t) {
         return t.run("SELECT chat_id, notice::jsonb->>'key' AS key FROM outbox ORDER BY id");
       }))
    all += row.text("chat_id") + " " + row.text("key") + "\n";
  return all;
}

}  // namespace

TEST_CASE("an article confirmed for tomorrow is published tomorrow, and ends after its last day", "[pg]") {
  KnowledgeWorld world;
  auto made = world.article("a", "甲", "甲");
  made.valid_until = "2026-03-12";
  REQUIRE(world.save(made, 0));
  REQUIRE(world.submit("a", 1));
  const auto waiting = world.approve("a", 1, time_of("2026-03-11T09:00", 480));
  REQUIRE(waiting);
  CHECK(waiting->life.state == ArticleState::scheduled);
  world.now = *time_of("2026-03-11T08:59", 480);
  CHECK(run_jobs(world).published == 0);
  world.now = *time_of("2026-03-11T09:00", 480);
  CHECK(run_jobs(world).published == 1);
  CHECK(run_jobs(world).published == 0);
  world.today = "2026-03-11";
  CHECK(world.live().size() == 1);
  world.now = *time_of("2026-03-12T23:59", 480);
  CHECK(run_jobs(world).expired == 0);
  world.now = *time_of("2026-03-13T00:00", 480);
  CHECK(run_jobs(world).expired == 1);
  CHECK(world.in([](Transaction& t) { return find_article(t, "a"); })->head.life.state ==
        ArticleState::expired);
}

TEST_CASE("an owner is reminded two weeks before the review day and on it, once each", "[pg]") {
  KnowledgeWorld world;
  auto made = world.article("a", "甲", "甲");
  made.owner = "li.lei";
  made.review_by = "2026-04-01";
  world.publish(made);
  world.now = *time_of("2026-03-17T10:00", 480);
  run_jobs(world);
  CHECK(told(world).empty());
  world.now = *time_of("2026-03-18T10:00", 480);
  run_jobs(world);
  run_jobs(world);
  CHECK(told(world) == "li.lei knowledge.review_soon\n");
  world.now = *time_of("2026-04-02T10:00", 480);
  run_jobs(world);
  run_jobs(world);
  CHECK(told(world) == "li.lei knowledge.review_soon\nli.lei knowledge.review_due\n");
}

TEST_CASE("reviewers hear once of each version that waits for them", "[pg]") {
  KnowledgeWorld world;
  REQUIRE(world.save(world.article("a", "甲", "甲"), 0));
  run_jobs(world);
  CHECK(told(world).empty());
  REQUIRE(world.submit("a", 1));
  run_jobs(world);
  run_jobs(world);
  CHECK(told(world) == "any.pm knowledge.to_review\n");
  world.in([](Transaction& t) {
    set_reviewers(t, "trading", {"wang.pm"});
    return Done{};
  });
  REQUIRE(world.save(world.article("a", "乙", "乙"), 1));
  REQUIRE(world.submit("a", 2));
  run_jobs(world);
  CHECK(told(world) == "any.pm knowledge.to_review\nwang.pm knowledge.to_review\n");
}

TEST_CASE("a dry run says what an import would change and changes nothing", "[pg]") {
  KnowledgeWorld world;
  auto changed = world.article("changed", "甲", "甲");
  world.publish(changed);
  world.publish(world.article("same", "乙", "乙"));
  changed.answer = "新";
  const std::vector<Article> incoming{changed, world.article("same", "乙", "乙"),
                                      world.article("new", "丙", "丙")};
  const auto import = [&](ImportTo to) {
    std::string said;
    for (const auto& line :
         world.in([&](Transaction& t) { return import_articles(t, incoming, to, world.writer, world.now); }))
      said += line.id + std::to_string(static_cast<int>(line.what)) + " ";
    return said;
  };
  CHECK(import(ImportTo::nothing) == "changed1 same2 new0 ");
  CHECK(world.live() == std::vector<std::string>{"changed", "same"});
  CHECK(import(ImportTo::review) == "changed1 same2 new0 ");
  CHECK(world.live() == std::vector<std::string>{"changed", "same"});
  CHECK(world.in([](Transaction& t) { return find_article(t, "new"); })->head.life.state ==
        ArticleState::in_review);
  CHECK(import(ImportTo::readers) == "changed2 same2 new2 ");
}

TEST_CASE("one refused article refuses the whole import", "[pg]") {
  KnowledgeWorld world;
  auto broken = world.article("broken", "甲(", "甲");
  const auto lines = world.in([&](Transaction& t) {
    return import_articles(t, {world.article("good", "乙", "乙"), broken}, ImportTo::readers, world.writer,
                           world.now);
  });
  REQUIRE(lines.size() == 2);
  CHECK(lines[1].what == ImportLine::What::refused);
  CHECK(lines[1].problem.find("column 2") != std::string::npos);
  CHECK(world.live().empty());
}

TEST_CASE("the folder's articles are taken once, into a database that never had any", "[pg]") {
  KnowledgeWorld world;
  const auto seed = [&](const std::vector<Article>& articles) {
    return world.in([&](Transaction& t) { return seed_articles(t, articles, world.now); });
  };
  CHECK(seed({world.article("a", "甲", "甲"), world.article("b", "乙", "乙")}) == 2);
  CHECK(world.live() == std::vector<std::string>{"a", "b"});
  CHECK(seed({world.article("c", "丙", "丙")}) == 0);
}

TEST_CASE("every gateway takes what was published, without being asked", "[pg]") {
  KnowledgeWorld world;
  world.publish(world.article("a", "甲", "甲"));
  std::mutex mutex;
  std::vector<std::size_t> seen[2];
  const auto watch = [&](std::size_t which) {
    return std::make_unique<KnowledgeWatch>(
        KnowledgeWatch::Settings{world.database.settings(), 480, Millis{2000}, 0, ""},
        [&] { return world.now; },
        [&, which](Knowledge knowledge) {
          const std::scoped_lock lock(mutex);
          seen[which].push_back(knowledge.articles.size());
          return true;
        });
  };
  const auto both_have = [&](std::size_t articles) {
    const auto deadline = std::chrono::steady_clock::now() + Seconds{10};
    while (std::chrono::steady_clock::now() < deadline) {
      {
        const std::scoped_lock lock(mutex);
        if (!seen[0].empty() && !seen[1].empty() && seen[0].back() == articles && seen[1].back() == articles)
          return true;
      }
      std::this_thread::sleep_for(Millis{5});
    }
    return false;
  };
  const auto first = watch(0), second = watch(1);
  CHECK(both_have(1));
  world.publish(world.article("b", "乙", "乙"));
  CHECK(both_have(2));
  REQUIRE(world.in([&](Transaction& t) { return retire_article(t, "a", world.reviewer, "", world.now); }));
  CHECK(both_have(1));
}

TEST_CASE("a status answers what fits it until it ends or is cleared", "[pg]") {
  KnowledgeWorld world;
  IncidentStatus status;
  status.system = "trading";
  status.title = "委托延迟";
  status.text = "正在处理，预计 10:30 恢复。";
  status.patterns = {"委托.{0,6}(慢|延迟|卡)"};
  status.until = world.now + Seconds{3600};
  const auto put = [&](const IncidentStatus& one) {
    return world.in([&](Transaction& t) { return set_status(t, one, world.now); });
  };
  const auto id = put(status);
  REQUIRE(id);
  const auto open = [&] { return world.in([&](Transaction& t) { return open_statuses(t, world.now); }); };
  const StatusBoard board(open());
  REQUIRE(board.match("委托好慢", "", world.now) != nullptr);
  CHECK(board.match("委托好慢", "trading", world.now)->text == status.text);
  CHECK(board.match("委托好慢", "app", world.now) == nullptr);
  CHECK(board.match("登录不了", "trading", world.now) == nullptr);
  CHECK(board.match("委托好慢", "", world.now + Seconds{3600}) == nullptr);
  status.patterns.clear();
  REQUIRE(put(status));
  CHECK(StatusBoard(open()).match("登录不了", "trading", world.now) != nullptr);
  CHECK(StatusBoard(open()).match("登录不了", "", world.now) == nullptr);
  CHECK(world.in([&](Transaction& t) { return clear_status(t, *id, world.now); }));
  CHECK_FALSE(world.in([&](Transaction& t) { return clear_status(t, *id, world.now); }));
  CHECK(open().size() == 1);
  status.system.clear();
  CHECK_FALSE(put(status));
  status.patterns = {"("};
  CHECK_FALSE(put(status));
}
