// What people say to steer a dialog. Lists are in bare() form: Simplified, lower case, no spaces, no
// punctuation.
#include "bot/words.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "bot/memo.h"
#include "bot/text.h"

namespace {

using List = std::vector<std::string_view>;

const std::vector<std::pair<Word, List>>& lists() {
  static const std::vector<std::pair<Word, List>> all{
      {Word::cancel,
       {"取消", "撤销", "算了", "不报了", "取消上报", "不用了", "cancel", "nevermind", "forgetit"}},
      {Word::back, {"返回", "上一步", "上一个", "回退", "back", "goback", "previous", "undo"}},
      {Word::help, {"帮助", "怎么用", "使用说明", "菜单", "功能", "help", "menu", "howto"}},
      {Word::human,
       {"转人工", "人工", "人工服务", "人工客服", "找人工", "转人工服务", "人工处理", "human", "agent",
        "talktoahuman", "operator"}},
      {Word::skip, {"不知道",  "跳过",   "没有",     "无",         "没",         "暂无", "不清楚",
                    "不详",    "不确定", "都不知道", "其他不知道", "其余不知道", "skip", "none",
                    "unknown", "na",     "dontknow", "idontknow",  "notsure",    "idk",  "都不清楚"}},
      {Word::solved, {"已解决", "解决了", "已经解决", "已经解决了", "好了",    "可以了",  "已经好了",
                      "搞定",   "搞定了", "没问题了", "有用",       "恢复了",  "已恢复",  "solved",
                      "fixed",  "yes",    "resolved", "itworks",    "helpful", "worksnow"}},
      {Word::unsolved,
       {"没解决",    "未解决",     "没有解决",   "还没解决", "还是没解决", "还是不行",    "还不行",
        "不行",      "没用",       "没有用",     "不对",     "还是不可以", "没好",        "还没好",
        "依然不行",  "仍然不行",   "无效",       "unsolved", "notsolved",  "notresolved", "stillnotworking",
        "didnthelp", "didnotwork", "doesntwork", "no",       "nothelpful"}},
      {Word::progress,
       {"进度",       "我的",      "查询",           "查进度",         "查询进度", "进展",       "我的事件",
        "我的工单",   "我的上报",  "处理到哪了",     "到哪一步了",     "有进展吗", "有进展了吗", "进展如何",
        "进展怎么样", "怎么样了",  "处理得怎么样了", "处理的怎么样了", "有结果吗", "有结果了吗", "处理好了吗",
        "anynews",    "anyupdate", "status",         "progress",       "mine",     "mytickets"}},
  };
  return all;
}

// Said to be polite; nothing in them to work on.
const List& polite() {
  static const List all{"非常感谢", "谢谢",     "多谢",   "感谢", "谢了",   "辛苦了", "麻烦了", "好的",
                        "好滴",     "收到",     "嗯嗯",   "嗯",   "明白了", "明白",   "知道了", "了解",
                        "稍等",     "thankyou", "thanks", "thx",  "okay",   "ok",     "gotit"};
  return all;
}

// Said to see whether somebody is there. Longer words first, since shorter ones are part of them.
const List& greetings() {
  static const List all{"你们这个机器人能干嘛",
                        "能做什么",
                        "能干什么",
                        "可以做什么",
                        "会做什么",
                        "怎么使用",
                        "有什么用",
                        "在旁边等着",
                        "有没有人",
                        "你是谁",
                        "大家早上好",
                        "早上好",
                        "上午好",
                        "中午好",
                        "下午好",
                        "晚上好",
                        "能干嘛",
                        "干什么的",
                        "干嘛的",
                        "有人吗",
                        "有人在吗",
                        "各位老师",
                        "机器人",
                        "大家好",
                        "大家",
                        "各位",
                        "老师",
                        "你们",
                        "这个",
                        "小值",
                        "你好",
                        "您好",
                        "在不在",
                        "在吗",
                        "早安",
                        "哈喽",
                        "客户",
                        "测试",
                        "goodmorning",
                        "goodafternoon",
                        "hello",
                        "hi",
                        "test",
                        "早",
                        "好",
                        "在",
                        "啊",
                        "呢",
                        "吗",
                        "呀",
                        "哦",
                        "你",
                        "您"};
  return all;
}

std::string without(std::string text, const List& words) {
  for (const auto word : words)
    for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at))
      text.erase(at, word.size());
  return text;
}

