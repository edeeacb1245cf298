#include "gateway/picture.h"

#include <gd.h>
#include <gdfontg.h>

#include <climits>
#include <cmath>
#include <cstdarg>
#include <memory>
#include <mutex>

#include "gateway/picture_probe.h"

namespace {

constexpr int jpeg_quality = 85, webp_quality = 85;

struct FreeImage {
  void operator()(gdImage* image) const { gdImageDestroy(image); }
};
struct FreeBytes {
  void operator()(void* bytes) const { gdFree(bytes); }
};
using Image = std::unique_ptr<gdImage, FreeImage>;

/// libgd would write to the standard error what a stranger's file makes it say.
void say_nothing(int, const char*, va_list) {}

Error fault(const char* word) { return {Kind::bad_input, word}; }

Image decoded(PictureKind kind, std::string_view bytes) {
  // libgd reads from memory it takes for writable; it does not write there.
  auto* data = const_cast<char*>(bytes.data());
  const int size = static_cast<int>(bytes.size());
  switch (kind) {
    case PictureKind::png:
      return Image(gdImageCreateFromPngPtr(size, data));
    case PictureKind::jpeg:
      return Image(gdImageCreateFromJpegPtrEx(size, data, 1));
    case PictureKind::gif:
      return Image(gdImageCreateFromGifPtr(size, data));
    case PictureKind::webp:
      return Image(gdImageCreateFromWebpPtr(size, data));
    case PictureKind::none:
    case PictureKind::svg:
      break;
  }
  return nullptr;
}

Image canvas(int width, int height) {
  Image made(gdImageCreateTrueColor(width, height));
  if (!made) return made;
  gdImageAlphaBlending(made.get(), 0);
  gdImageSaveAlpha(made.get(), 1);
  return made;
}

/// `factor` at most 1.
Image scaled(gdImage* image, double factor) {
  const auto side = [&](int length) { return std::max(1, static_cast<int>(std::lround(length * factor))); };
  auto made = canvas(side(gdImageSX(image)), side(gdImageSY(image)));
  if (made)
    gdImageCopyResampled(made.get(), image, 0, 0, 0, 0, gdImageSX(made.get()), gdImageSY(made.get()),
                         gdImageSX(image), gdImageSY(image));
  return made;
}

/// As EXIF's orientation wants it to be seen: 5 to 8 lie on their side.
Image upright(Image image, int orientation) {
  if (orientation >= 5) {
    const int width = gdImageSX(image.get()), height = gdImageSY(image.get());
    auto turned = canvas(height, width);
    if (!turned) return turned;
    for (int y = 0; y < height; ++y)
      for (int x = 0; x < width; ++x)
        gdImageSetPixel(turned.get(), y, x, gdImageGetTrueColorPixel(image.get(), x, y));
    image = std::move(turned);
  }
  if (orientation == 2 || orientation == 3 || orientation == 6 || orientation == 7)
    gdImageFlipHorizontal(image.get());
  if (orientation == 3 || orientation == 4 || orientation == 7 || orientation == 8)
    gdImageFlipVertical(image.get());
  return image;
}

Result<Picture> written(gdImage* image, PictureKind kind) {
  int size = 0;
  std::unique_ptr<void, FreeBytes> bytes;
  Picture picture;
  picture.width = gdImageSX(image);
  picture.height = gdImageSY(image);
  if (kind == PictureKind::jpeg) {
    picture.type = "image/jpeg";
    gdImageInterlace(image, 1);
    bytes.reset(gdImageJpegPtr(image, &size, jpeg_quality));
  } else if (kind == PictureKind::webp) {
    picture.type = "image/webp";
    bytes.reset(gdImageWebpPtrEx(image, &size, webp_quality));
  } else {
    picture.type = "image/png";
    gdImageSaveAlpha(image, 1);
    gdImageInterlace(image, 0);
    bytes.reset(gdImagePngPtr(image, &size));
  }
  if (!bytes || size <= 0) return fault("broken");
  picture.bytes.assign(static_cast<const char*>(bytes.get()), static_cast<std::size_t>(size));
  return picture;
}

double factor_for(gdImage* image, long long pixels) {
  const double area = static_cast<double>(gdImageSX(image)) * gdImageSY(image);
  return std::min(1.0, std::sqrt(static_cast<double>(pixels) / area));
}

Result<CleanPicture> rewritten(Image image, const PictureHead& head, const PictureLimits& limits) {
  const double shrink = factor_for(image.get(), limits.kept_pixels);
  if ((shrink < 1 || head.kind == PictureKind::webp) && gdImagePaletteToTrueColor(image.get()) == 0)
    return fault("broken");
  if (shrink < 1) image = scaled(image.get(), shrink);
  if (image && head.orientation != 1) image = upright(std::move(image), head.orientation);
  if (!image) return fault("broken");
  auto whole = written(image.get(), head.kind);
  if (!whole) return whole.error();
  CleanPicture clean{std::move(*whole), {}};
  const double factor = std::min(static_cast<double>(limits.small_width) / clean.whole.width,
                                 factor_for(image.get(), limits.small_pixels));
  if (factor >= 1) return clean;
  if (gdImagePaletteToTrueColor(image.get()) == 0) return fault("broken");
  const auto little = scaled(image.get(), factor);
  if (!little) return fault("broken");
  auto small = written(little.get(), head.kind);
  if (!small) return small.error();
  clean.small = std::move(*small);
  return clean;
}

/// A tile of the words on nothing, light below dark, so that they are seen on every ground.
Image tile_of(std::string words) {
  auto* font = gdFontGetGiant();
  constexpr int line_height = 8;  // of the font's own
  auto tile = canvas((static_cast<int>(words.size()) + 4) * font->w, line_height * font->h);
  if (!tile) return tile;
  gdImageFilledRectangle(tile.get(), 0, 0, gdImageSX(tile.get()), gdImageSY(tile.get()),
                         gdTrueColorAlpha(0, 0, 0, gdAlphaTransparent));
  auto* text = reinterpret_cast<unsigned char*>(words.data());
  for (const int row : {0, line_height / 2}) {
    const int left = row == 0 ? 0 : 4 * font->w, top = row * font->h;
    gdImageString(tile.get(), font, left + 1, top + 1, text, gdTrueColorAlpha(255, 255, 255, 85));
    gdImageString(tile.get(), font, left, top, text, gdTrueColorAlpha(70, 70, 70, 90));
  }
  return tile;
}

std::mutex one_at_a_time;

Image opened(const PictureHead& head, std::string_view bytes) {
  static std::once_flag quiet;
  std::call_once(quiet, [] { gdSetErrorMethod(say_nothing); });
  return decoded(head.kind, bytes);
}

}  // namespace

