/// Files on their way out: uploaded once for each account, by the id while that lives; where a face cannot
/// carry one, its link stands in the words.
#include "gateway/crypto.h"
#include "gateway/delivery/file_folder.h"
#include "gateway/delivery/sending.h"
#include "gateway/log.h"
#include "gateway/metrics.h"

namespace {

using Next = Verdict::Next;

Verdict ready() { return {Next::delivered, "", Seconds{0}, "", "", {}}; }
Verdict later(const std::string& reason) { return {Next::retry, reason, Seconds{0}, "", "", {}}; }

std::string ending_of(const std::string& type) {
  static constexpr std::pair<std::string_view, const char*> endings[] = {
      {"image/jpeg", "jpg"}, {"text/plain", "txt"}, {"audio/amr", "amr"}};
  for (const auto& [known, ending] : endings)
    if (type == known) return ending;
  return type.substr(type.find('/') + 1);
}

/// Its own name; the platforms want an ending, and a picture's says what it is now: a GIF is kept as a PNG.
std::string name_of(const KeptFile& kept) {
  const auto& name = kept.file.file_name;
  const bool picture = kept.file.type.starts_with("image/");
  const auto dot = name.rfind('.');
  const bool named = dot != std::string::npos && dot > 0 && dot + 1 < name.size();
  if (named && !picture) return name;
  const auto stem = named ? name.substr(0, dot) : name;
  const auto plain = (picture ? "picture-" : "file-") + std::to_string(kept.id);
  return (stem.empty() ? plain : stem) + "." + ending_of(kept.file.type);
}

bool is_for_chat(const KeptFile& file) {
  return file.file.type == "image/png" || file.file.type == "image/jpeg";
}

}  // namespace

/// `delivered`: they are ready. Anything else is what the row waits for.
Verdict Sending::add_files(const OutboxRow& row, Outbound& message) {
  const auto files = connection_.transact(
      [&](Transaction& transaction) { return kept_files(transaction, row.notice.files); });
  if (!files) return later("files: " + files.error().text);
  for (const auto& file : *files) {
    auto stopped = row.notice.links_files ? std::nullopt : add_file(row, file, message);
    if (stopped) return *stopped;
    const bool carried = !message.files.empty() && message.files.back().id == file.id;
    if (!carried) add_link(row, file, message);
  }
  return ready();
}

/// Nothing: it is in the message, or this face cannot carry it.
std::optional<Verdict> Sending::add_file(const OutboxRow& row, const KeptFile& file, Outbound& message) {
  const auto limits = parts_.channels->at(row.chat.account)->limits().files;
  std::string bytes;
  const auto fits = [&](std::size_t most) {
    if (most == 0) return false;
    if (bytes.empty())
      if (auto read = read_kept(settings_.file_folder, file.file.sha256)) bytes = std::move(*read);
    return !bytes.empty() && bytes.size() <= most;
  };
  const auto put = [&](Media::Kind kind, std::string media_id, std::string inside) {
    message.files.push_back({file.id, kind, name_of(file), std::move(media_id), std::move(inside)});
  };
  if (is_for_chat(file) && limits.image_inline && fits(limits.image)) {
    put(Media::Kind::image, "", std::move(bytes));
    return std::nullopt;
  }
  const bool as_image = is_for_chat(file) && !limits.image_inline && fits(limits.image);
  if (!as_image && !fits(limits.file)) return std::nullopt;
  const auto kind = as_image ? Media::Kind::image : Media::Kind::file;
  const auto known = connection_.transact(
      [&](Transaction& transaction) { return uploaded_copy(transaction, row.chat.account, kind, file); });
  if (!known) return later("files: " + known.error().text);
  auto media_id = *known;
  if (media_id.empty()) {
    const FileUpload upload{kind, name_of(file), std::move(bytes), "file-" + to_hex(random_bytes(16))};
    auto verdict = uploaded(row, upload, media_id);
    count("dutydesk_uploads_total", {{"account", row.chat.account}, {"verdict", verdict_name(verdict.next)}});
    if (verdict.next == Next::dead) {
      log_warn("file_not_taken", {{"outbox", std::to_string(row.id)}, {"reason", verdict.reason}});
      return std::nullopt;
    }
    if (verdict.next != Next::delivered) return verdict;
    const auto kept = connection_.transact([&](Transaction& transaction) {
      keep_uploaded(transaction, row.chat.account, kind, file, media_id);
      return Done{};
    });
    if (!kept) log_warn("upload_not_recorded", {{"error", kept.error().text}});
  }
  put(kind, std::move(media_id), "");
  return std::nullopt;
}

Verdict Sending::uploaded(const OutboxRow& row, const FileUpload& file, std::string& media_id) {
  const auto& channel = *parts_.channels->at(row.chat.account);
  const auto until = std::chrono::steady_clock::now() + settings_.upload_deadline;
  Secret token;
  UploadAnswer answered;
  for (int round = 0; round < 2 && answered.media_id.empty(); ++round) {
    auto calls = channel.upload(file, answered.session, token);
    if (calls && !calls->empty() && calls->front().needs_token && token.empty()) {
      auto valid = parts_.tokens->get(connection_, row.chat.account);
      if (!valid) return later("token: " + valid.error().text);
      token = *valid;
      calls = channel.upload(file, answered.session, token);
    }
    if (!calls) return {Next::dead, calls.error().text, Seconds{0}, "", "", {}};
    for (const auto& call : *calls) {
      const auto left = std::chrono::duration_cast<Millis>(until - std::chrono::steady_clock::now());
      if (left <= Millis{0}) return later("upload takes too long");
      const auto answer = make(row, call, left);
      auto verdict = channel.judge(answer);
      if (verdict.next == Next::refresh_token) parts_.tokens->refused(connection_, row.chat.account, token);
      // An upload that may have arrived is shown to nobody: it is simply done again.
      if (verdict.next == Next::unknown) verdict.next = Next::retry;
      if (verdict.next == Next::lapsed || verdict.next == Next::seen_before ||
          verdict.next == Next::file_gone)
        verdict.next = Next::dead;
      if (verdict.next != Next::delivered) return verdict;
      const auto said = channel.uploaded(*answer);
      if (!said.media_id.empty()) answered.media_id = said.media_id;
      if (!said.session.empty()) answered.session = said.session;
    }
  }
  if (answered.media_id.empty()) return later("upload without an id");
  media_id = answered.media_id;
  return ready();
}

void Sending::add_link(const OutboxRow& row, const KeptFile& file, Outbound& message) {
  Notice link;
  link.key = "media.link";
  link.params = {{"name", name_of(file)}};
  if (!settings_.public_url.empty())
    link.params["url"] = settings_.public_url + "/file/" + std::to_string(file.id);
  const auto line = parts_.render(row.locale, link);
  if (!line) return;
  message.text += "\n" + line->text;
  if (!message.markdown.empty())
    message.markdown += "\n" + (line->markdown.empty() ? line->text : line->markdown);
}

/// Another message may go by the same copies: they are uploaded anew by whoever needs them first.
void Sending::forget_files(const OutboxRow& row, const Outbound& message) {
  const auto forgotten = connection_.transact([&](Transaction& transaction) {
    for (const auto& file : message.files)
      if (!file.media_id.empty()) forget_uploaded(transaction, row.chat.account, file.media_id);
    return Done{};
  });
  if (!forgotten) log_warn("upload_not_forgotten", {{"error", forgotten.error().text}});
}
