#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "gateway/http/message.h"

/// Reads one request after the other out of bytes; Boost.Beast's parser stands behind it. The header block it
/// is given has passed HeaderScan. One thread.
class HttpParser {
 public:
  enum class State { more, head, whole, malformed, too_large };
  HttpParser();
  ~HttpParser();
  HttpParser(const HttpParser&) = delete;
  HttpParser& operator=(const HttpParser&) = delete;

  /// Forgets the last request.
  void reset();
  /// Reads a whole header block: `head` when a body follows, `whole` when none does.
  State read_head(std::string_view block);
  /// The most the body may have; to be said between head and body.
  void limit_body(std::size_t bytes);
  /// Reads body bytes; `used` says how many, the rest is kept by the caller.
  State read_body(std::string_view bytes, std::size_t& used);

  HttpRequest& request() { return request_; }  // method, headers, body; the path is the caller's
  const HttpRequest& request() const { return request_; }
  std::string_view target() const { return target_; }
  bool keeps_alive() const;  // never for HTTP/1.0, whose clients would wait for a header we do not send
  std::uint64_t announced_length() const;  // of Content-Length; 0 without one
  bool expects_continue() const;

 private:
  struct Reader;
  HttpRequest request_;
  std::string target_;
  std::unique_ptr<Reader> reader_;
};
