#include "templates/dictionary.h"

#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdio>
#include <fstream>
#include <string>

#include "bot/text.h"

namespace {

/// A file that is gone again at the end of the test.
struct File {
  std::string name = "/tmp/dutydesk-dictionary-" + std::to_string(getpid()) + ".toml";
  explicit File(const std::string& content) { std::ofstream(name) << content; }
  ~File() { std::remove(name.c_str()); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
};

}  // namespace

TEST_CASE("the dictionary that ships names every system and operation of the forms") {
  const auto dictionary = load_dictionary(std::string(SOURCE_FOLDER) + "/templates/forms/dictionary.toml");
  REQUIRE(dictionary);
  const auto has = [](const std::vector<Dictionary::Entry>& entries, const std::string& id) {
    return std::any_of(entries.begin(), entries.end(), [&](const auto& entry) { return entry.id == id; });
  };
  for (const std::string id :
       {"trading", "account_opening", "transfer", "login", "quotes", "wealth", "margin", "ipo", "other"})
    CHECK(has(dictionary->systems, id));
  for (const std::string id :
       {"buy", "sell", "cancel", "open_account", "transfer_in", "transfer_out", "login", "reset_password",
        "subscribe", "redeem", "query", "upgrade_risk", "bind_card", "upload_document"})
    CHECK(has(dictionary->operations, id));
}

TEST_CASE("words are kept in the form in which sentences are compared") {
  const File file(
      "[[system]]\nid='a'\nlabel={'zh-CN'='甲', en='A'}\nwords=['轉賬', "
      "'ＩＰＯ']\n[[operation]]\nid='b'\nlabel={en='B'}\nwords=[]\n");
  const auto dictionary = load_dictionary(file.name);
  REQUIRE(dictionary);
  CHECK(dictionary->systems[0].words == std::vector<std::string>{"转账", "ipo"});
  CHECK(dictionary->systems[0].label.at("zh-CN") == "甲");
}

TEST_CASE("a bad dictionary is refused with every problem and its line") {
  const File file(
      "[[system]]\nid='a'\nwords=[1]\ncolour='red'\n[[system]]\nid='a'\nlabel={en=''}\nwords=[]\n");
  const auto dictionary = load_dictionary(file.name);
  REQUIRE_FALSE(dictionary);
  const auto& text = dictionary.error().text;
  for (const std::string part :
       {":4: unknown key \"colour\"", "an entry needs a label by locale", "label needs words for en",
        ":3: words holds", "\"a\" stands twice", "[[operation]]"}) {
    INFO(text);
    CHECK(text.find(part) != std::string::npos);
  }
  CHECK_FALSE(load_dictionary("/nowhere/dictionary.toml"));
  const File broken("[[system");
  CHECK(load_dictionary(broken.name).error().kind == Kind::bad_input);
}
