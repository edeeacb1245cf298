#include "kb/normal_form.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <array>

#include "bot/text.h"
#include "bot/utf8.h"
#include "kb/chinese_form.h"

namespace {

constexpr std::size_t longest_name = 24;  // characters of a mention

/// Two ways to write one character, both in daily use; and 么, which comes back from Taiwan as 幺.
char32_t one_variant(char32_t c) {
  switch (c) {
    case U'幺':
      return U'么';
    case U'帐':
      return U'账';
    case U'著':
      return U'着';
    case U'佔':
      return U'占';
    case U'妳':
      return U'你';
    default:
      return c;
  }
}

/// Words that come back from Taiwan otherwise than they are written here, and one that does not come back.
constexpr std::array<std::pair<std::string_view, std::string_view>, 4> one_word{
    {{"拷贝", "复制"}, {"座标", "坐标"}, {"批覆", "批复"}, {"稽核", "审核"}}};

std::string to_simplified(const std::string& text) {
  const auto plain = normal(chinese_form(text));
  std::string out;
  out.reserve(plain.size());
  for (std::size_t at = 0; at < plain.size();) append_utf8(out, one_variant(next_code_point(plain, at)));
  for (const auto& [other, word] : one_word)
    for (auto at = out.find(other); at != out.npos; at = out.find(other, at + word.size()))
      out.replace(at, other.size(), word);
  return out;
}

/// NFKC with case folding; ICU's own also takes out what is invisible by default.
std::u32string compatible(std::string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  const auto* form = icu::Normalizer2::getNFKCCasefoldInstance(status);
  auto wide = icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
  if (U_SUCCESS(status)) wide = form->normalize(wide, status);
  std::u32string points;
  for (int32_t at = 0; at < wide.length(); at = wide.moveIndex32(at, 1))
    points += static_cast<char32_t>(wide.char32At(at));
  return points;
}

bool is_space(char32_t c) {
  return c == ' ' || (c < 0x80 ? c >= 9 && c <= 13 : u_isUWhiteSpace(static_cast<UChar32>(c)) != 0);
}

/// Digits, # and * are "emoji" to Unicode too; those stay.
bool is_emoji(char32_t c) {
  const auto point = static_cast<UChar32>(c);
  return c >= 0xA9 &&
         (u_hasBinaryProperty(point, UCHAR_EMOJI_PRESENTATION) != 0 ||
          u_hasBinaryProperty(point, UCHAR_EXTENDED_PICTOGRAPHIC) != 0 ||
          u_hasBinaryProperty(point, UCHAR_EMOJI_MODIFIER) != 0 || (c >= 0x1F1E6 && c <= 0x1F1FF));
}

/// "@name " at the beginning or behind white space. Without a space soon behind it nobody can say where the
/// name ends, and only the sign goes.
std::size_t end_of_mention(const std::u32string& text, std::size_t at) {
  if (text[at] != '@' || (at > 0 && !is_space(text[at - 1]))) return at;
  for (auto end = at + 1; end < text.size() && end - at <= longest_name; ++end)
    if (is_space(text[end])) return end + 1;
  return at + 1;
}

std::string plain(const std::u32string& text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (const auto end = end_of_mention(text, at); end > at) {
      at = end - 1;
      continue;
    }
    if (!is_space(text[at]) && !is_emoji(text[at]))
      append_utf8(out, text[at]);
    else if (!out.empty() && out.back() != ' ')
      out += ' ';
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

constexpr std::array<std::string_view, 42> openings{
    "你好",   "您好",       "大家好",   "老师好",   "各位好",   "早上好",       "上午好",
    "中午好", "下午好",     "晚上好",   "客服",     "在吗",     "在不在",       "在么",
    "有人吗", "有人在吗",   "亲",       "请问一下", "请问下",   "请问",         "想问一下",
    "想问下", "问一下",     "问下",     "请教一下", "请教下",   "请教",         "咨询一下",
    "咨询下", "麻烦问一下", "麻烦问下", "麻烦",     "打扰一下", "打扰了",       "打扰",
    "喂",     "哈喽",       "hello",    "hi",       "hey",      "good morning", "excuse me"};
constexpr std::array<std::string_view, 12> endings{"谢谢",   "谢谢您",    "谢谢你", "谢谢了",
                                                   "谢了",   "多谢",      "感谢",   "拜托了",
                                                   "thanks", "thank you", "thx",    "thanks in advance"};

bool is_letter_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80;
}

/// Latin greetings end at a word's end; "hi" does not open "history".
bool opens(std::string_view text, std::string_view word) {
  if (!text.starts_with(word)) return false;
  return static_cast<unsigned char>(word[0]) >= 0x80 || text.size() == word.size() ||
         !is_letter_byte(text[word.size()]);
}

std::string_view without_pause(std::string_view text) {
  while (!text.empty()) {
    std::size_t at = 0;
    const auto c = next_code_point(text, at);
    if (u_isalnum(static_cast<UChar32>(c)) != 0 || c == '[' || c == '#' || c == '-' || c == '+') break;
    text.remove_prefix(at);
  }
  return text;
}

/// "亲" may begin a real word (亲属), "客服" a real question (客服电话); so the shorter of these only count
/// where a pause follows.
bool needs_pause(std::string_view word) {
  return word == "亲" || word == "客服" || word == "喂" || word == "麻烦";
}

std::string_view without_opening(std::string_view text) {
  for (bool found = true; found;) {
    found = false;
    std::string_view longest;
    for (const auto word : openings)
      if (word.size() > longest.size() && opens(text, word)) longest = word;
    if (longest.empty()) break;
    const auto rest = text.substr(longest.size());
    const auto behind = without_pause(rest);
    if (needs_pause(longest) && behind.size() == rest.size()) break;
    text = behind;
    found = true;
  }
  return text;
}

std::string_view without_ending(std::string_view text) {
  for (bool found = true; found;) {
    found = false;
    auto end = text;
    while (!end.empty() && !is_letter_byte(end.back()) && end.back() != ']' && end.back() != '?')
      end.remove_suffix(1);
    for (const std::string_view mark : {"。", "!", "~"})
      while (end.ends_with(mark)) end.remove_suffix(mark.size());
    for (const auto word : endings)
      if (end.ends_with(word)) {
        text = end.substr(0, end.size() - word.size());
        found = true;
        break;
      }
  }
  return text;
}

}  // namespace

std::string normal_form(std::string_view text) {
  const auto said = to_simplified(plain(compatible(clean_utf8(text))));
  auto asked = trimmed(without_ending(without_opening(said)));
  return asked;
}
