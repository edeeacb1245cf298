#pragma once
#include <optional>
#include <string>
#include <vector>

#include "gateway/store/database.h"
#include "handlers/knowledge/life.h"

/// Pictures and documents of articles, kept once by their digest. Articles name them by address; which
/// version names which is written down with the version (a trigger). Only inside Connection::transact.

struct ArticleFile {
  std::string id;    // first 32 digits of the SHA-256 of the bytes
  std::string name;  // for showing and for saving under
  std::string type;
  std::string bytes;        // empty in lists
  std::size_t size = 0;     // of the whole file
  std::string small_bytes;  // when kept: a picture's small copy; empty: it needs none
};

/// "/qa/file/" and the id.
std::string file_url(const std::string& id);
/// The id in such an address; empty: it is none.
std::string file_id_of(const std::string& url);

/// The id. bad_input: this person has kept 200 files within a day.
Result<std::string> keep_article_file(Transaction& transaction, const ArticleFile& file, const Editor& editor,
                                      Time now);
/// What an export brought back, of nobody's day.
void restore_article_file(Transaction& transaction, const ArticleFile& file, Time now);
/// The small copy where one is wanted and kept, else the whole file.
enum class FileCopy { whole, small };
std::optional<ArticleFile> find_article_file(Transaction& transaction, const std::string& id, FileCopy copy);
/// Named by an article that readers see on `today`.
bool is_file_for_readers(Transaction& transaction, const std::string& id, const std::string& today);
/// Those of the addresses that are kept, in their order, without their bytes.
std::vector<ArticleFile> article_files(Transaction& transaction, const std::vector<std::string>& urls);
/// Drops what no version names, a week after it came: an editor may still be writing. Returns how many.
long long drop_unused_files(Transaction& transaction, Time now);
