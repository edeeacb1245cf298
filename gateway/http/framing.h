#pragma once
#include <cstddef>
#include <string_view>

/// The raw header block of a request, checked line by line while it arrives and before any parser sees it. A
/// parser forgives (list-valued lengths, folded lines, unknown transfer codings); each such kindness is a way
/// to make two servers count requests differently, so here it is a refusal. RFC 9112 §2.2, §5, §6.
class HeaderScan {
 public:
  enum class State { more, complete, refused };
  struct Limits {
    std::size_t bytes, lines, line_bytes;
  };
  explicit HeaderScan(Limits limits) : limits_(limits) {}

  /// `block` is everything since the first byte of the request; lines already checked are not read again.
  State advance(std::string_view block);
  std::size_t length() const { return next_; }  // of the whole block, once complete
  int status() const { return status_; }        // of the refusal
  std::string_view reason() const { return reason_; }
  void reset();

 private:
  State refuse(int status, std::string_view reason);
  State check_line(std::string_view line);
  State check_request_line(std::string_view line);
  State check_field(std::string_view line);
  State check_framing(std::string_view name, std::string_view value);
  State check_end();

  Limits limits_;
  std::size_t next_ = 0, searched_ = 0, lines_ = 0;
  int lengths_ = 0, codings_ = 0, hosts_ = 0;
  bool version_1_0_ = false;
  int status_ = 0;
  std::string_view reason_;  // always a literal
};
