/// Places for connections and for requests behind proxies.
#include "gateway/http/admission.h"

HttpAdmission::Place HttpAdmission::enter(const std::string& client) {
  const std::scoped_lock lock(mutex_);
  if (open_ >= in_all_) return {};
  if (!client.empty()) {
    auto& held = clients_[client];
    if (held >= per_client_) return {};
    ++held;
  }
  ++open_;
  return Place(this, client);
}

void HttpAdmission::leave(const std::string& client) {
  const std::scoped_lock lock(mutex_);
  --open_;
  const auto found = clients_.find(client);
  if (found != clients_.end() && --found->second == 0) clients_.erase(found);
}

std::size_t HttpAdmission::open() const {
  const std::scoped_lock lock(mutex_);
  return open_;
}
