/// Addresses of clients and trusted proxies.
#include "gateway/address.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

namespace {

constexpr int mapped_bits = 96;  // an IPv4 network of n bits is a mapped IPv6 network of 96 + n

bool is_mapped(const AddressBytes& address) {
  const auto zeros =
      std::all_of(address.begin(), address.begin() + 10, [](unsigned char byte) { return byte == 0; });
  return zeros && address[10] == 0xFF && address[11] == 0xFF;
}

std::string_view stripped(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// Some proxies write "1.2.3.4:5678" or "[2001:db8::1]:5678".
std::string_view without_port(std::string_view text) {
  if (!text.empty() && text.front() == '[') return text.substr(1, text.find(']') - 1);
  const auto colon = text.find(':');
  const bool one = colon != std::string_view::npos && text.find(':', colon + 1) == std::string_view::npos;
  return one ? text.substr(0, colon) : text;
}

}  // namespace

std::optional<AddressBytes> read_address(std::string_view text) {
  const std::string plain(text);
  AddressBytes address{};
  if (inet_pton(AF_INET6, plain.c_str(), address.data()) == 1) return address;
  if (inet_pton(AF_INET, plain.c_str(), address.data() + 12) != 1) return std::nullopt;
  std::fill(address.begin(), address.begin() + 10, static_cast<unsigned char>(0));
  address[10] = address[11] = 0xFF;
  return address;
}

std::string address_text(const AddressBytes& address) {
  char text[INET6_ADDRSTRLEN] = {};
  if (is_mapped(address))
    inet_ntop(AF_INET, address.data() + 12, text, sizeof text);
  else
    inet_ntop(AF_INET6, address.data(), text, sizeof text);
  return text;
}

std::string address_group(std::string_view address) {
  auto bytes = read_address(address);
  if (!bytes) return std::string(address);
  if (!is_mapped(*bytes)) std::fill(bytes->begin() + 8, bytes->end(), static_cast<unsigned char>(0));
  return address_text(*bytes);
}

TrustedProxies::TrustedProxies(const std::vector<std::string>& entries) {
  for (const auto& entry : entries)
    if (const auto network = read_network(entry)) networks_.push_back(*network);
}

bool TrustedProxies::readable(std::string_view entry) { return read_network(entry).has_value(); }

std::optional<TrustedProxies::Network> TrustedProxies::read_network(std::string_view entry) {
  const auto slash = entry.find('/');
  const auto address = read_address(entry.substr(0, slash));
  if (!address) return std::nullopt;
  if (slash == std::string_view::npos) return Network{*address, 128};
  const auto digits = entry.substr(slash + 1);
  int bits = -1;
  const auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
  if (failed != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
  if (is_mapped(*address)) bits += mapped_bits;
  if (bits < (is_mapped(*address) ? mapped_bits : 0) || bits > 128) return std::nullopt;
  return Network{*address, bits};
}

bool TrustedProxies::trusts(std::string_view address) const {
  if (networks_.empty()) return false;
  const auto bytes = read_address(address);
  if (!bytes) return false;
  return std::any_of(networks_.begin(), networks_.end(), [&](const Network& network) {
    for (int bit = 0; bit < network.bits; ++bit) {
      const auto index = static_cast<std::size_t>(bit / 8);
      const int mask = 0x80 >> (bit % 8);
      if (((*bytes)[index] & mask) != (network.address[index] & mask)) return false;
    }
    return true;
  });
}

std::string TrustedProxies::client(const std::string& peer, std::string_view forwarded_for) const {
  std::string client = peer;
  while (trusts(client) && !forwarded_for.empty()) {
    const auto comma = forwarded_for.rfind(',');
    const auto last = comma == std::string_view::npos ? forwarded_for : forwarded_for.substr(comma + 1);
    forwarded_for = comma == std::string_view::npos ? std::string_view{} : forwarded_for.substr(0, comma);
    const auto address = read_address(without_port(stripped(last)));
    if (!address) return client;  // a broken entry: everything left of it may be forged
    client = address_text(*address);
  }
  return client;
}
