#include "tests/http/raw_client.h"

namespace {

const std::string post = "POST /echo HTTP/1.1\r\nHost: desk\r\n";
const std::string chunked = post + "Transfer-Encoding: chunked\r\n\r\n";

struct Case {
  const char* name;
  std::string bytes;
  int status;
};

std::string long_header() {
  std::string head = "GET /hello HTTP/1.1\r\nHost: desk\r\n";
  for (int line = 0; line < 3; ++line)
    head += "X-" + std::to_string(line) + ": " + std::string(6000, 'a') + "\r\n";
  return head + "\r\n";
}

std::string many_lines(int lines) {
  std::string head = "GET /hello HTTP/1.1\r\nHost: desk\r\n";
  for (int line = 1; line < lines; ++line) head += "X-" + std::to_string(line) + ": a\r\n";
  return head + "\r\n";
}

/// Each sent alone and raw. What follows a refusal must never be served: two servers would count differently.
std::vector<Case> refused() {
  return {
      {"length and coding", post + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
      {"coding and length", post + "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n", 400},
      {"two lengths", post + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", 400},
      {"two equal lengths", post + "Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc", 400},
      {"list of lengths", post + "Content-Length: 3, 3\r\n\r\nabc", 400},
      {"negative length", post + "Content-Length: -1\r\n\r\n", 400},
      {"signed length", post + "Content-Length: +3\r\n\r\nabc", 400},
      {"hexadecimal length", post + "Content-Length: 0x3\r\n\r\nabc", 400},
      {"length with a space", post + "Content-Length: 3 3\r\n\r\nabc", 400},
      {"empty length", post + "Content-Length: \r\n\r\n", 400},
      {"length beyond 64 bits", post + "Content-Length: 18446744073709551619\r\n\r\nabc", 400},
      {"unknown coding", post + "Transfer-Encoding: gzip\r\n\r\n", 400},
      {"coding list", post + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 400},
      {"two codings", post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
       400},
      {"identity", post + "Transfer-Encoding: identity\r\nContent-Length: 3\r\n\r\nabc", 400},
      {"coding with vertical tab", post + "Transfer-Encoding: \vchunked\r\n\r\n0\r\n\r\n", 400},
      {"coding in HTTP/1.0", "POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
      {"space before colon", post + "Content-Length : 3\r\n\r\nabc", 400},
      {"folded line", "GET /hello HTTP/1.1\r\nHost: desk\r\nX-A: b\r\n c\r\n\r\n", 400},
      {"folded coding", post + "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n", 400},
      {"first line folded", "GET /hello HTTP/1.1\r\n Host: desk\r\n\r\n", 400},
      {"bare LF", "GET /hello HTTP/1.1\nHost: desk\n\n", 400},
      {"one bare LF", "GET /hello HTTP/1.1\r\nHost: desk\nX: y\r\n\r\n", 400},
      {"bare CR", "GET /hello HTTP/1.1\r\nHost: desk\rX: y\r\n\r\n", 400},
      {"NUL in a value", std::string("GET /hello HTTP/1.1\r\nHost: d") + '\0' + "k\r\n\r\n", 400},
      {"no colon", "GET /hello HTTP/1.1\r\nHost: desk\r\nabc\r\n\r\n", 400},
      {"empty name", "GET /hello HTTP/1.1\r\nHost: desk\r\n: abc\r\n\r\n", 400},
      {"no host", "GET /hello HTTP/1.1\r\n\r\n", 400},
      {"two hosts", "GET /hello HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400},
      {"leading empty line", "\r\n" + get_hello, 400},
      {"lower-case method", "get /hello HTTP/1.1\r\nHost: desk\r\n\r\n", 400},
      {"two spaces", "GET  /hello HTTP/1.1\r\nHost: desk\r\n\r\n", 400},
      {"absolute form", "GET http://desk/hello HTTP/1.1\r\nHost: desk\r\n\r\n", 400},
      {"stepping out", "GET /a/%2e%2e/hello HTTP/1.1\r\nHost: desk\r\n\r\n", 400},
      {"broken escape", "GET /hello%2 HTTP/1.1\r\nHost: desk\r\n\r\n", 400},
      {"NUL in the path", "GET /hello%00 HTTP/1.1\r\nHost: desk\r\n\r\n", 400},
      {"TLS to a plain port", std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\n", 12), 400},
      {"HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400},
      {"unknown version", "GET /hello HTTP/1.9\r\nHost: desk\r\n\r\n", 505},
      {"unknown expectation", post + "Expect: a-cake\r\nContent-Length: 3\r\n\r\nabc", 417},
      {"header over 16 kB", long_header(), 431},
      {"endless line", "GET /" + std::string(9000, 'a'), 431},
      {"65 header lines", many_lines(65), 431},
      {"chunk of size -1", chunked + "-1\r\nabc\r\n0\r\n\r\n", 400},
      {"chunk size with 0x", chunked + "0x3\r\nabc\r\n0\r\n\r\n", 400},
      {"chunk size no number", chunked + "zz\r\nabc\r\n0\r\n\r\n", 400},
      {"chunk size beyond 64 bits", chunked + "10000000000000003\r\nabc\r\n0\r\n\r\n", 400},
      {"empty chunk size", chunked + "\r\nabc\r\n0\r\n\r\n", 400},
      {"chunk longer than said", chunked + "3\r\nabcd\r\n0\r\n\r\n", 400},
      {"chunk line with bare LF", chunked + "3\nabc\r\n0\r\n\r\n", 400},
      {"chunk data with bare LF", chunked + "3\r\nabc\n0\r\n\r\n", 400},
      {"long chunk extension", chunked + "3;" + std::string(600, 'a') + "\r\nabc\r\n0\r\n\r\n", 400},
      {"endless chunk line", chunked + "3;" + std::string(20000, 'a'), 400},
      {"length among trailers", chunked + "3\r\nabc\r\n0\r\nContent-Length: 3\r\n\r\n", 400},
      {"chunk over the limit", chunked + "41\r\n" + std::string(65, 'a') + "\r\n0\r\n\r\n", 413},
      {"chunks over the limit", chunked + "40\r\n" + std::string(64, 'a') + "\r\n1\r\na\r\n0\r\n\r\n", 413},
      {"chunk of enormous size", chunked + "ffffffffffffffff\r\na", 413},
      {"length over the limit", post + "Content-Length: 65\r\n\r\n", 413},
  };
}

}  // namespace

TEST_CASE(
    "each way to misframe a request is refused, the connection closed, and nothing behind it is served") {
  TestServer server;
  REQUIRE(server.started);
  for (const auto& [name, bytes, status] : refused()) {
    INFO(name);
    RawClient client(server.port());
    client.send(bytes + get_hello);
    const auto all = client.rest();
    CHECK(status_of(all) == status);
    CHECK(all.find("Connection: close") != std::string::npos);
    CHECK(all.find("HTTP/1.1", 1) == std::string::npos);  // one answer, not two
    CHECK(body_of(all).size() < 64);
  }
  CHECK(server.seen.requests().empty());
}

TEST_CASE("each misframed request is refused the same when its bytes come one by one") {
  TestServer server;
  REQUIRE(server.started);
  for (const auto& [name, bytes, status] : refused()) {
    if (bytes.size() > 200) continue;
    INFO(name);
    RawClient client(server.port());
    for (const char byte : bytes) client.send({&byte, 1});
    CHECK(status_of(client.rest()) == status);
  }
  CHECK(server.seen.requests().empty());
}

TEST_CASE("64 header lines and a body in chunks with a trailer are served; the trailer is no header") {
  TestServer server;
  REQUIRE(server.started);
  RawClient client(server.port());
  client.send(many_lines(64));
  CHECK(status_of(client.response()) == 200);
  client.send(chunked + "3\r\nabc\r\nA;x=1\r\n0123456789\r\n0\r\nX-Forwarded-For: 9.9.9.9\r\n\r\n");
  CHECK(body_of(client.response()) == "abc0123456789");
  const auto requests = server.seen.requests();
  REQUIRE(requests.size() == 2);
  CHECK(requests[1].headers.count("x-forwarded-for") == 0);
  client.send(get_hello);
  CHECK(status_of(client.response()) == 200);
}
