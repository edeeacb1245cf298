#include "kb/exchange.h"

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "bot/text.h"

namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using Problems = std::vector<std::string>;

constexpr std::size_t longest_line = 1 << 20;
constexpr int deepest = 8;

Error failure(const Problems& problems) {
  std::string text;
  for (const auto& problem : problems) text += (text.empty() ? "" : "\n") + problem;
  return {Kind::bad_input, text};
}

std::optional<json> parsed(const std::string& line) {
  if (line.size() > longest_line) return std::nullopt;
  const auto shallow = [](int depth, json::parse_event_t, json&) {
    if (depth > deepest) throw std::length_error("nested too deeply");
    return true;
  };
  try {
    auto value = json::parse(line, shallow);
    if (value.is_object()) return value;
  } catch (const std::exception&) {  // not JSON, or too deep: the line is named by the caller
  }
  return std::nullopt;
}

/// One line's fields; a wrong type is a problem, an absent field is empty.
class Line {
 public:
  Line(const json& value, std::string where, Problems& problems)
      : value_(value), where_(std::move(where)), problems_(problems) {}

  std::string text(const char* name) {
    const auto found = value_.find(name);
    if (found == value_.end() || found->is_null()) return {};
    if (found->is_string()) return found->get<std::string>();
    problem(name, "must be a text");
    return {};
  }

  std::vector<std::string> list(const char* name) {
    const auto found = value_.find(name);
    return found == value_.end() || found->is_null() ? std::vector<std::string>{} : texts(*found, name);
  }

  std::vector<std::vector<std::string>> sets(const char* name) {
    std::vector<std::vector<std::string>> all;
    const auto found = value_.find(name);
    if (found == value_.end() || found->is_null()) return all;
    if (!found->is_array()) problem(name, "must be a list of lists of texts");
    if (found->is_array())
      for (const auto& set : *found)
        if (auto one = texts(set, name); !one.empty()) all.push_back(std::move(one));
    return all;
  }

 private:
  void problem(const std::string& name, const std::string& text) {
    problems_.push_back(where_ + ": \"" + name + "\" " + text);
  }

  std::vector<std::string> texts(const json& from, const char* name) {
    std::vector<std::string> all;
    if (!from.is_array()) problem(name, "must be a list of texts");
    if (from.is_array())
      for (const auto& one : from) {
        if (one.is_string()) all.push_back(one.get<std::string>());
        if (!one.is_string()) problem(name, "must hold texts only");
      }
    return all;
  }

  const json& value_;
  std::string where_;
  Problems& problems_;
};

Article article_of(Line& line) {
  Article article;
  article.id = line.text("id");
  article.title = trimmed(line.text("title"));
  article.system = trimmed(line.text("system"));
  article.category = trimmed(line.text("category"));
  article.answer = trimmed(line.text("answer"));
  article.body = line.text("body");
  while (article.body.starts_with("\n")) article.body.erase(0, 1);
  article.patterns = line.list("patterns");
  article.keywords = line.sets("keywords");
  article.keywords_any = line.list("keywords_any");
  article.keywords_none = line.list("keywords_none");
  article.excludes = line.list("excludes");
  article.examples = line.list("examples");
  article.phrasings = line.list("phrasings");
  article.groups = line.list("groups");
  article.owner = trimmed(line.text("owner"));
  article.valid_from = line.text("valid_from");
  article.valid_until = line.text("valid_until");
  article.review_by = line.text("review_by");
  article.publish_at = line.text("publish_at");
  article.related = line.list("related");
  article.attachments = line.list("attachments");
  const auto question = trimmed(line.text("question"));
  if (article.title.empty()) article.title = question;
  if (!question.empty()) article.examples.push_back(question);
  for (auto& other : line.list("alts")) article.examples.push_back(std::move(other));
  return article;
}

Result<Done> put_file(const fs::path& path, const std::string& text) {
  auto beside = path;
  beside += ".new";
  {
    std::ofstream file(beside, std::ios::binary | std::ios::trunc);
    file << text;
    file.flush();
    if (!file) return Error{Kind::internal, beside.string() + ": cannot be written"};
  }
  std::error_code failed;
  fs::rename(beside, path, failed);
  if (failed) return Error{Kind::internal, path.string() + ": " + failed.message()};
  return Done{};
}

