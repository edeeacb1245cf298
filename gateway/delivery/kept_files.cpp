#include "gateway/delivery/kept_files.h"

#include "gateway/crypto.h"

namespace {

const std::string columns =
    "id, coalesce(ticket, 0) AS ticket, org, contact, source, kind, side, sha256, small_sha256, type, "
    "file_name, "
    "bytes, width, height";

std::string basket_source(const Basket& basket) {
  return sha256_hex("basket\n" + basket.org + "\n" + basket.contact + "\n" + basket.form);
}

KeptFile file_of(const Row& row) {
  KeptFile kept;
  kept.id = row.number("id");
  kept.ticket = row.number("ticket");
  kept.org = row.text("org");
  kept.contact = row.text("contact");
  kept.source = row.text("source");
  kept.kind = row.text("kind") == "image" ? Media::Kind::image : Media::Kind::file;
  const auto side = row.text("side");
  kept.side = side == "told" ? FileSide::told : side == "team" ? FileSide::team : FileSide::reporter;
  kept.file = {row.text("sha256"),
               row.text("type"),
               row.text("file_name"),
               static_cast<std::size_t>(row.number("bytes")),
               row.text("small_sha256"),
               static_cast<int>(row.number("width")),
               static_cast<int>(row.number("height"))};
  return kept;
}

const char* kind_of(Media::Kind kind) { return kind == Media::Kind::image ? "image" : "file"; }

std::string digest_of(const KeptFile& file) {
  return sha256_hex(file.file.sha256 + "\n" + file.file.file_name);
}

}  // namespace

std::vector<KeptFile> kept_files(Transaction& transaction, const std::vector<long long>& ids) {
  static const std::string sql =
      "SELECT " + columns + " FROM media WHERE id = ANY ($1::bigint[]) AND state = 'kept' ORDER BY id";
  std::vector<std::string> texts;
  for (const auto id : ids) texts.push_back(std::to_string(id));
  std::vector<KeptFile> files;
  for (const auto& row : transaction.run(sql, {text_array(texts)})) files.push_back(file_of(row));
  return files;
}

std::string over_quota(Transaction& transaction, const FileRules& rules, const FileSender& sender,
                       std::size_t bytes) {
  static constexpr const char* sql = R"(
SELECT (SELECT count(*) FROM media WHERE ticket = $1::bigint AND state = 'kept') AS files,
  (SELECT coalesce(sum(bytes), 0)::bigint FROM media WHERE ticket = $1::bigint AND state = 'kept') AS bytes,
  (SELECT count(*) FROM media WHERE org = $2 AND contact = $3 AND made_at > now() - interval '1 day' AND state = 'kept') AS sent)";
  const auto rows = transaction.run(sql, {std::to_string(sender.ticket), sender.org, sender.contact});
  const auto& row = rows[0];
  if (row.number("sent") >= rules.files_of_person_a_day) return "of_person_a_day";
  if (row.number("files") >= rules.files_of_ticket) return "of_ticket";
  const auto sum = row.number("bytes") + static_cast<long long>(bytes);
  return sum > rules.bytes_of_ticket ? "of_ticket_mb" : "";
}

void lock_sender(Transaction& transaction, const std::string& person) {
  transaction.run("SELECT pg_advisory_xact_lock(hashtextextended($1, 2))", {person});
}

long long ticket_of_media(Transaction& transaction, long long id) {
  const auto rows = transaction.run("SELECT coalesce(ticket, 0) AS ticket FROM media WHERE id = $1::bigint",
                                    {std::to_string(id)});
  return rows.empty() ? 0 : rows[0].number("ticket");
}

