#include "bot/extract.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "bot/text.h"
#include "templates/dictionary.h"

namespace {

/// The words that ship, from the folder above the build; a few in their place where it is not there.
Dictionary words() {
  const char* file = std::getenv("DUTYDESK_DICTIONARY");
  if (const auto loaded = load_dictionary(file ? file : "templates/forms/dictionary.toml"); loaded)
    return *loaded;
  return {{{"transfer", {{"en", "Bank transfer"}}, {"转账", "转…到证券"}}},
          {{"buy", {{"en", "Buy"}}, {"买", "buy"}, {"买卖"}}}};
}

}  // namespace

/// Whatever is said, extraction answers, and every value it gives is valid UTF-8.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Dictionary dictionary = words();
  const std::string text(reinterpret_cast<const char*>(data), size);
  for (const auto& [name, value] : extract(text, dictionary, Time{std::chrono::seconds{1'773'108'300}}, 480))
    if (value.empty() || clean_utf8(value) != value) std::abort();
  if (normal(normal(text)) != normal(text)) std::abort();
  return 0;
}
