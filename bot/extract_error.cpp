#include "bot/extract_error.h"

#include <re2/re2.h>

#include <algorithm>
#include <vector>

#include "bot/chinese.h"
#include "bot/utf8.h"

namespace {

std::string_view view(re2::StringPiece piece) { return {piece.data() ? piece.data() : "", piece.size()}; }

/// Words of messages that go wrong.
bool sounds_like_error(std::string_view text) {
  static const RE2 words(
      R"(失败|错误|异常|不足|不存在|不符|不匹配|不一致|不正确|不支持|不允许|不可|不能|无法|无权|没有|没权|未|超时|超限|超出|超过|已[^经]|非|限制|冻结|锁定|过期|失效|无效|拒绝|禁止|重复|维护|繁忙|拥挤|中断|断开|请|稍后|重试|有误|不通过|不清晰|受限|终止|暂停|缺少|缺失|为空|到期|风险|err|fail|invalid|timeout|timed out|denied|not |unable|exceed|expired|locked|too many|\d{3,}|正在|loading|wrong|busy|insufficient|limit|out of|reject|过大|过小|过长|过多|过高|过低|封闭|清算|停牌|休眠|unavailable|额满|上限|关闭|停止|黑名单|不合法|不在|满|中$)");
  return RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), words);
}

bool told_before(std::string_view before) {
  static const RE2 cue(
      R"((?:提示|提醒|显示|报错|报|弹出|弹窗|弹框|弹了|跳出|出现|返回|说|写着|写的是|卡死?在|停在|卡到|错误|信息|原因|内容|代码|消息|警告|告警|是|为|says?|saying|reject(?:ed)?|fail(?:ed|s)?|失败|被拒|废单|拒绝|shows?|showing|displays?|got|gets?|getting|error|message|msg|prompt(?:s|ed)?|with|code)[^|。;\n“”"「」【】]{0,4}[:,\s是为了有个:]{0,4}$)");
  const auto tail = before.substr(before.size() - std::min<std::size_t>(before.size(), 60));
  return RE2::PartialMatch(re2::StringPiece(tail.data(), tail.size()), cue);
}

/// "客户说“…”": somebody's words, not the system's.
bool persons_words(std::string_view before) {
  static const RE2 cue(
      R"((?:客户|他|她|本人|对方|经理|客服|人家)(?:就|一直|那边|刚才|反馈|跟我|和我)?(?:说|问|反馈|反映|表示|讲|称)[:,\s是]{0,3}$)");
  const auto tail = before.substr(before.size() - std::min<std::size_t>(before.size(), 60));
  return RE2::PartialMatch(re2::StringPiece(tail.data(), tail.size()), cue);
}

struct Quote {
  std::string_view open, close;
};
constexpr Quote quotes[] = {{"“", "”"},   {"「", "」"}, {"『", "』"}, {"‘", "’"},   {"【", "】"},
                            {"〖", "〗"}, {"\"", "\""}, {"'", "'"},   {"《", "》"}, {"[", "]"},
                            {"”", "”"},   {"“", "“"},   {"<", ">"},   {"〔", "〕"}};

std::optional<Span> quote_at(std::string_view plain, std::size_t at) {
  constexpr std::size_t longest = 240;
  for (const auto& quote : quotes) {
    if (!starts_with(plain.substr(at), quote.open)) continue;
    // The apostrophe of "client's" opens nothing.
    if (quote.open == "'" && at > 0 && plain[at - 1] >= 'a' && plain[at - 1] <= 'z') continue;
    const auto from = at + quote.open.size();
    const auto close = plain.substr(from, longest).find(quote.close);
    if (close == std::string_view::npos || close == 0) continue;
    return Span{from, from + close};
  }
  return std::nullopt;
}

bool heading(std::string_view text) {
  static const std::vector<std::string_view> words{
      "转发",     "系统提示", "提示", "温馨提示", "错误",     "报错", "错误提示", "错误信息",
      "系统消息", "系统通知", "系统", "error",    "紧急",     "急",   "截图",     "图片",
      "报障",     "问题",     "求助", "反馈",     "客户反馈", "咨询"};
  return std::find(words.begin(), words.end(), text) != words.end();
}

