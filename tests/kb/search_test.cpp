#include "kb/search.h"

#include <catch2/catch.hpp>
#include <chrono>
#include <string>
#include <thread>

#include "kb/normal_form.h"

namespace {

/// `count` entries about made-up things, each asked in four ways.
std::vector<SearchEntry> made_up(std::size_t count) {
  const std::vector<std::string> heads{"打印", "邮箱", "考勤", "报销", "会议",
                                       "网络", "门禁", "工牌", "电脑", "合同"};
  const std::vector<std::string> tails{"申请", "密码", "权限", "记录", "地址",
                                       "额度", "名单", "模板", "编号", "日期"};
  const std::vector<std::string> acts{"修改",   "查询", "删除", "导出", "开通",
                                      "打不开", "丢失", "审批", "转交", "退回"};
  std::vector<SearchEntry> entries;
  for (std::size_t i = 0; i < count; ++i) {
    auto thing = heads[i % 10] + tails[i / 10 % 10];
    if (i >= 1000) thing += std::to_string(i / 1000);
    const auto& act = acts[i / 100 % 10];
    entries.push_back({{"如何" + act + thing, thing + act + "怎么操作", "我想" + act + "我的" + thing,
                        "请问在哪里" + act + thing + "呢"}});
  }
  return entries;
}

const std::vector<SearchEntry> five{{{"怎么修改密码", "密码忘了", "想换个密码"}},
                                    {{"打印机卡纸怎么办", "打印机不出纸"}},
                                    {{"如何申请年假", "请年假的流程"}},
                                    {{"报销多久到账", "报销款什么时候打到卡里"}},
                                    {{"会议室怎么预订", "订会议室"}}};

}  // namespace

TEST_CASE("the entry that is asked for in other words comes first") {
  const RankedSearch search(five);
  CHECK(search.find(normal_form("密碼想改一下")).entries.at(0) == 0);
  CHECK(search.find(normal_form("打印机又卡住了纸出不来")).entries.at(0) == 1);
  CHECK(search.find(normal_form("咋预定会议室")).entries.at(0) == 4);
  CHECK(search.find(normal_form("xyzzy")).entries.empty());
  CHECK(search.find("").entries.empty());
}

TEST_CASE("the words that speak for an entry stand in the message") {
  const RankedSearch search(five);
  const auto message = normal_form("打印机卡纸了");
  const auto hit = search.find(message);
  REQUIRE_FALSE(hit.evidence.empty());
  for (const auto& word : hit.evidence) CHECK(message.find(word) != std::string::npos);
}

TEST_CASE("only what may speak is found") {
  const RankedSearch search(five);
  for (const auto entry :
       search.find(normal_form("怎么修改密码"), 3, [](std::size_t i) { return i != 0; }).entries)
    CHECK(entry != 0);
}

TEST_CASE("a base without phrasings answers what is said almost word for word, and nothing else") {
  std::vector<SearchEntry> titles;
  for (const auto& entry : made_up(30)) titles.push_back({{entry.texts[0]}});
  const RankedSearch search(titles);
  CHECK_FALSE(search.calibrated());
  CHECK(search.find(normal_form(titles[7].texts[0] + "？")).confidence >= search.answer_from());
  const auto other = search.find(normal_form("我想知道怎么才能改一下我们部门的工牌上面写的申请"));
  CHECK(other.confidence < search.answer_from());
  CHECK(other.entries.at(0) == 7);
}

TEST_CASE("a phrasing of one entry alone is certain; of two it is not") {
  auto entries = made_up(40);
  entries[0].texts.push_back("老地方");
  entries[1].texts.push_back("常去的那家");
  entries[2].texts.push_back("常去的那家");
  const RankedSearch search(entries);
  CHECK(search.find(normal_form("老地方")).confidence == 1);
  CHECK(search.find(normal_form("老地方")).entries.at(0) == 0);
  CHECK(search.find(normal_form("常去的那家")).confidence < 1);
}

TEST_CASE("with phrasings enough confidence is fitted, and other talk stays below the answer threshold") {
  const RankedSearch search(made_up(200));
  CHECK(search.calibrated());
  CHECK(search.suggest_from() <= search.answer_from());
  for (const auto* talk : {"今天晚上吃什么", "明天下雨吗", "what is the weather like", "哈哈哈哈", "1"})
    CHECK(search.find(normal_form(talk)).confidence < search.answer_from());
}

TEST_CASE("the same entries give the same search, on any thread") {
  const RankedSearch one(made_up(60)), other(made_up(60));
  CHECK(one.answer_from() == other.answer_from());
  const auto expected = one.find(normal_form("考勤申请如何修改呀"));
  std::vector<std::thread> threads;
  std::vector<SearchHit> hits(4);
  for (auto& hit : hits) threads.emplace_back([&] { hit = other.find(normal_form("考勤申请如何修改呀")); });
  for (auto& thread : threads) thread.join();
  for (const auto& hit : hits) {
    CHECK(hit.entries == expected.entries);
    CHECK(hit.confidence == expected.confidence);
  }
}

TEST_CASE("an empty base finds nothing") { CHECK(RankedSearch({}).find("密码").entries.empty()); }

TEST_CASE("a question whose own entry is not in the base is seldom answered outright") {
  auto entries = made_up(300);
  std::vector<SearchEntry> written, unwritten;
  for (std::size_t i = 0; i < entries.size(); ++i) (i % 5 == 2 ? unwritten : written).push_back(entries[i]);
  const RankedSearch search(written);
  REQUIRE(search.calibrated());
  CHECK(search.answer_from() >= 0.5);
  std::size_t asked = 0, answered = 0;
  for (const auto& entry : unwritten)
    for (const auto& text : entry.texts) {
      ++asked;
      const auto hit = search.find(normal_form(text));
      if (hit.confidence >= search.answer_from()) ++answered;
    }
  CHECK(answered * 20 <= asked);
}

TEST_CASE("the chances of the first, the second and of none leave nothing over one") {
  const RankedSearch search(made_up(200));
  for (const auto* text : {"如何修改打印申请", "邮箱密码怎么改", "今天晚上吃什么"}) {
    const auto hit = search.find(normal_form(text));
    CHECK(hit.confidence >= hit.rival);
    CHECK(hit.confidence + hit.rival + hit.none <= Approx(1));
  }
}
