// The QA centre's search at 10,000 articles: a search as the page answers it (find, mark, render, pack) at 50
// requests a second, and the bot's match. The time of a request counts from when it was due.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <random>
#include <thread>

#include "gateway/http/gzip.h"
#include "handlers/knowledge/catalogue.h"
#include "kb/matcher.h"
#include "templates/pages.h"

namespace {

using Clock = std::chrono::steady_clock;
constexpr std::size_t articles = 10000, searches = 1000, matches = 20000;
constexpr std::chrono::milliseconds apart{20};  // 50 a second

const std::vector<std::string> subjects{"委托",     "撤单",     "银证转账", "开户",   "视频见证", "登录",
                                        "交易密码", "行情",     "持仓",     "可转债", "新股",     "港股通",
                                        "融资",     "风险测评", "三方存管", "基金"};
const std::vector<std::string> troubles{"提示失败",   "没有反应", "显示异常", "无法提交",
                                        "迟迟不到账", "次数超限", "状态不对", "找不到入口"};
const std::vector<std::string> places{"APP", "电脑版", "网页", "柜台", "小程序", "客户端"};

class Words {
 public:
  std::string pick(const std::vector<std::string>& from) { return from[random_() % from.size()]; }
  std::string number(unsigned most) { return std::to_string(random_() % most); }
  ReaderArticle article(std::size_t at) {
    ReaderArticle made;
    const auto code = "E" + std::to_string(10000 + at);
    made.id = "article-" + std::to_string(at);
    made.title = pick(places) + pick(subjects) + pick(troubles) + "怎么办" + std::to_string(at);
    made.system = "trading";
    made.category = pick(subjects);
    made.answer = "先看" + pick(subjects) + "状态，再" + pick(subjects) + "。报错 " + code + "。";
    for (int i = 0; i < 12; ++i)
      made.body += "在" + pick(places) + "的" + pick(subjects) + "页面，若" + pick(troubles) + "，请检查" +
                   pick(subjects) + "与" + pick(subjects) + "（代码 " + number(900000) + "）。\n\n";
    return made;
  }
  std::string query(std::size_t at) {
    switch (at % 5) {
      case 0:
        return pick(subjects);
      case 1:
        return pick(subjects) + pick(troubles);
      case 2:
        return "E1" + number(9999);
      case 3:
        return "yzzz";  // 银证转账 by its initials
      default:
        return pick(places) + "里" + pick(subjects) + pick(troubles) + "是怎么回事";
    }
  }

 private:
  std::mt19937 random_{20260310};
};

double at_rank(std::vector<double> times, double rank) {
  std::sort(times.begin(), times.end());
  return times[std::min(times.size() - 1,
                        static_cast<std::size_t>(rank * static_cast<double>(times.size())))];
}

double since(Clock::time_point from) {
  return std::chrono::duration<double, std::milli>(Clock::now() - from).count();
}

std::vector<PageData> parts_of(const std::vector<PassagePart>& parts) {
  std::vector<PageData> shown;
  for (const auto& part : parts) shown.push_back(PageData().text("text", part.text).flag("hit", part.hit));
  return shown;
}

std::size_t page(const Catalogue& catalogue, const Pages& pages, const std::string& query) {
  const auto answer = catalogue.search().search(query);
  PageData data;
  std::vector<PageData> hits;
  for (const auto& hit : answer.hits)
    hits.push_back(PageData()
                       .text("url", "/qa/article/" + catalogue.articles()[hit.document].id)
                       .list("title_parts", parts_of(hit.title))
                       .list("passage", parts_of(hit.passage)));
  data.text("q", query)
      .flag("asked", true)
      .number("total", static_cast<long long>(answer.total))
      .list("hits", hits);
  return gzipped(*pages.page("zh-CN", "qa/search", data)).size();
}

std::vector<double> paced(const Catalogue& catalogue, const Pages& pages, Words& words) {
  std::vector<double> times;
  const auto begun = Clock::now();
  for (std::size_t i = 0; i < searches; ++i) {
    const auto due = begun + i * apart;
    std::this_thread::sleep_until(due);
    if (page(catalogue, pages, words.query(i)) == 0) return {};
    times.push_back(since(due));
  }
  return times;
}

std::vector<Article> for_the_bot(const Catalogue& catalogue) {
  std::vector<Article> made;
  for (const auto& article : catalogue.articles()) {
    Article one;
    one.id = article.id;
    one.title = article.title;
    one.system = article.system;
    one.answer = article.answer;
    one.patterns = {article.category + ".{0,6}(失败|异常|不对).{0,8}" + std::to_string(made.size())};
    one.keywords = {{article.category, article.title}};
    made.push_back(one);
  }
  return made;
}

}  // namespace

int main() {
  Words words;
  std::vector<ReaderArticle> written;
  for (std::size_t i = 0; i < articles; ++i) written.push_back(words.article(i));
  const auto begun = Clock::now();
  const Catalogue catalogue(std::move(written));
  const auto build_ms = since(begun);
  const auto pages = Pages::load("templates/pages");
  const auto matcher = Matcher::build(for_the_bot(catalogue));
  if (!pages || !matcher) {
    std::fprintf(stderr, "%s\n", (!pages ? pages.error() : matcher.error()).text.c_str());
    return 1;
  }
  const auto page_times = paced(catalogue, **pages, words);
  std::vector<double> match_times;
  for (std::size_t i = 0; i < matches; ++i) {
    const auto sentence = words.query(4) + "，客户说" + words.pick(troubles);
    const auto from = Clock::now();
    (*matcher)->match(sentence);
    match_times.push_back(since(from));
  }
  std::printf("catalogue of %zu articles built in %.0f ms; pages p50 %.2f ms, p99 %.2f ms\n", articles,
              build_ms, at_rank(page_times, 0.5), at_rank(page_times, 0.99));
  std::printf(
      "{\"bench\":\"search\",\"page_p95_ms\":%.2f,\"match_p99_ms\":%.3f,\"catalogue_build_ms\":%.0f}\n",
      at_rank(page_times, 0.95), at_rank(match_times, 0.99), build_ms);
  return 0;
}
