#pragma once
#include <istream>
#include <ostream>
#include <string>
#include <vector>

#include "bot/result.h"
#include "kb/article.h"

/// Articles between a folder of Markdown files, JSON lines and tables:
/// {"id","title","system","category","answer","body","patterns":[],"keywords":[[]],"excludes":[],"examples":[]}
/// and, where they have something to say, the other fields of Article by their names.

/// Reads JSON lines; every problem at once, with its line. What is absent is empty. Question lists of other
/// desks are read too: "question" is the title and an example, "alts" are examples.
Result<std::vector<Article>> read_jsonl(std::istream& in);
void write_jsonl(const std::vector<Article>& articles, std::ostream& out);
/// One article as such a line, and back.
std::string to_json(const Article& article);
Result<Article> article_of_json(const std::string& text);

/// A table (RFC 4180, UTF-8) with the names of the fields in its first row, in any order. A list has one item
/// a line of its cell; a set of keywords joins its words by " & ". A cell that a spreadsheet would take for a
/// formula is written with a ' before it, which reading takes off.
Result<std::vector<Article>> read_csv(std::istream& in);
void write_csv(const std::vector<Article>& articles, std::ostream& out);

/// A folder of Markdown files, a .csv table, or a file of JSON lines.
Result<std::vector<Article>> read_knowledge(const std::string& path);

enum class Existing { keep, replace };
/// Writes one file for each article into `folder`. With Existing::keep, an article whose file is there
/// already and says something else refuses the whole import. Nothing is written unless every article has what
/// it needs.
Result<Done> write_folder(const std::vector<Article>& articles, const std::string& folder, Existing existing);