long long put_in_basket(Transaction& transaction, const Basket& basket, const MediaFile& file) {
  static constexpr const char* sql = R"(
INSERT INTO media (position, source, org, account, contact, chat_id, chat_kind, trace, kind, state, ends_at, done_at, sha256,
  small_sha256, type, bytes, file_name, width, height)
VALUES (0, $1, $2, '', $3, '', 'page', 'page', $4, 'kept', now(), now(), $5, $6, $7, $8::bigint, $9, $10::int, $11::int)
RETURNING id)";
  const auto kind = kind_of(file.type.starts_with("image/") ? Media::Kind::image : Media::Kind::file);
  const auto rows =
      transaction.run(sql, {basket_source(basket), basket.org, basket.contact, kind, file.sha256,
                            file.small_sha256, file.type, std::to_string(file.bytes), file.file_name,
                            std::to_string(file.width), std::to_string(file.height)});
  return rows[0].number("id");
}

std::vector<KeptFile> in_basket(Transaction& transaction, const Basket& basket) {
  static const std::string sql =
      "SELECT " + columns + " FROM media WHERE source = $1 AND ticket IS NULL ORDER BY id";
  std::vector<KeptFile> files;
  for (const auto& row : transaction.run(sql, {basket_source(basket)})) files.push_back(file_of(row));
  return files;
}

bool take_out_of_basket(Transaction& transaction, const Basket& basket, long long id) {
  return transaction
             .run("DELETE FROM media WHERE id = $1::bigint AND source = $2 AND ticket IS NULL",
                  {std::to_string(id), basket_source(basket)})
             .affected == 1;
}

std::vector<KeptFile> empty_basket(Transaction& transaction, const Basket& basket, long long ticket,
                                   FileSide side, const FileRules& rules) {
  // From now on each file has a name of its own, by which the ticket's event knows it.
  static constexpr const char* sql = R"(
UPDATE media SET ticket = $2::bigint, side = $3, source = $4 WHERE id = $1::bigint AND ticket IS NULL)";
  std::vector<KeptFile> taken;
  for (auto& file : in_basket(transaction, basket)) {
    // The person's own number of the day was checked when it came.
    auto rest = rules;
    rest.files_of_person_a_day = rules.files_of_person_a_day * 2;
    if (!over_quota(transaction, rest, {ticket, basket.org, basket.contact}, file.file.bytes).empty()) break;
    file.ticket = ticket;
    file.side = side;
    file.source = source_of(media_of_page(file));
    transaction.run(sql, {std::to_string(file.id), std::to_string(ticket), name_of(side), file.source});
    taken.push_back(std::move(file));
  }
  return taken;
}

Media media_of_page(const KeptFile& file) {
  Media media;
  media.kind = file.kind;
  media.media_id = "page:" + std::to_string(file.id);
  return media;
}

long long drop_ticketless_files(Transaction& transaction) {
  static constexpr const char* sql = R"(
DELETE FROM media WHERE ticket IS NULL AND
  made_at < now() - CASE WHEN inbox_id IS NULL THEN interval '1 day' ELSE interval '14 days' END)";
  transaction.run("DELETE FROM media_upload WHERE made_at < now() - interval '3 days'");
  return static_cast<long long>(transaction.run(sql).affected);
}

std::string uploaded_copy(Transaction& transaction, const std::string& account, Media::Kind kind,
                          const KeptFile& file) {
  // Three days at the platform (wecom.md §4.2), less what a message may wait for its turn.
  static constexpr const char* sql = R"(
SELECT media_id FROM media_upload WHERE account = $1 AND kind = $2 AND digest = $3 AND made_at > now() - interval '70 hours')";
  const auto rows = transaction.run(sql, {account, kind_of(kind), digest_of(file)});
  return rows.empty() ? "" : rows[0].text("media_id");
}

void keep_uploaded(Transaction& transaction, const std::string& account, Media::Kind kind,
                   const KeptFile& file, const std::string& media_id) {
  static constexpr const char* sql = R"(
INSERT INTO media_upload (account, kind, digest, media_id) VALUES ($1, $2, $3, $4)
ON CONFLICT (account, kind, digest) DO UPDATE SET media_id = excluded.media_id, made_at = now())";
  transaction.run(sql, {account, kind_of(kind), digest_of(file), media_id});
}

void forget_uploaded(Transaction& transaction, const std::string& account, const std::string& media_id) {
  transaction.run("DELETE FROM media_upload WHERE account = $1 AND media_id = $2", {account, media_id});
}
