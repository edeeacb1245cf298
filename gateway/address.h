#pragma once
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// An IP address as 16 bytes; IPv4 in its mapped form, so that ::ffff:10.0.0.1 and 10.0.0.1 are the same.
using AddressBytes = std::array<unsigned char, 16>;
std::optional<AddressBytes> read_address(std::string_view text);
std::string address_text(const AddressBytes& address);
/// What one client counts as: an IPv4 address, or the /64 an IPv6 customer gets.
std::string address_group(std::string_view address);

/// The proxies whose X-Forwarded-For is believed: addresses or networks ("10.0.0.0/8"). Immutable, any
/// thread.
class TrustedProxies {
 public:
  /// Entries that are neither are ignored; the configuration check names them.
  explicit TrustedProxies(const std::vector<std::string>& entries);
  static bool readable(std::string_view entry);
  bool trusts(std::string_view address) const;
  /// Who really asks: from the right, the first address that is no trusted proxy. Anything left of it is only
  /// a claim.
  std::string client(const std::string& peer, std::string_view forwarded_for) const;

 private:
  struct Network {
    AddressBytes address{};
    int bits = 128;
  };
  static std::optional<Network> read_network(std::string_view entry);
  std::vector<Network> networks_;
};
