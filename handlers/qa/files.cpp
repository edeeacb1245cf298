#include "handlers/qa/files.h"

#include <algorithm>
#include <cstdio>

#include "bot/mask.h"
#include "bot/text.h"
#include "gateway/crypto.h"
#include "gateway/delivery/media_type.h"
#include "gateway/log.h"
#include "gateway/picture.h"
#include "handlers/knowledge/article_store.h"

namespace {

constexpr std::size_t largest = std::size_t{10} * 1024 * 1024;
constexpr std::size_t beside_the_file = 16 * 1024;  // of a posted form: token and the lines between the parts
constexpr std::size_t longest_name = 120;           // bytes

/// The last part of a path, without what would break a line, a header or a Markdown link; masked, as it is
/// shown.
std::string shown_name(const std::string& sent) {
  auto name = clean_utf8(sent.substr(sent.find_last_of("/\\") + 1));
  std::erase_if(name, [](char c) {
    return static_cast<unsigned char>(c) < ' ' || c == 0x7F || c == '[' || c == ']' || c == '"' || c == '<';
  });
  name = mask(trimmed(name));
  name = std::string(prefix_bytes(name, longest_name));
  return name.empty() ? "file" : name;
}

/// What an Office file's zip says it is; with macros, or another zip: empty.
std::string office_type_of(const std::string& bytes) {
  const std::string open = "application/vnd.openxmlformats-officedocument.";
  const auto holds = [&](const char* name) { return bytes.find(name) != bytes.npos; };
  if (!holds("[Content_Types].xml") || holds("vbaProject.bin")) return {};
  if (holds("word/document.xml")) return open + "wordprocessingml.document";
  if (holds("xl/workbook.xml")) return open + "spreadsheetml.sheet";
  if (holds("ppt/presentation.xml")) return open + "presentationml.presentation";
  return {};
}

std::string document_type_of(const std::string& bytes) {
  const auto type = media_type_of(bytes);
  if (type == "application/zip") return office_type_of(bytes);
  return type == "application/pdf" || type == "text/plain" ? type : "";
}

bool is_picture(const std::string& type) { return type.starts_with("image/"); }

HttpResponse plain(int status, const std::string& words) {
  return {status, {{"content-type", "text/plain; charset=utf-8"}}, words};
}

/// Named in its own script for those who save it (RFC 6266); a picture is shown where it stands.
std::string disposition_of(const ArticleFile& file) {
  return std::string(is_picture(file.type) ? "inline" : "attachment") + "; filename*=UTF-8''" +
         in_url(file.name);
}

}  // namespace

std::string size_text(std::size_t bytes) {
  char text[32];
  const auto size = static_cast<double>(bytes);
  if (bytes < 1024 * 1024)
    std::snprintf(text, sizeof text, "%.0f kB", std::max(1.0, size / 1024));
  else
    std::snprintf(text, sizeof text, "%.1f MB", size / (1024 * 1024));
  return text;
}

std::vector<PageData> file_lines(const std::vector<ArticleFile>& files) {
  std::vector<PageData> lines;
  for (const auto& file : files)
    lines.push_back(
        PageData().text("name", file.name).text("size", size_text(file.size)).text("url", file_url(file.id)));
  return lines;
}

Result<ArticleFile> accepted_file(const FormFile& sent) {
  if (sent.bytes.empty()) return Error{Kind::bad_input, "empty"};
  if (sent.bytes.size() > largest) return Error{Kind::bad_input, "large"};
  ArticleFile file;
  file.name = shown_name(sent.name);
  file.type = document_type_of(sent.bytes);
  if (!file.type.empty()) {
    file.bytes = sent.bytes;
    return file;
  }
  auto picture = clean_picture(sent.bytes, Animation::refused);
  if (!picture) return picture.error();
  file.type = std::move(picture->whole.type);
  file.bytes = std::move(picture->whole.bytes);
  file.small_bytes = std::move(picture->small.bytes);
  return file;
}

std::vector<WebRoute> QaFiles::routes() {
  const auto taken = [this](const WebRequest& request, Connection& connection) {
    return take(request, connection);
  };
  const auto given = [this](const WebRequest& request, Connection& connection) {
    return give(request, connection);
  };
  return {{"POST", "/kb/files", Access::to(Act::write, Thing::article), taken, largest + beside_the_file},
          {"GET", "/qa/file/", Access::reader, given}};
}

/// Answers with the Markdown that names the file, or with what is wrong in the person's words.
HttpResponse QaFiles::take(const WebRequest& request, Connection& connection) const {
  const auto refuse = [&](const std::string& word) { return plain(422, web_.word(request, "file." + word)); };
  if (request.files.size() != 1) return refuse("empty");
  const auto file = accepted_file(request.files.front());
  if (!file) return refuse(file.error().text);
  const auto kept = connection.transact([&](Transaction& transaction) {
    const Editor editor{request.visitor.userid, request.visitor.name, request.visitor.role};
    return keep_article_file(transaction, *file, editor, request.now);
  });
  if (!kept) log_error("file_not_kept", {{"error", kept.error().text}});
  if (!kept) return plain(503, web_.word(request, "file.busy"));
  if (!*kept) return refuse("many");
  const auto link = "[" + file->name + "](" + file_url(**kept) + ")";
  return plain(200, is_picture(file->type) ? "!" + link : link);
}

/// Readers get what a published article names; the team, what is being written too.
HttpResponse QaFiles::give(const WebRequest& request, Connection& connection) const {
  auto id = request.rest;
  const bool small = id.ends_with("/small");
  if (small) id.resize(id.size() - 6);
  const bool sees_all = request.visitor.may(Act::see, Thing::article) == Grant::yes;
  const auto today = day_of(request.now, minutes_east_);
  const auto tag = "\"" + id + (small ? "s\"" : "\"");
  const auto known = request.http->headers.find("if-none-match");
  const bool there = known != request.http->headers.end() && known->second == tag;
  const auto found = connection.transact([&](Transaction& transaction) -> std::optional<ArticleFile> {
    if (file_id_of(file_url(id)).empty()) return std::nullopt;
    if (!sees_all && !is_file_for_readers(transaction, id, today)) return std::nullopt;
    return find_article_file(transaction, id, small ? FileCopy::small : FileCopy::whole);
  });
  if (!found) return web_.failure(request, 503, "busy");
  if (!*found) return web_.failure(request, 404, "not_found");
  const auto& file = **found;
  HttpResponse response{there ? 304 : 200, {}, there ? std::string() : file.bytes};
  response.headers = {{"content-type", file.type + (file.type == "text/plain" ? "; charset=utf-8" : "")},
                      {"content-disposition", disposition_of(file)},
                      {"content-security-policy", "default-src 'none'; sandbox"},
                      {"x-content-type-options", "nosniff"},
                      {"cross-origin-resource-policy", "same-origin"},
                      {"cache-control", "private, max-age=3600"},
                      {"etag", tag}};
  return response;
}
