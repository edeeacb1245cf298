#include "handlers/knowledge/file_store.h"
#include "tests/handlers/knowledge_world.h"

namespace {

std::string picture(std::size_t size) {
  std::string bytes("\x89PNG\r\n\x1A\n", 8);
  for (std::size_t i = bytes.size(); i < size; ++i) bytes += static_cast<char>(i * 7);
  return bytes;
}

}  // namespace

TEST_CASE("a picture is kept byte for byte, replaced by name, listed and dropped", "[pg]") {
  KnowledgeWorld world;
  const auto put = [&](const std::string& name, const std::string& bytes) {
    return world.in(
        [&](Transaction& t) { return keep_article_file(t, "a", name, bytes, world.writer, world.now); });
  };
  REQUIRE(put("flow.png", picture(300)));
  REQUIRE(put("flow.png", picture(100'000)));
  const auto file = world.in([](Transaction& t) { return find_article_file(t, "a", "flow.png"); });
  REQUIRE(file);
  CHECK(file->bytes == picture(100'000));
  CHECK(file->type == "image/png");
  CHECK(world.in([](Transaction& t) { return article_files(t, "a"); }).size() == 1);
  CHECK_FALSE(world.in([](Transaction& t) { return find_article_file(t, "b", "flow.png"); }));
  CHECK(world.in([](Transaction& t) { return drop_article_file(t, "a", "flow.png"); }));
  CHECK(world.in([](Transaction& t) { return article_files(t, "a"); }).empty());
}

TEST_CASE("what a browser could run, what is too large, and names that lead elsewhere are refused", "[pg]") {
  KnowledgeWorld world;
  const auto refused = [&](const std::string& name, const std::string& bytes) {
    return !world.in(
        [&](Transaction& t) { return keep_article_file(t, "a", name, bytes, world.writer, world.now); });
  };
  CHECK(refused("x.png", "<svg onload=alert(1)>"));
  CHECK(refused("x.html", "<html>"));
  CHECK(refused("x.png", picture((5u << 20) + 1)));
  for (const auto* name : {"", "../x.png", ".x.png", "a/b.png", "X.PNG"}) CHECK(refused(name, picture(50)));
}
