#include "bot/extract_words.h"

#include <re2/re2.h>

#include <algorithm>
#include <map>
#include <vector>

#include "bot/sentence.h"
#include "bot/trigrams.h"

namespace {

bool latin(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

struct Hit {
  std::size_t begin = 0, end = 0;
  bool fails = false;  // the sentence says that this did not work
};

/// A Latin word counts only whole: "order" is not in "border".
bool whole_word(std::string_view text, std::size_t begin, std::size_t end) {
  const bool left = begin > 0 && latin(text[begin]) && latin(text[begin - 1]);
  const bool right = end < text.size() && latin(text[end - 1]) && latin(text[end]);
  return !left && !right;
}

bool said_to_fail(std::string_view text, const Hit& hit) {
  static const std::vector<std::string_view> after{
      "不了", "不掉", "不出", "不进",     "不上", "不成", "失败", "不成功", "报错",   "被拒", "没反应",
      "提示", "不到", "没到", "异常",     "超时", "卡",   "错误", "一直",   "没成功", "没成", "不动",
      "点不", "不能", "不行", "没有反应", "拒绝", "fail", "not ", "error",  "没法",   "无法", "出错"};
  static const std::vector<std::string_view> before{
      "无法",    "不能",   "没法",     "没办法",     "不让",      "未能", "不可以",
      "cannot ", "can't ", "can not ", "unable to ", "couldn't ", "not "};
  const auto word = text.substr(hit.begin, hit.end - hit.begin);
  if (word.find("不") != std::string_view::npos || word.find("无法") != std::string_view::npos ||
      word.find("没法") != std::string_view::npos)
    return true;
  if (ends_with_any(text.substr(0, hit.begin), before)) return true;
  auto behind = text.substr(hit.end);
  while (!behind.empty() && behind[0] == ' ') behind.remove_prefix(1);
  if (longest_prefix(behind, after) > 0) return true;
  const auto near = behind.substr(0, 18);
  return std::any_of(after.begin(), after.begin() + 14, [&](std::string_view word_after) {
    return near.find(word_after) != std::string_view::npos;
  });
}

constexpr std::string_view gap = "…";

bool may_hold(const Trigrams& trigrams, std::string_view word) {
  return trigrams.may_hold(word.substr(0, word.find(gap)));
}

/// Where `word` stands at or after `from`. "转…到证券" allows a few characters between, within a clause.
std::optional<Span> find_word(std::string_view text, std::string_view word, std::size_t from) {
  constexpr std::size_t widest = 36;
  const auto split = word.find(gap);
  const auto head = word.substr(0, split);
  for (auto at = text.find(head, from); at != std::string_view::npos;
       at = text.find(head, at + head.size())) {
    const auto end = at + head.size();
    if (split == std::string_view::npos) return Span{at, end};
    const auto rest = text.substr(end, widest);
    const auto tail = word.substr(split + gap.size());
    const auto clause = rest.substr(0, std::min(rest.find_first_of(",;!?\n"), rest.find("。")));
    if (const auto found = clause.find(tail); found != std::string_view::npos)
      return Span{at, end + found + tail.size()};
  }
  return std::nullopt;
}

/// "能登录" silences, "不能登录" is the very complaint.
bool denied(std::string_view text, std::size_t at) {
  return ends_with_any(text.substr(0, at), {"不", "没", "未", "没法", "无法", "怎么"});
}

std::optional<Hit> first_hit(std::string_view text, const Trigrams& trigrams,
                             const Dictionary::Entry& entry) {
  if (std::none_of(entry.words.begin(), entry.words.end(),
                   [&](const std::string& word) { return may_hold(trigrams, word); }))
    return std::nullopt;
  std::string open(text);
  for (const auto& phrase : entry.silent) {
    if (!trigrams.may_hold(phrase)) continue;
    for (auto at = open.find(phrase); at != std::string::npos; at = open.find(phrase, at + phrase.size()))
      if (whole_word(open, at, at + phrase.size()) && !denied(open, at))
        std::fill_n(open.begin() + static_cast<std::ptrdiff_t>(at), phrase.size(), cover_mark);
  }
  std::optional<Hit> best;
  for (const auto& word : entry.words) {
    if (!may_hold(trigrams, word)) continue;
    for (auto found = find_word(open, word, 0); found; found = find_word(open, word, found->end)) {
      Hit hit{found->begin, found->end, false};
      if (!whole_word(open, hit.begin, hit.end)) continue;
      hit.fails = said_to_fail(text, hit);
      const bool better =
          !best || (hit.fails && !best->fails) || (hit.fails == best->fails && hit.begin < best->begin);
      if (better) best = hit;
    }
  }
  return best;
}

using Hits = std::map<std::string, Hit>;

Hits hits_of(std::string_view text, const Trigrams& trigrams, const std::vector<Dictionary::Entry>& entries) {
  Hits hits;
  for (const auto& entry : entries)
    if (const auto hit = first_hit(text, trigrams, entry)) hits[entry.id] = *hit;
  return hits;
}

/// "查一下怎么回事" asks the team to look; "查昨天的委托" is a query of the customer's.
bool asks_for_data(std::string_view text, const Hit& hit) {
  static const RE2 object(
      R"(^[^,。;!?\n]{0,40}(?:委托|成交|持仓|资产|对账单|流水|交割单|账单|余额|记录|明细|盈亏|份额|历史|资金股份|配号|中签结果|合同|收益|position|balance|holding|statement|assets|orders|trades))");
  static const RE2 topic(
      R"(^[^。;!?\n]{0,24}(?:限额|规则|费率|怎么回事|原因|什么情况|什么问题|为什么|为啥|日志))");
  const auto word = text.substr(hit.begin, hit.end - hit.begin);
  static const std::vector<std::string_view> itself{"资产显示", "资产不对", "余额显示"};
  if (longest_prefix(word, itself) > 0) return true;
  const auto rest = text.substr(hit.end, 120);
  const re2::StringPiece piece(rest.data(), rest.size());
  const bool fails = word.find("不") != std::string_view::npos ||
                     word.find("无法") != std::string_view::npos ||
                     word.find("没法") != std::string_view::npos;
  if (fails && word.find("看") == std::string_view::npos) return true;
  return RE2::PartialMatch(piece, object) && !RE2::PartialMatch(piece, topic);
}

/// "下午买的理财扣了两次": only where nothing else was tried.
std::optional<std::string> described_operation(std::string_view text) {
  struct Described {
    std::string_view words, operation;
  };
  constexpr Described all[] = {{"买的", "buy"},    {"买入的", "buy"},         {"卖的", "sell"},
                               {"卖出的", "sell"}, {"转入的", "transfer_in"}, {"转出的", "transfer_out"}};
  for (const auto& one : all)
    if (text.find(one.words) != std::string_view::npos) return std::string(one.operation);
  return std::nullopt;
}

std::optional<std::string> operation_of(std::string_view text, Hits hits) {
  if (const auto query = hits.find("query"); query != hits.end() && !asks_for_data(text, query->second))
    hits.erase(query);
  // The step that a person names beats the errand it belongs to; a query is said of everything.
  static const std::map<std::string, int, std::less<>> ranks{{"upgrade_risk", 9},
                                                             {"reset_password", 8},
                                                             {"upload_document", 7},
                                                             {"bind_card", 6},
                                                             {"cancel", 5},
                                                             {"subscribe", 4},
                                                             {"redeem", 4},
                                                             {"open_account", 3},
                                                             {"transfer_in", 3},
                                                             {"transfer_out", 3},
                                                             {"buy", 3},
                                                             {"sell", 3},
                                                             {"login", 2},
                                                             {"query", 0}};
  const auto rank = [&](const std::string& id) {
    const auto found = ranks.find(id);
    return found == ranks.end() ? 1 : found->second;
  };
  const Hits::value_type* best = nullptr;
  for (const auto& hit : hits) {
    if (!best) {
      best = &hit;
      continue;
    }
    const auto mine = rank(hit.first), theirs = rank(best->first);
    const bool lesser = mine == 0 || theirs == 0;
    const bool fixed = mine >= 5 || theirs >= 5 || lesser;
    const bool better = fixed                                    ? mine > theirs
                        : hit.second.fails != best->second.fails ? hit.second.fails
                        : mine != theirs                         ? mine > theirs
                                                                 : hit.second.begin < best->second.begin;
    if (better) best = &hit;
  }
  if (best) return best->first;
  return described_operation(text);
}

bool contains_any(std::string_view text, const std::vector<std::string_view>& words) {
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return text.find(word) != std::string_view::npos; });
}

