#include "handlers/tickets/read_store.h"

#include <stdexcept>

#include "gateway/log.h"
#include "handlers/tickets/ticket_rows.h"

namespace {

constexpr const char* marks_sql = R"(
SELECT side, person, seq, (extract(epoch FROM at) * 1000)::bigint AS at FROM ticket_read
WHERE ticket = $1::bigint ORDER BY side, person)";

constexpr const char* keep_sql = R"(
INSERT INTO ticket_read AS r (ticket, side, person, seq, at)
VALUES ($1::bigint, $2, $3, $4::int, to_timestamp($5::bigint / 1000.0))
ON CONFLICT (ticket, side, person) DO UPDATE SET seq = excluded.seq, at = excluded.at WHERE r.seq < excluded.seq)";

// Step and role alone, by the primary keys of both: what the events say is not needed to count them.
constexpr const char* since_sql = R"(
SELECT t.number, e.step, e.role
FROM unnest($1::bigint[]) AS t(number)
LEFT JOIN ticket_read AS r ON r.ticket = t.number AND r.side = 'reporter' AND r.person = $2
CROSS JOIN LATERAL (
  SELECT seq, step, role FROM ticket_event WHERE ticket = t.number AND seq > coalesce(r.seq, 0)) AS e
ORDER BY t.number, e.seq)";

const char* name_of(TalkSide side) { return side == TalkSide::team ? "team" : "reporter"; }

}  // namespace

std::vector<ReadMark> read_marks(Transaction& transaction, long long number) {
  std::vector<ReadMark> marks;
  for (const auto& row : transaction.run(marks_sql, {std::to_string(number)}))
    marks.push_back({row.text("side") == "team" ? TalkSide::team : TalkSide::reporter, row.text("person"),
                     static_cast<int>(row.number("seq")), Time{Millis{row.number("at")}}});
  return marks;
}

void keep_read_mark(Transaction& transaction, long long number, const ReadMark& mark) {
  transaction.run(keep_sql, {std::to_string(number), name_of(mark.side), mark.person,
                             std::to_string(mark.seq), millis(mark.at)});
}

std::map<long long, int> unread_of_reporter(Transaction& transaction, const std::vector<long long>& numbers,
                                            const std::string& person) {
  if (numbers.empty()) return {};
  std::map<long long, std::vector<TicketEvent>> since;
  for (const auto& row : transaction.run(since_sql, {numbers_array(numbers), person})) {
    const auto step = step_named(row.text("step"));
    if (!step) throw std::runtime_error("step " + row.text("step"));
    auto& event = since[row.number("number")].emplace_back();
    event.step = *step;
    event.role = row.text("role");
  }
  std::map<long long, int> unread;
  for (const auto& [number, events] : since)
    if (const auto count = unread_by_reporter(events); count > 0) unread[number] = count;
  return unread;
}

void count_reading(const WebRequest& request, TalkSide side, long long number,
                   const std::vector<TicketEvent>& events, const std::vector<ReadMark>& marks) {
  const auto purpose = request.http->headers.find("sec-purpose");
  const bool ahead = purpose != request.http->headers.end() && purpose->second.starts_with("prefetch");
  const auto seq = new_mark(side, request.visitor.key(), events, marks);
  if (ahead || seq == 0 || request.later == nullptr) return;
  request.later->emplace_back(
      [number, mark = ReadMark{side, request.visitor.key(), seq, request.now}](Connection& connection) {
        const auto kept = connection.transact([&](Transaction& transaction) {
          keep_read_mark(transaction, number, mark);
          return Done{};
        });
        if (!kept) log_warn("reading_not_kept", {{"error", kept.error().text}});
      });
}
