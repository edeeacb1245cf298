// Any bytes end in a picture or in an error, within the limits, and a picture of ours is one again.
#include "gateway/picture.h"

#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  PictureLimits limits;
  limits.pixels = 200'000;
  limits.kept_pixels = 50'000;
  limits.small_width = 100;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto made = clean_picture(bytes, Animation::first_frame, limits);
  if (!made) return 0;
  if (made->whole.width <= 0 || made->whole.bytes.empty()) std::abort();
  if (static_cast<long long>(made->whole.width) * made->whole.height > 100'000) std::abort();
  if (!clean_picture(made->whole.bytes, Animation::refused, limits)) std::abort();
  return 0;
}
