#pragma once
#include <istream>
#include <ostream>
#include <string>
#include <vector>

#include "bot/result.h"
#include "kb/article.h"

/// Articles between a folder of Markdown files and JSON lines:
/// {"id","title","system","category","answer","body","patterns":[],"keywords":[[]],"excludes":[],"examples":[]}

/// Reads JSON lines; every problem at once, with its line. What is absent is empty. Question lists of other
/// desks are read too: "question" is the title and an example, "alts" are examples.
Result<std::vector<Article>> read_jsonl(std::istream& in);
void write_jsonl(const std::vector<Article>& articles, std::ostream& out);

/// A folder of Markdown files, or a file of JSON lines.
Result<std::vector<Article>> read_knowledge(const std::string& path);

enum class Existing { keep, replace };
/// Writes one file for each article into `folder`. With Existing::keep, an article whose file is there
/// already and says something else refuses the whole import. Nothing is written unless every article has what
/// it needs.
Result<Done> write_folder(const std::vector<Article>& articles, const std::string& folder, Existing existing);