bool one_of(const std::string& id, std::initializer_list<std::string_view> ids) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

/// Only one system was named, or one of those named is what the others happen in.
std::optional<std::string> named_system(std::string_view text, Hits hits, const std::string& operation) {
  if (contains_any(text, {"etf", "lof", "场内"})) hits.erase("wealth");
  const auto has = [&](const char* id) { return hits.count(id) > 0; };
  if (has("margin"))
    return has("transfer") && contains_any(text, {"银证", "存管", "银行"}) ? "transfer" : "margin";
  if (has("ipo")) return "ipo";
  if (has("transfer") && has("wealth"))
    return one_of(operation, {"transfer_in", "transfer_out"}) ? "transfer" : "wealth";
  if (has("account_opening")) return "account_opening";
  if (has("wealth")) return "wealth";
  if (has("login") && hits.size() > 1) {
    if (has("transfer")) return one_of(operation, {"transfer_in", "transfer_out"}) ? "transfer" : "login";
    if (operation == "login" || operation == "reset_password") return "login";
  }
  if (has("transfer") && has("trading"))
    return one_of(operation, {"buy", "sell", "cancel"}) ? "trading" : "transfer";
  if (has("quotes") && has("trading"))
    return hits["quotes"].begin < hits["trading"].begin || !one_of(operation, {"buy", "sell", "cancel"})
               ? "quotes"
               : "trading";
  if (hits.empty()) return std::nullopt;
  const auto first = std::min_element(hits.begin(), hits.end(), [](const auto& left, const auto& right) {
    return left.second.begin < right.second.begin;
  });
  return first->first;
}