/// "【系统提示】该账户已被限制登录，请联系客服。": the message stands behind its heading.
std::optional<Span> headed(std::string_view plain, const Span& quote) {
  static const std::vector<std::string_view> headings{"系统提示", "提示",     "温馨提示", "错误",
                                                      "报错",     "错误提示", "错误信息", "系统消息",
                                                      "系统通知", "error"};
  const auto title = plain.substr(quote.begin, quote.end - quote.begin);
  if (std::find(headings.begin(), headings.end(), title) == headings.end()) return std::nullopt;
  auto from = quote.end;
  while (from < plain.size() &&
         (starts_with(plain.substr(from), "】") || starts_with(plain.substr(from), "」") ||
          plain[from] == ']' || plain[from] == ' ' || plain[from] == ':'))
    from += static_cast<unsigned char>(plain[from]) >= 0x80 ? 3 : 1;
  const auto rest = plain.substr(from, 240);
  static const RE2 end(R"(^([^|。!;\n]+?)(?:[。!;\n|]|,? ?客户[^端服]|$))");
  re2::StringPiece content;
  if (!RE2::PartialMatch(re2::StringPiece(rest.data(), rest.size()), end, &content) || content.size() < 6)
    return std::nullopt;
  return Span{from, from + content.size()};
}

// --- without quotes

/// Where a told message stops even though no punctuation stands there.
std::size_t natural_end(std::string_view text) {
  static const RE2 stop(
      R"((?:怎么|咋|啥意思|什么意思|什么原因|是什么|为什么|为啥|啥情况|什么情况|如何处理|如何解决|是不是|这是|麻烦|帮忙|帮看|求助|辛苦|谢谢|今天|今日|今早|今晚|昨天|昨日|昨晚|前天|刚才|刚刚|[^该本此新非老]客户[^端服号类资风身]|手机[:\s]|电话[:\s]|手机是|电话是|资金账[号户][:\s]|账号[:\s]|号码[:\s]|客户号[:\s]|的$|吗|呢|啊|哦|了[,。!]|然后|但是|可是|导致|所以|实际))");
  re2::StringPiece found(text.data(), text.size());
  re2::StringPiece match;
  static const RE2 captured("(" + stop.pattern() + ")");
  if (!RE2::PartialMatch(found, captured, &match)) return text.size();
  auto at = static_cast<std::size_t>(match.data() - text.data());
  // The alternative with a character before 客户 keeps that character.
  if (const auto where = view(match).find("客户"); where != std::string_view::npos && where > 0 && where <= 4)
    at += where;
  return at;
}

/// A polite second clause belongs to the message: "网络异常，请稍后再试".
std::size_t clause_end(std::string_view text) {
  static const std::vector<std::string_view> goes_on{"请", "如",   "建议", "稍后", "或", "需",
                                                     "暂", "无法", "不能", "若",   "详"};
  std::size_t at = 0;
  while (at < text.size()) {
    const char c = text[at];
    if (c == '|' || c == '!' || c == '?' || c == ';' || c == '\n' || starts_with(text.substr(at), "。"))
      return at;
    if (starts_with(text.substr(at), "”") || starts_with(text.substr(at), "】") ||
        starts_with(text.substr(at), "」"))
      return at;
    if (c == ',') {
      const auto next = text.substr(at + 1);
      if (longest_prefix(next, goes_on) == 0 || starts_with(next, "请问") || starts_with(next, "请帮") ||
          starts_with(next, "请看") || starts_with(next, "请核") || starts_with(next, "请处") ||
          starts_with(next, "请协") || starts_with(next, "需要帮") || starts_with(next, "如何") ||
          starts_with(next, "请老") || starts_with(next, "请各"))
        return at;
    }
    if (c == ' ' && at > 0 && static_cast<unsigned char>(text[at - 1]) >= 0x80) return at;
    if (c == '(' && at > 0) return at;
    ++at;
  }
  return at;
}

/// Behind a cue, but no message: "显示不出来", "提示一下", "报价".
bool no_message(std::string_view text, bool weak_cue) {
  static const std::vector<std::string_view> never{
      "一下",     "我",   "客户",   "不出",   "不了", "不全",   "不完整", "不正常", "不对", "不到",
      "他",       "她",   "您",     "你",     "大家", "各位",   "为",     "在",     "出来", "的是",
      "给",       "过",   "不一样", "也",     "都",   "没",     "成",     "什么",   "啥",   "内容",
      "框",       "音",   "条",     "窗",     "来",   "异常的", "这样",   "这个",   "如图", "见图",
      "如下图",   "看图", "怎么",   "有问题", "问题", "有错",   "有延迟", "延迟",   "空白", "白屏",
      "数量不对", "不准", "不明",   "未知",   "不详", "扣"};
  static const std::vector<std::string_view> empty_words{
      "错误",     "异常",   "失败",   "有误", "出错",   "报错",   "不对",   "正常",
      "错误信息", "错了",   "错",     "了",   "异常了", "错误了", "失败了", "成功",
      "不正常",   "有问题", "处理中", "黑屏", "乱码",   "无数据"};
  if (std::find(empty_words.begin(), empty_words.end(), text) != empty_words.end()) return true;
  if (longest_prefix(text, never) > 0 && !starts_with(text, "您的") && !starts_with(text, "没有") &&
      !starts_with(text, "客户端") && !starts_with(text, "客户号") && !starts_with(text, "客户风") &&
      !starts_with(text, "客户状") && !starts_with(text, "客户未") && !starts_with(text, "客户已") &&
      !starts_with(text, "客户不") && !starts_with(text, "客户身") && !starts_with(text, "客户信") &&
      !starts_with(text, "客户资") && !starts_with(text, "成交数量不") && !starts_with(text, "没权") &&
      !starts_with(text, "没开"))
    return true;
  static const std::vector<std::string_view> states{"已报",   "已成",   "已撤",   "已提交", "已确认",
                                                    "已完成", "已受理", "已申请", "已放弃", "已扣",
                                                    "已转",   "已委托", "未成交", "未报",   "待"};
  if (weak_cue && longest_prefix(text, states) > 0) return true;
  return weak_cue && !sounds_like_error(text);
}

