#include <algorithm>
#include <array>
#include <vector>

#include "bot/command_parts.h"
#include "bot/text.h"
#include "bot/utf8.h"

namespace {

// Normal form: half-width, lower case, Simplified.
constexpr std::array<VerbWord, 129> verb_words{{
    {"回覆", Verb::reply},
    {"查询", Verb::show},
    {"查看", Verb::show},
    {"详情", Verb::show},
    {"查", Verb::show, true},
    {"看", Verb::show, true},
    {"show", Verb::show},
    {"view", Verb::show},
    {"status", Verb::show},
    {"进度", Verb::show, true},
    {"受理", Verb::accept},
    {"接单", Verb::accept},
    {"认领", Verb::accept},
    {"accept", Verb::accept},
    {"ack", Verb::accept},
    {"回复", Verb::reply},
    {"答复", Verb::reply},
    {"回", Verb::reply, true},
    {"reply", Verb::reply},
    {"answer", Verb::reply},
    {"备注", Verb::note},
    {"内部备注", Verb::note},
    {"内部", Verb::note, true},
    {"记录", Verb::note, true},
    {"note", Verb::note},
    {"internal", Verb::note},
    {"提问", Verb::ask},
    {"追问", Verb::ask},
    {"询问", Verb::ask},
    {"问", Verb::ask, true},
    {"ask", Verb::ask},
    {"转派", Verb::transfer},
    {"转交", Verb::transfer},
    {"流转", Verb::transfer},
    {"转给", Verb::transfer},
    {"指派", Verb::transfer},
    {"转", Verb::transfer, true},
    {"派", Verb::transfer, true},
    {"transfer", Verb::transfer},
    {"assign", Verb::transfer},
    {"解决", Verb::resolve},
    {"已解决", Verb::resolve},
    {"处理完成", Verb::resolve},
    {"完成", Verb::resolve, true},
    {"resolve", Verb::resolve},
    {"resolved", Verb::resolve},
    {"solve", Verb::resolve},
    {"solved", Verb::resolve},
    {"fix", Verb::resolve, true},
    {"fixed", Verb::resolve, true},
    {"done", Verb::resolve, true},
    {"关闭", Verb::close},
    {"关单", Verb::close},
    {"结单", Verb::close},
    {"close", Verb::close},
    {"重开", Verb::reopen},
    {"重新打开", Verb::reopen},
    {"再次打开", Verb::reopen},
    {"reopen", Verb::reopen},
    {"接管", Verb::take},
    {"接手", Verb::take},
    {"take over", Verb::take},
    {"takeover", Verb::take},
    {"take", Verb::take},
    {"级别", Verb::grade, true},
    {"定级", Verb::grade},
    {"severity", Verb::grade, true},
    {"grade", Verb::grade, true},
    {"时钟", Verb::clock},
    {"计时", Verb::clock},
    {"clock", Verb::clock},
    {"sla", Verb::clock},
    {"批准", Verb::approve},
    {"核准", Verb::approve},
    {"审批通过", Verb::approve},
    {"同意执行", Verb::approve},
    {"approve", Verb::approve},
    {"approved", Verb::approve},
    {"等待", Verb::wait},
    {"挂起", Verb::wait},
    {"wait", Verb::wait, true},
    {"继续", Verb::resume, true},
    {"resume", Verb::resume},
    {"诊断", Verb::diagnose},
    {"diagnose", Verb::diagnose},
    {"diagnosis", Verb::diagnose},
    {"diagnostics", Verb::diagnose},
    {"合并", Verb::join},
    {"归入", Verb::join},
    {"并入", Verb::join},
    {"merge", Verb::join},
    {"attach", Verb::join},
    {"拆出", Verb::split},
    {"拆分", Verb::split},
    {"不是这个问题", Verb::split},
    {"不是同一个问题", Verb::split},
    {"split", Verb::split},
    {"detach", Verb::split},
    {"勾选", Verb::check},
    {"预案", Verb::check},
    {"sop", Verb::check},
    {"check", Verb::check, true},
    {"runbook", Verb::check},
    {"我的", Verb::mine},
    {"mine", Verb::mine},
    {"待处理", Verb::queue},
    {"待办", Verb::queue},
    {"队列", Verb::queue},
    {"queue", Verb::queue},
    {"todo", Verb::queue},
    {"谁值班", Verb::duty},
    {"现在谁值班", Verb::duty},
    {"今天谁值班", Verb::duty},
    {"谁在值班", Verb::duty},
    {"现在谁在值班", Verb::duty},
    {"今天谁在值班", Verb::duty},
    {"值班", Verb::duty},
    {"值班表", Verb::duty},
    {"值班人", Verb::duty},
    {"who is on duty", Verb::duty},
    {"who's on duty", Verb::duty},
    {"whos on duty", Verb::duty},
    {"on duty", Verb::duty},
    {"oncall", Verb::duty},
    {"on call", Verb::duty},
    {"帮助", Verb::help},
    {"指令", Verb::help},
    {"help", Verb::help},
    {"?", Verb::help},
}};

constexpr std::array<const char*, 24> verb_names{
    "show",   "accept", "reply", "note",  "ask",     "transfer", "resolve", "close",
    "reopen", "take",   "grade", "clock", "approve", "wait",     "resume",  "diagnose",
    "join",   "split",  "apart", "check", "mine",    "queue",    "duty",    "help"};

bool latin(char c) { return c >= 'a' && c <= 'z'; }

bool ends_word(const Reader& reader, std::string_view word) {
  const auto after = reader.rest_flat().substr(word.size());
  return !latin(word.back()) || after.empty() || !latin(after.front());
}

std::vector<char32_t> points_of(std::string_view text) {
  std::vector<char32_t> points;
  for (std::size_t at = 0; at < text.size();) points.push_back(next_code_point(text, at));
  return points;
}

std::size_t distance(const std::vector<char32_t>& a, const std::vector<char32_t>& b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t corner = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const auto above = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, corner + (a[i - 1] == b[j - 1] ? 0 : 1)});
      corner = above;
    }
  }
  return row[b.size()];
}

