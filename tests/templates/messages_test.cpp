// The wording that ships: both locales say the same things, every message renders, and the code asks for
// nothing else.
#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <set>

#include "bot/mask.h"
#include "templates/render.h"
#include "templates/wording_files.h"

namespace {

namespace fs = std::filesystem;
const std::string source = SOURCE_FOLDER;

template <class T>
T or_fail(Result<T> result) {
  INFO((result ? std::string() : result.error().text));
  REQUIRE(result);
  return std::move(*result);
}

/// Names between {{ and }}, without the sign before them.
std::set<std::string> placeholders(const std::string& text) {
  std::set<std::string> names;
  for (auto at = text.find("{{"); at != text.npos; at = text.find("{{", at + 2)) {
    auto name = text.substr(at + 2, text.find("}}", at) - at - 2);
    name.erase(0, name.find_first_not_of("#^/ "));
    if (!name.empty() && name.front() != '!') names.insert(name);
  }
  return names;
}

std::string whole(const MessageText& message) {
  auto text =
      message.text + message.markdown + message.title + message.description + message.url + message.quote;
  for (const auto& [name, value] : message.facts) text += name + value;
  return text;
}

/// What the source writes as "dialog.ask": message keys, by their first word. A literal that ends in a dot is
/// the beginning of keys made at run time.
std::set<std::string> keys_in_source() {
  static const std::set<std::string> families{"dialog",    "ticket", "common",
                                              "knowledge", "clock",  "diagnostic"};
  std::set<std::string> keys;
  for (const auto* room : {"bot", "handlers", "gateway", "kb", "templates"})
    for (const auto& entry : fs::recursive_directory_iterator(source + "/" + room)) {
      if (entry.path().extension() != ".cpp" && entry.path().extension() != ".h") continue;
      std::ifstream file(entry.path());
      std::string code;
      for (std::string line; std::getline(file, line);)
        if (line.compare(std::min(line.find_first_not_of(' '), line.size()), 2, "//") != 0)
          code += line + '\n';
      for (auto at = code.find('"'); at != code.npos; at = code.find('"', at + 1)) {
        const auto end = code.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_.", at + 1);
        if (end == code.npos || code[end] != '"') continue;
        const auto literal = code.substr(at + 1, end - at - 1);
        const auto dot = literal.find('.');
        if (dot != literal.npos && families.count(literal.substr(0, dot)) == 1) keys.insert(literal);
      }
    }
  // Keys of buttons, not of messages.
  for (const auto* key : {"kb.solved", "kb.unsolved"}) keys.erase(key);
  return keys;
}

}  // namespace

TEST_CASE("zh-CN and en hold the same messages with the same placeholders, cards where the other has cards") {
  const auto locales = or_fail(read_wording(source + "/templates/messages"));
  REQUIRE(locales.count("zh-CN") == 1);
  REQUIRE(locales.count("en") == 1);
  const auto &chinese = locales.at("zh-CN"), &english = locales.at("en");
  for (const auto& [key, message] : english) {
    INFO(key);
    CHECK(chinese.count(key) == 1);
  }
  for (const auto& [key, message] : chinese) {
    INFO(key << " " << message.where);
    const auto other = english.find(key);
    REQUIRE(other != english.end());
    CHECK(placeholders(whole(message)) == placeholders(whole(other->second)));
    CHECK(message.title.empty() == other->second.title.empty());
    CHECK(message.facts.size() == other->second.facts.size());
  }
}

TEST_CASE("every message renders with and without its placeholders and leaves no tag behind") {
  const auto folder = source + "/templates/messages";
  const auto locales = or_fail(read_wording(folder));
  const auto wording = or_fail(Wording::load(folder));
  for (const auto& [locale, messages] : locales)
    for (const auto& [key, message] : messages) {
      INFO(locale << " " << key);
      Notice notice;
      notice.key = key;
      for (const bool filled : {false, true}) {
        Params item;
        if (filled)
          for (const auto& name : placeholders(whole(message)))
            if (name != "items") item[name] = "〈" + name + "〉";
        notice.params = item;
        notice.items = {item, item};
        const auto out = or_fail(wording->render(locale, notice));
        auto shown = out.text + out.markdown;
        for (const auto& card : out.card) {
          shown += card.title + card.description + card.text + card.url;
          for (const auto& [name, value] : card.facts) shown += name + value;
          CHECK_FALSE(card.title.empty());
        }
        CHECK(shown.find("{{") == std::string::npos);
        CHECK(shown.find("}}") == std::string::npos);
        // What leaves is masked once more; no wording of ours may look like a secret.
        CHECK(mask(shown) == shown);
        if (!filled) continue;
        CHECK_FALSE(out.text.empty());
        // A placeholder that only opens a section is not printed itself.
        for (const auto& name : placeholders(whole(message)))
          if (whole(message).find("{{" + name + "}}") != std::string::npos)
            CHECK(shown.find("〈" + name + "〉") != std::string::npos);
      }
    }
}

TEST_CASE("where only a part of the day is known, the day is never shown without it") {
  for (const auto& [locale, messages] : or_fail(read_wording(source + "/templates/messages")))
    for (const auto& [key, message] : messages)
      for (const std::string name : {"when_am", "when_pm", "when_evening"}) {
        const auto text = whole(message), printed = "{{" + name + "}}";
        INFO(locale << " " << key << " " << name);
        for (auto at = text.find(printed); at != text.npos; at = text.find(printed, at + 1))
          CHECK(text.compare(at + printed.size(), 1, " ") == 0);
      }
}

TEST_CASE("the code asks only for messages that exist") {
  const auto wording = or_fail(Wording::load(source + "/templates/messages"));
  const auto keys = wording->keys("zh-CN");
  const auto asked = keys_in_source();
  CHECK(asked.size() > 50);
  CHECK(asked.count("dialog.ask") == 1);
  for (const auto& key : asked) {
    INFO(key);
    const bool prefix = key.back() == '.' || key.back() == '_';
    CHECK(std::any_of(keys.begin(), keys.end(),
                      [&](const std::string& one) { return prefix ? one.starts_with(key) : one == key; }));
  }
}
