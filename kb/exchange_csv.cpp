// Articles as a table that a spreadsheet opens.
#include <array>
#include <iterator>
#include <map>
#include <optional>
#include <set>

#include "bot/text.h"
#include "kb/exchange.h"

namespace {

using Cells = std::vector<std::string>;
using Words = std::vector<std::string>;

constexpr std::size_t largest_table = 64u << 20;

struct TextColumn {
  const char* name;
  std::string Article::*field;
};
struct ListColumn {
  const char* name;
  Words Article::*field;
};
constexpr std::array<TextColumn, 11> texts{{{"id", &Article::id},
                                            {"title", &Article::title},
                                            {"system", &Article::system},
                                            {"category", &Article::category},
                                            {"owner", &Article::owner},
                                            {"answer", &Article::answer},
                                            {"body", &Article::body},
                                            {"valid_from", &Article::valid_from},
                                            {"valid_until", &Article::valid_until},
                                            {"review_by", &Article::review_by},
                                            {"publish_at", &Article::publish_at}}};
constexpr std::array<ListColumn, 9> lists{{{"patterns", &Article::patterns},
                                           {"keywords_any", &Article::keywords_any},
                                           {"keywords_none", &Article::keywords_none},
                                           {"excludes", &Article::excludes},
                                           {"examples", &Article::examples},
                                           {"phrasings", &Article::phrasings},
                                           {"groups", &Article::groups},
                                           {"related", &Article::related},
                                           {"attachments", &Article::attachments}}};
constexpr const char* sets_column = "keywords";

bool like_formula(const std::string& cell) {
  const auto at = cell.find_first_not_of('\'');
  return at != cell.npos && std::string_view("=+-@\t").find(cell[at]) != std::string_view::npos;
}

std::string escaped(const std::string& cell) {
  auto text = like_formula(cell) ? "'" + cell : cell;
  if (text.find_first_of(",\"\r\n") == text.npos) return text;
  std::string out = "\"";
  for (const char c : text) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + "\"";
}

std::string plain(std::string cell) {
  if (cell.starts_with("'") && like_formula(cell)) cell.erase(0, 1);
  return cell;
}

/// Rows of a table, each with the line it begins in.
class Table {
 public:
  explicit Table(std::string text) : text_(std::move(text)) {
    if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3;
  }
  /// nullopt at the end. Not `whole()`: a quotation mark was never closed.
  std::optional<Cells> next() {
    begins_ = line_;
    if (at_ >= text_.size()) return std::nullopt;
    Cells cells{""};
    while (at_ < text_.size()) {
      const char c = text_[at_++];
      if (c == '\n') ++line_;
      if (c == '"' && cells.back().empty() && !was_quoted_) {
        quoted(cells.back());
      } else if (c == ',') {
        cells.emplace_back();
        was_quoted_ = false;
      } else if (c == '\n') {
        break;
      } else if (c != '\r' || at_ == text_.size() || text_[at_] != '\n') {
        cells.back() += c;
      }
    }
    was_quoted_ = false;
    return cells;
  }
  std::size_t line() const { return begins_; }
  bool whole() const { return whole_; }

 private:
  void quoted(std::string& cell) {
    was_quoted_ = true;
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '\n') ++line_;
      if (c == '\r' && at_ + 1 < text_.size() && text_[at_ + 1] == '\n') continue;
      if (c != '"') {
        cell += c;
      } else if (at_ + 1 < text_.size() && text_[at_ + 1] == '"') {
        cell += '"';
        ++at_;
      } else {
        ++at_;
        return;
      }
    }
    whole_ = false;
  }

  std::string text_;
  std::size_t at_ = 0, line_ = 1, begins_ = 1;
  bool was_quoted_ = false, whole_ = true;
};

