#include "gateway/delivery/token.h"

#include <map>
#include <mutex>
#include <thread>

#include "gateway/kill_point.h"
#include "gateway/log.h"
#include "gateway/metrics.h"

namespace {

using Clock = std::chrono::steady_clock;

constexpr Seconds ahead{300};     // refreshed this long before the end …
constexpr Seconds spread{200};    // … and up to this much earlier still
constexpr Millis patience{6000};  // how long one waits for another's refresh
constexpr Millis look_again{100};

constexpr const char* read_sql =
    "SELECT value, extract(epoch FROM expires_at - now())::bigint AS left FROM token WHERE account = $1 AND "
    "expires_at > now()";

// The lease is short: a refresh takes one HTTP call. It looks at the end of the token again, since another
// may have refreshed between our look and our lease. The count per 10 minutes is the breaker against endless
// refreshing; a lease that its holder did not live to give back says nothing about the token.
constexpr const char* lease_sql = R"(
INSERT INTO token AS t (account, lease_until, fence, window_at, window_count)
VALUES ($1, now() + interval '15 seconds', 1, now(), 1)
ON CONFLICT (account) DO UPDATE SET lease_until = excluded.lease_until, fence = t.fence + 1,
  window_at = CASE WHEN t.window_at < now() - interval '10 minutes' THEN now() ELSE t.window_at END,
  window_count = CASE WHEN t.window_at < now() - interval '10 minutes' THEN 1
    WHEN t.lease_until <> '-infinity' THEN t.window_count ELSE t.window_count + 1 END
WHERE t.lease_until < now() AND t.expires_at <= now() + $2::int * interval '1 second'
  AND (t.window_count < 3 OR t.window_at < now() - interval '10 minutes')
RETURNING fence)";

constexpr const char* resting_sql =
    "SELECT 1 FROM token WHERE account = $1 AND window_count >= 3 AND window_at >= now() - interval '10 "
    "minutes' AND lease_until < now()";

constexpr const char* store_sql = R"(
UPDATE token SET value = $3, expires_at = now() + $4::int * interval '1 second', lease_until = '-infinity'
WHERE account = $1 AND fence = $2::bigint)";

constexpr const char* give_up_sql =
    "UPDATE token SET lease_until = '-infinity' WHERE account = $1 AND fence = $2::bigint";

constexpr const char* forget_sql =
    "UPDATE token SET value = '', expires_at = '-infinity' WHERE account = $1 AND value = $2";

}  // namespace

struct Tokens::Body {
  FetchToken fetch;
  std::function<double()> dice;
  std::mutex mutex;  // guards the map
  struct Kept {
    Secret value;
    Clock::time_point until;
  };
  std::map<std::string, Kept> kept;  // spares the database a look per message

  std::optional<Secret> remembered(const std::string& account) {
    const std::scoped_lock lock(mutex);
    const auto found = kept.find(account);
    if (found == kept.end() || found->second.until <= Clock::now()) return std::nullopt;
    return found->second.value;
  }
  void remember(const std::string& account, const Secret& value, Seconds left) {
    const auto early = ahead + Seconds{static_cast<long long>(dice() * static_cast<double>(spread.count()))};
    const std::scoped_lock lock(mutex);
    kept[account] = {value, Clock::now() + std::max(Seconds{1}, left - early)};
  }

  struct Stored {
    Secret value;
    Seconds left{0};
  };
  Result<std::optional<Stored>> stored(Connection& connection, const std::string& account) {
    return connection.transact([&](Transaction& transaction) -> std::optional<Stored> {
      const auto rows = transaction.run(read_sql, {account});
      if (rows.empty()) return std::nullopt;
      return Stored{Secret(rows[0].text("value")), Seconds{rows[0].number("left")}};
    });
  }

  Result<Secret> refresh(Connection& connection, const std::string& account, long long fence) {
    auto fresh = fetch(account);
    count("dutydesk_token_refreshes_total", {{"account", account}, {"ok", fresh ? "yes" : "no"}});
    kill_point("K9");
    const auto written = connection.transact([&](Transaction& transaction) {
      if (fresh)
        return transaction
            .run(store_sql,
                 {account, std::to_string(fence), fresh->value.reveal(), std::to_string(fresh->life.count())})
            .affected;
      return transaction.run(give_up_sql, {account, std::to_string(fence)}).affected;
    });
    if (!fresh) {
      if (fresh.error().kind == Kind::unauthorized)
        log_alarm("token_secret_refused", {{"account", account}, {"error", fresh.error().text}});
      return fresh.error();
    }
    if (!written) return written.error();
    remember(account, fresh->value, fresh->life);
    return fresh->value;
  }
};

Tokens::Tokens(FetchToken fetch, std::function<double()> dice) : body_(std::make_unique<Body>()) {
  body_->fetch = std::move(fetch);
  body_->dice = std::move(dice);
}
Tokens::~Tokens() = default;

Result<Secret> Tokens::get(Connection& connection, const std::string& account) {
  if (auto known = body_->remembered(account)) return *known;
  const auto until = Clock::now() + patience;
  for (;;) {
    const auto stored = body_->stored(connection, account);
    if (!stored) return stored.error();
    if (*stored && (*stored)->left > ahead + spread) {
      body_->remember(account, (*stored)->value, (*stored)->left);
      return (*stored)->value;
    }
    const auto leased = connection.transact([&](Transaction& transaction) {
      return transaction.run(lease_sql, {account, std::to_string((ahead + spread).count())});
    });
    if (!leased) return leased.error();
    if (!leased->empty()) return body_->refresh(connection, account, (*leased)[0].number("fence"));
    if (*stored) return (*stored)->value;
    const auto resting = connection.transact(
        [&](Transaction& transaction) { return transaction.run(resting_sql, {account}); });
    if (resting && !resting->empty()) {
      log_alarm("token_always_refused", {{"account", account}});
      return Error{Kind::unauthorized,
                   "token of " + account + " refreshed 3 times in 10 minutes and still refused: resting"};
    }
    if (Clock::now() >= until)
      return Error{Kind::try_later, "token of " + account + " is being refreshed elsewhere"};
    std::this_thread::sleep_for(look_again);
  }
}

void Tokens::refused(Connection& connection, const std::string& account, const Secret& value) {
  {
    const std::scoped_lock lock(body_->mutex);
    const auto found = body_->kept.find(account);
    if (found != body_->kept.end() && found->second.value == value) body_->kept.erase(found);
  }
  const auto forgotten = connection.transact([&](Transaction& transaction) {
    return transaction.run(forget_sql, {account, value.reveal()}).affected;
  });
  if (!forgotten) log_warn("token_not_forgotten", {{"error", forgotten.error().text}});
}
