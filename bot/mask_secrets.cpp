// Masking of passwords and one-time codes, which nothing but the word before them tells from other words.
#include <algorithm>
#include <array>

#include "bot/mask_parts.h"

namespace {

bool separator(char32_t c) { return c == U' ' || c == U'-' || c == 0x3000 || c == 0xA0; }

/// A secret as people write it: ASCII without spaces, or digits in small groups.
std::size_t secret_end(const Glyphs& glyphs, std::size_t begin) {
  auto end = begin;
  std::size_t letters_and_digits = 0;
  bool only_digits = true;
  for (; end < glyphs.size() && !glyphs[end].taken; ++end) {
    const auto& glyph = glyphs[end];
    if (ascii_alphanumeric(glyph.plain)) {
      ++letters_and_digits;
      only_digits = only_digits && glyph.digit != Glyph::Digit::none;
      continue;
    }
    if (glyph.typed <= U' ' || glyph.typed > U'~' || glyph.typed == U'*') break;
    only_digits = false;
  }
  while (only_digits && end + 1 < glyphs.size() && letters_and_digits < 16 && separator(glyphs[end].plain) &&
         glyphs[end + 1].digit != Glyph::Digit::none && !glyphs[end + 1].taken) {
    ++end;
    for (; end < glyphs.size() && glyphs[end].digit != Glyph::Digit::none && !glyphs[end].taken; ++end)
      ++letters_and_digits;
  }
  return letters_and_digits >= 4 ? end : begin;
}

/// The length of the word that announces a secret at `at`; 0 when there is none.
std::size_t announces_secret(const Glyphs& glyphs, std::size_t at) {
  static constexpr std::array<std::u32string_view, 5> words{U"验证码", U"校验码", U"动态码", U"口令",
                                                            U"密码"};
  constexpr std::u32string_view beginnings = U"验校动口密P";
  if (beginnings.find(glyphs[at].plain) == beginnings.npos) return 0;
  for (const auto word : words)
    if (reads(glyphs, at, word)) return word.size();
  const bool begins_word = at == 0 || !ascii_letter(glyphs[at - 1].plain);
  if (begins_word && reads(glyphs, at, U"PIN") &&
      (at + 3 >= glyphs.size() || !ascii_letter(glyphs[at + 3].plain)))
    return 3;
  if (!begins_word) return 0;
  // In English "password reset" is no secret: only what is given for it.
  static constexpr std::array<std::u32string_view, 6> given{U"PASSWORD:", U"PASSWORD=",  U"PASSWORD IS",
                                                            U"PWD:",      U"PASSWORD: ", U"PASSCODE"};
  for (const auto word : given)
    if (reads(glyphs, at, word)) return word.size();
  return 0;
}

/// What stands behind the word that announces a secret, [begin, end), and between the two, [from, begin).
struct Candidate {
  std::size_t announced = 0, from = 0, begin = 0, end = 0;
};

bool between_holds(const Glyphs& glyphs, const Candidate& one, std::u32string_view word) {
  for (auto at = one.from; at + word.size() <= one.begin; ++at)
    if (reads(glyphs, at, word)) return true;
  return false;
}

template <std::size_t Count>
bool any_at(const Glyphs& glyphs, std::size_t at, const std::array<std::u32string_view, Count>& words) {
  return std::any_of(words.begin(), words.end(), [&](auto word) { return reads(glyphs, at, word); });
}

/// "密码10-16位", "密码最多1000次", "验证码95533发的": how long, how often, who sent it. A secret of so few
/// digits is never followed so.
bool is_count(const Glyphs& glyphs, const Candidate& one) {
  static constexpr std::array<std::u32string_view, 10> units{U"位", U"次",   U"秒",   U"分钟", U"年",
                                                             U"天", U"小时", U"字符", U"元",   U"DIGITS"};
  static constexpr std::array<std::u32string_view, 4> senders{U"发", U"短信", U"的短信", U"客服"};
  const auto digits = std::count_if(glyphs.begin() + static_cast<std::ptrdiff_t>(one.begin),
                                    glyphs.begin() + static_cast<std::ptrdiff_t>(one.end),
                                    [](const Glyph& glyph) { return glyph.digit != Glyph::Digit::none; });
  if (digits > 5) return false;
  auto after = one.end;
  while (after < glyphs.size() && glyphs[after].plain == U' ') ++after;
  if (any_at(glyphs, after, units)) return true;
  const bool service = reads(glyphs, one.begin, U"95") || reads(glyphs, one.begin, U"100");
  return digits == 5 && service && any_at(glyphs, after, senders);
}

/// "密码错误，错误码1001", "修改密码提示E1003": what the program answered.
bool is_answer_of_program(const Glyphs& glyphs, const Candidate& one, bool only_digits) {
  for (const std::u32string_view word : {U"错误码", U"错误代码", U"返回码", U"报错码"})
    if (between_holds(glyphs, one, word)) return true;
  const bool lettered = !only_digits && ascii_letter(glyphs[one.begin].plain);
  for (const std::u32string_view word : {U"提示", U"报错", U"返回"})
    if ((lettered || one.end - one.begin <= 5) && between_holds(glyphs, one, word)) return true;
  return false;
}

/// "密码控件Chrome": there the word only says which control.
bool names_a_thing(const Glyphs& glyphs, const Candidate& one) {
  static constexpr std::array<std::u32string_view, 10> things{U"控件", U"键盘", U"框",   U"输入框", U"页",
                                                              U"界面", U"插件", U"策略", U"规则",   U"强度"};
  return any_at(glyphs, one.from, things);
}

/// Letters alone are a secret where they are plainly given for one: "密码: abcd", "password is abcd".
bool are_only_words(const Glyphs& glyphs, const Candidate& one) {
  static constexpr std::array<std::u32string_view, 16> states{
      U"WRONG",    U"INCORRECT", U"EXPIRED", U"INVALID",  U"LOCKED", U"FORGOTTEN", U"REJECTED", U"REQUIRED",
      U"CORRECT ", U"LOST",      U"RESET",   U"DISABLED", U"BEING ", U"MISSING",   U"ALWAYS",   U"REFUSED"};
  constexpr std::u32string_view ends_sentence = U".,?!";
  auto end = one.end;
  while (end > one.begin && ends_sentence.find(glyphs[end - 1].plain) != ends_sentence.npos) --end;
  for (auto at = one.begin; at < end; ++at)
    if (!ascii_letter(glyphs[at].plain)) return false;
  if (reads(glyphs, one.announced, U"PIN") || reads(glyphs, one.announced, U"PASSC")) return true;
  if (reads(glyphs, one.announced, U"P")) return any_at(glyphs, one.begin, states);
  constexpr std::u32string_view given = U" :=是为\"'";
  return std::any_of(glyphs.begin() + static_cast<std::ptrdiff_t>(one.from),
                     glyphs.begin() + static_cast<std::ptrdiff_t>(one.begin), [&](const Glyph& glyph) {
                       return given.find(glyph.plain) == given.npos && glyph.plain != U'\t';
                     });
}

/// "忘记密码怎么办 https://…": a link that stands behind the title of its article.
bool is_link(const Glyphs& glyphs, const Candidate& one) {
  return reads(glyphs, one.begin, U"HTTPS://") || reads(glyphs, one.begin, U"HTTP://");
}

bool is_no_secret(const Glyphs& glyphs, const Candidate& one) {
  if (is_link(glyphs, one)) return true;
  bool only_digits = true;
  for (auto at = one.begin; at < one.end; ++at)
    only_digits = only_digits && (glyphs[at].digit != Glyph::Digit::none || separator(glyphs[at].plain));
  if (only_digits && is_count(glyphs, one)) return true;
  if (is_answer_of_program(glyphs, one, only_digits)) return true;
  return !only_digits && (names_a_thing(glyphs, one) || are_only_words(glyphs, one));
}

}  // namespace

