#include "templates/page_data.h"

#include <stdexcept>

bool names_markup(const std::string& name) { return name.ends_with("_html"); }

PageData& PageData::text(std::string name, std::string value) {
  if (names_markup(name)) throw std::invalid_argument(name + " is a name for markup");
  entries_[std::move(name)] = Entry{Kind::text, std::move(value), false, {}};
  return *this;
}

PageData& PageData::number(std::string name, long long value) {
  return text(std::move(name), std::to_string(value));
}

PageData& PageData::flag(std::string name, bool on) {
  entries_[std::move(name)] = Entry{Kind::flag, {}, on, {}};
  return *this;
}

PageData& PageData::markup(std::string name, std::string html) {
  if (!names_markup(name)) throw std::invalid_argument(name + " is no name for markup");
  entries_[std::move(name)] = Entry{Kind::markup, std::move(html), false, {}};
  return *this;
}

PageData& PageData::group(std::string name, PageData value) {
  Entry entry{Kind::group, {}, false, {}};
  entry.items.push_back(std::move(value));
  entries_[std::move(name)] = std::move(entry);
  return *this;
}

PageData& PageData::list(std::string name, std::vector<PageData> items) {
  entries_.try_emplace("has_" + name, Entry{Kind::flag, {}, !items.empty(), {}});
  entries_[std::move(name)] = Entry{Kind::list, {}, false, std::move(items)};
  return *this;
}
