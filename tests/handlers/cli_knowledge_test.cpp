#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "handlers/cli/knowledge.h"
#include "kb/exchange.h"
#include "tests/handlers/knowledge_world.h"

namespace {

struct Scratch {
  std::filesystem::path path =
      std::filesystem::temp_directory_path() / ("dutydesk-cli-knowledge-" + std::to_string(::getpid()));
  Scratch() {
    std::filesystem::remove_all(path);
    std::filesystem::create_directories(path);
  }
  ~Scratch() { std::filesystem::remove_all(path); }
};

}  // namespace

TEST_CASE("kb import says what it would do, does it, and export gives the same back", "[pg]") {
  KnowledgeWorld world;
  const Scratch scratch;
  const auto table = (scratch.path / "articles.csv").string();
  {
    std::ofstream file(table);
    write_csv({world.article("a", "甲", "甲"), world.article("b", "乙", "乙")}, file);
  }
  std::ostringstream dry, done, again, problems;
  CHECK(run_kb_take(world.connection, table, ImportTo::nothing, world.now, dry, problems) == 0);
  CHECK(dry.str() == "+ a\n+ b\n2 new, 0 changed, 0 the same, 0 refused; a dry run, nothing was written\n");
  CHECK(world.live().empty());
  CHECK(run_kb_take(world.connection, table, ImportTo::readers, world.now, done, problems) == 0);
  CHECK(world.live() == std::vector<std::string>{"a", "b"});
  const auto folder = (scratch.path / "out").string();
  std::ostringstream out;
  CHECK(run_kb_give(world.connection, "jsonl", folder, out, problems) == 0);
  CHECK(run_kb_take(world.connection, folder, ImportTo::nothing, world.now, again, problems) == 0);
  CHECK(again.str() == "0 new, 0 changed, 2 the same, 0 refused; a dry run, nothing was written\n");
  CHECK(problems.str().empty());
}

TEST_CASE("kb import names what is changed field by field, and what is refused with its reason", "[pg]") {
  KnowledgeWorld world;
  const Scratch scratch;
  auto changed = world.article("a", "甲", "甲");
  world.publish(changed);
  changed.patterns.push_back("乙");
  auto broken = world.article("b", "(", "乙");
  const auto lines = (scratch.path / "articles.jsonl").string();
  {
    std::ofstream file(lines);
    write_jsonl({changed, broken}, file);
  }
  std::ostringstream out, problems;
  CHECK(run_kb_take(world.connection, lines, ImportTo::readers, world.now, out, problems) == 1);
  CHECK(out.str().find("~ a  patterns +1 -0\n") != std::string::npos);
  CHECK(out.str().find("! b\n    patterns 1: \"(\": column 1") != std::string::npos);
  CHECK(out.str().find("1 refused: nothing was written") != std::string::npos);
}

TEST_CASE("a status is set, listed and cleared by its number", "[pg]") {
  KnowledgeWorld world;
  StatusWords words;
  words.title = "委托延迟";
  words.text = "正在处理";
  words.words = {"委托慢"};
  std::ostringstream set, list, clear, refused;
  CHECK(run_status_set(world.connection, words, 480, world.now, set) == 0);
  CHECK(set.str().starts_with("status 1 answers until 2026-03-10 14:00"));
  CHECK(run_status_list(world.connection, 480, world.now, list) == 0);
  CHECK(list.str() == "1  until 2026-03-10 14:00  委托慢\n    正在处理\n");
  CHECK(run_status_clear(world.connection, 1, world.now, clear) == 0);
  CHECK(run_status_clear(world.connection, 1, world.now, clear) == 1);
  words.words.clear();
  CHECK(run_status_set(world.connection, words, 480, world.now, refused) == 1);
}
