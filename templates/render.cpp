#include "templates/render.h"

#include <algorithm>
#include <kainjow/mustache.hpp>
#include <mutex>

#include "bot/markdown.h"
#include "bot/text.h"
#include "templates/wording_files.h"

namespace {

using Template = kainjow::mustache::mustache;
using Data = kainjow::mustache::data;

/// Text from people may hold anything; line ends and tabs are the only control characters that are meant.
std::string harmless(const std::string& value) {
  std::string kept;
  for (const char c : clean_utf8(value)) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte >= 0x20 && byte != 0x7F) || c == '\n' || c == '\t') kept += c;
  }
  return kept;
}

std::string for_markdown(const std::string& value) { return escape_markdown(harmless(value)); }

struct Message {
  Template text, markdown, title, description, url, quote;
  std::vector<std::pair<Template, Template>> facts;
  bool has_markdown = false, has_title = false;
};

/// Only plain variables and sections: the other tags of Mustache would put values in unescaped.
bool tame(const std::string& text) {
  for (auto at = text.find("{{"); at != text.npos; at = text.find("{{", at + 2)) {
    const auto first = text.find_first_not_of(" \t", at + 2);
    if (first != text.npos && std::string_view("{&>=").find(text[first]) != std::string_view::npos)
      return false;
  }
  return true;
}

/// Where the section tag at `at` ends; npos when there is none.
std::size_t section_tag_end(std::string_view line, std::size_t at) {
  if (line.substr(at, 2) != "{{" || at + 2 >= line.size()) return line.npos;
  if (std::string_view("#^/").find(line[at + 2]) == std::string_view::npos) return line.npos;
  const auto end = line.find("}}", at);
  return end == line.npos ? end : end + 2;
}

bool only_section_tags(std::string_view line) {
  bool some = false;
  for (std::size_t at = 0; at < line.size();) {
    const auto end = section_tag_end(line, at);
    if (end == line.npos && line[at] != ' ' && line[at] != '\t') return false;
    some = some || end != line.npos;
    at = end == line.npos ? at + 1 : end;
  }
  return some;
}

/// A line of nothing but section tags leaves no line behind. kainjow does that only where the section is
/// shown.
std::string without_tag_lines(const std::string& text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    const auto line = text.substr(at, end - at);
    out += line;
    if (end < text.size() && !only_section_tags(line)) out += '\n';
    at = end + 1;
  }
  return out;
}

class Making {
 public:
  explicit Making(std::string& problems) : problems_(problems) {}

  Message make(const std::string& key, const MessageText& from) {
    key_ = &key;
    from_ = &from;
    Message made{plain(from.text),
                 escaped(from.markdown),
                 plain(from.title),
                 plain(from.description),
                 plain(from.url),
                 plain(from.quote),
                 {},
                 !from.markdown.empty(),
                 !from.title.empty()};
    for (const auto& [name, value] : from.facts) made.facts.emplace_back(plain(name), plain(value));
    return made;
  }

 private:
  Template plain(const std::string& text) { return checked(text, harmless); }
  Template escaped(const std::string& text) { return checked(text, for_markdown); }

  Template checked(const std::string& text, std::string (*escape)(const std::string&)) {
    Template made(without_tag_lines(text));
    made.set_custom_escape(escape);
    if (!made.is_valid()) problem(made.error_message());
    if (!tame(text)) problem("only {{name}}, {{#name}}, {{^name}} and {{/name}} may stand in a message");
    return made;
  }

  void problem(const std::string& text) {
    problems_ += (problems_.empty() ? "" : "\n") + from_->where + ": message \"" + *key_ + "\": " + text;
  }

  std::string& problems_;
  const std::string* key_ = nullptr;
  const MessageText* from_ = nullptr;
};

/// An empty value is false, so that a section around it is left out and an item's empty value hides the outer
/// one.
void put(Data& data, const Params& params) {
  for (const auto& [name, value] : params) data.set(name, value.empty() ? Data(false) : Data(value));
}

Data data_of(const Params& params, const std::vector<Params>& items) {
  Data data;
  put(data, params);
  Data list(Data::type::list);
  for (const auto& item : items) {
    Data one;
    put(one, item);
    list.push_back(one);
  }
  data.set("items", list);
  return data;
}

/// kainjow's render writes into the template, so each rendering works on its own copy.
std::string rendered(Template copy, const Data& data) { return trimmed(copy.render(data)); }

/// As it stands: only the line end that closes a block of TOML goes.
std::string block(Template copy, const Data& data) {
  auto text = copy.render(data);
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
  return text;
}

bool has_line(const std::string& text, const std::string& line) {
  for (std::size_t at = 0; at <= text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    if (trimmed(std::string_view(text).substr(at, end - at)) == line) return true;
    at = end + 1;
  }
  return false;
}