struct Told {
  std::size_t begin = 0;
  bool weak = false;    // stands before other things more often than before a message
  bool reason = false;  // 原因: says more than the verdict before it
};

/// Every place where somebody says what the system said.
std::vector<Told> told_cues(std::string_view plain) {
  static const RE2 strong(
      R"((错误代码|错误码|报错代码|错误编号|报错信息|错误信息|报错提示|错误提示|提示信息|提示语|报错内容|报错原因|失败原因|拒绝原因|驳回原因|废单原因|原因|提示内容|报错说|提示说|提示我|显示说|失败:|报错|提示|提醒|显示|弹出来|弹出|弹窗|弹框|跳出来|跳出|弹了个|返回错误|返回码|error code|error message|error msg|error|err|says|saying|said|showing|shows|displays|getting|gets|got|rejected:|failed:|message:|msg:|reason:)(?:一个|个|了|说|是|为|有|他|客户|:| |,)*)");
  std::vector<Told> cues;
  re2::StringPiece rest(plain.data(), plain.size());
  re2::StringPiece word;
  while (RE2::FindAndConsume(&rest, strong, &word)) {
    const auto begin = static_cast<std::size_t>(word.data() - plain.data());
    const auto before = plain.substr(0, begin);
    static const std::vector<std::string_view> denied{"没",       "没有",   "不", "无",     "未",
                                                      "没有任何", "无任何", "会", "持仓没", "温馨",
                                                      "去",       "要",     "能", "没任何", "不会"};
    const auto cue = view(word);
    const bool latin = cue[0] < 'z' && cue[0] > 0;
    if (ends_with_any(before, denied)) continue;
    if (latin && !before.empty() && before.back() >= 'a' && before.back() <= 'z') continue;
    const auto end = static_cast<std::size_t>(rest.data() - plain.data());
    const auto after = plain.substr(begin + cue.size(), end - begin - cue.size());
    const bool reason = ends_with(cue, "原因");
    const bool spelt_out = after.find(':') != std::string_view::npos ||
                           after.find("是") != std::string_view::npos ||
                           after.find("为") != std::string_view::npos;
    static const std::vector<std::string_view> weak_cues{
        "失败:", "rejected:", "failed:", "message:", "msg:", "reason:", "显示",
        "提醒",  "弹出",      "err",     "got",      "gets", "getting", "said",
        "says",  "shows",     "showing", "返回码",   "跳出", "跳出来"};
    const bool weak =
        reason ? !spelt_out : std::find(weak_cues.begin(), weak_cues.end(), cue) != weak_cues.end();
    cues.push_back({end, weak, reason});
  }
  // 报 and 说 alone are everywhere; they count where the system can be the one who speaks.
  static const RE2 alone(
      R"((?:^|[,。;!|\s]|系统|页面|软件|app|它|一直|又|就|还|老是|总是|都|但是|但|银行|那边|接口|弹窗|被拒|失败|不了|直接|后|时|时候|登录|登陆|转入|转出|转账|买入|卖出|申购|赎回|撤单|开户|委托|提交|上传|绑卡|下单|打新|认购)(?:报|说)(?:是|的是|:| )*([^价单表告备名警盘到送案销道考的过我他她你,。;|\n]))");
  rest = re2::StringPiece(plain.data(), plain.size());
  while (RE2::FindAndConsume(&rest, alone, &word))
    cues.push_back({static_cast<std::size_t>(word.data() - plain.data()), true, false});
  return cues;
}

