#pragma once
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "gateway/store/database.h"
#include "handlers/knowledge/article_store.h"
#include "tests/support/test_database.h"

/// A database of its own, a clock that is set by hand, and people who write and review.
struct KnowledgeWorld {
  TestDatabase database;
  Connection connection{database.settings()};
  Time now = *time_of("2026-03-10T10:00", 480);
  std::string today = "2026-03-10";
  Editor writer{"li.lei", "李雷", "agent"}, reviewer{"wang.pm", "王产品", "product"};

  /// What `work` gives, inside a transaction of its own.
  template <class Work>
  auto in(Work work) {
    auto done = connection.transact(work);
    if (!done) FAIL(done.error().text);
    return *std::move(done);
  }

  static Article article(const std::string& id, const std::string& pattern, const std::string& example) {
    Article made;
    made.id = id;
    made.title = "关于" + example;
    made.system = "trading";
    made.category = "交易";
    made.answer = "答案 " + id;
    made.body = "# " + id + "\n";
    made.patterns = {pattern};
    made.examples = {example};
    return made;
  }

  Result<ArticleHead> save(const Article& made, int base) {
    return in([&](Transaction& t) { return save_draft(t, made, base, writer, "", now); });
  }
  Result<ArticleHead> submit(const std::string& id, int version) {
    return in([&](Transaction& t) { return submit_article(t, id, version, writer, now); });
  }
  Result<ArticleHead> approve(const std::string& id, int version, std::optional<Time> at = std::nullopt) {
    return in([&](Transaction& t) { return approve_article(t, id, version, reviewer, at, today, now); });
  }
  /// All the way to the readers.
  void publish(const Article& made) {
    const auto before = in([&](Transaction& t) { return find_article(t, made.id); });
    const auto saved = save(made, before ? before->head.life.version : 0);
    REQUIRE(saved);
    REQUIRE(submit(made.id, saved->life.version));
    const auto approved = approve(made.id, saved->life.version);
    if (!approved) FAIL(approved.error().text);
  }
  std::vector<std::string> live() {
    std::vector<std::string> ids;
    for (const auto& one : in([&](Transaction& t) { return live_articles(t, today); }))
      ids.push_back(one.article.id);
    return ids;
  }
  long long knowledge_version() {
    return in(
        [](Transaction& t) { return t.run("SELECT version FROM knowledge_version")[0].number("version"); });
  }
};
