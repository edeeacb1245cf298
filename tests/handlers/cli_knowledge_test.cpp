#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "handlers/cli/knowledge.h"
#include "handlers/knowledge/file_store.h"
#include "kb/exchange.h"
#include "tests/handlers/knowledge_world.h"
#include "tests/support/pictures.h"

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

TEST_CASE("a folder carries the files that articles name, byte for byte; what was tampered with is refused",
          "[pg]") {
  const Scratch scratch;
  const auto folder = (scratch.path / "out").string();
  const ArticleFile picture{"", "图.png", "image/png", png_of(8, 8, 90), 0, ""},
      notes{"", "notes.md", "text/plain", "+++ no article\n", 0, ""};
  std::string shown, attached;
  {
    KnowledgeWorld world;
    shown = *world.in([&](Transaction& t) { return keep_article_file(t, picture, world.writer, world.now); });
    attached =
        *world.in([&](Transaction& t) { return keep_article_file(t, notes, world.writer, world.now); });
    auto article = world.article("a", "甲", "甲");
    article.body = "![图](" + file_url(shown) + ")";
    article.attachments = {file_url(attached)};
    world.publish(article);
    std::ostringstream out, problems;
    CHECK(run_kb_give(world.connection, "jsonl", folder, out, problems) == 0);
    CHECK(out.str() == "1 articles, 2 pictures and documents in " + folder + "\n");
  }
  KnowledgeWorld other;
  std::ostringstream out, again, problems;
  CHECK(run_kb_take(other.connection, folder, ImportTo::readers, other.now, out, problems) == 0);
  CHECK(problems.str().empty());
  const auto back = other.in([&](Transaction& t) { return find_article_file(t, shown, FileCopy::whole); });
  REQUIRE(back);
  CHECK(back->bytes == picture.bytes);
  CHECK(back->name == picture.name);
  CHECK(other.in([&](Transaction& t) { return find_article_file(t, attached, FileCopy::whole); }));
  CHECK(other.in([&](Transaction& t) { return is_file_for_readers(t, shown, "2026-03-10"); }));
  std::ofstream(std::filesystem::path(folder) / "files" / shown / picture.name) << "something else";
  CHECK(run_kb_take(other.connection, folder, ImportTo::readers, other.now, again, problems) == 1);
  CHECK(problems.str() == "files/" + shown + ": is not what it was\n");
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

TEST_CASE("without a source named, what is matched and explained is what the desk answers by now", "[pg]") {
  KnowledgeWorld world;
  world.publish(world.article("frozen-funds", "资金.*冻结", "资金被冻结了"));
  const auto draft = world.save(world.article("later", "红利税", "红利税怎么算"), 0);
  REQUIRE(draft);
  Config config;
  config.templates_folder = SOURCE_FOLDER "/templates";
  const auto answers = answers_in_force(world.connection, config, world.now);
  REQUIRE(answers);
  REQUIRE((*answers)->articles().size() == 1);
  CHECK((*answers)->decide("客户资金怎么冻结了").kind == Decision::Kind::answer);
  CHECK((*answers)->decide("红利税怎么算").kind == Decision::Kind::silence);
}
