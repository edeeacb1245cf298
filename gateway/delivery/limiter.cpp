#include "gateway/delivery/limiter.h"

#include <cmath>

namespace {

// What less urgent lanes leave in a bucket, as a part of its capacity.
double kept_for_others(Lane lane) {
  switch (lane) {
    case Lane::answer:
    case Lane::reporter:
      return 0;
    case Lane::duty:
      return 0.2;
    case Lane::digest:
      return 0.5;
  }
  return 0;
}

std::string value_of(const RateLimit& limit, const AccountConfig& account, const Chat& chat) {
  if (limit.scope == "company") return account.corp_id;
  if (limit.scope == "webhook") return account.name;
  return account.name + "/" + chat.id;  // chat, member
}

bool applies(const RateLimit& limit, const AccountConfig& account, const Chat& chat) {
  if (limit.kind != account.kind) return false;
  if (limit.scope == "member") return chat.kind == ChatKind::single;
  return true;
}

std::vector<std::string> numbers(const std::vector<Bucket>& buckets, double Bucket::*field) {
  std::vector<std::string> out;
  for (const auto& bucket : buckets) out.push_back(std::to_string(bucket.*field));
  return out;
}

std::vector<std::string> keys_of(const std::vector<Bucket>& buckets) {
  std::vector<std::string> out;
  for (const auto& bucket : buckets) out.push_back(bucket.key);
  return out;
}

}  // namespace

std::vector<Bucket> buckets_of(const std::vector<RateLimit>& limits, const AccountConfig& account,
                               const Chat& chat, Lane lane) {
  std::vector<Bucket> buckets;
  for (const auto& limit : limits) {
    if (!applies(limit, account, chat) || limit.count <= 0) continue;
    Bucket bucket;
    bucket.key =
        limit.scope + "/" + std::to_string(limit.window.count()) + "/" + value_of(limit, account, chat);
    bucket.most = std::max(1.0, std::floor(limit.count / 3.0));
    bucket.rate = (limit.count - bucket.most) / static_cast<double>(limit.window.count());
    if (bucket.rate <= 0) bucket.rate = limit.count / static_cast<double>(limit.window.count());
    bucket.keep = std::min(bucket.most - 1, std::floor(bucket.most * kept_for_others(lane)));
    buckets.push_back(std::move(bucket));
  }
  return buckets;
}

Millis take(Transaction& transaction, const std::vector<Bucket>& buckets) {
  if (buckets.empty()) return Millis{0};
  static constexpr const char* sql = R"(
SELECT ceil(1000 * take_tokens($1::text[], $2::double precision[], $3::double precision[], $4::double precision[]))::bigint AS wait)";
  const auto rows = transaction.run(
      sql, {text_array(keys_of(buckets)), text_array(numbers(buckets, &Bucket::most)),
            text_array(numbers(buckets, &Bucket::rate)), text_array(numbers(buckets, &Bucket::keep))});
  return Millis{rows[0].number("wait")};
}

void drain(Transaction& transaction, const std::vector<Bucket>& buckets) {
  if (buckets.empty()) return;
  transaction.run("UPDATE bucket SET tokens = 0, updated_at = clock_timestamp() WHERE key = ANY ($1::text[])",
                  {text_array(keys_of(buckets))});
}
