#include "gateway/delivery/media_store.h"

#include <array>

#include "gateway/crypto.h"

namespace {

constexpr std::array<const char*, 4> kinds{"image", "file", "voice", "video"};

// A smart bot's address lives 5 minutes from the message; a media_id of the app 3 days, of which a day is
// tried.
constexpr const char* add_sql = R"(
INSERT INTO media (inbox_id, position, source, org, account, contact, chat_id, chat_kind, trace, kind, url, media_id,
  aes_key, ends_at)
SELECT $1::bigint, $2::int, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13,
  to_timestamp($14::double precision) + CASE WHEN $11 = '' THEN interval '1 day' ELSE interval '290 seconds' END
ON CONFLICT DO NOTHING)";

// A claim is a lease of 40 s: longer than any fetch takes.
constexpr const char* claim_sql = R"(
UPDATE media SET attempts = attempts + 1, due_at = now() + interval '40 seconds'
WHERE id IN (SELECT id FROM media WHERE state = 'waiting' AND due_at <= now() ORDER BY due_at LIMIT $1::int
  FOR UPDATE SKIP LOCKED)
RETURNING id, org, account, contact, chat_id, chat_kind, trace, kind, url, media_id, aes_key, ticket, attempts, side,
  now() + least(300, 2 ^ least(attempts, 8)) * interval '1 second' > ends_at AS last)";

constexpr const char* end_sql = R"(
UPDATE media SET state = $3, url = '', media_id = '', aes_key = '', done_at = now(), sha256 = $4, type = $5,
  bytes = $6::bigint, file_name = $7, error = $8, small_sha256 = $9, width = $10::int, height = $11::int
WHERE id = $1::bigint AND state = 'waiting' AND attempts = $2::int RETURNING ticket, side,
  NOT EXISTS (SELECT FROM media o WHERE o.inbox_id = media.inbox_id AND o.state = 'lost') AS first_lost)";

FileSide side_named(const std::string& name) {
  for (const auto side : {FileSide::told, FileSide::team})
    if (name == name_of(side)) return side;
  return FileSide::reporter;
}

bool end(Transaction& transaction, MediaRow& row, const char* state, const MediaFile& file,
         const std::string& error) {
  const auto rows =
      transaction.run(end_sql, {std::to_string(row.id), std::to_string(row.attempts), state, file.sha256,
                                file.type, std::to_string(file.bytes), file.file_name, error,
                                file.small_sha256, std::to_string(file.width), std::to_string(file.height)});
  if (rows.empty()) return false;
  row.error = error;
  row.ticket = rows[0].number("ticket");
  row.side = side_named(rows[0].text("side"));
  row.first_lost = rows[0].flag("first_lost");
  return true;
}

MediaFile file_of(const Row& row) {
  return {row.text("sha256"),
          row.text("type"),
          row.text("file_name"),
          static_cast<std::size_t>(row.number("bytes")),
          row.text("small_sha256"),
          static_cast<int>(row.number("width")),
          static_cast<int>(row.number("height"))};
}

Media::Kind kind_named(const std::string& name) {
  for (std::size_t i = 0; i < kinds.size(); ++i)
    if (name == kinds[i]) return static_cast<Media::Kind>(i);
  return Media::Kind::file;
}

}  // namespace

const char* name_of(FileSide side) {
  switch (side) {
    case FileSide::told:
      return "told";
    case FileSide::team:
      return "team";
    case FileSide::reporter:
      break;
  }
  return "reporter";
}

std::string source_of(const Media& media) { return sha256_hex(media.url + '\n' + media.media_id); }

void add_media(Transaction& transaction, const std::vector<NewMedia>& messages) {
  for (const auto& added : messages) {
    const auto& message = *added.message;
    const auto at = std::chrono::duration_cast<Seconds>(message.received_at.time_since_epoch()).count();
    int position = 0;
    for (const auto& media : message.media)
      transaction.run(add_sql, {std::to_string(added.inbox_id), std::to_string(position++), source_of(media),
                                added.org, message.account, message.contact, message.chat.id,
                                message.chat.kind == ChatKind::group ? "group" : "single", message.trace,
                                kinds[static_cast<std::size_t>(media.kind)], media.url, media.media_id,
                                media.aes_key, std::to_string(at)});
  }
}

std::vector<MediaFile> attach_media(Transaction& transaction, long long ticket,
                                    const std::vector<Media>& media, FileSide side) {
  static constexpr const char* sql = R"(
UPDATE media SET ticket = $1::bigint, side = $3 WHERE source = ANY ($2::text[]) AND ticket IS NULL
RETURNING state, sha256, type, file_name, bytes, small_sha256, width, height)";
  std::vector<MediaFile> kept;
  if (media.empty() || ticket == 0) return kept;
  std::vector<std::string> sources;
  for (const auto& one : media) sources.push_back(source_of(one));
  for (const auto& row : transaction.run(sql, {std::to_string(ticket), text_array(sources), name_of(side)}))
    if (row.text("state") == "kept") kept.push_back(file_of(row));
  return kept;
}

std::vector<MediaRow> claim_media(Transaction& transaction, std::size_t most) {
  std::vector<MediaRow> claimed;
  for (const auto& row : transaction.run(claim_sql, {std::to_string(most)})) {
    MediaRow out;
    out.id = row.number("id");
    out.org = row.text("org");
    out.contact = row.text("contact");
    out.trace = row.text("trace");
    out.chat = {row.text("account"), row.text("chat_id"),
                row.text("chat_kind") == "group" ? ChatKind::group : ChatKind::single};
    out.media = {kind_named(row.text("kind")), row.text("url"), row.text("media_id"), row.text("aes_key")};
    out.ticket = row.number("ticket");
    out.attempts = static_cast<int>(row.number("attempts"));
    out.last = row.flag("last");
    out.side = side_named(row.text("side"));
    claimed.push_back(std::move(out));
  }
  return claimed;
}

bool keep_media(Transaction& transaction, MediaRow& row, const MediaFile& file) {
  return end(transaction, row, "kept", file, "");
}

bool lose_media(Transaction& transaction, MediaRow& row, const std::string& error) {
  return end(transaction, row, "lost", {}, error);
}

void retry_media(Transaction& transaction, const MediaRow& row, const std::string& error) {
  static constexpr const char* sql = R"(
UPDATE media SET error = $3, due_at = now() + least(300, 2 ^ least(attempts, 8)) * interval '1 second'
WHERE id = $1::bigint AND state = 'waiting' AND attempts = $2::int)";
  transaction.run(sql, {std::to_string(row.id), std::to_string(row.attempts), error});
}

std::vector<MediaEntry> media_of_ticket(Transaction& transaction, long long ticket) {
  static constexpr const char* sql = R"(
SELECT id, kind, state, type, sha256, file_name, error, bytes, attempts, small_sha256, source, contact, width, height, side
FROM media WHERE ticket = $1::bigint ORDER BY id)";
  std::vector<MediaEntry> entries;
  for (const auto& row : transaction.run(sql, {std::to_string(ticket)}))
    entries.push_back({row.number("id"), row.text("kind"), row.text("state"), row.text("type"),
                       row.text("sha256"), row.text("file_name"), row.text("error"),
                       static_cast<std::size_t>(row.number("bytes")),
                       static_cast<int>(row.number("attempts")), row.text("small_sha256"), row.text("source"),
                       row.text("contact"), static_cast<int>(row.number("width")),
                       static_cast<int>(row.number("height")), side_named(row.text("side"))});
  return entries;
}
