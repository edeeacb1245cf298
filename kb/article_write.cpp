// An article as a file's text.
#include <algorithm>
#include <string_view>

#include "kb/article.h"

namespace {

/// A TOML string on one line: literal where that is possible, since patterns are full of backslashes.
std::string quoted(const std::string& text) {
  const bool literal = std::all_of(text.begin(), text.end(), [](char c) {
    return c != '\'' && static_cast<unsigned char>(c) >= 0x20 && c != 0x7F;
  });
  const bool plain = text.find_first_of("\"\\") == text.npos && literal;
  if (literal && !plain) return "'" + text + "'";
  constexpr std::string_view hex = "0123456789ABCDEF";
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\')
      out += std::string("\\") + c;
    else if (c == '\n')
      out += "\\n";
    else if (byte < 0x20 || byte == 0x7F)
      out += std::string("\\u00") + hex[byte >> 4] + hex[byte & 15];
    else
      out += c;
  }
  return out + "\"";
}

std::string one_line(const std::vector<std::string>& words) {
  std::string out = "[";
  for (const auto& word : words) out += (out.size() > 1 ? ", " : "") + quoted(word);
  return out + "]";
}

std::string many_lines(const std::vector<std::string>& lines) {
  std::string out = "[\n";
  for (const auto& line : lines) out += "  " + line + ",\n";
  return out + "]";
}

std::vector<std::string> each_quoted(const std::vector<std::string>& texts) {
  std::vector<std::string> out;
  for (const auto& text : texts) out.push_back(quoted(text));
  return out;
}

void put_text(std::string& out, const char* key, const std::string& value) {
  if (!value.empty()) out += std::string(key) + " = " + quoted(value) + "\n";
}

void put_list(std::string& out, const char* key, const std::vector<std::string>& values) {
  if (!values.empty()) out += std::string(key) + " = " + many_lines(each_quoted(values)) + "\n";
}

void put_short_list(std::string& out, const char* key, const std::vector<std::string>& values) {
  if (!values.empty()) out += std::string(key) + " = " + one_line(values) + "\n";
}

}  // namespace

std::string write_article(const Article& article) {
  std::string out = "+++\ntitle = " + quoted(article.title) + "\n";
  put_text(out, "system", article.system);
  put_text(out, "category", article.category);
  put_text(out, "owner", article.owner);
  out += "answer = " + quoted(article.answer) + "\n";
  put_list(out, "patterns", article.patterns);
  std::vector<std::string> sets;
  for (const auto& set : article.keywords) sets.push_back(one_line(set));
  if (!sets.empty()) out += "keywords = " + many_lines(sets) + "\n";
  put_short_list(out, "keywords_any", article.keywords_any);
  put_short_list(out, "keywords_none", article.keywords_none);
  put_list(out, "excludes", article.excludes);
  put_list(out, "examples", article.examples);
  put_list(out, "phrasings", article.phrasings);
  put_short_list(out, "groups", article.groups);
  put_text(out, "valid_from", article.valid_from);
  put_text(out, "valid_until", article.valid_until);
  put_text(out, "review_by", article.review_by);
  put_text(out, "publish_at", article.publish_at);
  put_short_list(out, "related", article.related);
  put_short_list(out, "attachments", article.attachments);
  return out + "+++\n" + (article.body.empty() ? "" : "\n" + article.body);
}