bool says_something_else(const fs::path& path, const std::string& text) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return false;
  std::ostringstream there;
  there << file.rdbuf();
  return there.str() != text;
}

}  // namespace

Result<std::vector<Article>> read_jsonl(std::istream& in) {
  std::vector<Article> articles;
  Problems problems;
  std::set<std::string> ids;
  std::size_t number = 0;
  for (std::string text; std::getline(in, text);) {
    ++number;
    if (trimmed(text).empty()) continue;
    const auto where = "line " + std::to_string(number);
    const auto value = parsed(text);
    if (!value) {
      problems.push_back(where + ": is not a JSON object");
      continue;
    }
    Line line(*value, where, problems);
    auto article = article_of(line);
    if (article.id.empty()) problems.push_back(where + ": \"id\" is missing");
    if (!article.id.empty() && !ids.insert(article.id).second)
      problems.push_back(where + ": the id \"" + article.id + "\" occurs twice");
    articles.push_back(std::move(article));
  }
  if (!problems.empty()) return failure(problems);
  return articles;
}

std::string to_json(const Article& article) {
  nlohmann::ordered_json line{{"id", article.id},
                              {"title", article.title},
                              {"system", article.system},
                              {"category", article.category},
                              {"answer", article.answer},
                              {"body", article.body},
                              {"patterns", article.patterns},
                              {"keywords", article.keywords},
                              {"excludes", article.excludes},
                              {"examples", article.examples}};
  const auto put_list = [&](const char* name, const std::vector<std::string>& values) {
    if (!values.empty()) line[name] = values;
  };
  const auto put_text = [&](const char* name, const std::string& value) {
    if (!value.empty()) line[name] = value;
  };
  put_list("keywords_any", article.keywords_any);
  put_list("keywords_none", article.keywords_none);
  put_list("phrasings", article.phrasings);
  put_list("groups", article.groups);
  put_text("owner", article.owner);
  put_text("valid_from", article.valid_from);
  put_text("valid_until", article.valid_until);
  put_text("review_by", article.review_by);
  put_text("publish_at", article.publish_at);
  put_list("related", article.related);
  put_list("attachments", article.attachments);
  return line.dump(-1, ' ', false, json::error_handler_t::replace);
}

Result<Article> article_of_json(const std::string& text) {
  const auto value = parsed(text);
  if (!value) return Error{Kind::bad_input, "is not a JSON object"};
  Problems problems;
  Line line(*value, "article", problems);
  auto article = article_of(line);
  if (!problems.empty()) return failure(problems);
  return article;
}

void write_jsonl(const std::vector<Article>& articles, std::ostream& out) {
  for (const auto& article : articles) out << to_json(article) << '\n';
}

Result<std::vector<Article>> read_knowledge(const std::string& path) {
  std::error_code failed;
  if (fs::is_directory(path, failed)) return load_articles(path);
  std::ifstream file(path, std::ios::binary);
  if (!file) return Error{Kind::bad_input, path + ": neither a folder of articles nor a readable file"};
  auto articles = fs::path(path).extension() == ".csv" ? read_csv(file) : read_jsonl(file);
  if (!articles) return Error{articles.error().kind, path + ": " + articles.error().text};
  return articles;
}

Result<Done> write_folder(const std::vector<Article>& articles, const std::string& folder,
                          Existing existing) {
  Problems problems;
  std::vector<std::pair<fs::path, std::string>> files;
  for (const auto& article : articles) {
    for (const auto& problem : problems_of(article))
      problems.push_back("article \"" + article.id + "\": " + problem);
    if (!is_article_id(article.id)) continue;
    files.emplace_back(fs::path(folder) / (article.id + ".md"), write_article(article));
    if (existing == Existing::keep && says_something_else(files.back().first, files.back().second))
      problems.push_back("article \"" + article.id +
                         "\" is there already and differs; --replace takes the new one");
  }
  if (!problems.empty()) return failure(problems);
  std::error_code failed;
  fs::create_directories(folder, failed);
  if (failed) return Error{Kind::internal, folder + ": " + failed.message()};
  for (const auto& [path, text] : files)
    if (auto written = put_file(path, text); !written) return written.error();
  return Done{};
}
