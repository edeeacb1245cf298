#include "handlers/accounts/qr_code.h"

#include <qrencode.h>

#include <memory>

namespace {

struct FreeCode {
  void operator()(QRcode* code) const { QRcode_free(code); }
};

std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '<')
      out += "&lt;";
    else if (c == '&')
      out += "&amp;";
    else if (c == '"')
      out += "&quot;";
    else
      out += c;
  }
  return out;
}

}  // namespace

std::string qr_svg(const std::string& text, const std::string& label) {
  const std::unique_ptr<QRcode, FreeCode> code(QRcode_encodeString8bit(text.c_str(), 0, QR_ECLEVEL_M));
  if (!code) return {};
  constexpr int border = 4;  // modules; readers want a quiet zone
  const int size = code->width + 2 * border;
  std::string path;
  for (int y = 0; y < code->width; ++y)
    for (int x = 0; x < code->width; ++x)
      if ((code->data[y * code->width + x] & 1) != 0)
        path += "M" + std::to_string(x + border) + " " + std::to_string(y + border) + "h1v1h-1z";
  const auto box = std::to_string(size);
  return "<svg class=\"qr\" role=\"img\" aria-label=\"" + escaped(label) + "\" viewBox=\"0 0 " + box + " " +
         box + "\" width=\"220\" height=\"220\" shape-rendering=\"crispEdges\"><rect width=\"" + box +
         "\" height=\"" + box + "\" fill=\"#fff\"/><path fill=\"#000\" d=\"" + path + "\"/></svg>";
}
