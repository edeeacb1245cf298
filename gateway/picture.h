#pragma once
#include <string>
#include <string_view>

#include "bot/result.h"

/// Pictures of people made into pictures of ours: decoded under limits and written anew, so nothing but the
/// pixels remains (no EXIF, no place, no second file behind the first). libgd behind this header. Any thread;
/// one picture at a time is worked on, which bounds the memory to about 9 bytes × PictureLimits::pixels.

struct PictureLimits {
  long long pixels = 32'000'000;       // larger ones are refused unread
  long long kept_pixels = 16'000'000;  // larger ones are made smaller; long screenshots stay readable
  int scans = 40;                      // of a progressive JPEG
  int small_width = 960;
  long long small_pixels = 1'500'000;
};
struct Picture {
  std::string bytes, type;
  int width = 0, height = 0;
};
struct CleanPicture {
  Picture whole;
  Picture small;  // no bytes: the whole one is small enough
};
enum class Animation { refused, first_frame };  // of a GIF; other animations are always refused

/// The same picture with `words` (ASCII) over it again and again, for those who may only look at it.
Result<Picture> marked_picture(std::string_view bytes, const std::string& words);

/// The error's text is one word: unknown (no picture that is taken), animated, vector, pixels (too many),
/// broken.
Result<CleanPicture> clean_picture(std::string_view bytes, Animation animation,
                                   const PictureLimits& limits = {});
