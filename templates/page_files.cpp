#include "templates/page_files.h"

#include <toml++/toml.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

namespace {

namespace fs = std::filesystem;
constexpr int most_nested = 8;

std::string text_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return std::move(text).str();
}

std::vector<fs::path> below(const fs::path& folder, const char* ending) {
  std::vector<fs::path> paths;
  std::error_code failed;
  for (fs::recursive_directory_iterator at(folder, failed), end; !failed && at != end; at.increment(failed))
    if (at->path().extension() == ending) paths.push_back(at->path());
  std::sort(paths.begin(), paths.end());
  return paths;
}

void read_words(const fs::path& path, std::map<std::string, std::string>& words,
                std::vector<std::string>& problems) {
  try {
    const auto file = toml::parse_file(path.string());
    for (const auto& [table, node] : file) {
      const auto* keys = node.as_table();
      for (const auto& [key, value] : keys == nullptr ? toml::table{} : *keys) {
        const auto name = std::string(table.str()) + "." + std::string(key.str());
        const auto text = value.value<std::string>();
        const auto at = path.string() + ":" + std::to_string(value.source().begin.line);
        if (!text)
          problems.push_back(at + ": \"" + name + "\" must be a text in quotation marks");
        else if (!words.emplace(name, *text).second)
          problems.push_back(at + ": \"" + name + "\" stands twice");
      }
    }
  } catch (const toml::parse_error& wrong) {
    problems.push_back(path.string() + ":" + std::to_string(wrong.source().begin.line) + ": " +
                       std::string(wrong.description()));
  }
}

void compare_locales(const PageFiles& files, std::vector<std::string>& problems) {
  std::set<std::string> all;
  for (const auto& [locale, words] : files.words)
    for (const auto& [key, text] : words) all.insert(key);
  for (const auto& [locale, words] : files.words)
    for (const auto& key : all)
      if (!words.contains(key)) problems.push_back("words/" + locale + ": \"" + key + "\" is missing");
}

/// Replaces every `open`…`close` by what `by` gives for its inside.
template <class By>
std::string replaced(const std::string& text, std::string_view open, std::string_view close, By by) {
  std::string out;
  std::size_t at = 0;
  for (auto found = text.find(open); found != text.npos; found = text.find(open, at)) {
    const auto end = text.find(close, found);
    if (end == text.npos) break;
    out.append(text, at, found - at);
    out += by(text.substr(found + open.size(), end - found - open.size()), found);
    at = end + close.size();
  }
  return out.append(text, at);
}

std::string at_line(const std::string& file, const std::string& text, std::size_t offset) {
  const auto lines = std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(offset), '\n');
  return file + ":" + std::to_string(lines + 1) + ": ";
}

std::string with_parts(const PageFiles& files, const std::string& text, const std::string& file, int depth,
                       std::vector<std::string>& problems) {
  return replaced(text, "{{>", "}}", [&](const std::string& name, std::size_t offset) -> std::string {
    const auto part = files.parts.find(name);
    if (part == files.parts.end() || depth == most_nested) {
      problems.push_back(at_line(file, text, offset) + "no part \"" + name + "\", or it contains itself");
      return {};
    }
    return with_parts(files, part->second, "parts/" + name + ".html", depth + 1, problems);
  });
}

}  // namespace

std::string escaped_html(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '"')
      out += "&quot;";
    else if (c == '\'')
      out += "&#39;";
    else
      out += c;
  }
  return out;
}

PageFiles read_pages(const std::string& folder, std::vector<std::string>& problems) {
  PageFiles files;
  for (const auto& path : below(folder, ".html")) {
    auto name = path.lexically_relative(folder).replace_extension().generic_string();
    auto text = text_of(path);
    if (name.starts_with("parts/")) {
      files.parts[name.substr(6)] = text;
      continue;
    }
    constexpr std::string_view mark = "{{!layout ";
    if (text.starts_with(mark)) {
      const auto end = text.find("}}");
      files.layouts[name] = text.substr(mark.size(), end - mark.size());
      text.erase(0, std::min(text.find('\n'), text.size() - 1) + 1);
    }
    files.pages[name] = std::move(text);
  }
  if (files.pages.empty()) problems.push_back(folder + ": no pages");
  for (const auto& path : below(folder + "/words", ".toml"))
    read_words(path, files.words[path.parent_path().filename().string()], problems);
  if (!files.words.contains("zh-CN")) problems.push_back(folder + "/words: no folder zh-CN");
  compare_locales(files, problems);
  return files;
}

std::string assembled(const PageFiles& files, const std::string& locale, const std::string& text,
                      const std::string& file, std::vector<std::string>& problems) {
  const auto whole = with_parts(files, text, file, 0, problems);
  const auto& words = files.words.at(locale);
  return replaced(whole, "[[", "]]", [&](const std::string& key, std::size_t) -> std::string {
    const auto word = words.find(key);
    if (word != words.end()) return escaped_html(word->second);
    problems.push_back(file + ": no words \"" + key + "\" for " + locale);
    return {};
  });
}
