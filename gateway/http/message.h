#pragma once
#include <chrono>
#include <map>
#include <optional>
#include <string>

/// HTTP as values, for both directions: the server fills a request and sends a response, the client the
/// reverse.

struct HttpRequest {
  std::string method = "GET";
  std::string url;                             // client: full URL (may carry a token: never logged)
  std::string path;                            // server: percent-decoded path
  std::map<std::string, std::string> query;    // percent-decoded once; '+' stays '+'
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;
  std::string remote;  // server: the client's address, trusted proxies resolved
};

struct HttpResponse {
  int status = 200;
  std::map<std::string, std::string> headers;
  std::string body;
};
