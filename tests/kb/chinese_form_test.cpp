#include "kb/chinese_form.h"

#include <catch2/catch.hpp>
#include <opencc/Config.hpp>
#include <opencc/Conversion.hpp>
#include <opencc/ConversionChain.hpp>
#include <opencc/Converter.hpp>
#include <opencc/Dict.hpp>
#include <opencc/DictEntry.hpp>
#include <opencc/Lexicon.hpp>
#include <random>
#include <vector>

#include "bot/utf8.h"

namespace {

/// The whole way through OpenCC, which the table of characters must not differ from.
struct WholeWay {
  opencc::ConverterPtr there = opencc::Config().NewFromString(
      R"({"segmentation": {"type": "mmseg", "dict": {"type": "ocd2", "file": "STCharacters.ocd2"}},
          "conversion_chain": [{"dict": {"type": "ocd2", "file": "STCharacters.ocd2"}}]})",
      "/usr/share/opencc");
  opencc::ConverterPtr back = opencc::Config().NewFromFile("tw2sp.json");

  std::string of(const std::string& text) const { return back->Convert(there->Convert(text)); }

  /// Characters and phrases of all dictionaries, and what they become.
  std::vector<std::string> entries() const {
    std::vector<std::string> all;
    for (const auto* converter : {&there, &back})
      for (const auto& conversion : (*converter)->GetConversionChain()->GetConversions()) {
        const auto lexicon = conversion->GetDict()->GetLexicon();
        for (const auto& entry : *lexicon) {
          all.push_back(entry->Key());
          all.push_back(entry->GetDefault());
        }
      }
    return all;
  }
};

std::string some_of(const std::string& text, std::mt19937& random) {
  std::vector<std::size_t> begins;
  for (std::size_t at = 0; at < text.size(); next_code_point(text, at)) begins.push_back(at);
  begins.push_back(text.size());
  const auto from = random() % (begins.size() - 1), to = from + 1 + random() % (begins.size() - 1 - from);
  return text.substr(begins[from], begins[to] - begins[from]);
}

}  // namespace

TEST_CASE("every character and phrase of the dictionaries comes out as OpenCC converts it") {
  const WholeWay whole;
  std::string wrong;
  for (const auto& text : whole.entries())
    if (chinese_form(text) != whole.of(text)) wrong += text + " ";
  CHECK(wrong.empty());
}

TEST_CASE("texts of phrases, their parts and what they become come out as OpenCC converts them") {
  const WholeWay whole;
  const auto entries = whole.entries();
  std::vector<std::string> phrases;
  for (const auto& entry : entries)
    if (entry.size() > 4) phrases.push_back(entry);
  std::mt19937 random(20261121);
  std::string wrong;
  for (int round = 0; round < 20'000 && wrong.empty(); ++round) {
    std::string text;
    for (auto parts = 1 + random() % 8; parts > 0; --parts) switch (random() % 8) {
        case 0:
          text += entries[random() % entries.size()];
          break;
        case 1:
          append_utf8(text, static_cast<char32_t>(0x4E00 + random() % 0x5200));
          break;
        case 2:
          text += "a 7"[random() % 3];
          break;
        case 3:
          text += phrases[random() % phrases.size()];
          break;
        default:
          text += some_of(phrases[random() % phrases.size()], random);
      }
    if (chinese_form(text) != whole.of(text)) wrong = text;
  }
  CHECK(wrong.empty());
}
