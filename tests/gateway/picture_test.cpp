#include "gateway/picture.h"

#include <catch2/catch.hpp>

#include "gateway/picture_probe.h"
#include "tests/support/pictures.h"

namespace {

CleanPicture clean(const std::string& bytes) {
  auto made = clean_picture(bytes, Animation::refused);
  if (!made) FAIL(made.error().text);
  return *std::move(made);
}

std::string fault_of(const std::string& bytes, Animation animation = Animation::refused) {
  const auto made = clean_picture(bytes, animation);
  return made ? "" : made.error().text;
}

}  // namespace

TEST_CASE("a picture keeps its kind and size, and nothing that was hidden in or behind it") {
  const auto png = clean(png_of(20, 10, 90, png_chunk("tEXt", "Comment\x01secret")) + "PK\x03\x04secret");
  CHECK(png.whole.type == "image/png");
  CHECK(png.whole.width == 20);
  CHECK(png.whole.height == 10);
  CHECK(png.whole.bytes.find("secret") == std::string::npos);
  CHECK(png.small.bytes.empty());
  CHECK(clean(webp_still()).whole.type == "image/webp");
  const auto gif = clean(gif_of(1)).whole;
  CHECK(gif.type == "image/png");
  CHECK(gif.width == 16);
}

TEST_CASE("EXIF is off, and what it said of the picture's side is done") {
  const auto plain = clean(jpeg_of(0)).whole, turned = clean(jpeg_of(6)).whole;
  CHECK(jpeg_of(6).find("GPS") != std::string::npos);
  for (const auto* word : {"GPS", "Exif"}) CHECK(turned.bytes.find(word) == std::string::npos);
  CHECK(plain.width == 16);
  CHECK(turned.width == 8);
  CHECK(turned.height == 16);
  // Each orientation and the one that undoes it: sizes say whether it lies on its side.
  for (int orientation = 1; orientation <= 8; ++orientation) {
    const auto made = clean(jpeg_of(orientation)).whole;
    CHECK((made.width == 8) == (orientation >= 5));
  }
}

TEST_CASE("a marked picture keeps its kind and size and shows the words on any ground, again and again") {
  for (const int shade : {0, 127, 255}) {
    const auto plain = clean(png_of(1200, 800, static_cast<unsigned char>(shade))).whole;
    const auto marked = marked_picture(plain.bytes, "waibao 2026-03-10");
    REQUIRE(marked);
    CHECK(marked->type == plain.type);
    CHECK(marked->width == 1200);
    CHECK(marked->height == 800);
    CHECK(marked->bytes.size() > 2 * plain.bytes.size());  // one colour is so no more
  }
  REQUIRE(marked_picture(jpeg_of(0), "waibao"));
  CHECK(marked_picture(jpeg_of(0), "waibao")->type == "image/jpeg");
  CHECK_FALSE(marked_picture("%PDF-1.7", "waibao"));
  CHECK_FALSE(marked_picture(png_of(900, 700, 50).substr(0, 60), "waibao"));
}

TEST_CASE("what is large gets a small copy, and what is very large is made smaller") {
  const auto made = clean(png_of(2000, 500, 10));
  CHECK(made.small.width == 960);
  CHECK(made.small.height == 240);
  PictureLimits limits;
  limits.kept_pixels = 10'000;
  const auto less = clean_picture(png_of(200, 200, 10), Animation::refused, limits);
  REQUIRE(less);
  CHECK(less->whole.width == 100);
}

TEST_CASE("a bomb is refused by what it says of itself, before anything is decoded") {
  auto bomb = png_of(10, 10, 0);
  const std::string width("\x00\x01\x86\xA0", 4);
  bomb.replace(16, 8, width + width);  // 100,000 × 100,000
  CHECK(fault_of(bomb) == "pixels");
  auto scans = jpeg_of(0);
  const std::string scan("\xFF\xDA\x00\x08\x01\x01\x00\x00\x3F\x00", 10);
  for (int i = 0; i < 100; ++i) scans.insert(scans.size() - 2, scan);
  CHECK(fault_of(scans) == "pixels");
}

TEST_CASE("pictures that move, drawings and what is no picture are refused by name") {
  CHECK(fault_of(gif_of(3)) == "animated");
  CHECK(fault_of(gif_of(3), Animation::first_frame).empty());
  CHECK(fault_of(png_of(9, 9, 9, png_chunk("acTL", std::string(8, '\1')))) == "animated");
  CHECK(fault_of(std::string("RIFF\x20\0\0\0WEBPVP8X\x0A\0\0\0\x02", 21) + std::string(20, 1)) == "animated");
  CHECK(fault_of("<?xml version=\"1.0\"?>\n<svg xmlns=\"x\"><script/></svg>") == "vector");
  CHECK(fault_of("\xEF\xBB\xBF <svg onload=alert(1)>") == "vector");
  CHECK(fault_of("") == "unknown");
  CHECK(fault_of("%PDF-1.7") == "unknown");
  CHECK(fault_of("\x89PNG\r\n\x1A\n") == "broken");
  CHECK(fault_of("\xFF\xD8\xFF") == "broken");
}

TEST_CASE("a picture cut off or altered at any byte ends in a picture or in an error") {
  for (const auto& whole : {png_of(9, 9, 9), jpeg_of(6), gif_of(1), webp_still()})
    for (std::size_t at = 0; at < whole.size(); ++at) {
      auto altered = whole;
      altered[at] = static_cast<char>(altered[at] ^ 0xFF);
      PictureLimits limits;
      limits.pixels = 1'000'000;
      for (const auto& bytes : {whole.substr(0, at), altered}) {
        const auto made = clean_picture(bytes, Animation::first_frame, limits);
        if (made) CHECK(made->whole.width > 0);
      }
    }
}
