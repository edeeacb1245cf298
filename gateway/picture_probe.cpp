#include "gateway/picture_probe.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace {

using namespace std::string_view_literals;

/// Bytes from a place on; what lies outside reads as 0 and is remembered.
class Bytes {
 public:
  explicit Bytes(std::string_view all) : all_(all) {}
  std::uint32_t byte(std::size_t at) {
    if (at < all_.size()) return static_cast<unsigned char>(all_[at]);
    outside_ = true;
    return 0;
  }
  std::uint32_t big(std::size_t at, std::size_t count) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < count; ++i) value = value << 8 | byte(at + i);
    return value;
  }
  std::uint32_t little(std::size_t at, std::size_t count) {
    std::uint32_t value = 0;
    for (std::size_t i = count; i > 0; --i) value = value << 8 | byte(at + i - 1);
    return value;
  }
  std::string_view from(std::size_t at, std::size_t count) const {
    return at < all_.size() ? all_.substr(at, count) : std::string_view{};
  }
  std::size_t size() const { return all_.size(); }
  bool outside() const { return outside_; }

 private:
  std::string_view all_;
  bool outside_ = false;
};

void probe_png(Bytes bytes, PictureHead& head) {
  if (bytes.from(12, 4) != "IHDR") return;
  head.width = bytes.big(16, 4);
  head.height = bytes.big(20, 4);
  // An animation announces itself before the first picture data.
  for (std::size_t at = 8; at + 8 <= bytes.size();) {
    const auto name = bytes.from(at + 4, 4);
    if (name == "IDAT" || name == "IEND") return;
    if (name == "acTL") head.frames = 2;
    at += std::size_t{12} + bytes.big(at, 4);
  }
}

/// The orientation in a TIFF block; 1 where it is not said.
int orientation_in(Bytes tiff) {
  const bool is_little = tiff.from(0, 2) == "II";
  if (!is_little && tiff.from(0, 2) != "MM") return 1;
  const auto number = [&](std::size_t at, std::size_t count) {
    return is_little ? tiff.little(at, count) : tiff.big(at, count);
  };
  const std::size_t directory = number(4, 4), entries = number(directory, 2);
  for (std::size_t i = 0; i < entries && !tiff.outside(); ++i) {
    const auto entry = directory + 2 + i * 12;
    if (number(entry, 2) != 0x0112) continue;
    const auto value = static_cast<int>(number(entry + 8, 2));
    return value >= 1 && value <= 8 && !tiff.outside() ? value : 1;
  }
  return 1;
}

bool is_frame_header(std::uint32_t marker) {
  return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}
bool stands_alone(std::uint32_t marker) { return marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8); }

/// Marker by marker as libjpeg reads them: what stands between two is skipped, the first frame header counts.
void probe_jpeg(Bytes bytes, PictureHead& head) {
  head.scans = 0;
  for (std::size_t at = 2; at + 3 < bytes.size();) {
    if (bytes.byte(at) != 0xFF || bytes.byte(at + 1) == 0xFF || bytes.byte(at + 1) == 0) {
      ++at;
      continue;
    }
    const auto marker = bytes.byte(at + 1);
    at += 2;
    if (stands_alone(marker)) continue;
    if (marker == 0xD9) return;
    const auto length = bytes.big(at, 2);
    if (length < 2) return;
    if (marker == 0xE1 && bytes.from(at + 2, 6) == "Exif\0\0"sv)
      head.orientation = orientation_in(Bytes(bytes.from(at + 8, length > 8 ? length - 8 : 0)));
    if (is_frame_header(marker) && head.width == 0) {
      head.height = bytes.big(at + 3, 2);
      head.width = bytes.big(at + 5, 2);
    }
    if (marker == 0xDA) ++head.scans;
    at += length;
  }
}

/// Past a chain of sub-blocks.
std::size_t after_blocks(Bytes& bytes, std::size_t at) {
  while (at < bytes.size() && bytes.byte(at) != 0) at += bytes.byte(at) + 1;
  return at + 1;
}

std::size_t table_size(std::uint32_t flags) {
  return (flags & 0x80) != 0 ? std::size_t{3} << ((flags & 7) + 1) : 0;
}

void probe_gif(Bytes bytes, PictureHead& head) {
  head.width = bytes.little(6, 2);
  head.height = bytes.little(8, 2);
  head.frames = 0;
  for (std::size_t at = 13 + table_size(bytes.byte(10)); at < bytes.size() && head.frames < 2;) {
    const auto kind = bytes.byte(at);
    if (kind == 0x21) {
      at = after_blocks(bytes, at + 2);
    } else if (kind == 0x2C) {
      ++head.frames;
      head.width = std::max<long long>(head.width, bytes.little(at + 5, 2));
      head.height = std::max<long long>(head.height, bytes.little(at + 7, 2));
      at = after_blocks(bytes, at + 11 + table_size(bytes.byte(at + 9)));
    } else {
      return;
    }
  }
}

void probe_webp(Bytes bytes, PictureHead& head) {
  const auto form = bytes.from(12, 4);
  if (form == "VP8X") {
    head.width = 1 + bytes.little(24, 3);
    head.height = 1 + bytes.little(27, 3);
    if ((bytes.byte(20) & 2) != 0) head.frames = 2;
  } else if (form == "VP8 " && bytes.from(23, 3) == "\x9D\x01\x2A"sv) {
    head.width = bytes.little(26, 2) & 0x3FFF;
    head.height = bytes.little(28, 2) & 0x3FFF;
  } else if (form == "VP8L" && bytes.byte(20) == 0x2F) {
    const auto packed = bytes.little(21, 4);
    head.width = 1 + (packed & 0x3FFF);
    head.height = 1 + (packed >> 14 & 0x3FFF);
  }
}

bool is_svg(std::string_view bytes) {
  const auto first = bytes.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  if (first == bytes.npos || bytes[first] != '<') return false;
  return bytes.substr(0, 4096).find("<svg") != bytes.npos;
}

}  // namespace

PictureHead probe_picture(std::string_view bytes) {
  PictureHead head;
  if (bytes.starts_with("\x89PNG\r\n\x1A\n"sv)) {
    head.kind = PictureKind::png;
    probe_png(Bytes(bytes), head);
  } else if (bytes.starts_with("\xFF\xD8\xFF"sv)) {
    head.kind = PictureKind::jpeg;
    probe_jpeg(Bytes(bytes), head);
  } else if (bytes.starts_with("GIF87a"sv) || bytes.starts_with("GIF89a"sv)) {
    head.kind = PictureKind::gif;
    probe_gif(Bytes(bytes), head);
  } else if (bytes.starts_with("RIFF"sv) && bytes.size() > 12 && bytes.substr(8, 4) == "WEBP"sv) {
    head.kind = PictureKind::webp;
    probe_webp(Bytes(bytes), head);
  } else if (is_svg(bytes)) {
    head.kind = PictureKind::svg;
  }
  return head;
}
