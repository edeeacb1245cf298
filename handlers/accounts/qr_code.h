#pragma once
#include <string>

/// A QR code as an SVG of one path, for a page; libqrencode stays behind this header. "" when the text is too
/// long.
std::string qr_svg(const std::string& text, const std::string& label);
