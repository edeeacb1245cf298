#include "handlers/knowledge/file_store.h"
#include "tests/handlers/knowledge_world.h"

namespace {

ArticleFile file_of(const std::string& bytes, const std::string& small = {}) {
  ArticleFile file;
  file.name = "流程 1.png";
  file.type = "image/png";
  file.bytes = bytes;
  file.small_bytes = small;
  return file;
}

struct Files : KnowledgeWorld {
  std::string keep(const ArticleFile& file) {
    auto id = in([&](Transaction& t) { return keep_article_file(t, file, writer, now); });
    if (!id) FAIL(id.error().text);
    return *id;
  }
  bool there(const std::string& id) {
    return in([&](Transaction& t) { return find_article_file(t, id, FileCopy::whole); }).has_value();
  }
  bool for_readers(const std::string& id, const std::string& day) {
    return in([&](Transaction& t) { return is_file_for_readers(t, id, day); });
  }
  long long drop(Time at) {
    return in([&](Transaction& t) { return drop_unused_files(t, at); });
  }
  Article naming(const std::string& id) {
    auto made = article("a", "撤不了单", "撤不了单怎么办");
    made.body += "![流程](" + file_url(id) + ")\n";
    return made;
  }
};

constexpr Seconds week{7 * 86400};

}  // namespace

TEST_CASE("a file is kept once by its digest, byte for byte, with its small copy", "[pg]") {
  Files world;
  std::string bytes;
  for (int i = 0; i < 100'000; ++i) bytes += static_cast<char>(i * 7);
  const auto id = world.keep(file_of(bytes, "small"));
  CHECK(id.size() == 32);
  CHECK(world.keep(file_of(bytes)) == id);
  const auto whole = world.in([&](Transaction& t) { return find_article_file(t, id, FileCopy::whole); });
  REQUIRE(whole);
  CHECK(whole->bytes == bytes);
  CHECK(whole->name == "流程 1.png");
  const auto small = world.in([&](Transaction& t) { return find_article_file(t, id, FileCopy::small); });
  REQUIRE(small);
  CHECK(small->bytes == "small");
  const auto plain = world.keep(file_of("tiny"));
  const auto same = world.in([&](Transaction& t) { return find_article_file(t, plain, FileCopy::small); });
  REQUIRE(same);
  CHECK(same->bytes == "tiny");
  const auto listed = world.in([&](Transaction& t) {
    return article_files(t, {file_url(plain), "/qa/file/none"});
  });
  REQUIRE(listed.size() == 1);
  CHECK(listed[0].size == 4);
}

TEST_CASE("readers get a file while a published article names it, and on its days only", "[pg]") {
  Files world;
  const auto id = world.keep(file_of("picture"));
  auto made = world.naming(id);
  made.valid_until = "2026-03-20";
  REQUIRE(world.save(made, 0));
  CHECK_FALSE(world.for_readers(id, world.today));
  REQUIRE(world.submit("a", 1));
  REQUIRE(world.approve("a", 1));
  CHECK(world.for_readers(id, world.today));
  CHECK_FALSE(world.for_readers(id, "2026-03-21"));
  CHECK_FALSE(world.for_readers(world.keep(file_of("another")), world.today));
  world.publish(world.article("a", "撤不了单", "撤不了单怎么办"));
  CHECK_FALSE(world.for_readers(id, world.today));
}

TEST_CASE("a file goes with the last version that names it, never under one who writes", "[pg]") {
  Files world;
  const auto id = world.keep(file_of("picture")), document = world.keep(file_of("document"));
  const auto unused = world.keep(file_of("unused"));
  auto made = world.naming(id);
  made.attachments = {file_url(document)};
  REQUIRE(world.save(made, 0));
  REQUIRE(world.save(world.article("a", "撤不了单", "撤不了单怎么办"), 1));
  CHECK(world.drop(world.now + week - Seconds{1}) == 0);
  CHECK(world.drop(world.now + week + Seconds{1}) == 1);
  CHECK_FALSE(world.there(unused));
  CHECK(world.there(id));
  CHECK(world.there(document));
  world.in([](Transaction& t) {
    return t.run("DELETE FROM article_version WHERE article = 'a' AND version = 1").affected;
  });
  CHECK(world.drop(world.now + week + Seconds{1}) == 2);
  CHECK_FALSE(world.there(id));
}

TEST_CASE("one person keeps at most 200 files a day", "[pg]") {
  Files world;
  for (int i = 0; i < 200; ++i) world.keep(file_of(std::to_string(i)));
  const auto more = [&](Time at) {
    return static_cast<bool>(
        world.in([&](Transaction& t) { return keep_article_file(t, file_of("more"), world.writer, at); }));
  };
  CHECK_FALSE(more(world.now));
  CHECK(more(world.now + Seconds{86401}));
}

TEST_CASE("only addresses of files are addresses of files") {
  const std::string id(32, 'a');
  CHECK(file_id_of(file_url(id)) == id);
  for (const auto& url : {"/qa/file/" + std::string(31, 'a'), "/qa/file/../" + id,
                          "/qa/file/" + id + "/small", "https://example.com/qa/file/" + id, std::string()})
    CHECK(file_id_of(url).empty());
}
