// Texts that count in the place of files: read by the same loaders, complained of by the same lines.
#include "templates/text_layer.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "templates/clock_rules.h"
#include "templates/dictionary.h"
#include "templates/forms.h"
#include "templates/handover.h"
#include "templates/incidents.h"
#include "templates/render.h"
#include "templates/synonyms.h"
#include "templates/wording_files.h"

namespace {

const std::string templates = std::string(SOURCE_FOLDER) + "/templates";

std::string content(const std::string& path) {
  std::ifstream in(templates + "/" + path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

TextLayer over(const std::string& path, const std::string& text) {
  return {{{templates + "/" + path, text}}};
}

std::string replaced_in(const std::string& path, const std::string& from, const std::string& to) {
  auto text = content(path);
  const auto at = text.find(from);
  INFO(path << " holds " << from);
  REQUIRE(at != text.npos);
  return text.replace(at, from.size(), to);
}

Result<Zone> zone_named_here(const std::string& name) { return Zone{name, std::chrono::hours{8}, {}}; }

template <class T>
std::string said(const Result<T>& result) {
  return result ? "" : result.error().text;
}

}  // namespace

TEST_CASE("every loader takes a text in the place of its file, and names the line that is wrong in it") {
  const auto forms = load_forms(
      templates + "/forms", over("forms/trading.toml", replaced_in("forms/trading.toml", "zh-CN\" = \"交易\"",
                                                                   "zh-CN\" = \"买卖\"")));
  REQUIRE(forms);
  CHECK(in_locale(form_named(*forms, "trading").title, "zh-CN") == "买卖");
  const auto wrong = said(
      load_forms(templates + "/forms", over("forms/trading.toml", "title = 3\n\n[[field]]\nnmae = \"x\"\n")));
  CHECK(wrong.find("forms/trading.toml:1: \"title\"") != std::string::npos);
  CHECK(wrong.find("forms/trading.toml:4: unknown key \"nmae\"; did you mean \"name\"?") !=
        std::string::npos);
  CHECK(said(load_handover_rules(templates + "/handover", over("handover/ops.toml", "x = 1\n")))
            .find("handover/ops.toml:1: unknown key") != std::string::npos);
  CHECK(said(load_dictionary(templates + "/forms/dictionary.toml",
                             over("forms/dictionary.toml", "\nsystem = 1\n")))
            .find("dictionary.toml:") != std::string::npos);
  CHECK(said(load_synonyms(templates + "/synonyms.toml", over("synonyms.toml", "same = [[\"甲乙\"]]\n")))
            .find("synonyms.toml:1: a list needs two") != std::string::npos);
  CHECK(load_burst_rule(templates + "/incidents.toml", over("incidents.toml", "tickets = 7\n"))->count == 7);
  CHECK(said(load_burst_rule(templates + "/incidents.toml", over("incidents.toml", "\ntickets = 2\n")))
            .find("incidents.toml:2: ") != std::string::npos);
  const auto clocks = load_clock_rules(
      templates + "/clocks", zone_named_here,
      over("clocks/policies.toml",
           replaced_in("clocks/policies.toml", "resolution = \"4h\"", "resolution = \"5h\"")));
  REQUIRE(clocks);
  CHECK(clocks->policies[0].versions[0].targets[3].resolution == std::chrono::hours{5});
  CHECK(said(load_clock_rules(templates + "/clocks", zone_named_here,
                              over("clocks/calendars.toml", "[[calendar]]\n")))
            .find("clocks/calendars.toml:1: ") != std::string::npos);
}

TEST_CASE("an edit of wording lies over the file message by message: what it lacks, the file still says") {
  const auto layer = over("messages/zh-CN/dialog.toml", "[dialog.thanks]\ntext = \"不用谢。\"\n");
  const auto wording = Wording::load(templates + "/messages", layer);
  REQUIRE(wording);
  const auto plain = *Wording::load(templates + "/messages");
  CHECK(*(*wording)->text("zh-CN", "dialog.thanks", {}) == "不用谢。");
  CHECK(*(*wording)->text("en", "dialog.thanks", {}) == *plain->text("en", "dialog.thanks", {}));
  CHECK(*(*wording)->text("zh-CN", "dialog.hello", {}) == *plain->text("zh-CN", "dialog.hello", {}));
  CHECK((*wording)->keys("zh-CN") == plain->keys("zh-CN"));
}

TEST_CASE(
    "an edit of wording adds no message, no placeholder and no tag, and is told its lines all at once") {
  const auto problems = said(Wording::load(
      templates + "/messages", over("messages/zh-CN/dialog.toml",
                                    "[dialog.thanks]\ntext = \"不用谢，{{name}}。\"\n\n[dialog.thanx]\ntext "
                                    "= \"x\"\n\n[dialog.hello]\ntex = \"y\"\n")));
  CHECK(problems.find("zh-CN/dialog.toml:1: message \"dialog.thanks\" has no {{name}}; it takes no values") !=
        std::string::npos);
  CHECK(problems.find("zh-CN/dialog.toml:4: the file that ships has no message \"dialog.thanx\"") !=
        std::string::npos);
  CHECK(problems.find("zh-CN/dialog.toml:8: unknown key \"tex\"") != std::string::npos);
  CHECK(problems.find("zh-CN/dialog.toml:7: message \"dialog.hello\" has no text") != std::string::npos);
  const auto tag = said(Wording::load(
      templates + "/messages", over("messages/zh-CN/dialog.toml", "[dialog.thanks]\ntext = \"{{{x}}}\"\n")));
  CHECK(tag.find("zh-CN/dialog.toml:1: ") != std::string::npos);
  const auto broken = said(Wording::load(
      templates + "/messages", over("messages/zh-CN/dialog.toml", "[dialog.thanks]\ntext = \"x\n")));
  CHECK(broken.find("zh-CN/dialog.toml:2: ") != std::string::npos);
}

TEST_CASE("the placeholders of a message are the names of its values and sections, in every part of it") {
  MessageText message;
  message.text = "{{#items}}{{ n }}. {{title}}{{/items}}{{! a remark }}";
  message.facts = {{"客户", "{{phone}}"}};
  message.title = "{{^late}}x{{/late}}";
  CHECK(placeholders_of(message) == std::set<std::string>{"items", "n", "title", "phone", "late"});
  MessageText open;
  open.text = "{{open";
  CHECK(placeholders_of(open) == std::set<std::string>{"open"});
}

TEST_CASE("messages are read for people to look at, as far as the text goes") {
  const auto messages = read_messages("[a.b]\ntext = \"x\"\n[a.c]\ntitle = \"only\"\n");
  REQUIRE(messages.count("a.b") == 1);
  CHECK(messages.at("a.b").text == "x");
  CHECK(read_messages("[a.b\n").empty());
}
