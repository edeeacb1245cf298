#include <algorithm>

#include "gateway/http/connection.h"
#include "gateway/metrics.h"

bool HttpShared::trusted(const std::string& address) const {
  return std::find(limits.trusted_proxies.begin(), limits.trusted_proxies.end(), address) !=
         limits.trusted_proxies.end();
}

bool HttpShared::admit(const std::string& address) {
  const std::scoped_lock lock(mutex_);
  auto& here = by_address_[address];
  if (open_ >= limits.connections || (!trusted(address) && here >= limits.connections_per_address)) {
    if (here == 0) by_address_.erase(address);
    return false;
  }
  ++open_;
  ++here;
  return true;
}

void HttpShared::leave(const std::string& address) {
  const std::scoped_lock lock(mutex_);
  --open_;
  const auto found = by_address_.find(address);
  if (found != by_address_.end() && --found->second == 0) by_address_.erase(found);
}

std::size_t HttpShared::open() const {
  const std::scoped_lock lock(mutex_);
  return open_;
}

namespace {

const char* reason_of(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 204:
      return "No Content";
    case 302:
      return "Found";
    case 304:
      return "Not Modified";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 408:
      return "Request Timeout";
    case 413:
      return "Content Too Large";
    case 417:
      return "Expectation Failed";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 503:
      return "Service Unavailable";
    case 505:
      return "HTTP Version Not Supported";
    default:
      return "Status";
  }
}

}  // namespace

std::string response_text(const HttpResponse& response, bool keep, bool head_only) {
  std::string out = "HTTP/1.1 " + std::to_string(response.status) + " " + reason_of(response.status) + "\r\n";
  for (const auto& [name, value] : response.headers) out += name + ": " + value + "\r\n";
  out +=
      "Content-Length: " + std::to_string(response.body.size()) + "\r\nX-Content-Type-Options: nosniff\r\n";
  if (!keep) out += "Connection: close\r\n";
  out += "\r\n";
  if (!head_only) out += response.body;
  return out;
}

std::string client_address(const HttpShared& shared, const std::string& peer, const std::string& forwarded) {
  if (forwarded.empty() || !shared.trusted(peer)) return peer;
  // The last entry that no proxy of ours wrote: what stands before it, the client may have made up.
  std::size_t end = forwarded.size();
  for (;;) {
    const auto comma = end == 0 ? std::string::npos : forwarded.rfind(',', end - 1);
    const auto begin = comma == std::string::npos ? 0 : comma + 1;
    auto entry = forwarded.substr(begin, end - begin);
    entry.erase(std::remove(entry.begin(), entry.end(), ' '), entry.end());
    if (!shared.trusted(entry) || comma == std::string::npos) return entry.empty() ? peer : entry;
    end = comma;
  }
}