/// Where no system is named, what was tried may leave only one.
std::optional<std::string> implied_system(std::string_view text, const std::string& operation) {
  if (one_of(operation, {"buy", "sell"}) && !contains_any(text, {"逆回购"})) return "trading";
  if (one_of(operation, {"transfer_in", "transfer_out"}) && !contains_any(text, {"担保品", "股份", "转托管"}))
    return "transfer";
  if (operation == "redeem" && !contains_any(text, {"etf", "lof", "场内"})) return "wealth";
  if (operation == "login") return "login";
  if (operation == "bind_card" && contains_any(text, {"签约", "存管"})) return "transfer";
  return std::nullopt;
}

}  // namespace

About find_about(std::string_view plain, std::string_view error, const Dictionary& dictionary) {
  About about;
  const Trigrams trigrams(plain);
  about.operation = operation_of(plain, hits_of(plain, trigrams, dictionary.operations));
  const auto operation = about.operation.value_or("");
  about.system = named_system(plain, hits_of(plain, trigrams, dictionary.systems), operation);
  if (!about.system) about.system = implied_system(std::string(plain) + "|" + std::string(error), operation);
  if (!about.system && !error.empty()) {
    about.system = named_system(error, hits_of(error, Trigrams(error), dictionary.systems), {});
    // "请重新登录" is what the message advises, not what was tried.
    if (!about.operation && !contains_any(error, {"请重新登", "请先登", "请登", "请您重新登"}) &&
        contains_any(error, {"登录", "登陆", "login", "log in"}))
      about.operation = "login";
  }
  return about;
}