/// The first word up to a space, a digit or punctuation.
std::vector<char32_t> first_word(const std::string& text) {
  auto points = points_of(normal(trimmed(text)));
  const auto end = std::find_if(points.begin(), points.end(), [](char32_t c) {
    return c <= ' ' || (c >= '!' && c < 'a') || c == U'，' || c == U'。' || c == U'、';
  });
  points.erase(end, points.end());
  return points;
}

}  // namespace

const char* name_of(Verb verb) { return verb_names[static_cast<std::size_t>(verb)]; }

std::optional<Verb> verb_named(std::string_view name) {
  const auto found = std::find(verb_names.begin(), verb_names.end(), name);
  if (found == verb_names.end()) return std::nullopt;
  return static_cast<Verb>(found - verb_names.begin());
}

std::optional<VerbWord> verb_at(Reader& reader) {
  const VerbWord* best = nullptr;
  for (const auto& entry : verb_words)
    if (reader.sees(entry.word) && ends_word(reader, entry.word) &&
        (best == nullptr || entry.word.size() > best->word.size()))
      best = &entry;
  if (best == nullptr) return std::nullopt;
  reader.eat(best->word);
  return *best;
}

std::optional<Verb> nearest_verb(const std::string& text) {
  const auto typed = first_word(text);
  if (typed.empty() || typed.size() > 10) return std::nullopt;
  std::optional<Verb> nearest;
  std::size_t least = 3;
  for (const auto& entry : verb_words) {
    if (entry.weak || entry.word == "?") continue;
    const auto word = points_of(entry.word);
    const std::size_t allowed = latin(entry.word.front()) && word.size() >= 5 ? 2 : 1;
    // One slip in a Chinese verb of two characters leaves one that must stand where it stood.
    auto head = typed;
    if (!latin(entry.word.front()) && head.size() > word.size()) head.resize(word.size());
    const auto slips = distance(head, word);
    if (slips > allowed || slips >= least || (!latin(entry.word.front()) && head.size() != word.size()))
      continue;
    least = slips;
    nearest = entry.verb;
  }
  return nearest;
}
