#include <algorithm>
#include <map>
#include <stdexcept>

#include "handlers/knowledge/article_rows.h"
#include "handlers/knowledge/import.h"

namespace {

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const auto& line : lines) text += (text.empty() ? "" : "\n") + line;
  return text;
}

std::string problem_of(const Article& article) {
  auto problems = problems_of(article);
  for (const auto& fault : pattern_faults(article))
    problems.push_back(fault.field + " " + std::to_string(fault.item) + ": " + fault.text);
  return joined(problems);
}

bool is_refused(const std::vector<ImportLine>& lines) {
  return std::any_of(lines.begin(), lines.end(),
                     [](const ImportLine& line) { return line.what == ImportLine::What::refused; });
}

/// Everything was checked before: what fails now undoes the whole import.
ArticleHead sure(const std::string& id, const Result<ArticleHead>& step) {
  if (!step) throw std::runtime_error("import of " + id + ": " + step.error().text);
  return *step;
}

/// What stands in the file is the whole of it: a draft that somebody is writing is a version below it.
void put(Transaction& transaction, const Article& article, ImportTo to, const Editor& editor, Time now) {
  const auto stored = find_article(transaction, article.id);
  const auto base = stored ? stored->head.life.version : 0;
  const auto saved = sure(article.id, save_draft(transaction, article, base, editor, "import", now));
  const auto submitted =
      sure(article.id, submit_article(transaction, article.id, saved.life.version, editor, now));
  if (to == ImportTo::readers) publish_unreviewed(transaction, submitted, editor, now);
}

}  // namespace

std::vector<ImportLine> plan_import(const std::vector<Article>& known, const std::vector<Article>& incoming) {
  std::map<std::string, const Article*> by_id;
  for (const auto& article : known) by_id[article.id] = &article;
  std::vector<ImportLine> lines;
  for (const auto& article : incoming) {
    const auto found = by_id.find(article.id);
    if (auto problem = problem_of(article); !problem.empty()) {
      lines.push_back({ImportLine::What::refused, article.id, {}, std::move(problem)});
    } else if (found == by_id.end()) {
      lines.push_back({ImportLine::What::added, article.id, {}, ""});
    } else {
      auto diff = diff_of(*found->second, article);
      const auto what = diff.empty() ? ImportLine::What::same : ImportLine::What::changed;
      lines.push_back({what, article.id, std::move(diff), ""});
    }
  }
  return lines;
}

std::vector<Article> newest_articles(Transaction& transaction) {
  static constexpr const char* sql =
      "SELECT v.body FROM article a JOIN article_version v ON v.article = a.id AND v.version = a.version "
      "WHERE a.state <> 'retired' ORDER BY a.id";
  std::vector<Article> articles;
  for (const auto& row : transaction.run(sql)) articles.push_back(article_in(row, "body"));
  return articles;
}

namespace {
constexpr const char* retired_sql = "SELECT id FROM article WHERE state = 'retired'";
}

std::vector<ImportLine> import_articles(Transaction& transaction, const std::vector<Article>& incoming,
                                        ImportTo to, const Editor& editor, Time now) {
  transaction.run("SELECT version FROM knowledge_version FOR UPDATE");
  auto lines = plan_import(newest_articles(transaction), incoming);
  std::map<std::string, bool> retired;
  for (const auto& row : transaction.run(retired_sql)) retired[row.text("id")] = true;
  for (auto& line : lines)
    if (line.what == ImportLine::What::added && retired.contains(line.id))
      line = {ImportLine::What::refused, line.id, {}, "is retired: give it another id, or restore it first"};
  if (to == ImportTo::nothing || is_refused(lines)) return lines;
  for (std::size_t i = 0; i < incoming.size(); ++i)
    if (lines[i].what == ImportLine::What::added || lines[i].what == ImportLine::What::changed)
      put(transaction, incoming[i], to, editor, now);
  return lines;
}

std::size_t seed_articles(Transaction& transaction, const std::vector<Article>& articles, Time now) {
  // Two gateways that start at the same moment on an empty database: one of them does it.
  transaction.run("SELECT version FROM knowledge_version FOR UPDATE");
  if (transaction.run("SELECT EXISTS (SELECT 1 FROM article) AS any")[0].flag("any")) return 0;
  std::size_t written = 0;
  for (const auto& line : import_articles(transaction, articles, ImportTo::readers, {}, now))
    written += line.what == ImportLine::What::added ? 1 : 0;
  return written;
}
