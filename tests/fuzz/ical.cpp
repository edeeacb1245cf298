#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "bot/ical_scan.h"

/// Whatever is let through is as small and as flat as is promised, and scanning it again gives it again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto scan = scan_ical({reinterpret_cast<const char*>(data), size});
  if (!scan) return 0;
  if (scan->lines.size() > ical_most_events || scan->text.size() > 3 * size + 4096 + 40 * scan->lines.size())
    std::abort();
  const auto again = scan_ical(scan->text);
  if (!again && scan->text.size() < ical_most_bytes) std::abort();
  if (again && (again->text != scan->text || again->lines.size() != scan->lines.size())) std::abort();
  return 0;
}
