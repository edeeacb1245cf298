// Masking of what is not a plain number: e-mail addresses, travel documents, names, addresses.
#include <algorithm>
#include <array>

#include "bot/chinese.h"
#include "bot/extract_name.h"
#include "bot/mask_parts.h"
#include "bot/utf8.h"

namespace {

bool local_part(char32_t c) {
  return ascii_alphanumeric(c) || c == U'.' || c == U'_' || c == U'%' || c == U'+' || c == U'-';
}

bool domain_part(char32_t c) { return ascii_alphanumeric(c) || c == U'-' || c == U'.'; }

bool western(const Glyph& glyph) { return glyph.digit != Glyph::Digit::han; }

/// Behind the last dot of the domain that begins at `from`: 2 to 24 letters. The end of the domain, or 0.
std::size_t domain_end(const Glyphs& glyphs, std::size_t from) {
  constexpr std::size_t longest_domain = 255;
  auto end = from;
  std::size_t dot = 0;
  while (end < glyphs.size() && end - from < longest_domain && domain_part(glyphs[end].plain) &&
         western(glyphs[end])) {
    if (glyphs[end].plain == U'.' && end > from) dot = end;
    ++end;
  }
  while (end > from && !ascii_alphanumeric(glyphs[end - 1].plain)) --end;
  while (dot >= end && dot > from) {
    --dot;
    while (dot > from && glyphs[dot].plain != U'.') --dot;
  }
  if (dot <= from || end - dot - 1 < 2 || end - dot - 1 > 24) return 0;
  for (auto at = dot + 1; at < end; ++at)
    if (!ascii_letter(glyphs[at].plain)) return 0;
  return end;
}

void find_emails(Glyphs& glyphs, Findings& findings) {
  constexpr std::size_t longest_local = 64;
  for (std::size_t at = 1; at < glyphs.size(); ++at) {
    if (glyphs[at].plain != U'@') continue;
    auto begin = at;
    while (begin > 0 && at - begin < longest_local && local_part(glyphs[begin - 1].plain) &&
           western(glyphs[begin - 1]) && !glyphs[begin - 1].taken)
      --begin;
    const auto end = domain_end(glyphs, at + 1);
    if (begin == at || end == 0) continue;
    auto finding = finding_of(Personal::email, begin, at);
    finding.end = end;
    finding.shown_first = ascii_letter(glyphs[begin].plain) ? 1 : 0;
    take(glyphs, findings, std::move(finding));
  }
}

std::size_t western_digits(const Glyphs& glyphs, std::size_t at) {
  auto end = at;
  while (end < glyphs.size() && glyphs[end].digit == Glyph::Digit::western) ++end;
  return end - at;
}

/// Passports and permits: E, G, D, S, P, H or M and 8 digits (H, M: 10 too), or E, a letter and 7 digits.
std::size_t document_length(const Glyphs& glyphs, std::size_t at) {
  constexpr std::u32string_view letters = U"EGDSPHM";
  if (!ascii_letter(glyphs[at].plain)) return 0;
  if (letters.find(glyphs[at].plain) == letters.npos || at + 1 >= glyphs.size()) return 0;
  const auto digits = western_digits(glyphs, at + 1);
  const bool permit = glyphs[at].plain == U'H' || glyphs[at].plain == U'M';
  if (digits == 8 || (permit && digits == 10)) return digits + 1;
  const auto second = glyphs[at + 1].plain;
  const bool lettered = glyphs[at].plain == U'E' && ascii_letter(second) && second != U'I' && second != U'O';
  return lettered && western_digits(glyphs, at + 2) == 7 ? 9 : 0;
}

bool alone(const Glyphs& glyphs, std::size_t begin, std::size_t end) {
  const auto joins = [&](std::size_t at) {
    return ascii_alphanumeric(glyphs[at].plain) && western(glyphs[at]);
  };
  return (begin == 0 || !joins(begin - 1)) && (end >= glyphs.size() || !joins(end));
}

void find_documents(Glyphs& glyphs, Findings& findings) {
  for (std::size_t at = 0; at < glyphs.size(); ++at) {
    const auto length = glyphs[at].taken ? 0 : document_length(glyphs, at);
    if (length == 0 || !alone(glyphs, at, at + length) || glyphs[at + length - 1].taken) continue;
    auto finding = finding_of(Personal::passport, at, at + length);
    finding.shown_first = 1;
    finding.shown_last = 2;
    take(glyphs, findings, std::move(finding));
    at += length - 1;
  }
}

struct Cue {
  std::u32string_view word;
  bool plainly;  // nothing but a name can follow
};
constexpr std::array<Cue, 6> name_cues{{{U"姓名", true},
                                        {U"联系人", true},
                                        {U"我叫", true},
                                        {U"我是", false},
                                        {U"本人", false},
                                        {U"客户", false}}};

bool begins_cue(const Glyphs& glyphs, std::size_t at) {
  return std::any_of(name_cues.begin(), name_cues.end(),
                     [&](const Cue& cue) { return reads(glyphs, at, cue.word); });
}

/// Where the name behind a cue begins: a colon, "是" or brackets may stand between.
std::size_t behind_cue(const Glyphs& glyphs, std::size_t at) {
  constexpr std::u32string_view gap = U" :是为=叫(\"“「【（";
  for (int steps = 0; steps < 3 && at < glyphs.size() && gap.find(glyphs[at].plain) != gap.npos; ++steps)
    ++at;
  return at;
}

/// How many glyphs from `at` on are a name, by the rule that finds the customer's name in a report.
std::size_t name_length(const Glyphs& glyphs, std::size_t at, bool plainly) {
  constexpr std::size_t farthest = 8;
  std::string sentence = plainly ? "姓名" : "客户";
  const auto head = sentence.size();
  auto end = at;
  while (end < glyphs.size() && end - at < farthest && is_han(glyphs[end].typed) && !glyphs[end].taken)
    append_utf8(sentence, simplified(glyphs[end++].typed));
  // A run cut short would look like the end of a name.
  if (end - at < 2) return 0;
  const auto found = find_name(sentence);
  if (!found || found->begin != head) return 0;
  std::size_t length = 0;
  for (auto byte = found->begin; byte < found->end; ++length) next_code_point(sentence, byte);
  for (auto in = at; in < at + length; ++in)
    if (begins_cue(glyphs, in)) return 0;
  return length;
}

void find_names(Glyphs& glyphs, Findings& findings) {
  int cues = 0;
  constexpr int most_cues = 256;  // a name costs microseconds to recognise; nobody lists more in one message
  constexpr std::u32string_view beginnings = U"姓联我本客";
  for (std::size_t at = 0; at < glyphs.size() && cues < most_cues; ++at) {
    if (glyphs[at].plain < U'一' || beginnings.find(glyphs[at].plain) == beginnings.npos) continue;
    for (const auto& cue : name_cues) {
      if (!reads(glyphs, at, cue.word)) continue;
      ++cues;
      const auto begin = behind_cue(glyphs, at + cue.word.size());
      const auto length = name_length(glyphs, begin, cue.plainly);
      if (length == 0) continue;
      auto finding = finding_of(Personal::name, begin, begin + length);
      finding.shown_last = 1;
      take(glyphs, findings, std::move(finding));
    }
  }
}

std::size_t digits_end(const Glyphs& glyphs, std::size_t at, std::size_t most) {
  auto end = at;
  while (end < glyphs.size() && end - at < most && glyphs[end].digit != Glyph::Digit::none &&
         !glyphs[end].taken)
    ++end;
  return end;
}

/// The end of one piece of an address, "100号", "3单元"; `at` when there is none.
std::size_t piece_end(const Glyphs& glyphs, std::size_t at) {
  static constexpr std::array<std::u32string_view, 12> units{U"号楼", U"号院", U"号", U"弄", U"栋", U"幢",
                                                             U"座",   U"单元", U"室", U"层", U"楼", U"巷"};
  auto end = digits_end(glyphs, at, 5);
  if (end == at) return at;
  if (end + 1 < glyphs.size() && glyphs[end].plain == U'-') end = digits_end(glyphs, end + 1, 5);
  for (const auto unit : units)
    if (reads(glyphs, end, unit)) return end + unit.size();
  return at;
}

/// "世纪大道100号20楼3室": the road stays, from the house number on it is hidden.
void find_addresses(Glyphs& glyphs, Findings& findings) {
  constexpr std::u32string_view roads = U"路街道巷弄村";
  for (std::size_t at = 0; at + 1 < glyphs.size(); ++at) {
    // A house number follows, which is the rarer thing.
    if (glyphs[at + 1].digit == Glyph::Digit::none || glyphs[at + 1].taken) continue;
    if (roads.find(glyphs[at].plain) == roads.npos) continue;
    auto end = piece_end(glyphs, at + 1);
    if (end == at + 1) continue;
    for (auto more = piece_end(glyphs, end); more != end; more = piece_end(glyphs, end)) end = more;
    // "弄5号502": a room without its word.
    if (const auto room = digits_end(glyphs, end, 5); room - end >= 3) end = room;
    take(glyphs, findings, finding_of(Personal::address, at + 1, end));
    at = end - 1;
  }
}

}  // namespace

Finding finding_of(Personal kind, std::size_t begin, std::size_t end) {
  Finding finding{kind, begin, end, {}, 0, 0};
  for (auto at = begin; at < end; ++at) finding.digits.push_back(at);
  return finding;
}

void find_tokens(Glyphs& glyphs, Findings& findings) {
  find_secrets(glyphs, findings);
  find_emails(glyphs, findings);
  find_documents(glyphs, findings);
}

void find_people(Glyphs& glyphs, Findings& findings) {
  find_names(glyphs, findings);
  find_addresses(glyphs, findings);
}
