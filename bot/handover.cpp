#include "bot/handover.h"

#include <algorithm>
#include <utility>

#include "bot/extract.h"
#include "bot/reader.h"
#include "bot/text.h"
#include "bot/words.h"

namespace {

constexpr auto draft_waits = std::chrono::minutes{30};
constexpr std::size_t longest_value = 2000;  // bytes

constexpr std::string_view gaps = " \t\r\n,;";

/// Tokens of a line in normal form, with their places.
struct Token {
  std::size_t begin = 0, end = 0;
};

std::vector<Token> tokens_of(std::string_view flat) {
  std::vector<Token> found;
  bool inside = false;
  for (std::size_t at = 0; at < flat.size();) {
    const auto rest = flat.substr(at);
    const std::size_t wide = rest.starts_with("、") || rest.starts_with("。") ? 3 : 0;
    const bool gap = wide != 0 || gaps.find(flat[at]) != gaps.npos;
    if (!gap && !inside) found.push_back({at, at});
    inside = !gap;
    at += wide == 0 ? 1 : wide;
    if (inside) found.back().end = at;
  }
  return found;
}

bool names_option(const FormField::Option& option, const std::string& plain) {
  if (plain == bare(option.id)) return true;
  for (const auto& [locale, label] : option.label)
    if (plain == bare(label)) return true;
  return std::any_of(option.words.begin(), option.words.end(),
                     [&](const auto& word) { return plain == bare(word); });
}

/// What a token says by itself: an option by its whole name, or a value of a field's own pattern.
std::string stands_alone(const FormField& field, const std::string& token, const HandOverSight& sight) {
  constexpr std::size_t longest_moment = 30;  // bytes: "2026-03-10 09:40", "昨天下午三点"
  if (field.type == "time" && token.size() <= longest_moment && sight.dictionary != nullptr) {
    const auto found = extract(token, *sight.dictionary, sight.now, sight.minutes_east);
    const auto time = found.find("time");
    return time == found.end() ? "" : time->second;
  }
  if (field.type == "choice") {
    const auto plain = bare(token);
    for (const auto& option : field.options)
      if (!plain.empty() && names_option(option, plain)) return option.id;
  }
  if (field.type != "text" || field.pattern.empty()) return {};
  const auto value = read_value(field, token, Dictionary{});
  return value.problem.empty() ? token : std::string();
}

bool is_label(const FormField& field, const std::string& typed) {
  constexpr std::size_t two_characters = 4;  // bytes, of either script
  const auto plain = bare(typed);
  return plain.size() >= two_characters &&
         std::any_of(field.label.begin(), field.label.end(),
                     [&](const auto& label) { return bare(label.second).ends_with(plain); });
}

/// The line without the tokens that spoke for themselves; their values go to `fields`.
std::string without_plain_values(const Form& form, const std::string& text, const HandOverSight& sight,
                                 Fields& fields) {
  const Reader reader(text);
  std::string rest;
  std::size_t kept = 0;
  Token before;
  for (const auto& token : tokens_of(reader.rest_flat())) {
    const auto typed = reader.typed(token.begin, token.end);
    const auto last = std::exchange(before, token);
    for (const auto& field : form.fields) {
      if (fields.contains(field.name)) continue;
      const auto value = stands_alone(field, typed, sight);
      if (value.empty()) continue;
      fields[field.name] = value;
      // Its label goes with it: it would else end the value in front.
      const bool labelled = last.begin >= kept && is_label(field, reader.typed(last.begin, last.end));
      rest += reader.typed(kept, labelled ? last.begin : token.begin);
      kept = token.end;
      break;
    }
  }
  return rest + reader.typed(kept, reader.rest_flat().size());
}

/// The value as typed: reading goes by the normal form, which is lower case and has lost its commas.
std::string as_typed(const std::string& text, const std::string& value) {
  const Reader reader(text);
  const auto flat = reader.rest_flat();
  std::size_t begin = flat.npos, end = 0;
  for (const auto& token : tokens_of(value)) {
    const auto at = flat.find(std::string_view(value).substr(token.begin, token.end - token.begin), end);
    if (at == flat.npos) return value;
    if (begin == flat.npos) begin = at;
    end = at + (token.end - token.begin);
  }
  return begin == flat.npos ? value : trimmed(reader.typed(begin, end));
}

std::string bounded(const std::string& value) { return std::string(prefix_bytes(value, longest_value)); }

}  // namespace

Form handover_form(const HandOverRules& rules, const std::string& role) {
  Form form;
  form.id = role;
  if (role == "agent") return form;
  form.fields.push_back(rules.reason);
  if (const auto found = rules.lists.find(role); found != rules.lists.end()) {
    form.title = found->second.form.title;
    form.fields.insert(form.fields.end(), found->second.form.fields.begin(), found->second.form.fields.end());
  }
  return form;
}

bool needs_second_person(const HandOverRules& rules, const std::string& role) {
  const auto found = rules.lists.find(role);
  return found != rules.lists.end() && found->second.second_person;
}

bool waits_for_words(const HandOverDraft& draft, const Chat& chat, Time now) {
  return draft.ticket != 0 && draft.chat == chat && now - draft.at <= draft_waits;
}

Answer read_handover(const Form& form, const std::vector<std::string>& asked, const std::string& text,
                     const HandOverSight& sight) {
  static const Dictionary none;
  const auto& dictionary = sight.dictionary == nullptr ? none : *sight.dictionary;
  Fields plain;
  const auto rest = without_plain_values(form, text, sight, plain);
  const auto extracted = extract(rest, dictionary, sight.now, sight.minutes_east);
  for (const auto& [name, value] : extracted)
    if (field_named(form, name) != nullptr) plain.emplace(name, value);
  auto answer = read_answer(form, asked, rest, plain, dictionary);
  std::erase_if(answer.fields, [&](const auto& field) { return field_named(form, field.first) == nullptr; });
  for (auto& [name, value] : answer.fields)
    if (field_named(form, name)->type == "text") value = bounded(as_typed(text, value));
  return answer;
}

Value read_handover_item(const FormField& field, const std::string& text, const HandOverSight& sight) {
  static const Dictionary none;
  const auto& dictionary = sight.dictionary == nullptr ? none : *sight.dictionary;
  if (field.type != "time") {
    auto value = read_value(field, bounded(text), dictionary);
    return value;
  }
  const auto extracted = extract(text, dictionary, sight.now, sight.minutes_east);
  const auto found = extracted.find("time");
  if (found == extracted.end()) return read_value(field, text, dictionary);
  return {{{field.name, found->second}}, {}};
}

std::string leading_option(const FormField& choice, const std::string& text, std::string& rest) {
  const Reader reader(text);
  const auto tokens = tokens_of(reader.rest_flat());
  if (tokens.empty()) return {};
  const auto first = bare(reader.typed(tokens.front().begin, tokens.front().end));
  for (const auto& option : choice.options)
    if (names_option(option, first)) {
      rest = trimmed(reader.typed(tokens.front().end, reader.rest_flat().size()));
      return option.id;
    }
  return {};
}

std::string option_label(const FormField& choice, const std::string& id, const std::string& locale) {
  for (const auto& option : choice.options)
    if (option.id == id) return in_locale(option.label, locale);
  return id;
}
