/// Boost.Beast's parser, filling our request value. Where Beast is lenient, HeaderScan and the checks here
/// are not.
#include "gateway/http/parser.h"

#include <algorithm>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <limits>
#include <optional>

namespace beast = boost::beast;
namespace http = boost::beast::http;

namespace {

constexpr std::uint32_t beast_header_limit =
    64 * 1024;  // HeaderScan refused longer ones; trailers are counted in it too
constexpr std::size_t first_reserve = 64 * 1024;  // a length announced is not yet a length sent
constexpr std::size_t extension_bytes = 256;      // of all chunks of a request; nobody needs any

bool same(std::string_view text, std::string_view lower_case) {
  return beast::iequals(beast::string_view(text.data(), text.size()),
                        beast::string_view(lower_case.data(), lower_case.size()));
}

std::string lower_case(beast::string_view text) {
  std::string lower(text);
  for (char& next : lower)
    if (next >= 'A' && next <= 'Z') next = static_cast<char>(next - 'A' + 'a');
  return lower;
}

class RequestReader : public http::basic_parser<true> {
 public:
  RequestReader(HttpRequest& request, std::string& target) : request_(request), target_(target) {
    header_limit(beast_header_limit);
    body_limit(std::numeric_limits<std::uint64_t>::max());  // boost::none refuses every length in 1.74
  }
  void limit(std::size_t bytes) { left_ = bytes; }
  bool keeps() const { return version_1_1_ && keep_alive(); }

 private:
  using Text = beast::string_view;
  using Code = beast::error_code;

  void on_request_impl(http::verb, Text method, Text target, int version, Code& code) override {
    code = {};
    version_1_1_ = version == 11;
    request_.method.assign(method.data(), method.size());
    target_.assign(target.data(), target.size());
  }
  void on_response_impl(int, Text, int, Code& code) override { code = {}; }

  /// Fields behind a chunked body are read and dropped: they come after every check of the header.
  void on_field_impl(http::field, Text name, Text value, Code& code) override {
    code = {};
    if (header_done_) return;
    auto key = lower_case(name);
    const std::string_view joint = key == "cookie" ? "; " : ", ";
    const auto [found, fresh] = request_.headers.try_emplace(std::move(key), value.data(), value.size());
    if (!fresh) found->second.append(joint).append(value.data(), value.size());
  }
  void on_header_impl(Code& code) override {
    code = {};
    header_done_ = true;
  }
  void on_body_init_impl(boost::optional<std::uint64_t> const& length, Code& code) override {
    code = {};
    if (length)
      request_.body.reserve(std::min<std::size_t>(static_cast<std::size_t>(*length), first_reserve));
  }
  std::size_t on_body_impl(Text body, Code& code) override { return take(body, code); }
  void on_chunk_header_impl(std::uint64_t size, Text extensions, Code& code) override {
    code = {};
    extensions_ += extensions.size();
    if (extensions_ > extension_bytes) code = http::error::bad_chunk_extension;
    if (size > left_) code = http::error::body_limit;
  }
  std::size_t on_chunk_body_impl(std::uint64_t, Text body, Code& code) override { return take(body, code); }
  void on_finish_impl(Code& code) override { code = {}; }

  std::size_t take(Text bytes, Code& code) {
    code = {};
    if (bytes.size() > left_) {
      code = http::error::body_limit;
      return 0;
    }
    left_ -= bytes.size();
    request_.body.append(bytes.data(), bytes.size());
    return bytes.size();
  }

  HttpRequest& request_;
  std::string& target_;
  bool header_done_ = false, version_1_1_ = false;
  std::size_t left_ = 0, extensions_ = 0;
};

}  // namespace

struct HttpParser::Reader {
  std::optional<RequestReader> slot;  // made anew for each request: Beast's parser reads one
};

HttpParser::HttpParser() : reader_(std::make_unique<Reader>()) { reset(); }
HttpParser::~HttpParser() = default;

void HttpParser::reset() {
  request_ = {};
  target_.clear();
  reader_->slot.emplace(request_, target_);
}

HttpParser::State HttpParser::read_head(std::string_view block) {
  auto& reader = *reader_->slot;
  beast::error_code failed;
  reader.eager(false);
  const auto used = reader.put(boost::asio::const_buffer(block.data(), block.size()), failed);
  if (failed || used != block.size() || !reader.is_header_done()) return State::malformed;
  return reader.is_done() ? State::whole : State::head;
}

void HttpParser::limit_body(std::size_t bytes) { reader_->slot->limit(bytes); }

HttpParser::State HttpParser::read_body(std::string_view bytes, std::size_t& used) {
  auto& reader = *reader_->slot;
  beast::error_code failed;
  reader.eager(true);
  used = reader.put(boost::asio::const_buffer(bytes.data(), bytes.size()), failed);
  if (failed == http::error::body_limit) return State::too_large;
  if (failed && failed != http::error::need_more) return State::malformed;
  return reader.is_done() ? State::whole : State::more;
}

bool HttpParser::keeps_alive() const { return reader_->slot->keeps(); }

std::uint64_t HttpParser::announced_length() const {
  const auto length = reader_->slot->content_length();
  return length ? *length : 0;
}

bool HttpParser::expects_continue() const {
  const auto found = request_.headers.find("expect");
  return found != request_.headers.end() && same(found->second, "100-continue");
}
