#include "handlers/knowledge/file_store.h"

#include <algorithm>
#include <string_view>

#include "gateway/crypto.h"
#include "handlers/knowledge/article_rows.h"
#include "kb/article.h"

namespace {

using namespace std::string_view_literals;

constexpr std::size_t largest = 5u << 20, most_files = 20, longest_name = 80;

bool is_file_name(const std::string& name) {
  return !name.empty() && name.size() <= longest_name && name.front() != '.' &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
         });
}

}  // namespace

std::string file_type_of(const std::string& bytes) {
  const std::string_view all(bytes);
  if (all.starts_with("\x89PNG\r\n\x1A\n"sv)) return "image/png";
  if (all.starts_with("\xFF\xD8\xFF"sv)) return "image/jpeg";
  if (all.starts_with("GIF87a"sv) || all.starts_with("GIF89a"sv)) return "image/gif";
  if (all.size() > 12 && all.starts_with("RIFF"sv) && all.substr(8, 4) == "WEBP"sv) return "image/webp";
  if (all.starts_with("%PDF-"sv)) return "application/pdf";
  return {};
}

Result<Done> keep_article_file(Transaction& transaction, const std::string& article, const std::string& name,
                               const std::string& bytes, const Editor& editor, Time now) {
  static constexpr const char* sql =
      "INSERT INTO article_file (article, name, type, bytes, by_person, at) VALUES ($1, $2, $3, decode($4, "
      "'base64'), $5, to_timestamp($6::bigint / 1000.0)) ON CONFLICT (article, name) DO UPDATE SET type = "
      "excluded.type, bytes = excluded.bytes, by_person = excluded.by_person, at = excluded.at";
  if (!is_article_id(article)) return Error{Kind::bad_input, "no article's id"};
  if (!is_file_name(name))
    return Error{Kind::bad_input, "the name must be 1–80 small letters, digits, '.', '-' and '_'"};
  if (bytes.size() > largest) return Error{Kind::bad_input, "larger than 5 MB"};
  const auto type = file_type_of(bytes);
  if (type.empty()) return Error{Kind::bad_input, "neither PNG, JPEG, GIF, WebP nor PDF"};
  const auto there = transaction.run(
      "SELECT count(*) AS n FROM article_file WHERE article = $1 AND name <> $2", {article, name});
  if (there[0].number("n") >= static_cast<long long>(most_files))
    return Error{Kind::bad_input, "there are 20 files already"};
  transaction.run(sql, {article, name, type, base64(bytes), editor.userid, millis_of(now)});
  return Done{};
}

std::optional<ArticleFile> find_article_file(Transaction& transaction, const std::string& article,
                                             const std::string& name) {
  // PostgreSQL breaks base64 into lines.
  const auto rows = transaction.run(
      "SELECT name, type, translate(encode(bytes, 'base64'), E'\\n', '') AS bytes FROM article_file WHERE "
      "article = $1 AND name = $2",
      {article, name});
  if (rows.empty()) return std::nullopt;
  auto bytes = base64_decode(rows[0].text("bytes"));
  if (!bytes) return std::nullopt;
  const auto size = bytes->size();
  return ArticleFile{rows[0].text("name"), rows[0].text("type"), *std::move(bytes), size};
}

std::vector<ArticleFile> article_files(Transaction& transaction, const std::string& article) {
  std::vector<ArticleFile> files;
  for (const auto& row : transaction.run(
           "SELECT name, type, length(bytes) AS size FROM article_file WHERE article = $1 ORDER BY name",
           {article}))
    files.push_back({row.text("name"), row.text("type"), "", static_cast<std::size_t>(row.number("size"))});
  return files;
}

bool drop_article_file(Transaction& transaction, const std::string& article, const std::string& name) {
  return transaction.run("DELETE FROM article_file WHERE article = $1 AND name = $2", {article, name})
             .affected > 0;
}
