#include "templates/render.h"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <thread>

namespace {

/// A folder of wording that goes with the test.
struct Folder {
  std::filesystem::path path;
  explicit Folder(const std::string& name)
      : path(std::filesystem::temp_directory_path() /
             ("dutydesk-" + name + "-" + std::to_string(::getpid()))) {
    std::filesystem::remove_all(path);
    std::filesystem::create_directories(path / "zh-CN");
    std::filesystem::create_directories(path / "en");
  }
  ~Folder() { std::filesystem::remove_all(path); }
  void put(const std::string& name, const std::string& text) const { std::ofstream(path / name) << text; }
  Result<std::shared_ptr<const Wording>> load() const { return Wording::load(path.string()); }
};

std::shared_ptr<const Wording> wording(const std::string& toml) {
  const Folder folder("render-test");
  folder.put("zh-CN/a.toml", toml);
  const auto loaded = folder.load();
  INFO((loaded ? "" : loaded.error().text));
  REQUIRE(loaded);
  return *loaded;
}

Outbound said(const Wording& words, Notice notice) {
  const auto out = words.render("zh-CN", notice);
  INFO((out ? "" : out.error().text));
  REQUIRE(out);
  return *out;
}

Notice notice(const std::string& key, Params params = {}) {
  Notice one;
  one.key = key;
  one.params = std::move(params);
  return one;
}

}  // namespace

TEST_CASE("plain text takes values as they are: nothing is HTML, control characters go, line ends stay") {
  const auto words = wording("[a]\ntext = \"{{x}}！\"\n");
  CHECK(said(*words, notice("a", {{"x", "<b>&\"'\x01\x1B\x7F\n行"}})).text == "<b>&\"'\n行！");
  CHECK(said(*words, notice("a", {{"x", "{{y}}"}, {"y", "z"}})).text == "{{y}}！");
  CHECK(said(*words, notice("a")).text == "！");
}

TEST_CASE("markdown takes values without their markup, and mentions only from the typed field") {
  const auto words = wording("[a]\ntext = \"x\"\nmarkdown = \"**{{x}}**\"\n");
  auto told = notice("a", {{"x", "<@all> [a](http://evil) `x`"}});
  told.mentions = {"lilei"};
  const auto out = said(*words, told);
  CHECK(out.markdown.find('<') == std::string::npos);
  CHECK(out.markdown.find("](") == std::string::npos);
  CHECK(out.markdown.substr(0, 2) == "**");
  CHECK(out.mentions == std::vector<std::string>{"lilei"});
}

TEST_CASE("an empty value hides its section, and an item's empty value hides the outer one") {
  const auto words = wording(
      "[a]\ntext = \"\"\"\n{{#who}}\n给{{who}}\n{{/who}}\n{{#items}}\n- {{title}}\n{{/items}}\n完\"\"\"\n");
  auto told = notice("a", {{"who", ""}, {"title", "外"}});
  told.items = {{{"title", "一"}}, {{"title", ""}}};
  CHECK(said(*words, told).text == "- 一\n- \n完");
  told.params["who"] = "李";
  told.items.clear();
  CHECK(said(*words, told).text == "给李\n完");
}

TEST_CASE("a title makes a card; a fact without a value is left out; a long description is the card's text") {
  const auto words = wording(
      "[a]\ntext = \"t\"\ntitle = \"单 {{n}}\"\ndescription = \"{{d}}\"\nurl = \"https://x/{{n}}\"\nfacts = "
      "[[\"客户\", \"{{c}}\"], [\"系统\", \"{{s}}\"]]\n");
  auto told = notice("a", {{"n", "7"}, {"d", "短"}, {"s", "交易"}});
  told.task_id = "id";
  told.updates_card = true;
  auto out = said(*words, told);
  REQUIRE(out.card.size() == 1);
  CHECK(out.card[0].title == "单 7");
  CHECK(out.card[0].description == "短");
  CHECK(out.card[0].url == "https://x/7");
  CHECK(out.card[0].task_id == "id");
  CHECK(out.updates_card);
  CHECK(out.card[0].facts == std::vector<std::pair<std::string, std::string>>{{"系统", "交易"}});
  told.params["d"] = std::string(37, 'x');
  out = said(*words, told);
  CHECK(out.card[0].description.empty());
  CHECK(out.card[0].text == std::string(37, 'x'));
}

