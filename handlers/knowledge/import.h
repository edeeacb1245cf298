#pragma once
#include <string>
#include <vector>

#include "handlers/knowledge/article_store.h"

/// Many articles at once, from a folder, a table or JSON lines.

struct ImportLine {
  enum class What { added, changed, same, refused };
  What what = What::same;
  std::string id;
  std::vector<FieldDiff> diff;  // changed: against the newest version
  std::string problem;          // refused: one problem a line
};
/// Pure: what the incoming articles would change. Articles that are known and not among them stay.
std::vector<ImportLine> plan_import(const std::vector<Article>& known, const std::vector<Article>& incoming);

enum class ImportTo { nothing, review, readers };  // nothing: a dry run
/// Writes the new and changed ones as versions. When one is refused, nothing is written. To `readers`: they
/// are published without a reviewer, by whoever may run the command; already retired ones stay so.
std::vector<ImportLine> import_articles(Transaction& transaction, const std::vector<Article>& incoming,
                                        ImportTo to, const Editor& editor, Time now);
/// The newest version of every article that is not retired, by id.
std::vector<Article> newest_articles(Transaction& transaction);
/// Publishes the articles of the folder in a database that has never had any. Returns how many.
std::size_t seed_articles(Transaction& transaction, const std::vector<Article>& articles, Time now);
