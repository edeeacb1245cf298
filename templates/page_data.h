#pragma once
#include <map>
#include <string>
#include <vector>

/// What a page shows, by name. Texts are escaped where the page puts them; an empty text, an empty list and a
/// flag that is off leave a section out. A value of people is always text(); markup() is for HTML that our
/// own code has made, and only a name that ends in "_html" takes it.
class PageData {
 public:
  enum class Kind { text, markup, flag, group, list };
  struct Entry {
    Kind kind = Kind::text;
    std::string words;
    bool on = false;
    std::vector<PageData> items;  // group: one
  };

  PageData& text(std::string name, std::string value);
  PageData& number(std::string name, long long value);
  PageData& flag(std::string name, bool on);
  /// Throws std::invalid_argument when the name does not end in "_html".
  PageData& markup(std::string name, std::string html);
  PageData& group(std::string name, PageData value);
  /// Also flags "has_" and the name, off for an empty list, unless the flag is set on its own.
  PageData& list(std::string name, std::vector<PageData> items);
  const std::map<std::string, Entry>& entries() const { return entries_; }

 private:
  std::map<std::string, Entry> entries_;
};

/// "_html" at the end: the only names whose values a page may put in as they are.
bool names_markup(const std::string& name);
