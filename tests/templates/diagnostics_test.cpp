#include "templates/diagnostics.h"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

namespace {

namespace fs = std::filesystem;

class LookupFolder {
 public:
  LookupFolder() : path_(fs::temp_directory_path() / ("lookups-" + std::to_string(getpid()))) {
    fs::remove_all(path_);
    fs::create_directories(path_);
  }
  ~LookupFolder() { fs::remove_all(path_); }
  LookupFolder(const LookupFolder&) = delete;
  LookupFolder& operator=(const LookupFolder&) = delete;
  void put(const std::string& name, const std::string& text) const { std::ofstream(path_ / name) << text; }
  std::string path() const { return path_.string(); }

 private:
  fs::path path_;
};

const char* const whole = R"(title = { "zh-CN" = "登录日志", en = "Login log" }
kind = "elasticsearch"
target = "logs"
index = "login-*"
query = '''{"query":{"term":{"account":"{fund_account}"}}}'''
systems = ["login"]
at_opening = true
timeout = "8s"
before = "1h"
most_rows = 5
most_kb = 4
missing = { "zh-CN" = "请先问资金账号", en = "Please ask for the account" }
[[column]]
path = "message"
title = { "zh-CN" = "内容", en = "Words" }
[[column]]
path = "phone"
as = "phone"
)";

}  // namespace

TEST_CASE("a look-up is read from its file, whose name is its id") {
  const LookupFolder folder;
  folder.put("login_log.toml", whole);
  folder.put("notes.txt", "not read");
  const auto all = load_diagnostics(folder.path());
  REQUIRE(all);
  REQUIRE(all->size() == 1);
  const auto& one = all->front();
  CHECK(one.id == "login_log");
  CHECK(one.kind == Diagnostic::Kind::elasticsearch);
  CHECK(one.title.at("en") == "Login log");
  CHECK(one.target == "logs");
  CHECK(one.path == "login-*");
  CHECK(one.at_opening);
  CHECK(one.timeout == Seconds{8});
  CHECK(one.before == Seconds{3600});
  CHECK(one.after == Seconds{1800});
  CHECK(one.most_rows == 5);
  CHECK(one.most_bytes == 4096);
  CHECK(one.columns.at(1).as == "phone");
  CHECK(one.where == folder.path() + "/login_log.toml:5");
}

TEST_CASE("without the folder there are no look-ups") {
  const auto all = load_diagnostics("/nonexistent/lookups");
  REQUIRE(all);
  CHECK(all->empty());
}

TEST_CASE("every problem of every file of look-ups is told at once, with its line") {
  const LookupFolder folder;
  folder.put(
      "a.toml",
      "title = \"登录\"\nkind = \"sql\"\ntarget = \"db\"\nquery = \"DELETE FROM t WHERE a = '{phone}'\"\n"
      "timeout = \"5h\"\nmost_rows = 1000\ncolour = \"red\"\n");
  folder.put("b.toml",
             "title = { \"zh-CN\" = \"乙\" }\nkind = \"link\"\nurl = \"ftp://x\"\nat_opening = true\n");
  folder.put("C d.toml", "title = { \"zh-CN\" = \"丙\" }\nkind = \"http\"\ntarget = \"t\"\npath = \"x\"\n");
  const auto all = load_diagnostics(folder.path());
  REQUIRE_FALSE(all);
  const auto& text = all.error().text;
  INFO(text);
  for (const auto* part :
       {"a.toml:1: title: must name a text for each locale", "a.toml:4: query: SQL must begin with SELECT",
        "a.toml:4: query: {phone} stands within quotation marks", "a.toml:5: timeout: must be a time",
        "a.toml:6: most_rows: must be a number", "a.toml:7: unknown key \"colour\"",
        "b.toml:3: url: must begin with https://", "b.toml:4: at_opening: a link is opened by a person",
        "C d.toml:1: a file is named by small letters", "C d.toml:4: path: must begin with a slash"})
    CHECK(text.find(part) != text.npos);
}

TEST_CASE("a file of look-ups that is no TOML is told with its line") {
  const LookupFolder folder;
  folder.put("a.toml", "title = \n");
  const auto all = load_diagnostics(folder.path());
  REQUIRE_FALSE(all);
  CHECK(all.error().text.find("a.toml:1") != std::string::npos);
}