std::optional<Span> code_at(std::string_view plain) {
  static const RE2 code(
      R"((?:(错误代码|错误码|报错代码|错误编号|返回码|错误号|代码报|报错码|error code|errcode|err code|error no|errno|error|err|报错|code)|报|提示|返回)[:\s是为=#]{0,3}([a-z]{0,4}[-_]?\d{1,10}(?:-\d{1,6})?|-\d{1,10}|[a-z]{2,}(?:_[a-z0-9]+)+)(?:$|,(?:$|[^0-9])|[^a-z0-9年月日号点万元个次.%,:块手股张]))");
  re2::StringPiece rest(plain.data(), plain.size());
  re2::StringPiece named, found;
  while (RE2::FindAndConsume(&rest, code, &named, &found)) {
    const bool short_number = found.size() < 3 && found[0] >= '0' && found[0] <= '9';
    if (short_number && named.empty()) continue;
    const auto begin = static_cast<std::size_t>(found.data() - plain.data());
    return Span{begin, begin + found.size()};
  }
  static const RE2 behind_failure(
      R"((?:失败|错误|异常|被拒|failed)[:\s(\[]{1,2}(-\d{2,12}|[a-z]{1,4}[-_]?\d{3,8})(?:$|[^a-z0-9]))");
  if (RE2::PartialMatch(re2::StringPiece(plain.data(), plain.size()), behind_failure, &found)) {
    const auto begin = static_cast<std::size_t>(found.data() - plain.data());
    return Span{begin, begin + found.size()};
  }
  return std::nullopt;
}

/// "【251021】当前状态不允许撤单": behind a bare code the message says more.
Span with_message(std::string_view plain, const Span& quote) {
  const auto text = plain.substr(quote.begin, quote.end - quote.begin);
  if (text.find_first_not_of("0123456789-[]") != std::string_view::npos) return quote;
  auto from = quote.end;
  next_code_point(plain, from);
  const auto rest = plain.substr(from, 240);
  if (!is_han(first_code_point(rest))) return quote;
  const auto clause = rest.substr(0, clause_end(rest));
  return Span{from, from + natural_end(clause)};
}

/// "系统错误,请联系管理员": said by no person, with no cue needed.
std::optional<Span> advised_at(std::string_view plain) {
  static const RE2 advice(
      R"((?:^|[,。;!|:\s])((?:\p{Han}|[a-z0-9]){2,20}(?:错误|失败|异常|不足|超时|繁忙|过期|失效|无效|不存在|不正确)[,! ]{0,2}请(?:联系|稍后|稍候|重新|重试|检查|核对|更新|升级)(?:\p{Han}|[a-z0-9]){0,16}))");
  re2::StringPiece found;
  if (!RE2::PartialMatch(re2::StringPiece(plain.data(), plain.size()), advice, &found)) return std::nullopt;
  const auto begin = static_cast<std::size_t>(found.data() - plain.data());
  return Span{begin, begin + found.size()};
}

/// "两千股 报废单": the verdict itself is the message.
std::optional<Span> verdict_at(std::string_view plain) {
  static const RE2 verdict(R"([\s,|](?:报|变成?|变为|成了?|显示|状态|是)(废单)(?:$|[\s,。;!|了]))");
  re2::StringPiece found;
  if (!RE2::PartialMatch(re2::StringPiece(plain.data(), plain.size()), verdict, &found)) return std::nullopt;
  const auto begin = static_cast<std::size_t>(found.data() - plain.data());
  return Span{begin, begin + found.size()};
}

}  // namespace

std::optional<Span> quoted_error(std::string_view plain) {
  std::optional<Span> unsure;
  for (std::size_t at = 0; at < plain.size();) {
    const auto here = at;
    next_code_point(plain, at);
    const auto quote = quote_at(plain, here);
    if (!quote) continue;
    const auto text = plain.substr(quote->begin, quote->end - quote->begin);
    if (const auto message = headed(plain, *quote)) return message;
    const auto before = plain.substr(0, here);
    at = quote->end;
    next_code_point(plain, at);
    if (heading(text)) continue;
    const bool bracket = plain[here] == '[' || plain[here] == '<' || starts_with(plain.substr(here), "《");
    if (persons_words(before)) continue;
    if (told_before(before) && (!bracket || sounds_like_error(text))) return with_message(plain, *quote);
    if (!unsure && !bracket && sounds_like_error(text)) unsure = quote;
  }
  return unsure;
}

std::optional<Span> told_error(std::string_view plain) {
  if (auto code = code_at(plain)) return code;
  std::optional<Span> first;
  for (const auto& cue : told_cues(plain)) {
    if (first && !cue.reason) continue;
    auto text = plain.substr(cue.begin, 240);
    text = text.substr(0, clause_end(text));
    text = text.substr(0, natural_end(text));
    while (ends_with(text, " ") || ends_with(text, "的") || ends_with(text, "了"))
      text.remove_suffix(text.back() == ' ' ? 1 : 3);
    if (text.size() < 4 || no_message(text, cue.weak)) continue;
    first = Span{cue.begin, cue.begin + text.size()};
    if (cue.reason) break;
  }
  if (!first) first = advised_at(plain);
  return first ? first : verdict_at(plain);
}
