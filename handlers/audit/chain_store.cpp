#include <algorithm>
#include <charconv>
#include <string_view>

#include "gateway/crypto.h"
#include "handlers/audit/chain.h"

namespace {

// Row by row into one lock of the transaction: whoever seals is alone, and a dead one lets go by itself.
constexpr const char* lock_sql = "SELECT pg_try_advisory_xact_lock(hashtext('audit_chain')) AS mine";
constexpr const char* head_sql = "SELECT seq, hash FROM audit_chain ORDER BY seq DESC LIMIT 1";

// Order is that of sealing, not of ids.
constexpr const char* waiting_sql = R"(
WITH stamp AS (SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint AS now),
     back AS MATERIALIZED (SELECT greatest(max(id) - $3::bigint, 0) AS id FROM audit_chain),
     waiting AS MATERIALIZED (
       SELECT a.id, row_number() OVER (ORDER BY a.id) AS place FROM audit_trail a
       WHERE a.id > (SELECT id FROM back)
         AND NOT EXISTS (SELECT 1 FROM audit_chain c WHERE c.id = a.id AND c.id > (SELECT id FROM back))
       ORDER BY a.id LIMIT $1::int)
SELECT a.id, a.at::text AS at, s.now AS sealed_at, audit_words(a, $2::bigint + w.place, s.now) AS words
FROM waiting w JOIN audit_trail a
  ON a.id = w.id AND a.id BETWEEN (SELECT min(id) FROM waiting) AND (SELECT max(id) FROM waiting)
CROSS JOIN stamp s ORDER BY w.place)";

constexpr const char* seal_sql = R"(
INSERT INTO audit_chain (seq, id, at, sealed_at, hash)
SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::timestamptz[], $4::bigint[], $5::text[]))";

// One cell a page, read without an allocation a row: "seq id sealed_at at hash t|f octets\nwords\n".
constexpr const char* page_sql = R"(
WITH page AS MATERIALIZED (SELECT * FROM audit_chain WHERE seq > $1::bigint ORDER BY seq LIMIT $2::int)
SELECT count(*) AS rows, string_agg(r.seq || ' ' || r.id || ' ' || r.sealed_at || ' ' || r.at || ' ' || r.hash || ' ' || r.there || ' '
                                    || octet_length(r.words) || E'\n' || r.words || E'\n', '') AS page
FROM (SELECT c.seq, c.hash, c.id, c.sealed_at, coalesce((extract(epoch FROM a.at) * 1000000)::bigint, 0) AS at,
             CASE WHEN a.id IS NULL THEN 'f' ELSE 't' END AS there, audit_words(a, c.seq, c.sealed_at) AS words
      FROM page c LEFT JOIN audit_trail a
        ON a.id = c.id AND a.at = c.at AND a.id BETWEEN (SELECT min(id) FROM page) AND (SELECT max(id) FROM page)
      ORDER BY c.seq OFFSET 0) AS r)";

constexpr const char* unsealed_sql = R"(
SELECT count(*) AS count, count(*) FILTER (WHERE at < now() - interval '60 seconds') AS old, coalesce(min(id), 0) AS first
FROM audit_trail a WHERE id > 0 AND NOT EXISTS (SELECT 1 FROM audit_chain c WHERE c.id = a.id))";

/// Digits of a hash for people and chats: no vowels, so no words.
constexpr std::string_view letters = "bcdfghjklmnpqrst";
constexpr std::size_t page_rows = 20000;
constexpr std::size_t most_faults = 100;
/// Longer than any transaction lasts: a row that is sealed a whole pass later than its time says was put in
/// afterwards.
constexpr long long most_delay = 60'000'000;

/// `buffer` is kept from row to row.
std::string link(std::string_view before, std::string_view words, std::string& buffer) {
  buffer.assign(before);
  buffer += '\n';
  buffer += words;
  return sha256_hex(buffer);
}

void fault(AuditCheck& check, const std::string& what) {
  ++check.fault_count;
  if (check.faults.size() < most_faults) check.faults.push_back(what);
}

struct SealedRow {
  long long seq = 0, id = 0, sealed_at = 0, at = 0;
  std::string_view hash, words;
  bool there = false;
};

long long number_in(std::string_view text) {
  long long number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

/// Takes the first row off a page.
SealedRow next_row(std::string_view& page) {
  const auto word = [&](char end) {
    const auto stop = std::min(page.find(end), page.size());
    const auto found = page.substr(0, stop);
    page.remove_prefix(std::min(stop + 1, page.size()));
    return found;
  };
  SealedRow row;
  row.seq = number_in(word(' '));
  row.id = number_in(word(' '));
  row.sealed_at = number_in(word(' '));
  row.at = number_in(word(' '));
  row.hash = word(' ');
  row.there = word(' ') == "t";
  row.words = page.substr(0, static_cast<std::size_t>(number_in(word('\n'))));
  page.remove_prefix(std::min(row.words.size() + 1, page.size()));
  return row;
}

struct Walk {
  AuditCheck check;
  std::string before, buffer;
  long long pass = 0, drained = 0;  // when the sealer went by, and when it last left nothing behind
  std::size_t in_pass = 0;

  void step(const SealedRow& row) {
    const auto name = [&] { return "seq " + std::to_string(row.seq) + ", row " + std::to_string(row.id); };
    if (row.seq != check.head.count + 1)
      fault(check, "seq " + std::to_string(check.head.count + 1) + " to " + std::to_string(row.seq - 1) +
                       ": removed from the chain");
    if (row.sealed_at < pass) fault(check, name() + ": sealed before the one before it");
    if (row.sealed_at != pass) {
      // A full pass may have left rows for the next, however old they are: a burst, or nobody sealed for a
      // while.
      if (in_pass < rows_a_pass) drained = pass;
      pass = row.sealed_at;
      in_pass = 0;
    }
    ++in_pass;
    if (!row.there)
      fault(check, name() + ": the row is gone, or its time was changed");
    else if (row.hash != link(before, row.words, buffer))
      fault(check, name() + ": is not what was sealed");
    else if (row.at < drained - most_delay)
      fault(check, name() + ": says a time that had been sealed before");
    before = row.hash;
    check.head.count = row.seq;
    ++check.rows;
  }
};

}  // namespace

