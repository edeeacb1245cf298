#pragma once
#include <cstdint>
#include <string>

/// Small pictures for tests, written by hand, so that no codec proves itself.

/// A PNG of one colour. `extra`: chunks that stand before the picture's data.
std::string png_of(std::uint32_t width, std::uint32_t height, unsigned char shade,
                   const std::string& extra = {});
std::string png_chunk(const std::string& name, const std::string& data);
/// 16 × 8, the left half red. With an EXIF block of that orientation and a place in it; 0: without.
std::string jpeg_of(int orientation);
std::string gif_of(int frames);
std::string webp_still();
