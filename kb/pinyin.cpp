#include "kb/pinyin.h"

#include <unicode/translit.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <mutex>

namespace {

struct SecondReading {
  char32_t character;
  const char* reading;
};
/// Characters that titles of a securities desk use in both readings; ICU gives one of them.
constexpr std::array<SecondReading, 22> second_readings{
    {{U'行', "hang"},  {U'行', "xing"}, {U'长', "chang"}, {U'长', "zhang"}, {U'重', "chong"},
     {U'重', "zhong"}, {U'调', "diao"}, {U'调', "tiao"},  {U'降', "jiang"}, {U'传', "chuan"},
     {U'传', "zhuan"}, {U'参', "can"},  {U'率', "lv"},    {U'率', "shuai"}, {U'还', "huan"},
     {U'还', "hai"},   {U'系', "xi"},   {U'会', "hui"},   {U'单', "dan"},   {U'校', "jiao"},
     {U'折', "zhe"},   {U'查', "cha"}}};

bool is_letter(char c) { return c >= 'a' && c <= 'z'; }

class Readings {
 public:
  std::vector<std::string> of(char32_t character) {
    const std::scoped_lock lock(mutex_);
    const auto known = known_.find(character);
    if (known != known_.end()) return known->second;
    return known_[character] = look_up(character);
  }

 private:
  std::vector<std::string> look_up(char32_t character) {
    std::vector<std::string> readings;
    if (!latin_) {
      UErrorCode failed = U_ZERO_ERROR;
      latin_.reset(
          icu::Transliterator::createInstance("Han-Latin; Latin-ASCII; Lower", UTRANS_FORWARD, failed));
      if (U_FAILURE(failed)) latin_.reset();
    }
    if (latin_) {
      icu::UnicodeString text(static_cast<UChar32>(character));
      latin_->transliterate(text);
      std::string reading;
      text.toUTF8String(reading);
      std::erase_if(reading, [](char c) { return !is_letter(c); });
      if (!reading.empty()) readings.push_back(reading);
    }
    for (const auto& second : second_readings)
      if (second.character == character &&
          std::find(readings.begin(), readings.end(), second.reading) == readings.end())
        readings.emplace_back(second.reading);
    return readings;
  }

  std::mutex mutex_;  // guards the two below
  std::unique_ptr<icu::Transliterator> latin_;
  std::map<char32_t, std::vector<std::string>> known_;
};

}  // namespace

std::vector<std::string> pinyin_of(char32_t character) {
  static Readings readings;
  if (character < 0x3400 || (character > 0x9FFF && character < 0x20000)) return {};
  return readings.of(character);
}