std::string checkpoint_text(const Checkpoint& checkpoint) {
  return std::to_string(checkpoint.count) + ":" + checkpoint.head;
}

std::string checkpoint_letters(const Checkpoint& checkpoint) {
  auto text = std::to_string(checkpoint.count) + ":~";
  for (const char c : checkpoint.head)
    text += letters[static_cast<std::size_t>(c <= '9' ? c - '0' : c - 'a' + 10)];
  return text;
}

std::optional<Checkpoint> checkpoint_of(const std::string& text) {
  Checkpoint checkpoint;
  const auto colon = text.find(':');
  if (colon == text.npos) return std::nullopt;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + colon, checkpoint.count);
  checkpoint.head = text.substr(colon + 1);
  if (checkpoint.head.starts_with('~')) {
    checkpoint.head.erase(0, 1);
    for (char& c : checkpoint.head) {
      const auto place = letters.find(c);
      if (place == letters.npos) return std::nullopt;
      c = "0123456789abcdef"[place];
    }
  }
  if (failed != std::errc{} || end != text.data() + colon) return std::nullopt;
  if (checkpoint.count > 0 && checkpoint.head.size() != 64) return std::nullopt;
  return checkpoint;
}

Checkpoint audit_head(Transaction& transaction) {
  const auto rows = transaction.run(head_sql);
  return rows.empty() ? Checkpoint{} : Checkpoint{rows[0].number("seq"), rows[0].text("hash")};
}

long long newest_sealed(Transaction& transaction) {
  return transaction.run("SELECT coalesce(max(id), 0) AS id FROM audit_chain")[0].number("id");
}

std::size_t seal_audit(Transaction& transaction, std::size_t most, long long look_back) {
  if (!transaction.run(lock_sql)[0].flag("mine")) return 0;
  auto head = audit_head(transaction);
  std::string buffer;
  const auto waiting = transaction.run(
      waiting_sql, {std::to_string(most), std::to_string(head.count), std::to_string(look_back)});
  if (waiting.empty()) return 0;
  std::vector<std::vector<std::string>> columns(5);
  for (const auto& row : waiting) {
    head = {head.count + 1, link(head.head, row.text("words"), buffer)};
    columns[0].push_back(std::to_string(head.count));
    columns[1].push_back(std::to_string(row.number("id")));
    columns[2].push_back(row.text("at"));
    columns[3].push_back(std::to_string(row.number("sealed_at")));
    columns[4].push_back(head.head);
  }
  std::vector<Arg> args;
  for (const auto& column : columns) args.emplace_back(text_array(column));
  transaction.run(seal_sql, args);
  return waiting.size();
}

bool note_telling(Transaction& transaction, Seconds every, const Checkpoint& head) {
  static constexpr const char* sql = R"(
INSERT INTO audit_told (nominal, count)
SELECT date_bin(make_interval(secs => $1::float8), now(), 'epoch'), $2::bigint
WHERE NOT EXISTS (SELECT 1 FROM audit_told WHERE count >= $2::bigint)
ON CONFLICT (nominal) DO NOTHING)";
  if (head.count == 0) return false;
  return transaction.run(sql, {std::to_string(every.count()), std::to_string(head.count)}).affected > 0;
}

AuditCheck verify_audit(Transaction& transaction, const std::optional<Checkpoint>& kept) {
  Walk walk;
  bool kept_found = !kept || kept->count == 0;
  for (;;) {
    const auto rows =
        transaction.run(page_sql, {std::to_string(walk.check.head.count), std::to_string(page_rows)});
    const auto& cell = rows[0].cell("page");
    auto page = cell ? std::string_view(*cell) : std::string_view();
    long long read = 0;
    for (; !page.empty(); ++read) {
      const auto row = next_row(page);
      walk.step(row);
      if (kept && row.seq == kept->count) kept_found = row.hash == kept->head;
    }
    if (read != rows[0].number("rows"))
      fault(walk.check, "a hash of the chain was made so that rows cannot be told apart");
    if (rows[0].number("rows") < static_cast<long long>(page_rows)) break;
  }
  walk.check.head.head = walk.before;
  auto& check = walk.check;
  if (!kept_found)
    fault(check, "the checkpoint " + std::to_string(kept->count) +
                     " is not in this chain: its end was cut off, or it was made anew");
  const auto unsealed = transaction.run(unsealed_sql);
  check.unsealed = unsealed[0].number("count");
  if (unsealed[0].number("old") > 0)
    fault(check, std::to_string(unsealed[0].number("old")) + " rows stand outside of the chain, from row " +
                     std::to_string(unsealed[0].number("first")) +
                     ": put in afterwards, or no gateway has sealed for a minute");
  return check;
}
