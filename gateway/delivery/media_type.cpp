#include "gateway/delivery/media_type.h"

#include <algorithm>

#include "bot/text.h"

namespace {

/// Text that shows as text: UTF-8 without control characters, and nothing a browser would take for a page.
bool is_plain_text(std::string_view bytes) {
  const bool clean = std::none_of(bytes.begin(), bytes.end(), [](char c) {
    return static_cast<unsigned char>(c) < ' ' && c != '\n' && c != '\r' && c != '\t';
  });
  const auto first = bytes.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  const bool markup = first != std::string_view::npos && bytes[first] == '<';
  return !bytes.empty() && clean && !markup && clean_utf8(std::string(bytes)) == bytes;
}

}  // namespace

std::string media_type_of(std::string_view bytes) {
  const auto begins = [&](std::string_view magic) { return bytes.starts_with(magic); };
  if (begins("\x89PNG\r\n\x1A\n")) return "image/png";
  if (begins("\xFF\xD8\xFF")) return "image/jpeg";
  if (begins("GIF87a") || begins("GIF89a")) return "image/gif";
  if (begins("RIFF") && bytes.substr(8, 4) == "WEBP") return "image/webp";
  if (begins("%PDF-")) return "application/pdf";
  if (begins("#!AMR")) return "audio/amr";
  if (bytes.size() > 12 && bytes.substr(4, 4) == "ftyp") return "video/mp4";
  if (begins("PK\x03\x04")) return "application/zip";
  return is_plain_text(bytes) ? "text/plain" : "";
}
