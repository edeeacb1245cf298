#include "bot/command_parts.h"

#include <algorithm>
#include <array>
#include <vector>

#include "bot/text.h"

namespace {

struct Named {
  std::string_view word;  // normal form
  const char* id;
};

// Longer words first where one begins another.
constexpr std::array<Named, 29> roles{{
    {"测试", "tester"},
    {"tester", "tester"},
    {"test", "tester"},
    {"qa", "tester"},
    {"研发", "developer"},
    {"开发", "developer"},
    {"程序员", "developer"},
    {"developer", "developer"},
    {"development", "developer"},
    {"dev", "developer"},
    {"rd", "developer"},
    {"r&d", "developer"},
    {"运维", "ops"},
    {"ops", "ops"},
    {"数据组", "ops"},
    {"dba", "ops"},
    {"产品", "product"},
    {"product", "product"},
    {"pm", "product"},
    {"外包", "contractor"},
    {"contractor", "contractor"},
    {"事件组", "agent"},
    {"处理人", "agent"},
    {"值班", "agent"},
    {"坐席", "agent"},
    {"一线", "agent"},
    {"事件", "agent"},
    {"agent", "agent"},
    {"desk", "agent"},
}};

constexpr std::array<Named, 16> categories{{
    {"数据问题", "data"},
    {"数据类", "data"},
    {"数据", "data"},
    {"data", "data"},
    {"程序问题", "program"},
    {"程序类", "program"},
    {"程序", "program"},
    {"program", "program"},
    {"代码类", "program"},
    {"bug", "program"},
    {"咨询问题", "consult"},
    {"咨询类", "consult"},
    {"咨询", "consult"},
    {"consulting", "consult"},
    {"consult", "consult"},
    {"question", "consult"},
}};

constexpr std::array<Named, 10> severities_said{{
    {"紧急", "urgent"},
    {"urgent", "urgent"},
    {"高", "high"},
    {"high", "high"},
    {"中等", "medium"},
    {"中", "medium"},
    {"medium", "medium"},
    {"normal", "medium"},
    {"低", "low"},
    {"low", "low"},
}};

bool latin(char c) { return c >= 'a' && c <= 'z'; }

bool at_boundary(const Reader& reader) {
  Reader ahead = reader;
  return ahead.skip_gap() || ahead.done();
}

const char* eat_named(Reader& reader, const auto& names) {
  for (const auto& name : names) {
    const auto begin = reader.position();
    if (!reader.eat(name.word)) continue;
    const auto after = reader.rest_flat();
    if (!latin(name.word.back()) || after.empty() || !latin(after.front())) return name.id;
    reader.back_to(begin);
  }
  return nullptr;
}

bool eat_any(Reader& reader, const std::vector<std::string_view>& words) {
  for (const auto word : words)
    if (reader.eat(word)) return true;
  return false;
}

void skip_labels(Reader& reader, const std::vector<std::string_view>& labels) {
  reader.skip_gap();
  const auto begin = reader.position();
  if (!eat_any(reader, labels)) return;
  if (!eat_any(reader, {"是", "为"}) && !at_boundary(reader)) reader.back_to(begin);
}

/// The category that comes next: "程序类" anywhere, "程序" only as a word of its own ("数据不一致" is a
/// reason).
const char* eat_category(Reader& reader) {
  skip_labels(reader, {"类别", "分类", "类型", "category", "属于"});
  reader.skip_gap();
  const auto begin = reader.position();
  const char* id = eat_named(reader, categories);
  if (id == nullptr) return nullptr;
  const auto word = reader.typed(begin, reader.position());
  if (word.ends_with("类") || word.ends_with("類") || at_boundary(reader)) return id;
  for (const std::string_view label : {"原因", "方案"})
    if (reader.sees(label)) return id;
  reader.back_to(begin);
  return nullptr;
}

const std::vector<std::string_view> reason_labels{"原因", "理由", "reason", "cause", "because"};
const std::vector<std::string_view> solution_labels{
    "解决方案", "处理方案", "解决办法", "处理办法", "处理措施", "方案", "措施", "solution", "fix:"};

/// Takes a label with what joins it to its words: "原因：", "原因是", "原因 ".
bool eat_label(Reader& reader, const std::vector<std::string_view>& labels) {
  const auto begin = reader.position();
  if (!eat_any(reader, labels)) return false;
  const auto after = reader.rest_flat();
  if (latin(reader.typed(begin, reader.position()).back()) && !after.empty() && latin(after.front())) {
    reader.back_to(begin);
    return false;
  }
  eat_any(reader, {"是", "为"});
  return true;
}

std::string piece(const Reader& reader, std::size_t begin, std::size_t end) {
  Reader copy = reader;
  copy.back_to(begin);
  copy.skip_light_gap();
  if (copy.position() >= end) return {};
  auto words = trimmed(reader.typed(copy.position(), end));
  for (bool again = true; again;) {
    again = false;
    for (const std::string_view mark : {",", ";", "，", "；", "、"}) {
      if (!words.ends_with(mark)) continue;
      words = trimmed(words.substr(0, words.size() - mark.size()));
      again = true;
    }
  }
  return words;
}

/// Where the solution's label stands, from here on; npos: nowhere. `loose`: also in the middle of words.
std::size_t find_solution(Reader reader, bool loose) {
  bool free_standing = true;
  while (!reader.done()) {
    const auto here = reader.position();
    if ((free_standing || loose) && eat_label(reader, solution_labels)) return here;
    reader.back_to(here);
    free_standing = reader.skip_gap();
    if (!free_standing) reader.back_to(here + 1);
  }
  return std::string_view::npos;
}

/// Without labels the reason ends at the first line end, semicolon, full stop, space between Chinese words,
/// or comma.
std::size_t end_of_reason(std::string_view flat) {
  const auto words = flat.find_last_not_of(" \t\r\n");
  for (const std::string_view mark : {"\n", ";", "。", " ", ","}) {
    const auto at = flat.find(mark);
    if (at == std::string_view::npos || at == 0 || words == std::string_view::npos ||
        at + mark.size() > words)
      continue;
    if (mark == " " && static_cast<unsigned char>(flat[at - 1]) < 0x80) continue;
    return at;
  }
  return std::string_view::npos;
}

void read_reason_and_solution(Command& command, Reader& reader) {
  reader.skip_light_gap();
  const bool labelled = eat_label(reader, reason_labels);
  reader.skip_light_gap();
  const auto begin = reader.position();
  const auto all = begin + reader.rest_flat().size();
  const auto label = find_solution(reader, labelled);
  if (label != std::string_view::npos) {
    command.reason = piece(reader, begin, label);
    reader.back_to(label);
    eat_label(reader, solution_labels);
    command.solution = piece(reader, reader.position(), all);
  } else if (const auto end = end_of_reason(reader.rest_flat()); end != std::string_view::npos) {
    command.reason = piece(reader, begin, begin + end);
    command.solution = piece(reader, begin + end, all);
  } else {
    command.reason = piece(reader, begin, all);
  }
  if (command.solution.empty()) command.solution = command.reason;
}

}  // namespace

