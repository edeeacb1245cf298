#include "gateway/delivery/file_folder.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "bot/text.h"
#include "gateway/crypto.h"
#include "gateway/delivery/media_type.h"
#include "gateway/picture.h"

namespace {

constexpr std::size_t longest_name = 120;  // bytes
constexpr int thumbnail_width = 480;
constexpr long long thumbnail_pixels = 400'000;

bool write_all(int file, const std::string& bytes) {
  std::size_t done = 0;
  while (done < bytes.size()) {
    const auto written = write(file, bytes.data() + done, bytes.size() - done);
    if (written <= 0) return false;
    done += static_cast<std::size_t>(written);
  }
  return fsync(file) == 0;
}

/// Whole under its final name, or not at all; the same bytes are kept once.
Result<std::string> store(const std::string& folder, const std::string& bytes) {
  std::error_code failed;
  std::filesystem::create_directories(folder, failed);
  chmod(folder.c_str(), 0700);
  auto name = sha256_hex(bytes);
  const auto path = folder + "/" + name;
  if (utimensat(AT_FDCWD, path.c_str(), nullptr, 0) == 0) return name;  // touched: file_sweep leaves it
  const auto part = path + "." + to_hex(random_bytes(8)) + ".part";
  const int file = open(part.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) return Error{Kind::try_later, "media folder cannot be written"};
  const bool written = write_all(file, bytes);
  close(file);
  if (written && rename(part.c_str(), path.c_str()) == 0) return name;
  unlink(part.c_str());
  return Error{Kind::try_later, "media file cannot be written"};
}

Result<MediaFile> keep_picture(const std::string& folder, const std::string& bytes, MediaFile file) {
  PictureLimits limits;
  limits.small_width = thumbnail_width;
  limits.small_pixels = thumbnail_pixels;
  auto clean = clean_picture(bytes, Animation::first_frame, limits);
  if (!clean) return clean.error();
  file.type = clean->whole.type;
  file.width = clean->whole.width;
  file.height = clean->whole.height;
  file.bytes = clean->whole.bytes.size() + clean->small.bytes.size();
  auto whole = store(folder, clean->whole.bytes);
  if (!whole) return whole.error();
  file.sha256 = std::move(*whole);
  if (clean->small.bytes.empty()) return file;
  auto small = store(folder, clean->small.bytes);
  if (!small) return small.error();
  file.small_sha256 = std::move(*small);
  return file;
}

}  // namespace

std::string plain_file_name(const std::string& name) {
  auto plain = clean_utf8(name.substr(name.find_last_of("/\\") + 1));
  std::erase_if(plain, [](char c) {
    return static_cast<unsigned char>(c) < ' ' || c == 0x7F || c == '"' || c == '<' || c == '>';
  });
  plain = std::string(prefix_bytes(trimmed(plain), longest_name));
  return plain.empty() ? "file" : plain;
}

Result<MediaFile> keep_file(const std::string& folder, const std::string& bytes, const std::string& name,
                            const FileRules& rules) {
  if (bytes.empty()) return Error{Kind::bad_input, "empty"};
  const auto size = static_cast<long long>(bytes.size());
  MediaFile file;
  if (!name.empty()) file.file_name = plain_file_name(name);
  file.type = media_type_of(bytes);
  const bool picture = file.type.starts_with("image/");
  if (size > rules.largest || (picture && size > rules.largest_picture))
    return Error{Kind::bad_input, "large"};
  if (picture) return keep_picture(folder, bytes, std::move(file));
  if (file.type.empty()) return Error{Kind::bad_input, "unknown"};
  auto kept = store(folder, bytes);
  if (!kept) return kept.error();
  file.sha256 = std::move(*kept);
  file.bytes = bytes.size();
  return file;
}

Result<std::string> read_kept(const std::string& folder, const std::string& sha256) {
  const bool plain = sha256.size() == 64 && sha256.find_first_not_of("0123456789abcdef") == sha256.npos;
  std::ifstream file(plain ? folder + "/" + sha256 : std::string(), std::ios::binary);
  if (!plain || !file) return Error{Kind::not_found, "file is not in this folder"};
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return std::move(bytes).str();
}
