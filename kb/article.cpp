#include "kb/article.h"

#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "bot/text.h"

namespace {

namespace fs = std::filesystem;

constexpr std::size_t largest_file = 256 * 1024;

using Problems = std::vector<std::string>;

std::string joined(const Problems& problems) {
  std::string text;
  for (const auto& problem : problems) text += (text.empty() ? "" : "\n") + problem;
  return text;
}

/// The front matter of one file; its lines count from the file's first.
class FrontMatter {
 public:
  FrontMatter(const toml::table& table, const std::string& file, Problems& problems)
      : table_(table), file_(file), problems_(problems) {
    static constexpr std::array<std::string_view, 19> known{
        "title",        "system",        "category",   "owner",    "answer",     "patterns", "keywords",
        "keywords_any", "keywords_none", "excludes",   "examples", "phrasings",  "groups",   "valid_from",
        "valid_until",  "review_by",     "publish_at", "related",  "attachments"};
    std::string all;
    for (const auto key : known) all += (all.empty() ? "" : ", ") + std::string(key);
    for (const auto& [key, value] : table_)
      if (std::find(known.begin(), known.end(), key.str()) == known.end())
        problem(key.source().begin.line, "unknown key \"" + std::string(key.str()) + "\"; known: " + all);
  }

  std::string text(std::string_view key) {
    const auto* node = table_.get(key);
    if (node == nullptr) return {};
    if (const auto value = node->value_exact<std::string>()) return trimmed(*value);
    problem(node->source().begin.line, "\"" + std::string(key) + "\" must be a text in quotation marks");
    return {};
  }

  std::vector<std::string> list(std::string_view key) {
    const auto* node = table_.get(key);
    return node == nullptr ? std::vector<std::string>{} : words(*node, key);
  }

  /// ["a", "b"] is one set of words that must all occur; [["a"], ["b", "c"]] are several sets.
  std::vector<std::vector<std::string>> sets(std::string_view key) {
    std::vector<std::vector<std::string>> found;
    const auto* node = table_.get(key);
    if (node == nullptr) return found;
    const auto* array = node->as_array();
    const bool nested = array != nullptr && !array->empty() && (*array)[0].is_array();
    if (!nested) {
      if (auto one = words(*node, key); !one.empty()) found.push_back(std::move(one));
      return found;
    }
    for (const auto& set : *array)
      if (auto one = words(set, key); !one.empty()) found.push_back(std::move(one));
    return found;
  }

  /// A day or a point in time, with or without quotation marks.
  std::string moment(std::string_view key) {
    const auto* node = table_.get(key);
    if (node == nullptr || node->is_string()) return text(key);
    std::ostringstream written;
    if (const auto* day = node->as_date()) written << day->get();
    if (const auto* at = node->as_date_time()) written << at->get();
    if (written.str().empty())
      problem(node->source().begin.line, "\"" + std::string(key) + "\" must be a day");
    return written.str().substr(0, 16);
  }

  std::size_t line_of(std::string_view key) const {
    const auto* node = table_.get(key);
    return (node == nullptr ? 0U : node->source().begin.line) + 1U;
  }

 private:
  void problem(std::size_t line, const std::string& text) {
    problems_.push_back(file_ + ":" + std::to_string(line + 1) + ": " + text);
  }

  std::vector<std::string> words(const toml::node& node, std::string_view key) {
    std::vector<std::string> found;
    const auto* array = node.as_array();
    if (array == nullptr) {
      problem(node.source().begin.line, "\"" + std::string(key) + "\" must be a list of texts");
      return found;
    }
    for (const auto& item : *array) {
      const auto value = item.value_exact<std::string>();
      if (value) found.push_back(*value);
      if (!value) problem(item.source().begin.line, "\"" + std::string(key) + "\" must hold texts only");
    }
    return found;
  }

