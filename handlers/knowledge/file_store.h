#pragma once
#include <optional>
#include <string>
#include <vector>

#include "gateway/store/database.h"
#include "handlers/knowledge/life.h"

/// Pictures and documents kept with an article. Only inside Connection::transact.

struct ArticleFile {
  std::string name;   // a-z 0-9 . - _, at most 80: part of an address
  std::string type;   // found from the bytes, never from the name
  std::string bytes;  // empty in lists
  std::size_t size = 0;
};

/// image/png, image/jpeg, image/gif, image/webp or application/pdf by its first bytes; nothing else is kept:
/// what a browser might run is none of these.
std::string file_type_of(const std::string& bytes);
/// Replaces the one of that name. bad_input: name, type, or more than 5 MB; 20 files an article.
Result<Done> keep_article_file(Transaction& transaction, const std::string& article, const std::string& name,
                               const std::string& bytes, const Editor& editor, Time now);
std::optional<ArticleFile> find_article_file(Transaction& transaction, const std::string& article,
                                             const std::string& name);
/// By name, without their bytes.
std::vector<ArticleFile> article_files(Transaction& transaction, const std::string& article);
bool drop_article_file(Transaction& transaction, const std::string& article, const std::string& name);
