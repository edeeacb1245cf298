#include "handlers/tickets/delivery.h"

namespace {

Time time_of(const Row& row, std::string_view column) { return Time{Millis{row.number(column)}}; }

constexpr const char* deliveries_sql = R"(
SELECT o.ticket, o.id, o.notice::jsonb ->> 'key' AS key, o.account, o.chat_id, o.chat_kind = 'group' AS to_group,
       CASE WHEN o.state = 'due' AND o.last_verdict = 'unknown' THEN 'unknown' ELSE o.state END AS state,
       o.attempts, o.last_error, (extract(epoch FROM o.created_at) * 1000)::bigint AS created_at,
       (extract(epoch FROM o.sent_at) * 1000)::bigint AS sent_at
FROM unnest($1::bigint[]) AS t(number)
CROSS JOIN LATERAL (SELECT * FROM outbox WHERE ticket = t.number ORDER BY id DESC LIMIT $2::int) AS o
ORDER BY o.ticket, o.id)";

}  // namespace

std::vector<Delivery> deliveries_of(Transaction& transaction, const std::vector<long long>& tickets,
                                    std::size_t each) {
  if (tickets.empty()) return {};
  std::vector<std::string> numbers;
  numbers.reserve(tickets.size());
  for (const auto number : tickets) numbers.push_back(std::to_string(number));
  std::vector<Delivery> deliveries;
  for (const auto& row : transaction.run(deliveries_sql, {text_array(numbers), std::to_string(each)})) {
    Delivery delivery;
    delivery.ticket = row.number("ticket");
    delivery.outbox_id = row.number("id");
    delivery.key = row.text("key");
    delivery.account = row.text("account");
    delivery.chat = row.text("chat_id");
    delivery.to_group = row.flag("to_group");
    delivery.state = row.text("state");
    delivery.attempts = static_cast<int>(row.number("attempts"));
    delivery.created_at = time_of(row, "created_at");
    delivery.sent_at = time_of(row, "sent_at");
    delivery.error = row.text("last_error");
    deliveries.push_back(std::move(delivery));
  }
  return deliveries;
}
