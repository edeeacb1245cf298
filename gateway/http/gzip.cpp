#include "gateway/http/gzip.h"

#include <zlib.h>

#include <algorithm>
#include <stdexcept>

namespace {

/// Below this the header costs more than is won.
constexpr std::size_t worth_it = 1024;
constexpr int gzip_window = 15 + 16;  // zlib: 16 more asks for gzip's frame instead of zlib's

}  // namespace

std::string gzipped(std::string_view bytes) {
  z_stream stream{};
  if (deflateInit2(&stream, 6, Z_DEFLATED, gzip_window, 8, Z_DEFAULT_STRATEGY) != Z_OK)
    throw std::runtime_error("zlib does not start");
  std::string out(deflateBound(&stream, static_cast<uLong>(bytes.size())), '\0');
  // zlib's interface predates const.
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int ended = deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  if (ended != Z_STREAM_END) throw std::runtime_error("zlib did not end");
  return out;
}

bool takes_gzip(const HttpRequest& request) {
  const auto found = request.headers.find("accept-encoding");
  if (found == request.headers.end()) return false;
  std::string_view rest = found->second;
  while (!rest.empty()) {
    const auto end = std::min(rest.find(','), rest.size());
    std::string one(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    std::erase(one, ' ');
    if (!one.starts_with("gzip") && !one.starts_with("x-gzip")) continue;
    const auto weight = one.find(";q=");
    return weight == one.npos || one.find_first_of("123456789", weight) != one.npos;
  }
  return false;
}

void compress_for(const HttpRequest& request, HttpResponse& response) {
  response.headers["vary"] = "Accept-Encoding";
  // Pictures and documents are packed already.
  const auto type = response.headers.find("content-type");
  const bool words = type == response.headers.end() || type->second.starts_with("text/");
  if (response.body.size() < worth_it || !words || !takes_gzip(request)) return;
  response.body = gzipped(response.body);
  response.headers["content-encoding"] = "gzip";
}
