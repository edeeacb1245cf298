#include "templates/pages.h"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace {

namespace fs = std::filesystem;

/// A small set of pages that a test may spoil.
struct PageFolder {
  fs::path path = fs::temp_directory_path() / ("dutydesk-pages-" + std::to_string(getpid()));
  PageFolder() {
    fs::remove_all(path);
    put("parts/frame.html", "<title>{{title}}</title><main>{{>content}}</main>[[site.foot]]");
    put("parts/greeting.html", "[[site.hello]]");
    put("home.html",
        "{{!layout frame}}\n<h1>{{>greeting}}</h1>{{#items}}<li>{{name}}</li>{{/items}}{{{body_html}}}");
    put("words/zh-CN/site.toml", "[site]\nhello = \"你好，{{name}}\"\nfoot = \"页脚 & <尾>\"\n");
    put("words/en/site.toml", "[site]\nhello = \"Hello {{name}}\"\nfoot = \"Foot\"\n");
  }
  ~PageFolder() { fs::remove_all(path); }
  void put(const std::string& name, const std::string& text) const {
    fs::create_directories((path / name).parent_path());
    std::ofstream(path / name) << text;
  }
  std::string problems() const {
    const auto loaded = Pages::load(path.string());
    return loaded ? "" : loaded.error().text;
  }
};

std::string text_of(const fs::path& path) {
  std::ifstream in(path);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

}  // namespace

TEST_CASE("a page stands in its layout, with parts and words of the locale, and people's text escaped") {
  const PageFolder folder;
  const auto pages = Pages::load(folder.path.string());
  REQUIRE(pages);
  PageData data;
  data.text("title", "T").text("name", "<b>\"&'").markup("body_html", "<p>ok</p>");
  data.list("items", {PageData().text("name", "1<2"), PageData().text("name", "three")});
  CHECK(*(*pages)->page("zh-CN", "home", data) ==
        "<title>T</title><main><h1>你好，&lt;b&gt;&quot;&amp;&#39;</h1><li>1&lt;2</li><li>three</li><p>ok</"
        "p></main>"
        "页脚 &amp; &lt;尾&gt;");
  CHECK(*(*pages)->fragment("en", "home", PageData().text("name", "Bo")) == "<h1>Hello Bo</h1>");
  CHECK((*pages)->word("en", "site.hello") == "Hello {{name}}");
  CHECK((*pages)->word("en", "site.none") == "site.none");
  CHECK_FALSE((*pages)->page("en", "none", data));
}

TEST_CASE("a value of people cannot be put in unescaped") {
  const PageFolder folder;
  folder.put("home.html", "{{{name}}} {{& title }}");
  CHECK(folder.problems().find("{{{name}}}") != std::string::npos);
  CHECK(folder.problems().find("{{{title}}}") != std::string::npos);
  CHECK_THROWS(PageData().text("body_html", "<script>"));
  CHECK_THROWS(PageData().markup("name", "<script>"));
}

TEST_CASE("unknown words, parts and layouts, and words that a locale lacks, are all refused at once") {
  const PageFolder folder;
  folder.put("home.html", "{{!layout none}}\n[[site.nothing]] {{>nowhere}}");
  folder.put("words/en/more.toml", "[more]\nonly_here = \"x\"\n");
  const auto problems = folder.problems();
  for (const auto* wanted : {"site.nothing", "nowhere", "layout \"none\"", "more.only_here"})
    CHECK(problems.find(wanted) != std::string::npos);
}

TEST_CASE("the desk's own pages are sound, and every word of theirs is used") {
  const auto folder = fs::path(SOURCE_FOLDER) / "templates/pages";
  const auto pages = Pages::load(folder.string());
  INFO((pages ? "" : pages.error().text));
  REQUIRE(pages);
  std::string used;
  for (const auto* room : {"templates/pages", "handlers", "gateway"})
    for (const auto& entry : fs::recursive_directory_iterator(fs::path(SOURCE_FOLDER) / room))
      if (entry.path().extension() == ".html" || entry.path().extension() == ".cpp")
        used += text_of(entry.path());
  std::istringstream words(text_of(folder / "words/zh-CN/kb.toml") + text_of(folder / "words/zh-CN/qa.toml") +
                           text_of(folder / "words/zh-CN/site.toml"));
  std::string table;
  for (std::string line; std::getline(words, line);) {
    if (line.starts_with("[")) table = line.substr(1, line.find(']') - 1);
    if (line.find(" = ") == std::string::npos || table == "state" || table == "step" || table == "field" ||
        table == "by")
      continue;
    const auto name = line.substr(0, line.find(' '));
    const auto stem = name.ends_with("_title") ? name.substr(0, name.size() - 6) : name;
    INFO(table << "." << name);
    CHECK((used.find(table + "." + name) != std::string::npos ||
           used.find("\"" + stem + "\"") != std::string::npos));
  }
}

TEST_CASE("a list says whether it holds anything, unless that was said on its own") {
  const auto flag = [](const PageData& data) { return data.entries().at("has_rows").on; };
  CHECK(flag(PageData().list("rows", {PageData()})));
  CHECK_FALSE(flag(PageData().list("rows", {})));
  CHECK_FALSE(flag(PageData().flag("has_rows", false).list("rows", {PageData()})));
  CHECK(flag(PageData().list("rows", {}).flag("has_rows", true)));
}
