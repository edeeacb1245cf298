#pragma once
#include <string_view>

/// What a picture says of itself before anything is decoded: only its headers are read. Pure.

enum class PictureKind { none, png, jpeg, gif, webp, svg };
struct PictureHead {
  PictureKind kind = PictureKind::none;
  long long width = 0, height = 0;  // 0: the file does not say, or lies outside of itself
  int frames = 1;                   // 2: more than one
  int scans = 1;                    // of a progressive JPEG: each costs as much as decoding the picture once
  int orientation = 1;              // EXIF: 1 upright … 8
};
PictureHead probe_picture(std::string_view bytes);
