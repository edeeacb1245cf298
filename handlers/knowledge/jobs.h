#pragma once
#include <functional>
#include <string>
#include <vector>

#include "gateway/delivery/outbox.h"
#include "handlers/knowledge/article_store.h"

/// What becomes of articles by the clock. Only inside Connection::transact.

long long knowledge_version(Transaction& transaction);

struct ArticleJobs {
  std::string today;
  Time now{};
  int minutes_east = 480;
  std::string locale = "zh-CN";
  std::string link;  // "https://desk.example.com": of the pages; empty: notices name no page
  /// Where a person of the team is spoken to 1:1; no account: nowhere.
  std::function<Chat(const std::string& userid)> chat_of;
  /// User ids of those who confirm where nobody is named for a system.
  std::vector<std::string> products;
};
struct ArticleJobsDone {
  int published = 0, expired = 0, told = 0;
};
/// Publishes what is due, ends what is over, reminds owners of the review day (two weeks before and on it)
/// and tells reviewers what waits for them. Safe to run by several gateways at once.
ArticleJobsDone run_article_jobs(Transaction& transaction, const ArticleJobs& jobs);