void read_severity(Command& command, Reader& reader) {
  reader.skip_gap();
  for (const std::string_view word : {"改成", "改为", "调到", "调为", "升为", "降为", "为", "到", "to "})
    if (reader.eat(word)) break;
  reader.skip_gap();
  Reader words = reader;
  if (const char* id = eat_named(reader, severities_said)) command.severity = id;
  command.text = words.rest();
}

bool begins_with_category(const Reader& reader) {
  Reader ahead = reader;
  return eat_category(ahead) != nullptr;
}

void read_transfer(Command& command, Reader& reader) {
  reader.skip_gap();
  eat_any(reader, {"给", "到", "至", "往", "to "});
  reader.skip_gap();
  const auto begin = reader.position();
  if (const char* role = eat_named(reader, roles)) {
    command.role = role;
    eat_any(reader, {"同事", "团队", "人员", "部门", "部", "组", "侧", "那边"});
    command.target = trimmed(reader.typed(begin, reader.position()));
  }
  reader.skip_gap();
  if (reader.eat("@")) {
    const auto name_begin = reader.position();
    const auto name_end = reader.rest_flat().find_first_of(" \t\r\n,:;");
    reader.back_to(name_begin + std::min(name_end, reader.rest_flat().size()));
    command.person = trimmed(reader.typed(name_begin, reader.position()));
    command.target = command.person;
  }
  reader.skip_light_gap();
  if (!command.target.empty()) eat_label(reader, reason_labels);
  command.text = reader.rest();
  const auto word = normal(command.word);
  command.assigns = word == "指派" || word == "assign";
  command.to_least = command.assigns && command.target.empty() && command.text.empty();
}

void read_resolution(Command& command, Reader& reader) {
  if (const char* category = eat_category(reader)) command.category = category;
  if (command.category.empty()) {
    reader.skip_light_gap();
    command.text = reader.rest();
  }
  read_reason_and_solution(command, reader);
}

void read_parent(Command& command, Reader& reader) {
  reader.skip_gap();
  eat_any(reader, {"到", "入", "进", "至", "与", "和", "into ", "to ", "with ", "under "});
  reader.skip_gap();
  auto& tickets = command.tickets;
  if (const auto named = reader.number()) {
    command.parent = named->value;
  } else if (tickets.size() > 1) {
    const auto at = normal(command.word) == "归入" ? tickets.end() - 1 : tickets.begin();
    command.parent = *at;
    tickets.erase(at);
  }
  std::erase(tickets, command.parent);
}
