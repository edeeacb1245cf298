#include "gateway/delivery/breaker.h"

namespace {

constexpr std::size_t failures_to_open = 5;
constexpr Seconds window{30}, open_for{30}, configuration_rest{300};

}  // namespace

void Breaker::failed(const std::string& account, Time now) {
  const std::scoped_lock lock(mutex_);
  auto& state = accounts_[account];
  state.failures.push_back(now);
  while (state.failures.front() < now - window) state.failures.pop_front();
  // After a rest the first failure is enough: it was the probe.
  const bool probe = state.open_until != Time{} && state.open_until <= now;
  if (state.failures.size() >= failures_to_open || probe) state.open_until = now + open_for;
}

void Breaker::worked(const std::string& account) {
  const std::scoped_lock lock(mutex_);
  accounts_.erase(account);
}

void Breaker::rest(const std::string& account, Time now) {
  const std::scoped_lock lock(mutex_);
  accounts_[account].open_until = now + configuration_rest;
}

std::vector<std::string> Breaker::resting(Time now) const {
  const std::scoped_lock lock(mutex_);
  std::vector<std::string> accounts;
  for (const auto& [account, state] : accounts_)
    if (state.open_until > now) accounts.push_back(account);
  return accounts;
}
