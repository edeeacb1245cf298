#include "gateway/delivery/outbox.h"

#include "gateway/delivery/notice_json.h"

namespace {

std::string epoch_text(Time at) {
  return std::to_string(static_cast<double>(at.time_since_epoch().count()) / 1000);
}

constexpr const char* enqueue_sql = R"(
WITH rows AS (
  SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::smallint[], $5::text[], $6::text[], $7::text[], $8::text[],
                       $9::text[], $10::bigint[], $11::text[], $12::text[], $13::text[], $14::text[]) WITH ORDINALITY
    AS r (account, chat_id, chat_kind, lane, notice, locale, handle, handle_until, updates_code, ticket, trace, merge_key,
          expires_at, fallback, at))
INSERT INTO outbox (account, chat_id, chat_kind, place, lane, notice, locale, handle, handle_until, updates_code, ticket, trace,
                    merge_key, expires_at, fallback)
SELECT account, chat_id, chat_kind, account || '/' || chat_id, lane, notice, locale, handle,
       coalesce(to_timestamp(nullif(handle_until, '')::double precision), '-infinity'), updates_code, nullif(ticket, 0), trace,
       merge_key, to_timestamp(nullif(expires_at, '')::double precision), fallback
FROM rows ORDER BY at RETURNING id)";

}  // namespace

std::vector<long long> enqueue(Transaction& transaction, const std::vector<OutboxDraft>& drafts) {
  std::vector<std::vector<std::string>> columns(14);
  for (const auto& draft : drafts) {
    const std::string values[] = {draft.chat.account,
                                  draft.chat.id,
                                  draft.chat.kind == ChatKind::group ? "group" : "single",
                                  std::to_string(static_cast<int>(draft.lane)),
                                  to_json(draft.notice),
                                  draft.locale,
                                  draft.handle,
                                  draft.handle.empty() ? "" : epoch_text(draft.handle_until),
                                  draft.response_code,
                                  std::to_string(draft.ticket),
                                  draft.trace,
                                  draft.merge_key,
                                  draft.expires_at ? epoch_text(*draft.expires_at) : "",
                                  to_json(draft.fallback)};
    for (std::size_t i = 0; i < columns.size(); ++i) columns[i].push_back(values[i]);
  }
  std::vector<Arg> args;
  for (const auto& column : columns) args.emplace_back(text_array(column));
  std::vector<long long> ids;
  for (const auto& row : transaction.run(enqueue_sql, args)) ids.push_back(row.number("id"));
  return ids;
}