TEST_CASE("choices are buttons on a card and numbered lines in the text") {
  const auto words = wording(
      "[ask]\ntext = \"哪个{{n}}？\\n说明\"\n[yes]\ntext = \"是 {{n}}\"\n[no]\ntext = \"否\"\n[listed]\ntext "
      "= \"选\\n　1. 是 7\\n2. 否\"\n");
  auto told = notice("ask", {{"n", "7"}});
  told.choices = {{"yes", "k.yes"}, {"no", "k.no"}};
  const auto out = said(*words, told);
  CHECK(out.text == "哪个7？\n说明\n1. 是 7\n2. 否");
  REQUIRE(out.card.size() == 1);
  CHECK(out.card[0].title == "哪个7？");
  CHECK(out.card[0].text == "说明");
  CHECK(out.card[0].buttons == std::vector<Button>{{"是 7", "k.yes"}, {"否", "k.no"}});
  told.key = "listed";
  CHECK(said(*words, told).text == "选\n　1. 是 7\n2. 否");
  told.choices = {{"nobody", "k"}};
  const auto lacking = words->render("zh-CN", told);
  REQUIRE_FALSE(lacking);
  CHECK(lacking.error().text.find("\"nobody\"") != std::string::npos);
}

TEST_CASE("a locale without the message says it in zh-CN; an unknown key is named") {
  const Folder folder("render-locale-test");
  folder.put("zh-CN/a.toml", "[a]\ntext = \"你好\"\n[b]\ntext = \"再见\"\n");
  folder.put("en/a.toml", "[a]\ntext = \"hello\"\n");
  const auto words = folder.load();
  REQUIRE(words);
  CHECK(*(*words)->text("en", "a", {}) == "hello");
  CHECK(*(*words)->text("en", "b", {}) == "再见");
  CHECK(*(*words)->text("fr", "a", {}) == "你好");
  const auto unknown = (*words)->text("en", "c", {});
  REQUIRE_FALSE(unknown);
  CHECK(unknown.error().kind == Kind::not_found);
  CHECK(unknown.error().text.find("\"c\"") != std::string::npos);
  CHECK((*words)->keys("en") == std::vector<std::string>{"a"});
}

TEST_CASE("every problem of every file is told at once, with file and line") {
  const Folder folder("render-problems-test");
  folder.put("zh-CN/a.toml",
             "[a]\ntext = \"{{#x}}\"\n[b]\ntext = \"{{{x}}}\"\n[c]\ntext = \"{{&x}}\"\n[ok]\ntext = \"x\"\n");
  const auto templates = folder.load();
  REQUIRE_FALSE(templates);
  CHECK(templates.error().text.find("zh-CN/a.toml:1: message \"a\": Unclosed section") != std::string::npos);
  CHECK(templates.error().text.find("zh-CN/a.toml:3: message \"b\": only {{name}}") != std::string::npos);
  CHECK(templates.error().text.find("zh-CN/a.toml:5: message \"c\": only {{name}}") != std::string::npos);
  folder.put("zh-CN/a.toml",
             "[a]\ntext = 5\n[b]\ntxt = \"x\"\ntext = \"x\"\n[c]\ntitle = \"x\"\nfacts = [[\"x\"]]\n");
  folder.put("zh-CN/b.toml", "[b]\ntext = \"x\"\n");
  folder.put("en/c.toml", "[b\n");
  const auto files = folder.load();
  REQUIRE_FALSE(files);
  const auto& text = files.error().text;
  CHECK(text.find("zh-CN/a.toml:2: \"text\" of message \"a\" must be a text") != std::string::npos);
  CHECK(text.find("zh-CN/a.toml:4: unknown key \"txt\"") != std::string::npos);
  CHECK(text.find("zh-CN/a.toml:6: message \"c\" has no text") != std::string::npos);
  CHECK(text.find("zh-CN/a.toml:8: facts must be pairs") != std::string::npos);
  CHECK(text.find("zh-CN/b.toml:1: message \"b\" stands in zh-CN/a.toml:3 already") != std::string::npos);
  CHECK(text.find("en/c.toml:1: ") != std::string::npos);
}

TEST_CASE("many threads may render at once") {
  const auto words = wording("[a]\ntext = \"{{#items}}{{x}},{{/items}}\"\n");
  std::vector<std::string> results(4);
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < results.size(); ++i)
      threads.emplace_back([&, i] {
        for (int round = 0; round < 200; ++round) {
          auto told = notice("a");
          told.items.assign(3, {{"x", std::to_string(i)}});
          const auto out = words->render("zh-CN", told);
          results[i] = out ? out->text : "failed";
        }
      });
  }
  CHECK(results == std::vector<std::string>{"0,0,0,", "1,1,1,", "2,2,2,", "3,3,3,"});
}
