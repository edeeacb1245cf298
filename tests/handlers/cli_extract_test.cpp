#include <catch2/catch.hpp>
#include <sstream>
#include <string>

#include "handlers/cli/extract.h"
#include "templates/dictionary.h"

namespace {

struct Answer {
  int status = 0;
  std::string text;
};

Answer run(const std::string& lines) {
  const auto dictionary = load_dictionary(std::string(SOURCE_FOLDER) + "/templates/forms/dictionary.toml");
  REQUIRE(dictionary);
  std::istringstream in(lines);
  std::ostringstream out;
  const int status = run_extract(in, out, *dictionary);
  return {status, out.str()};
}

}  // namespace

TEST_CASE("lines come back in order, amounts as numbers, times in the offset of now") {
  const auto answer =
      run("{\"text\":\"转入5万不到账 昨天下午\",\"now\":\"2026-03-10T10:05:00+08:00\"}\n"
          "{\"text\":\"谢谢\",\"now\":\"2026-03-10T10:05:00+08:00\"}\n"
          "{\"text\":\"刚才\",\"now\":\"2026-03-10T02:05:00Z\"}\n"
          "{\"text\":\"刚才\",\"now\":\"2026-03-10T02:05:00.250-05:30\"}\n");
  CHECK(answer.status == 0);
  CHECK(answer.text ==
        "{\"fields\":{\"amount\":50000,\"operation\":\"transfer_in\",\"system\":\"transfer\",\"time\":\"2026-"
        "03-09/pm\"}}\n"
        "{\"fields\":{}}\n"
        "{\"fields\":{\"time\":\"2026-03-10T02:05\"}}\n"
        "{\"fields\":{\"time\":\"2026-03-10T02:05\"}}\n");
}

TEST_CASE("a line that cannot be read keeps its place and fails the run") {
  const auto answer =
      run("not "
          "json\n{\"text\":\"刚才\",\"now\":\"yesterday\"}\n{\"text\":\"刚才\",\"now\":\"2026-03-10T02:05:00+"
          "08:00\"}\n");
  CHECK(answer.status == 1);
  CHECK(answer.text == "{\"fields\":{}}\n{\"fields\":{}}\n{\"fields\":{\"time\":\"2026-03-10T02:05\"}}\n");
}
