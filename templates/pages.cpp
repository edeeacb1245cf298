#include "templates/pages.h"

#include <kainjow/mustache.hpp>
#include <set>

#include "bot/text.h"
#include "templates/page_files.h"

namespace {

using Template = kainjow::mustache::mustache;
using Data = kainjow::mustache::data;

/// For the text and the attributes of HTML; control characters that HTML does not know are dropped.
std::string for_html(const std::string& value) {
  std::string kept;
  for (const char c : clean_utf8(value)) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte >= 0x20 && byte != 0x7F) || c == '\n' || c == '\t') kept += c;
  }
  return escaped_html(kept);
}

Data data_of(const PageData& page) {
  Data data;
  for (const auto& [name, entry] : page.entries()) switch (entry.kind) {
      case PageData::Kind::text:
      case PageData::Kind::markup:
        data.set(name, entry.words.empty() ? Data(false) : Data(entry.words));
        break;
      case PageData::Kind::flag:
        data.set(name, Data(entry.on));
        break;
      case PageData::Kind::group:
        data.set(name, data_of(entry.items.front()));
        break;
      case PageData::Kind::list: {
        Data list(Data::type::list);
        for (const auto& item : entry.items) list.push_back(data_of(item));
        data.set(name, list);
        break;
      }
    }
  return data;
}

/// Values may be put in as they are only under a name that is kept for markup.
void check_unescaped(const std::string& text, const std::string& file, std::vector<std::string>& problems) {
  for (auto at = text.find("{{"); at != text.npos; at = text.find("{{", at + 2)) {
    const bool triple = text.compare(at, 3, "{{{") == 0;
    const bool ampersand = text.compare(at, 3, "{{&") == 0;
    if (text.compare(at, 3, "{{=") == 0) problems.push_back(file + ": delimiters stay {{ and }}");
    if (!triple && !ampersand) continue;
    const auto name = trimmed(text.substr(at + 3, text.find('}', at) - at - 3));
    if (!names_markup(name)) problems.push_back(file + ": {{{" + name + "}}} would put a text in unescaped");
    if (triple) ++at;
  }
}

}  // namespace

struct Pages::Body {
  /// Texts in Mustache: parsed, they take fifty times the room, and rendering writes into what was parsed.
  struct Made {
    std::string whole, inner;
  };
  std::map<std::string, std::map<std::string, Made>> locales;
  std::map<std::string, std::map<std::string, std::string>> words;

  const Made* find(const std::string& locale, const std::string& name) const {
    const auto pages = locales.find(locales.contains(locale) ? locale : "zh-CN");
    const auto made = pages->second.find(name);
    return made == pages->second.end() ? nullptr : &made->second;
  }
};

namespace {

std::string shown(const std::string& text, const PageData& data) {
  Template made(text);
  made.set_custom_escape(for_html);
  return made.render(data_of(data));
}

void check(const std::string& text, const std::string& file, std::vector<std::string>& problems) {
  const Template made(text);
  if (!made.is_valid()) problems.push_back(file + ": " + made.error_message());
  check_unescaped(text, file, problems);
}

std::string in_layout(const PageFiles& files, const std::string& name, std::vector<std::string>& problems) {
  const auto& text = files.pages.at(name);
  const auto layout = files.layouts.find(name);
  if (layout == files.layouts.end()) return text;
  const auto frame = files.parts.find(layout->second);
  constexpr std::string_view place = "{{>content}}";
  const auto at = frame == files.parts.end() ? std::string::npos : frame->second.find(place);
  if (at == std::string::npos) {
    problems.push_back(name + ".html: no layout \"" + layout->second + "\" with {{>content}} in it");
    return text;
  }
  return frame->second.substr(0, at) + text + frame->second.substr(at + place.size());
}

}  // namespace

Pages::Pages() : body_(std::make_unique<Body>()) {}
Pages::~Pages() = default;

Result<std::shared_ptr<const Pages>> Pages::load(const std::string& folder) {
  std::vector<std::string> problems;
  auto files = read_pages(folder, problems);
  std::shared_ptr<Pages> pages(new Pages());
  for (const auto& [locale, words] : files.words)
    for (const auto& [name, text] : files.pages) {
      const auto file = name + ".html";
      Body::Made made{assembled(files, locale, in_layout(files, name, problems), file, problems),
                      assembled(files, locale, text, file, problems)};
      for (const auto* assembly : {&made.whole, &made.inner}) check(*assembly, file, problems);
      pages->body_->locales[locale].emplace(name, std::move(made));
    }
  pages->body_->words = std::move(files.words);
  if (problems.empty()) return std::shared_ptr<const Pages>(std::move(pages));
  std::string text;
  std::set<std::string> said;  // a part's problem comes with every page that has it
  for (const auto& problem : problems)
    if (said.insert(problem).second) text += (text.empty() ? "" : "\n") + problem;
  return Error{Kind::bad_input, text};
}

Result<std::string> Pages::page(const std::string& locale, const std::string& name,
                                const PageData& data) const {
  const auto* made = body_->find(locale, name);
  if (made == nullptr) return Error{Kind::not_found, "no page " + name};
  return shown(made->whole, data);
}

Result<std::string> Pages::fragment(const std::string& locale, const std::string& name,
                                    const PageData& data) const {
  const auto* made = body_->find(locale, name);
  if (made == nullptr) return Error{Kind::not_found, "no page " + name};
  return shown(made->inner, data);
}

std::string Pages::word(const std::string& locale, const std::string& key) const {
  const auto words = body_->words.find(body_->words.contains(locale) ? locale : "zh-CN");
  const auto word = words->second.find(key);
  return word == words->second.end() ? key : word->second;
}

std::vector<std::string> Pages::locales() const {
  std::vector<std::string> names;
  for (const auto& [name, words] : body_->words) names.push_back(name);
  return names;
}
