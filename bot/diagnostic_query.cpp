/// How a query is written: names in braces, where they may stand, and how values are put there.
#include <algorithm>
#include <array>
#include <cstdio>

#include "bot/diagnostic.h"
#include "bot/diagnostic_holes.h"
#include "bot/text.h"

namespace {

bool in_name(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.'; }

/// Walks over SQL and says of each character whether it stands in the open: not in quotation marks, not in a
/// comment. PostgreSQL's rules without E'' and dollar quotes, which are refused.
class SqlWalk {
 public:
  explicit SqlWalk(std::string_view text) : text_(text) {}
  template <class See>
  void run(See see) {
    for (std::size_t i = 0; i < text_.size(); ++i) {
      const auto two = text_.substr(i, 2);
      if (state_ == State::open && (two == "--" || two == "/*"))
        state_ = two == "--" ? State::line : State::block;
      see(i, state_);
      const char c = text_[i];
      if (state_ == State::line && c == '\n')
        state_ = State::open;
      else if (state_ == State::block && two == "*/") {
        see(++i, state_);
        state_ = State::open;
      } else if (c == '\'' && (state_ == State::open || state_ == State::text))
        state_ = state_ == State::open ? State::text : State::open;
      else if (c == '"' && (state_ == State::open || state_ == State::name))
        state_ = state_ == State::open ? State::name : State::open;
    }
  }
  enum class State { open, text, name, line, block };
  State state() const { return state_; }

 private:
  std::string_view text_;
  State state_ = State::open;
};

void check_sql(const Diagnostic& diagnostic, const std::vector<QueryHole>& holes,
               std::vector<std::string>& problems) {
  const auto& text = diagnostic.query;
  const auto flat = normal(trimmed(text));
  if (!flat.starts_with("select") && !flat.starts_with("with"))
    problems.emplace_back("SQL must begin with SELECT or WITH: it is only ever read");
  bool several = false, dollar = false, backslash = false;
  std::vector<bool> open(text.size(), false);
  SqlWalk walk(text);
  walk.run([&](std::size_t at, SqlWalk::State state) {
    open[at] = state == SqlWalk::State::open;
    several = several || (open[at] && text[at] == ';');
    dollar = dollar || (open[at] && text[at] == '$');
    backslash = backslash || (state == SqlWalk::State::text && text[at] == '\\');
  });
  if (several) problems.emplace_back("SQL must be one statement, without \";\"");
  if (dollar) problems.emplace_back("SQL must not hold \"$\": values are named in braces, as {fund_account}");
  if (backslash) problems.emplace_back("SQL must not hold \"\\\" within quotation marks");
  if (walk.state() != SqlWalk::State::open && walk.state() != SqlWalk::State::line)
    problems.emplace_back("SQL ends within quotation marks or a comment");
  for (const auto& hole : holes)
    if (!open[hole.at])
      problems.push_back("{" + hole.name +
                         "} stands within quotation marks or a comment; a value is bound, so write it bare");
}

void check_json(const std::string& text, const std::vector<QueryHole>& holes,
                std::vector<std::string>& problems) {
  std::vector<bool> quoted(text.size(), false);
  bool within = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    quoted[i] = within;
    if (within && text[i] == '\\' && i + 1 < text.size())
      quoted[++i] = true;
    else if (text[i] == '"')
      within = !within;
  }
  for (const auto& hole : holes)
    if (!quoted[hole.at])
      problems.push_back("{" + hole.name + "} must stand within quotation marks of the JSON");
}

/// The host of a link, or of a path, is nobody's value.
void check_address(const std::string& text, const std::vector<QueryHole>& holes,
                   std::vector<std::string>& problems) {
  const auto scheme = text.find("://");
  const auto host_end = scheme == text.npos ? text.npos : text.find_first_of("/?#", scheme + 3);
  for (const auto& hole : holes)
    if (host_end == text.npos || hole.at < host_end)
      problems.push_back("{" + hole.name + "} must not stand in the host of an address");
}

}  // namespace

std::vector<QueryHole> holes_in(std::string_view text) {
  std::vector<QueryHole> holes;
  for (auto at = text.find('{'); at != text.npos; at = text.find('{', at + 1)) {
    auto end = at + 1;
    while (end < text.size() && in_name(text[end])) ++end;
    if (end < text.size() && text[end] == '}' && end > at + 1 && text[at + 1] >= 'a' && text[at + 1] <= 'z')
      holes.push_back({at, end + 1 - at, std::string(text.substr(at + 1, end - at - 1))});
  }
  return holes;
}

std::string filled(std::string_view text, const std::function<std::string(const std::string&)>& value_of) {
  std::string out;
  std::size_t from = 0;
  for (const auto& hole : holes_in(text)) {
    out += text.substr(from, hole.at - from);
    out += value_of(hole.name);
    from = hole.at + hole.size;
  }
  return out + std::string(text.substr(from));
}

std::string percent_encoded(std::string_view text) {
  constexpr std::string_view hex = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '.' || c == '_' || c == '~';
    if (plain) out += c;
    if (!plain) ((out += '%') += hex[byte >> 4U]) += hex[byte & 15U];
  }
  return out;
}

std::string json_escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\')
      (out += '\\') += c;
    else if (byte < 0x20 || byte == 0x7F) {
      std::array<char, 8> code{};
      std::snprintf(code.data(), code.size(), "\\u%04x", byte);
      out += code.data();
    } else
      out += c;
  }
  return out;
}

std::vector<std::string> problems_of_query(const Diagnostic& diagnostic) {
  std::vector<std::string> problems;
  const auto in_query = holes_in(diagnostic.query), in_path = holes_in(diagnostic.path);
  for (const auto* holes : {&in_path, &in_query})
    for (const auto& hole : *holes)
      if (!is_diagnostic_name(hole.name)) problems.push_back("nothing is named {" + hole.name + "}");
  switch (diagnostic.kind) {
    case Diagnostic::Kind::sql:
      check_sql(diagnostic, in_query, problems);
      break;
    case Diagnostic::Kind::http:
    case Diagnostic::Kind::elasticsearch:
      check_json(diagnostic.query, in_query, problems);
      break;
    case Diagnostic::Kind::link:
      check_address(diagnostic.query, in_query, problems);
      break;
  }
  return problems;
}
