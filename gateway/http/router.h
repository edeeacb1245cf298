#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "gateway/http/server.h"

/// Finds the route of a request: the longest prefix wins; a prefix that ends with '/' matches below it, any
/// other exactly. HEAD is answered by the GET route.
class HttpRouter {
 public:
  struct Found {
    const Route* route = nullptr;  // none: the path has no route, or none for this method
    std::string allow;             // methods of the path when only the method is wrong
  };
  explicit HttpRouter(std::vector<Route> routes);
  Found find(std::string_view method, std::string_view path) const;

 private:
  std::vector<Route> routes_;  // longest prefix first
};
