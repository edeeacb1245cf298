#include "bot/utf8.h"

namespace {

constexpr char32_t broken = 0xFFFD;

struct Lead {
  unsigned length = 0;  // 0: not a beginning
  char32_t bits = 0;
  unsigned char second_low = 0x80,
                second_high = 0xBF;  // narrower where overlong, surrogate or beyond U+10FFFF
};

Lead lead_of(unsigned char byte) {
  if (byte < 0x80) return {1, byte};
  if (byte >= 0xC2 && byte <= 0xDF) return {2, byte & 0x1FU};
  if (byte == 0xE0) return {3, 0, 0xA0, 0xBF};
  if (byte == 0xED) return {3, 0xD, 0x80, 0x9F};
  if (byte >= 0xE1 && byte <= 0xEF) return {3, byte & 0x0FU};
  if (byte == 0xF0) return {4, 0, 0x90, 0xBF};
  if (byte == 0xF4) return {4, 4, 0x80, 0x8F};
  if (byte >= 0xF1 && byte <= 0xF3) return {4, byte & 0x07U};
  return {};
}

}  // namespace

char32_t next_code_point(std::string_view text, std::size_t& at) {
  const auto lead = lead_of(static_cast<unsigned char>(text[at++]));
  if (lead.length == 0) return broken;
  char32_t point = lead.bits;
  for (unsigned read = 1; read < lead.length; ++read) {
    if (at >= text.size()) return broken;
    const auto byte = static_cast<unsigned char>(text[at]);
    const bool fits =
        read == 1 ? byte >= lead.second_low && byte <= lead.second_high : (byte & 0xC0U) == 0x80;
    if (!fits) return broken;
    point = point << 6U | (byte & 0x3FU);
    ++at;
  }
  return point;
}

void append_utf8(std::string& text, char32_t code_point) {
  const auto put = [&](char32_t byte) { text += static_cast<char>(static_cast<unsigned char>(byte)); };
  if (code_point < 0x80) return put(code_point);
  if (code_point < 0x800) {
    put(0xC0 | code_point >> 6U);
    return put(0x80 | (code_point & 0x3FU));
  }
  if (code_point < 0x10000) {
    put(0xE0 | code_point >> 12U);
    put(0x80 | (code_point >> 6U & 0x3FU));
    return put(0x80 | (code_point & 0x3FU));
  }
  put(0xF0 | code_point >> 18U);
  put(0x80 | (code_point >> 12U & 0x3FU));
  put(0x80 | (code_point >> 6U & 0x3FU));
  put(0x80 | (code_point & 0x3FU));
}
