#include "handlers/sla/swap_store.h"

namespace {

constexpr const char* columns = R"(
SELECT id, roster, giver, taker, asked_by, state, (extract(epoch FROM from_at) * 1000)::bigint AS from_at,
  (extract(epoch FROM to_at) * 1000)::bigint AS to_at, (extract(epoch FROM made_at) * 1000)::bigint AS made_at,
  coalesce((extract(epoch FROM back_from) * 1000)::bigint, 0) AS back_from,
  coalesce((extract(epoch FROM back_to) * 1000)::bigint, 0) AS back_to FROM duty_swap )";
constexpr const char* withdraw_sql =
    "UPDATE duty_swap SET state = 'withdrawn', moved_at = now() WHERE org = $1 AND lower(asked_by) = "
    "lower($2) "
    "AND state = 'drafted'";
constexpr const char* add_sql = R"(
INSERT INTO duty_swap (org, roster, from_at, to_at, back_from, back_to, giver, taker, asked_by, state, made_at)
VALUES ($1, $2, to_timestamp($3::bigint / 1000.0), to_timestamp($4::bigint / 1000.0),
  to_timestamp(nullif($5, '0')::bigint / 1000.0), to_timestamp(nullif($6, '0')::bigint / 1000.0), $7, $8, $9, $10,
  to_timestamp($11::bigint / 1000.0)) RETURNING id)";

std::string millis_text(Time at) { return std::to_string(at.time_since_epoch().count()); }

DutyProposal::State state_named(const std::string& name) {
  using State = DutyProposal::State;
  for (const auto state : {State::drafted, State::asked, State::agreed, State::declined, State::withdrawn})
    if (name == name_of(state)) return state;
  return State::expired;
}

std::vector<DutyProposal> proposals_of(const Rows& rows) {
  std::vector<DutyProposal> found;
  for (const auto& row : rows) {
    const auto at = [&](const char* column) { return Time{Millis{row.number(column)}}; };
    found.push_back({row.number("id"), row.text("roster"), at("from_at"), at("to_at"), at("back_from"),
                     at("back_to"), row.text("giver"), row.text("taker"), row.text("asked_by"),
                     state_named(row.text("state")), at("made_at")});
  }
  return found;
}

}  // namespace

std::vector<DutyProposal> open_proposals(Transaction& transaction, const std::string& org,
                                         const std::string& userid, Time now) {
  static const std::string sql =
      std::string(columns) +
      "WHERE state IN ('drafted', 'asked') AND to_at > to_timestamp($3::bigint / 1000.0) AND org = $1 AND "
      "lower($2) IN (lower(giver), lower(taker)) AND (state = 'asked' OR lower(asked_by) = lower($2)) "
      "ORDER BY id FOR UPDATE";
  return proposals_of(transaction.run(sql, {org, userid, millis_text(now)}));
}

std::vector<DutyProposal> all_open_proposals(Transaction& transaction, const std::string& org, Time now) {
  static const std::string sql = std::string(columns) +
                                 "WHERE state IN ('drafted', 'asked') AND to_at > to_timestamp($2::bigint / "
                                 "1000.0) AND org = $1 ORDER BY id";
  auto found = proposals_of(transaction.run(sql, {org, millis_text(now)}));
  std::erase_if(found, [&](const DutyProposal& one) { return now >= answer_until(one); });
  return found;
}

std::optional<DutyProposal> find_proposal(Transaction& transaction, const std::string& org, long long id) {
  static const std::string sql = std::string(columns) + "WHERE org = $1 AND id = $2::bigint FOR UPDATE";
  auto found = proposals_of(transaction.run(sql, {org, std::to_string(id)}));
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

long long add_proposal(Transaction& transaction, const std::string& org, const DutyProposal& proposal) {
  transaction.run(withdraw_sql, {org, proposal.asked_by});
  return transaction
      .run(add_sql,
           {org, proposal.roster, millis_text(proposal.from), millis_text(proposal.to),
            millis_text(proposal.back_from), millis_text(proposal.back_to), proposal.giver, proposal.taker,
            proposal.asked_by, name_of(proposal.state), millis_text(proposal.made_at)})[0]
      .number("id");
}

void hold_duty(Transaction& transaction) {
  transaction.run("LOCK TABLE duty_change IN SHARE ROW EXCLUSIVE MODE");
}

void move_proposal(Transaction& transaction, const DutyProposal& proposal) {
  transaction.run("UPDATE duty_swap SET state = $2, moved_at = now() WHERE id = $1::bigint",
                  {std::to_string(proposal.id), name_of(proposal.state)});
}
