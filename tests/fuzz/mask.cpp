// Masking any bytes ends, stays valid, hides nothing twice, and never lets a plain mobile number through.
#include "bot/mask.h"

#include <cstdint>
#include <cstdlib>

#include "bot/text.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  for (const auto sink : {Sink::chat, Sink::log}) {
    const auto once = mask(text, sink);
    if (mask(once, sink) != once || clean_utf8(once) != once || once.size() > 64 * 1024) std::abort();
  }
  if (size > 60'000) return 0;
  // A line with a comma parts the number from whatever the fuzzer wrote; a line's end alone does not, for a
  // number may be cut over two lines.
  if (!mask(text + "\n，13812345678\n").ends_with("\n，138****5678\n")) std::abort();
  if (mask(text + "\n13812345678\n").ends_with("13812345678\n")) std::abort();
  return 0;
}