  const toml::table& table_;
  const std::string& file_;
  Problems& problems_;
};

std::string unix_lines(const std::string& text) {
  std::string lines;
  const std::size_t from = text.starts_with("\xEF\xBB\xBF") ? 3 : 0;
  for (std::size_t i = from; i < text.size(); ++i)
    if (text[i] != '\r' || i + 1 == text.size() || text[i + 1] != '\n') lines += text[i];
  return lines;
}

Result<std::string> contents(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  if (!file || !(text << file.rdbuf())) return Error{Kind::bad_input, path.string() + ": cannot be read"};
  return std::move(text).str();
}

std::vector<fs::path> markdown_below(const std::string& folder, std::error_code& failed) {
  std::vector<fs::path> paths;
  for (fs::recursive_directory_iterator at(folder, failed), end; !failed && at != end; at.increment(failed)) {
    if (at->is_directory(failed) && at->path().filename() == "files")
      at.disable_recursion_pending();  // what articles name: a text among them is no article
    if (at->path().extension() == ".md" && at->is_regular_file(failed)) paths.push_back(at->path());
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

Article article_of(FrontMatter& front, std::string id, std::string body) {
  Article article;
  article.id = std::move(id);
  article.title = front.text("title");
  article.system = front.text("system");
  article.category = front.text("category");
  article.answer = front.text("answer");
  article.body = std::move(body);
  article.patterns = front.list("patterns");
  article.keywords = front.sets("keywords");
  article.keywords_any = front.list("keywords_any");
  article.keywords_none = front.list("keywords_none");
  article.excludes = front.list("excludes");
  article.examples = front.list("examples");
  article.phrasings = front.list("phrasings");
  article.groups = front.list("groups");
  article.owner = front.text("owner");
  article.valid_from = front.moment("valid_from");
  article.valid_until = front.moment("valid_until");
  article.review_by = front.moment("review_by");
  article.publish_at = front.moment("publish_at");
  article.related = front.list("related");
  article.attachments = front.list("attachments");
  return article;
}

}  // namespace

Result<Article> read_article(const std::string& file, const std::string& text) {
  if (text.size() > largest_file) return Error{Kind::bad_input, file + ":1: larger than 256 kB"};
  if (clean_utf8(text) != text) return Error{Kind::bad_input, file + ":1: is not UTF-8"};
  const auto lines = unix_lines(text);
  const auto end = lines.find("\n+++", 3);
  const bool fenced =
      lines.starts_with("+++\n") && end != lines.npos && (end + 4 == lines.size() || lines[end + 4] == '\n');
  if (!fenced)
    return Error{Kind::bad_input, file + ":1: must begin with TOML between a line +++ and a line +++"};
  auto body = lines.substr(std::min(lines.size(), end + 5));
  while (body.starts_with("\n")) body.erase(0, 1);
  Problems problems;
  try {
    const auto table = toml::parse(std::string_view(lines).substr(4, end - 3));
    FrontMatter front(table, file, problems);
    auto article = article_of(front, fs::path(file).stem().string(), std::move(body));
    for (const auto& problem : problems_of(article)) {
      const auto from = problem.find('"'), to = problem.find('"', from + 1);
      const auto key =
          from == problem.npos || to == problem.npos ? "" : problem.substr(from + 1, to - from - 1);
      const auto list = problem.starts_with("pattern")   ? "patterns"
                        : problem.starts_with("exclude") ? "excludes"
                                                         : key;
      problems.push_back(file + ":" + std::to_string(front.line_of(list)) + ": " + problem);
    }
    if (problems.empty()) return article;
  } catch (const toml::parse_error& error) {
    problems.push_back(file + ":" + std::to_string(error.source().begin.line + 1) + ": " +
                       std::string(error.description()));
  }
  return Error{Kind::bad_input, joined(problems)};
}

Result<std::vector<Article>> load_articles(const std::string& folder) {
  std::vector<Article> articles;
  Problems problems;
  std::error_code failed;
  const auto paths = markdown_below(folder, failed);
  if (failed) return Error{Kind::bad_input, folder + ": " + failed.message()};
  std::map<std::string, std::string> seen;
  for (const auto& path : paths) {
    const auto file = path.string();
    const auto text = contents(path);
    if (!text) {
      problems.push_back(text.error().text);
      continue;
    }
    auto article = read_article(file, *text);
    if (!article) {
      problems.push_back(article.error().text);
      continue;
    }
    if (const auto [at, added] = seen.emplace(article->id, file); !added)
      problems.push_back(file + ":1: the id \"" + article->id + "\" is that of " + at->second + " too");
    articles.push_back(std::move(*article));
  }
  if (!problems.empty()) return Error{Kind::bad_input, joined(problems)};
  return articles;
}
