#include "gateway/delivery/inbox_move.h"

void move_claims(Transaction& transaction, const std::vector<InboxMove>& moves) {
  static constexpr const char* known_sql =
      "INSERT INTO conversation (key) VALUES ($1) ON CONFLICT DO NOTHING";
  static constexpr const char* move_sql = R"(
UPDATE inbox SET conversation = $2, message = jsonb_set(message::jsonb, '{contact}', to_jsonb($3::text))::text
WHERE conversation = $1 AND state = 'waiting')";
  static constexpr const char* free_sql = R"(
UPDATE conversation SET attempts = 0, fence = fence + 1, leased_until = '-infinity' WHERE key = $1)";
  std::vector<Claim> claims;
  for (const auto& move : moves) claims.push_back(*move.claim);
  const auto held = hold_claims(transaction, claims);
  for (std::size_t i = 0; i < moves.size(); ++i) {
    if (!held[i]) continue;
    const auto& from = moves[i].claim->conversation;
    transaction.run(known_sql, {moves[i].conversation});
    transaction.run(move_sql, {from, moves[i].conversation, moves[i].contact});
    transaction.run(free_sql, {from});
  }
}
