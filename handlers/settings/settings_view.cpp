/// Forms and checklists as they are asked, dictionaries, and messages with their placeholders.
#include "handlers/settings/settings_view.h"

#include <algorithm>
#include <filesystem>

#include "bot/dialog.h"
#include "handlers/settings/settings_parts.h"
#include "templates/wording_files.h"

namespace {

std::string stem_of(const std::string& path) { return std::filesystem::path(path).stem().string(); }

std::string options_of(const SettingsReader& reader, const FormField& field) {
  std::vector<std::string> lines;
  for (const auto& option : field.options) {
    auto line = in_locale(option.label, reader.locale);
    if (!option.words.empty()) line += " (" + joined_words(option.words) + ")";
    lines.push_back(std::move(line));
  }
  std::string text;
  for (const auto& line : lines) text += (text.empty() ? "" : "\n") + line;
  return text;
}

std::string need_of(const SettingsReader& reader, const FormField& field) {
  if (!field.required_if.empty()) return reader.word("settings.required_if") + " " + field.required_if;
  return reader.word(field.required ? "settings.required" : "settings.optional");
}

SettingsSection fields_section(const SettingsReader& reader, const Form& form) {
  SettingsSection section;
  section.heading = reader.word("settings.fields");
  for (const auto* column : {"label", "prompt", "type", "need", "options"})
    section.columns.push_back(reader.word(std::string("settings.") + column));
  for (const auto& field : form.fields)
    section.rows.push_back({in_locale(field.label, reader.locale) + "\n" + field.name,
                            in_locale(field.prompt, reader.locale), field.type, need_of(reader, field),
                            options_of(reader, field)});
  return section;
}

/// What the bot asks of somebody whose first words say only that something is wrong there.
SettingsSection asked_section(const SettingsReader& reader, const Form& form) {
  SettingsSection section;
  section.heading = reader.word("settings.asked");
  section.hint = reader.word("settings.asked_hint");
  const auto& library = *reader.library;
  World world;
  world.now = reader.now;
  world.locale = reader.locale;
  world.forms = &library.forms;
  world.dictionary = &library.dictionary;
  Said said;
  said.message.contact = "reporter";
  said.message.chat = {"app", "reporter", ChatKind::single};
  said.message.text = "客户反映功能异常，麻烦看一下";
  if (!form.operations.empty())
    said.fields["operation"] = form.operations.front();
  else if (!form.systems.empty())
    said.fields["system"] = form.systems.front();
  for (const auto& effect : turn(world, {}, said).effects) {
    const auto* say = std::get_if<Say>(&effect);
    if (say == nullptr) continue;
    auto notice = say->notice;
    notice.params.try_emplace("number", "1001");
    const auto rendered = library.wording->render(reader.locale, notice);
    if (!rendered) continue;
    section.said += (section.said.empty() ? "" : "\n\n") + rendered->text;
    for (const auto& card : rendered->card)
      for (const auto& button : card.buttons) section.buttons.push_back(button.text);
  }
  return section;
}

std::vector<SettingsSection> form_sections(const SettingsReader& reader, const std::string& id) {
  const auto& form = form_named(reader.library->forms, id);
  SettingsSection when;
  when.heading = in_locale(form.title, reader.locale);
  when.columns = {reader.word("settings.chosen_by")};
  const auto add = [&](const char* what, const std::vector<Dictionary::Entry>& entries,
                       const std::string& one) {
    when.rows.push_back({reader.word(what) + ": " + label_of(entries, one, reader.locale)});
  };
  const auto& dictionary = reader.library->dictionary;
  for (const auto& system : form.systems) add("settings.system", dictionary.systems, system);
  for (const auto& operation : form.operations) add("settings.operation", dictionary.operations, operation);
  if (when.rows.empty()) when.rows.push_back({reader.word("settings.otherwise")});
  return {when, asked_section(reader, form), fields_section(reader, form)};
}

std::vector<SettingsSection> checklist_sections(const SettingsReader& reader, const std::string& id) {
  const auto& rules = *reader.library->handover;
  if (id == "reasons" || id == "waiting") {
    Form form;
    form.fields = {id == "reasons" ? rules.reason : rules.waiting};
    return {fields_section(reader, form)};
  }
  const auto list = rules.lists.find(id);
  if (list == rules.lists.end()) return {};
  auto section = fields_section(reader, list->second.form);
  section.heading = in_locale(list->second.form.title, reader.locale);
  if (list->second.second_person) section.hint = reader.word("settings.second_person");
  return {section};
}

SettingsSection entries_section(const SettingsReader& reader, const char* heading,
                                const std::vector<Dictionary::Entry>& entries) {
  SettingsSection section;
  section.heading = reader.word(heading);
  section.columns = {reader.word("settings.label"), reader.word("settings.words_said"),
                     reader.word("settings.words_silent")};
  for (const auto& entry : entries)
    section.rows.push_back({in_locale(entry.label, reader.locale) + "\n" + entry.id,
                            joined_words(entry.words), joined_words(entry.silent)});
  return section;
}

std::string shown_message(const SettingsReader& reader, const MessageText& message) {
  auto text = message.text;
  while (!text.empty() && text.back() == '\n') text.pop_back();
  std::string card;
  for (const auto* part : {&message.title, &message.description, &message.quote, &message.url})
    if (!part->empty()) card += "\n" + *part;
  for (const auto& [name, value] : message.facts) card += "\n" + name + "  " + value;
  if (!card.empty()) text += "\n\n" + reader.word("settings.as_card") + card;
  if (!message.markdown.empty())
    text += "\n\n" + reader.word("settings.as_markdown") + "\n" + message.markdown;
  return text;
}

}  // namespace

std::string joined_words(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

SettingsSection message_section(const SettingsReader& reader, const std::string& before,
                                const std::string& text) {
  SettingsSection section;
  section.heading = reader.word(before.empty() ? "settings.messages" : "settings.changed_messages");
  section.columns = {reader.word("settings.message"), reader.word("settings.words"),
                     reader.word("settings.placeholders")};
  const auto old = before.empty() ? MessageTexts{} : read_messages(before);
  for (const auto& [key, message] : read_messages(text)) {
    const auto shown = shown_message(reader, message);
    const auto found = old.find(key);
    if (found != old.end() && shown_message(reader, found->second) == shown) continue;
    const auto names = placeholders_of(message);
    section.rows.push_back({key, shown, joined_words({names.begin(), names.end()})});
  }
  return section;
}

std::vector<SettingsSection> settings_sections(const SettingsReader& reader, const std::string& path,
                                               const std::string& text) {
  if (path == "forms/dictionary.toml")
    return {entries_section(reader, "settings.systems", reader.library->dictionary.systems),
            entries_section(reader, "settings.operations", reader.library->dictionary.operations)};
  if (path.starts_with("forms/")) return form_sections(reader, stem_of(path));
  if (path.starts_with("handover/")) return checklist_sections(reader, stem_of(path));
  if (path.starts_with("messages/")) return {message_section(reader, "", text)};
  if (path == "synonyms.toml") {
    SettingsSection section;
    section.heading = reader.word("settings.same");
    section.columns = {reader.word("settings.words")};
    for (const auto& words : reader.library->synonyms) section.rows.push_back({joined_words(words)});
    return {section};
  }
  return limit_sections(reader, path);
}