Result<Picture> marked_picture(std::string_view bytes, const std::string& words) {
  const PictureLimits limits;
  const auto head = probe_picture(bytes);
  if (head.width <= 0 || head.height <= 0 || bytes.size() > INT_MAX) return fault("unknown");
  if (head.width > limits.pixels / head.height) return fault("pixels");
  const std::scoped_lock lock(one_at_a_time);
  const auto image = opened(head, bytes);
  const auto tile = tile_of(words);
  if (!image || !tile || gdImagePaletteToTrueColor(image.get()) == 0) return fault("broken");
  gdImageAlphaBlending(image.get(), 1);
  // Of the picture's size, so that a large one made small still shows them.
  const double factor = std::max(1.0, gdImageSX(image.get()) / 900.0);
  const auto scaled_side = [&](int side) { return static_cast<int>(std::lround(side * factor)); };
  const int width = scaled_side(gdImageSX(tile.get())), height = scaled_side(gdImageSY(tile.get()));
  for (int y = 0; y < gdImageSY(image.get()); y += height)
    for (int x = 0; x < gdImageSX(image.get()); x += width)
      gdImageCopyResampled(image.get(), tile.get(), x, y, 0, 0, width, height, gdImageSX(tile.get()),
                           gdImageSY(tile.get()));
  return written(image.get(), head.kind);
}

Result<CleanPicture> clean_picture(std::string_view bytes, Animation animation, const PictureLimits& limits) {
  const auto head = probe_picture(bytes);
  if (head.kind == PictureKind::svg) return fault("vector");
  if (head.kind == PictureKind::none) return fault("unknown");
  const bool first_will_do = head.kind == PictureKind::gif && animation == Animation::first_frame;
  if (head.frames > 1 && !first_will_do) return fault("animated");
  if (head.width <= 0 || head.height <= 0 || head.frames < 1) return fault("broken");
  if (bytes.size() > INT_MAX || head.width > limits.pixels / head.height || head.scans > limits.scans)
    return fault("pixels");
  const std::scoped_lock lock(one_at_a_time);
  auto image = opened(head, bytes);
  if (!image) return fault("broken");
  return rewritten(std::move(image), head, limits);
}