/// For channels without buttons; a message that lists its choices itself is left as it is.
void print_choices(std::string& text, const std::vector<Button>& buttons) {
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < buttons.size(); ++i) {
    lines.push_back(std::to_string(i + 1) + ". " + buttons[i].text);
    if (has_line(text, lines.back())) return;
  }
  for (const auto& line : lines) text += (text.empty() ? "" : "\n") + line;
}

/// Parsed, a text takes fifty times the room: only what has been said is kept so. Any thread.
class KeptMessage {
 public:
  explicit KeptMessage(MessageText text) : text_(std::move(text)) {}
  const Message& parsed() const {
    std::call_once(once_, [this] {
      std::string problems;  // none: loading has looked
      message_ = std::make_unique<const Message>(Making(problems).make({}, text_));
    });
    return *message_;
  }

 private:
  MessageText text_;
  mutable std::once_flag once_;  // guards the writing of the next
  mutable std::unique_ptr<const Message> message_;
};

}  // namespace

struct Wording::Body {
  std::map<std::string, std::map<std::string, KeptMessage>> locales;

  const Message* find(const std::string& locale, const std::string& key) const {
    for (const auto& name : {locale, std::string("zh-CN")}) {
      const auto messages = locales.find(name);
      if (messages == locales.end()) continue;
      const auto message = messages->second.find(key);
      if (message != messages->second.end()) return &message->second.parsed();
    }
    return nullptr;
  }
};

namespace {

Error unknown(const std::string& key) {
  return {Kind::not_found, "no message \"" + key + "\" in the wording"};
}

/// A message without a title becomes a card when it has buttons, but every card needs one: the first line.
void title_from_text(Card& card, const std::string& whole) {
  const auto text = trimmed(whole);
  const auto end = text.find('\n');
  card.title = text.substr(0, end);
  if (end != text.npos && card.text.empty()) card.text = text.substr(end + 1);
}

/// Beside a title there is room for one line; more than that is the card's text.
void describe(Card& card, std::string description) {
  constexpr std::size_t line = 36;
  const bool fits = code_points(description) <= line && description.find('\n') == description.npos;
  if (fits || !card.text.empty())
    card.description = std::move(description);
  else
    card.text = std::move(description);
}

Card card_of(const Message& message, const Data& data, const Notice& notice, const std::string& text) {
  Card card;
  card.task_id = notice.task_id;
  card.title = rendered(message.title, data);
  if (card.title.empty()) title_from_text(card, text);
  describe(card, rendered(message.description, data));
  card.url = rendered(message.url, data);
  card.quote = rendered(message.quote, data);
  for (const auto& [name, value] : message.facts) {
    const auto shown = rendered(value, data);
    if (!shown.empty()) card.facts.emplace_back(rendered(name, data), shown);
  }
  return card;
}

}  // namespace

Wording::Wording() : body_(std::make_unique<Body>()) {}
Wording::~Wording() = default;

Result<std::shared_ptr<const Wording>> Wording::load(const std::string& folder, const TextLayer& layer) {
  auto files = read_wording(folder, layer);
  if (!files) return files.error();
  std::shared_ptr<Wording> wording(new Wording());
  std::string problems;
  Making making(problems);
  for (auto& [locale, messages] : *files)
    for (auto& [key, text] : messages) {
      making.make(key, text);
      wording->body_->locales[locale].try_emplace(key, std::move(text));
    }
  if (!problems.empty()) return Error{Kind::bad_input, problems};
  return std::shared_ptr<const Wording>(std::move(wording));
}

Result<Outbound> Wording::render(const std::string& locale, const Notice& notice) const {
  const auto* message = body_->find(locale, notice.key);
  if (message == nullptr) return unknown(notice.key);
  const auto data = data_of(notice.params, notice.items);
  std::vector<Button> buttons;
  for (const auto& choice : notice.choices) {
    const auto label = text(locale, choice.label, notice.params);
    if (!label) return label.error();
    buttons.push_back({*label, choice.key});
  }
  Outbound out;
  out.text = block(message->text, data);
  out.mentions = notice.mentions;
  out.updates_card = notice.updates_card;
  if (message->has_markdown) out.markdown = block(message->markdown, data);
  if (message->has_title || !buttons.empty()) {
    out.card.push_back(card_of(*message, data, notice, out.text));
    out.card.front().buttons = buttons;
  }
  print_choices(out.text, buttons);
  if (!out.markdown.empty()) print_choices(out.markdown, buttons);
  return out;
}

Result<std::string> Wording::text(const std::string& locale, const std::string& key,
                                  const Params& params) const {
  const auto* message = body_->find(locale, key);
  if (message == nullptr) return unknown(key);
  return block(message->text, data_of(params, {}));
}

std::vector<std::string> Wording::keys(const std::string& locale) const {
  std::vector<std::string> keys;
  const auto messages = body_->locales.find(locale);
  if (messages == body_->locales.end()) return keys;
  for (const auto& [key, message] : messages->second) keys.push_back(key);
  return keys;
}
