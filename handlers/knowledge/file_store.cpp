#include "handlers/knowledge/file_store.h"

#include <algorithm>

#include "gateway/crypto.h"
#include "handlers/knowledge/article_rows.h"

namespace {

constexpr std::size_t id_length = 32;
constexpr long long most_a_day = 200;
constexpr std::string_view address = "/qa/file/";

}  // namespace

std::string file_url(const std::string& id) { return std::string(address) + id; }

std::string file_id_of(const std::string& url) {
  if (!url.starts_with(address)) return {};
  auto id = url.substr(address.size());
  const bool good = id.size() == id_length && id.find_first_not_of("0123456789abcdef") == id.npos;
  return good ? id : "";
}

namespace {

std::string put_file(Transaction& transaction, const ArticleFile& file, const std::string& userid, Time now) {
  // Kept again is new again: it is not dropped under the article that is being written.
  static constexpr const char* sql =
      "INSERT INTO article_file (id, name, type, bytes, small, by_person, at) VALUES ($1, $2, $3, decode($4, "
      "'base64'), decode($5, 'base64'), $6, to_timestamp($7::bigint / 1000.0)) ON CONFLICT (id) DO UPDATE "
      "SET "
      "at = excluded.at";
  auto id = sha256_hex(file.bytes).substr(0, id_length);
  transaction.run(
      sql, {id, file.name, file.type, base64(file.bytes), base64(file.small_bytes), userid, millis_of(now)});
  return id;
}

}  // namespace

Result<std::string> keep_article_file(Transaction& transaction, const ArticleFile& file, const Editor& editor,
                                      Time now) {
  static constexpr const char* count_sql =
      "SELECT count(*) AS n FROM article_file WHERE by_person = $1 AND at > to_timestamp($2::bigint / "
      "1000.0) "
      "- interval '1 day'";
  if (transaction.run(count_sql, {editor.userid, millis_of(now)})[0].number("n") >= most_a_day)
    return Error{Kind::bad_input, "200 files within a day"};
  return put_file(transaction, file, editor.userid, now);
}

void restore_article_file(Transaction& transaction, const ArticleFile& file, Time now) {
  put_file(transaction, file, "", now);
}

std::optional<ArticleFile> find_article_file(Transaction& transaction, const std::string& id, FileCopy copy) {
  // PostgreSQL breaks base64 into lines.
  static constexpr const char* sql =
      "SELECT name, type, length(bytes) AS size, translate(encode(CASE WHEN $2::boolean AND length(small) > "
      "0 "
      "THEN small ELSE bytes END, 'base64'), E'\\n', '') AS bytes FROM article_file WHERE id = $1";
  const auto rows = transaction.run(sql, {id, copy == FileCopy::small ? "true" : "false"});
  if (rows.empty()) return std::nullopt;
  auto bytes = base64_decode(rows[0].text("bytes"));
  if (!bytes) return std::nullopt;
  ArticleFile file{id, rows[0].text("name"), rows[0].text("type"), *std::move(bytes), 0, {}};
  file.size = static_cast<std::size_t>(rows[0].number("size"));
  return file;
}

bool is_file_for_readers(Transaction& transaction, const std::string& id, const std::string& today) {
  static const std::string sql = std::string("SELECT 1 AS one ") + live_from_where +
                                 " AND EXISTS (SELECT 1 FROM article_file_use u WHERE u.file = $2 AND "
                                 "u.article = v.article AND u.version "
                                 "= v.version) LIMIT 1";
  return !transaction.run(sql, {today, id}).empty();
}

std::vector<ArticleFile> article_files(Transaction& transaction, const std::vector<std::string>& urls) {
  static constexpr const char* sql =
      "SELECT name, type, length(bytes) AS size FROM article_file WHERE id = $1";
  std::vector<ArticleFile> files;
  for (const auto& url : urls) {
    const auto id = file_id_of(url);
    const auto rows = transaction.run(sql, {id});
    if (rows.empty()) continue;
    ArticleFile file{id, rows[0].text("name"), rows[0].text("type"), {}, 0, {}};
    file.size = static_cast<std::size_t>(rows[0].number("size"));
    files.push_back(std::move(file));
  }
  return files;
}

long long drop_unused_files(Transaction& transaction, Time now) {
  static constexpr const char* sql =
      "DELETE FROM article_file f WHERE at < to_timestamp($1::bigint / 1000.0) - interval '7 days' AND NOT "
      "EXISTS (SELECT 1 FROM article_file_use u WHERE u.file = f.id)";
  return static_cast<long long>(transaction.run(sql, {millis_of(now)}).affected);
}