void find_secrets(Glyphs& glyphs, Findings& findings) {
  constexpr std::size_t farthest = 8;
  // "(忘记密码)已解决，重开 1002": what follows is about something else, and # begins a ticket's number.
  constexpr std::u32string_view ends_thought = U"*\n。;!?|#)]}）】」』”》";
  for (std::size_t at = 0; at < glyphs.size(); ++at) {
    const auto length = announces_secret(glyphs, at);
    if (length == 0) continue;
    const auto from = at + length;
    for (auto begin = from; begin < glyphs.size() && begin <= from + farthest; ++begin) {
      const auto& glyph = glyphs[begin];
      if (glyph.taken || ends_thought.find(glyph.plain) != ends_thought.npos) break;
      if (!ascii_alphanumeric(glyph.plain)) continue;
      if (reads(glyphs, begin, U"IS ")) {
        ++begin;  // "PIN is 4711"
        continue;
      }
      if (const auto end = secret_end(glyphs, begin); end > begin) {
        if (is_no_secret(glyphs, {at, from, begin, end})) break;
        take(glyphs, findings, finding_of(Personal::code, begin, end));
        at = end - 1;
        break;
      }
      if (glyph.digit != Glyph::Digit::han) break;  // a short word: the secret, if any, is not told here
    }
  }
}
