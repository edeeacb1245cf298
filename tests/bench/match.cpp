// The bot's answer at 10,000 articles, patterns first and ranked search behind them, and how long a base of
// 1,000 articles takes to build, in processor time of all its threads. search.mjs runs it beside the page.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <random>

#include "kb/answerer.h"

namespace {

using Clock = std::chrono::steady_clock;
constexpr std::size_t articles = 10000, small = 1000, matches = 5000;

const std::vector<std::string> subjects{"委托",     "撤单",     "银证转账", "开户",   "视频见证", "登录",
                                        "交易密码", "行情",     "持仓",     "可转债", "新股",     "港股通",
                                        "融资",     "风险测评", "三方存管", "基金"};
const std::vector<std::string> troubles{"提示失败",   "没有反应", "显示异常", "无法提交",
                                        "迟迟不到账", "次数超限", "状态不对", "找不到入口"};
const std::vector<std::string> places{"APP", "电脑版", "网页", "柜台", "小程序", "客户端"};

class Words {
 public:
  std::string pick(const std::vector<std::string>& from) { return from[random_() % from.size()]; }
  Article article(std::size_t at) {
    Article made;
    made.id = "article-" + std::to_string(at);
    const auto place = pick(places), subject = pick(subjects), trouble = pick(troubles),
               number = std::to_string(at);
    made.title = place + subject + trouble + "怎么办" + number;
    made.phrasings = {"为什么" + subject + number + "在" + place + trouble, subject + number + trouble + "了",
                      "请问" + place + "上" + subject + number + "一直" + trouble + "是什么原因"};
    made.answer = "先看状态。";
    made.patterns = {subject + ".{0,6}(失败|异常|不对).{0,8}" + number};
    return made;
  }
  std::string sentence() {
    return pick(places) + "里" + pick(subjects) + std::to_string(random_() % articles) + pick(troubles) +
           "是怎么回事，客户说" + pick(troubles);
  }

 private:
  std::mt19937 random_{20260310};
};

double since(Clock::time_point from) {
  return std::chrono::duration<double, std::milli>(Clock::now() - from).count();
}

std::vector<Article> written(std::size_t count) {
  Words words;
  std::vector<Article> made;
  for (std::size_t i = 0; i < count; ++i) made.push_back(words.article(i));
  return made;
}

/// Null, with a word on standard error, where the patterns do not compile.
std::unique_ptr<const Answerer> built(std::size_t count) {
  auto matcher = Matcher::build(written(count));
  if (matcher) return std::make_unique<const Answerer>(*matcher);
  std::fprintf(stderr, "%s\n", matcher.error().text.c_str());
  return nullptr;
}

}  // namespace

int main() {
  if (!built(20)) return 1;  // dictionaries are read once, at the start
  const auto processor = std::clock();
  const auto begun = Clock::now();
  if (!built(small)) return 1;
  const auto build_ms = since(begun);
  const auto build_cpu_ms = 1000.0 * static_cast<double>(std::clock() - processor) / CLOCKS_PER_SEC;
  const auto answerer = built(articles);
  if (!answerer) return 1;
  Words words;
  std::vector<double> times;
  for (std::size_t i = 0; i < matches; ++i) {
    const auto sentence = words.sentence();
    const auto from = Clock::now();
    answerer->decide(sentence);
    times.push_back(since(from));
  }
  std::sort(times.begin(), times.end());
  std::printf(
      "{\"match_p50_ms\":%.3f,\"match_p99_ms\":%.3f,\"kb_build_ms_1000\":%.0f,\"kb_build_cpu_ms_1000\":%.0f}"
      "\n",
      times[times.size() / 2], times[times.size() * 99 / 100], build_ms, build_cpu_ms);
  return 0;
}
