#pragma once
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "bot/result.h"
#include "templates/page_data.h"

/// HTML pages as data: <folder>/**/*.html are Mustache templates, <folder>/words/<locale>/*.toml the words in
/// them. `[[table.key]]` stands for a word, which may hold {{values}} of its own; `{{>name}}` for the file
/// <folder>/parts/name.html; a first line `{{!layout name}}` puts the page into parts/name.html, where
/// `{{>content}}` stands. Everything is put together and checked when it is loaded. Immutable; any thread.
class Pages {
 public:
  /// Every problem at once, with file and line: unknown words and parts, values put in unescaped, words that
  /// one locale has and another lacks.
  static Result<std::shared_ptr<const Pages>> load(const std::string& folder);
  ~Pages();
  /// A whole page: "qa/home". not_found: no such page.
  Result<std::string> page(const std::string& locale, const std::string& name, const PageData& data) const;
  /// The same without its layout, to be put into a page that is shown.
  Result<std::string> fragment(const std::string& locale, const std::string& name,
                               const PageData& data) const;
  /// A word for handlers: "state.published"; the key itself where there is none. Plain text, not escaped.
  std::string word(const std::string& locale, const std::string& key) const;
  std::vector<std::string> locales() const;

 private:
  Pages();
  struct Body;
  std::unique_ptr<Body> body_;
};
