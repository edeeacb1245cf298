#pragma once
#include <map>
#include <string>
#include <string_view>

#include "bot/time.h"

/// Cookies of a browser, by name; broken pairs are left out, the first of a name wins.
std::map<std::string, std::string> read_cookies(std::string_view header);

/// One cookie to be kept by a browser. The value must be of base64url's alphabet.
struct WebCookie {
  std::string name, value;
  Seconds life{0};      // 0: until the browser ends; negative: forget it now
  bool secure = true;   // with it the name gets the prefix __Host-, which binds the cookie to this very host
  bool script = false;  // true: pages' scripts may read it
};
/// The value of Set-Cookie: always Path=/ and SameSite=Lax.
std::string cookie_line(const WebCookie& cookie);
/// The name under which the browser sends the cookie back.
std::string cookie_name(std::string_view name, bool secure);
