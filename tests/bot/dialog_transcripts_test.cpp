// Every scene of tests/dialogs/*.txt happens as it is written.
#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>

#include "templates/dictionary.h"
#include "templates/forms.h"
#include "templates/render.h"
#include "tests/bot/transcript.h"

namespace {

const std::string source = SOURCE_FOLDER;

template <class T>
T or_fail(Result<T> result) {
  INFO((result ? std::string() : result.error().text));
  REQUIRE(result);
  return std::move(*result);
}

std::vector<Scene> all_scenes() {
  std::vector<Scene> scenes;
  for (const auto& entry : std::filesystem::directory_iterator(source + "/tests/dialogs"))
    if (entry.path().extension() == ".txt")
      for (auto& scene : read_scenes(entry.path().string())) scenes.push_back(std::move(scene));
  std::sort(scenes.begin(), scenes.end(), [](const Scene& left, const Scene& right) {
    return std::tie(left.file, left.line) < std::tie(right.file, right.line);
  });
  return scenes;
}

}  // namespace

TEST_CASE("every transcript happens as it is written, in words that both locales have") {
  const auto forms = or_fail(load_forms(source + "/templates/forms"));
  const auto dictionary = or_fail(load_dictionary(source + "/templates/forms/dictionary.toml"));
  const auto wording = or_fail(Wording::load(source + "/templates/messages"));
  const auto scenes = all_scenes();
  REQUIRE(scenes.size() > 20);
  for (const auto& scene : scenes) {
    INFO(scene.file << ":" << scene.line << ": " << scene.title);
    const auto played = play(scene, forms, dictionary);
    CHECK(played.happened == played.wanted);
    CHECK(played.broken == std::vector<std::string>{});
    for (const auto& notice : played.notices)
      for (const std::string locale : {"zh-CN", "en"}) {
        const auto said = wording->render(locale, notice);
        INFO(locale << " " << notice.key << ": " << (said ? said->text : said.error().text));
        REQUIRE(said);
        CHECK_FALSE(said->text.empty());
        CHECK(said->text.find("{{") == std::string::npos);
      }
  }
}
