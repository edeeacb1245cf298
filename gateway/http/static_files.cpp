#include "gateway/http/static_files.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "gateway/crypto.h"
#include "gateway/http/answer.h"
#include "gateway/http/gzip.h"

namespace {

namespace fs = std::filesystem;
constexpr std::string_view prefix = "/static/";
/// Larger files, and those that stand packed on the disk, are read when they are asked for: the kernel keeps
/// what is asked for often.
constexpr std::size_t kept_in_memory = 128 * 1024;

struct Ending {
  std::string_view ending, type;
};
constexpr std::array<Ending, 10> endings{{{".css", "text/css; charset=utf-8"},
                                          {".js", "text/javascript; charset=utf-8"},
                                          {".mjs", "text/javascript; charset=utf-8"},
                                          {".svg", "image/svg+xml"},
                                          {".png", "image/png"},
                                          {".jpg", "image/jpeg"},
                                          {".webp", "image/webp"},
                                          {".ico", "image/x-icon"},
                                          {".woff2", "font/woff2"},
                                          {".json", "application/json"}}};

std::string type_of(const fs::path& path) {
  for (const auto& [ending, type] : endings)
    if (path.extension() == ending) return std::string(type);
  return {};
}

std::string bytes_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << in.rdbuf();
  return std::move(bytes).str();
}

}  // namespace

Result<std::shared_ptr<const StaticFiles>> StaticFiles::load(const std::string& folder) {
  auto made = std::make_shared<StaticFiles>();
  try {
    std::vector<fs::path> paths;
    for (const auto& entry : fs::recursive_directory_iterator(folder))
      if (entry.is_regular_file() && !type_of(entry.path()).empty()) paths.push_back(entry.path());
    std::sort(paths.begin(), paths.end());
    std::string all;
    for (const auto& path : paths) {
      File file{path.string(), type_of(path), {}, bytes_of(path), {}, false, false};
      const auto name = path.lexically_relative(folder).generic_string();
      const auto digest = sha256_hex(file.bytes).substr(0, 16);
      file.etag = '"' + digest + '"';
      all += name + ' ' + digest + '\n';
      file.has_packed = fs::exists(path.string() + ".gz");
      file.kept = !file.has_packed && file.bytes.size() <= kept_in_memory;
      if (file.kept) file.packed = gzipped(file.bytes);
      if (!file.kept) std::string().swap(file.bytes);
      made->files_.emplace(name, std::move(file));
    }
    made->base_ = std::string(prefix) + sha256_hex(all).substr(0, 12);
  } catch (const fs::filesystem_error& failed) {
    return Error{Kind::bad_input, failed.what()};
  }
  return std::shared_ptr<const StaticFiles>(std::move(made));
}

HttpResponse StaticFiles::answer(const HttpRequest& request) const {
  const auto slash = request.path.find('/', prefix.size());
  if (slash == std::string::npos) return refusal(404, "not found");
  const auto found = files_.find(request.path.substr(slash + 1));
  if (found == files_.end()) return refusal(404, "not found");
  const auto& file = found->second;
  const bool present = request.path.compare(0, slash, base_) == 0;
  HttpResponse response;
  response.headers = {{"content-type", file.type},
                      {"etag", file.etag},
                      {"vary", "Accept-Encoding"},
                      {"cache-control", present ? "public, max-age=31536000, immutable" : "no-cache"}};
  const auto known = request.headers.find("if-none-match");
  if (known != request.headers.end() && known->second.find(file.etag) != std::string::npos) {
    response.status = 304;
    return response;
  }
  if (takes_gzip(request) && (file.kept || file.has_packed)) {
    response.headers["content-encoding"] = "gzip";
    response.body = file.kept ? file.packed : bytes_of(file.path + ".gz");
    return response;
  }
  response.body = file.kept ? file.bytes : bytes_of(file.path);
  return response;
}

Route StaticFiles::route() const {
  return Route{"GET", std::string(prefix), 1,
               [this](const HttpRequest& request, const Responder& respond) { respond(answer(request)); }};
}