Words parts_of(const std::string& text, std::string_view border) {
  Words parts;
  for (std::size_t from = 0; from <= text.size();) {
    const auto end = std::min(text.find(border, from), text.size());
    if (auto part = trimmed(std::string_view(text).substr(from, end - from)); !part.empty())
      parts.push_back(std::move(part));
    from = end + border.size();
  }
  return parts;
}

std::string joined(const Words& parts, const std::string& border) {
  std::string out;
  for (const auto& part : parts) out += (out.empty() ? "" : border) + part;
  return out;
}

bool put(Article& article, const std::string& name, const std::string& cell) {
  for (const auto& column : texts)
    if (name == column.name) {
      article.*column.field = name == "body" ? cell : trimmed(cell);
      return true;
    }
  for (const auto& column : lists)
    if (name == column.name) {
      article.*column.field = parts_of(cell, "\n");
      return true;
    }
  if (name != sets_column) return false;
  for (const auto& set : parts_of(cell, "\n")) article.keywords.push_back(parts_of(set, " & "));
  return true;
}

std::string cell_of(const Article& article, const std::string& name) {
  for (const auto& column : texts)
    if (name == column.name) return article.*column.field;
  for (const auto& column : lists)
    if (name == column.name) return joined(article.*column.field, "\n");
  Words sets;
  for (const auto& set : article.keywords) sets.push_back(joined(set, " & "));
  return joined(sets, "\n");
}

Words columns() {
  Words names;
  for (const auto& column : texts) names.emplace_back(column.name);
  names.emplace_back(sets_column);
  for (const auto& column : lists) names.emplace_back(column.name);
  return names;
}

std::string unknown_columns(const Cells& names) {
  Article scratch;
  std::string unknown;
  for (const auto& name : names)
    if (!put(scratch, trimmed(name), "")) unknown += (unknown.empty() ? "\"" : ", \"") + name + "\"";
  return unknown;
}

}  // namespace

Result<std::vector<Article>> read_csv(std::istream& in) {
  std::string text{std::istreambuf_iterator<char>(in), {}};
  if (text.size() > largest_table) return Error{Kind::bad_input, "larger than 64 MB"};
  if (clean_utf8(text) != text) return Error{Kind::bad_input, "is not UTF-8: save it as “CSV UTF-8”"};
  Table table(std::move(text));
  const auto names = table.next();
  if (!names) return Error{Kind::bad_input, "is empty"};
  if (const auto unknown = unknown_columns(*names); !unknown.empty())
    return Error{Kind::bad_input, "line 1: unknown columns: " + unknown};
  std::vector<Article> articles;
  std::set<std::string> ids;
  std::string problems;
  for (auto cells = table.next(); cells; cells = table.next()) {
    if (cells->size() == 1 && trimmed(cells->front()).empty()) continue;
    const auto where = (problems.empty() ? "line " : "\nline ") + std::to_string(table.line()) + ": ";
    if (cells->size() > names->size()) problems += where + "has more cells than the first row has names";
    Article article;
    for (std::size_t i = 0; i < std::min(cells->size(), names->size()); ++i)
      put(article, trimmed((*names)[i]), plain((*cells)[i]));
    if (article.id.empty()) problems += where + "\"id\" is missing";
    if (!article.id.empty() && !ids.insert(article.id).second)
      problems += where + "the id \"" + article.id + "\" occurs twice";
    articles.push_back(std::move(article));
  }
  if (!table.whole())
    problems += (problems.empty() ? "" : "\n") + std::string("a quotation mark is never closed");
  if (!problems.empty()) return Error{Kind::bad_input, problems};
  return articles;
}

void write_csv(const std::vector<Article>& articles, std::ostream& out) {
  const auto names = columns();
  out << "\xEF\xBB\xBF" << joined(names, ",") << "\r\n";
  for (const auto& article : articles)
    for (std::size_t i = 0; i < names.size(); ++i)
      out << escaped(cell_of(article, names[i])) << (i + 1 < names.size() ? "," : "\r\n");
}
