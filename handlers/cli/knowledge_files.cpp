#include "handlers/cli/knowledge_files.h"

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "gateway/crypto.h"
#include "handlers/qa/files.h"

namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t largest = 16u << 20;  // bytes; what was kept is smaller

std::set<std::string> files_named(const std::vector<Article>& articles) {
  const auto address = file_url("");
  const auto length = file_url(std::string(32, '0')).size();
  std::set<std::string> ids;
  const auto look = [&](const std::string& text) {
    for (auto at = text.find(address); at != text.npos; at = text.find(address, at + 1))
      if (auto id = file_id_of(text.substr(at, length)); !id.empty()) ids.insert(std::move(id));
  };
  for (const auto& article : articles) {
    look(article.body);
    for (const auto& attachment : article.attachments) look(attachment);
  }
  return ids;
}

fs::path place_of(const std::string& folder, const std::string& id) {
  return fs::path(folder) / "files" / id;
}

/// The first file of that place; none: no such file.
std::optional<FormFile> file_in(const fs::path& place) {
  std::error_code failed;
  for (fs::directory_iterator at(place, failed), end; !failed && at != end; at.increment(failed)) {
    if (!at->is_regular_file(failed) || at->file_size(failed) > largest) continue;
    std::ifstream file(at->path(), std::ios::binary);
    std::ostringstream bytes;
    bytes << file.rdbuf();
    if (!file) continue;
    return FormFile{"", at->path().filename().string(), "", bytes.str()};
  }
  return std::nullopt;
}

/// A picture is kept as it is, not written anew: each journey would cost it quality, and its address.
Result<ArticleFile> taken_file(const std::string& id, const FormFile& found) {
  if (!sha256_hex(found.bytes).starts_with(id))
    return Error{Kind::bad_input, "files/" + id + ": is not what it was"};
  auto file = accepted_file(found);
  if (!file) return Error{Kind::bad_input, "files/" + id + ": is refused (" + file.error().text + ")"};
  file->bytes = found.bytes;
  return file;
}

}  // namespace

Result<std::size_t> give_files(Connection& connection, const std::vector<Article>& articles,
                               const std::string& folder) {
  std::size_t given = 0;
  for (const auto& id : files_named(articles)) {
    const auto file = connection.transact(
        [&](Transaction& transaction) { return find_article_file(transaction, id, FileCopy::whole); });
    if (!file) return file.error();
    if (!*file) continue;
    // Names are cleaned when they are kept; of an older one only the last part may count here.
    auto name = fs::path((*file)->name).filename().string();
    if (name.empty() || name == "." || name == "..") name = "file";
    std::error_code failed;
    fs::remove_all(place_of(folder, id), failed);
    fs::create_directories(place_of(folder, id), failed);
    std::ofstream out(place_of(folder, id) / name, std::ios::binary | std::ios::trunc);
    out << (*file)->bytes;
    out.flush();
    if (!out) return Error{Kind::internal, place_of(folder, id).string() + ": cannot be written"};
    ++given;
  }
  return given;
}

Result<std::size_t> take_files(Connection& connection, const std::vector<Article>& articles,
                               const std::string& folder, Time now) {
  std::size_t taken = 0;
  std::string problems;
  for (const auto& id : files_named(articles)) {
    const auto found = file_in(place_of(folder, id));
    if (!found) continue;
    const auto file = taken_file(id, *found);
    if (!file) {
      problems += (problems.empty() ? "" : "\n") + file.error().text;
      continue;
    }
    const auto kept = connection.transact([&](Transaction& transaction) {
      const bool there = find_article_file(transaction, id, FileCopy::small).has_value();
      if (!there) restore_article_file(transaction, *file, now);
      return !there;
    });
    if (!kept) return kept.error();
    taken += *kept ? 1 : 0;
  }
  if (!problems.empty()) return Error{Kind::bad_input, problems};
  return taken;
}