std::size_t length_of_code_point(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead < 0xE0) return 2;
  return lead < 0xF0 ? 3 : 4;
}

// General and CJK punctuation, and the pictures people decorate with.
bool is_letter(std::string_view point) {
  if (point.size() == 1) {
    const char c = point.front();
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }
  if (point.size() == 4) return static_cast<unsigned char>(point[1]) >= 0xA0 && point.front() == '\xF0';
  const auto starts = [&](std::string_view prefix) { return point.starts_with(prefix); };
  return !starts("\xE2") && !starts("\xE3\x80") && !starts("\xEF\xBC") && !starts("\xEF\xBD") &&
         !starts("\xC2");
}

Word exactly(const std::string& plain) {
  for (const auto& [word, list] : lists())
    if (std::find(list.begin(), list.end(), plain) != list.end()) return word;
  return Word::none;
}

std::string letters_of(std::string_view text) {
  const auto plain = normal(text);
  std::string kept;
  for (std::size_t at = 0; at < plain.size();) {
    const auto length = length_of_code_point(static_cast<unsigned char>(plain[at]));
    const auto point = std::string_view(plain).substr(at, length);
    if (is_letter(point)) kept += point;
    at += length;
  }
  return kept;
}

}  // namespace

std::string bare(std::string_view text) {
  thread_local Memo<std::string> memo;
  return memo.of(text, letters_of);
}

Word word_of(std::string_view text) {
  // A word is short; a long message is something to work on, and normalising it twice would cost.
  if (text.size() > 200) return Word::none;
  const auto plain = bare(text);
  if (plain.empty()) return trimmed(text) == "?" || trimmed(text) == "？" ? Word::help : Word::none;
  if (const auto word = exactly(plain); word != Word::none) return word;
  const auto serious = without(plain, polite());
  if (serious.empty()) return Word::thanks;
  if (const auto word = exactly(serious); word != Word::none && word != Word::skip) return word;
  return without(serious, greetings()).empty() ? Word::greeting : Word::none;
}

std::optional<std::string> after_fresh(std::string_view text) {
  static const List openers{"新问题",   "新事件",    "新上报",     "报障",     "上报",
                            "newissue", "newreport", "newproblem", "newticket"};
  std::optional<std::size_t> end;
  std::size_t points = 0;
  for (std::size_t at = 0; at < text.size() && points < 16; ++points) {
    at = std::min(text.size(), at + length_of_code_point(static_cast<unsigned char>(text[at])));
    const auto begun = bare(text.substr(0, at));
    if (std::find(openers.begin(), openers.end(), begun) != openers.end()) end = at;
  }
  if (!end) return std::nullopt;
  auto rest = trimmed(text.substr(*end));
  for (const std::string_view mark : {":", "：", ",", "，", "、", ".", "。", "!", "！"})
    if (rest.starts_with(mark)) rest = trimmed(std::string_view(rest).substr(mark.size()));
  return rest;
}

std::vector<long long> numbers_in(std::string_view text) {
  std::vector<long long> found;
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const auto joins = [](char c) { return c == '.' || c == ':' || c == '-' || (c >= 'a' && c <= 'z'); };
  const auto plain = normal(text);
  for (std::size_t at = 0; at < plain.size();) {
    if (!is_digit(plain[at])) {
      ++at;
      continue;
    }
    auto end = at;
    while (end < plain.size() && is_digit(plain[end])) ++end;
    const bool alone = (at == 0 || !joins(plain[at - 1])) && (end == plain.size() || !joins(plain[end]));
    long long number = 0;
    if (alone && end - at >= 3 && end - at <= 9 &&
        std::from_chars(plain.data() + at, plain.data() + end, number).ec == std::errc{})
      found.push_back(number);
    at = end;
  }
  return found;
}

bool asks_progress(std::string_view text) {
  if (text.size() > 100) return false;
  auto plain = bare(text);
  std::erase_if(plain, [](char c) { return c >= '0' && c <= '9'; });
  return exactly(without(plain, {"号", "事件单", "工单"})) == Word::progress ||
         exactly(plain) == Word::progress;
}
