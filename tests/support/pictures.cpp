#include "tests/support/pictures.h"

#include "gateway/crypto.h"

namespace {

constexpr const char* jpeg =
    "/9j/4AAQSkZJRgABAQEAYABgAAD//"
    "gA7Q1JFQVRPUjogZ2QtanBlZyB2MS4wICh1c2luZyBJSkcgSlBFRyB2NjIpLCBxdWFsaXR5ID0gNjAK/"
    "9sAQwANCQoLCggNCwoLDg4NDxMgFRMSEhMnHB4XIC4pMTAuKS0sMzpKPjM2RjcsLUBXQUZMTlJTUjI+WmFaUGBKUVJP/"
    "9sAQwEODg4TERMmFRUmTzUtNU9PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09P/"
    "8AAEQgACAAQAwEiAAIRAQMRAf/EAB8AAAEFAQEBAQEBAAAAAAAAAAABAgMEBQYHCAkKC//"
    "EALUQAAIBAwMCBAMFBQQEAAABfQECAwAEEQUSITFBBhNRYQcicRQygZGhCCNCscEVUtHwJDNicoIJChYXGBkaJSYnKCkqNDU2Nzg5OkN"
    "ERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6g4SFhoeIiYqSk5SVlpeYmZqio6Slpqeoqaqys7S1tre4ubrCw8TFxsfIycrS09T"
    "V1tfY2drh4uPk5ebn6Onq8fLz9PX29/j5+v/EAB8BAAMBAQEBAQEBAQEAAAAAAAABAgMEBQYHCAkKC//"
    "EALURAAIBAgQEAwQHBQQEAAECdwABAgMRBAUhMQYSQVEHYXETIjKBCBRCkaGxwQkjM1LwFWJy0QoWJDThJfEXGBkaJicoKSo1Njc4OTp"
    "DREVGR0hJSlNUVVZXWFlaY2RlZmdoaWpzdHV2d3h5eoKDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytL"
    "T1NXW19jZ2uLj5OXm5+jp6vLz9PX29/j5+v/aAAwDAQACEQMRAD8A5+vbqKK48J1PpOIf+Xfz/Q//2Q==";
constexpr const char* webp =
    "UklGRjYAAABXRUJQVlA4ICoAAABwAQCdASoQAAgAAoBCJaACdAFAAAD+64P//p3Zv/CYf3f//vWn//umgAA=";
constexpr const char* gif = "R0lGODdhEAAIAIAAAPwCBPz+/CwAAAAAEAAIAAACE4RvoauIzNyBSyYaLMDZcv15WAEAOw==";

std::string big(std::uint32_t value) {
  std::string out;
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(value >> shift & 0xFF);
  return out;
}

std::uint32_t crc32_of(const std::string& bytes) {
  std::uint32_t crc = 0xFFFFFFFF;
  for (const char c : bytes) {
    crc ^= static_cast<unsigned char>(c);
    for (int i = 0; i < 8; ++i) crc = crc >> 1 ^ ((crc & 1) != 0 ? 0xEDB88320 : 0);
  }
  return ~crc;
}

/// Deflate without compression, as zlib wraps it.
std::string stored(const std::string& bytes) {
  std::string out = "\x78\x01";
  for (std::size_t at = 0; at < bytes.size() || at == 0; at += 65535) {
    const auto part = bytes.substr(at, 65535);
    const auto length = static_cast<unsigned>(part.size());
    out += static_cast<char>(at + 65535 >= bytes.size() ? 1 : 0);
    out += static_cast<char>(length & 0xFF);
    out += static_cast<char>(length >> 8);
    out += static_cast<char>(~length & 0xFF);
    out += static_cast<char>(~length >> 8 & 0xFF);
    out += part;
  }
  std::uint32_t a = 1, b = 0;
  for (const char c : bytes) {
    a = (a + static_cast<unsigned char>(c)) % 65521;
    b = (b + a) % 65521;
  }
  return out + big(b << 16 | a);
}

}  // namespace

std::string png_chunk(const std::string& name, const std::string& data) {
  return big(static_cast<std::uint32_t>(data.size())) + name + data + big(crc32_of(name + data));
}

std::string png_of(std::uint32_t width, std::uint32_t height, unsigned char shade, const std::string& extra) {
  const auto head = big(width) + big(height) + std::string("\x08\x00\x00\x00\x00", 5);
  std::string rows;
  const std::string row = std::string(1, '\0') + std::string(width, static_cast<char>(shade));
  for (std::uint32_t y = 0; y < height; ++y) rows += row;
  return "\x89PNG\r\n\x1A\n" + png_chunk("IHDR", head) + extra + png_chunk("IDAT", stored(rows)) +
         png_chunk("IEND", "");
}

std::string jpeg_of(int orientation) {
  auto bytes = *base64_decode(jpeg);
  if (orientation == 0) return bytes;
  using namespace std::string_literals;
  const auto exif = "Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0"s +
                    static_cast<char>(orientation) + "\0\0\0\0\0\0GPS 31.2304N 121.4737E"s;
  return bytes.insert(2, "\xFF\xE1\0"s + static_cast<char>(exif.size() + 2) + exif);
}

std::string gif_of(int frames) {
  auto bytes = *base64_decode(gif);
  const auto picture = bytes.substr(19, bytes.size() - 20);
  for (int i = 1; i < frames; ++i) bytes.insert(bytes.size() - 1, picture);
  return bytes;
}

std::string webp_still() { return *base64_decode(webp); }
