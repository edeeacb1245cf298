#include "templates/handover.h"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

namespace {

namespace fs = std::filesystem;

/// A copy of the checklists that ship, with one file changed; gone with the test.
class HandOverFolder {
 public:
  HandOverFolder() : path_(fs::temp_directory_path() / ("handover-" + std::to_string(getpid()))) {
    fs::remove_all(path_);
    fs::copy(std::string(SOURCE_FOLDER) + "/templates/handover", path_);
  }
  ~HandOverFolder() { fs::remove_all(path_); }
  std::string problems_with(const std::string& file, const std::string& text) const {
    std::ofstream(path_ / file) << text;
    const auto loaded = load_handover_rules(path_.string());
    return loaded ? "" : loaded.error().text;
  }

 private:
  fs::path path_;
};

}  // namespace

TEST_CASE("what is wrong with a checklist is said with file and line") {
  const HandOverFolder folder;
  const auto problems = folder.problems_with(
      "ops.toml",
      "title = { \"zh-CN\" = \"运维\" }\nsecond_person = \"yes\"\n[[field]]\nname = \"script\"\nlable = 1\n");
  CHECK(problems.find("ops.toml:2: \"second_person\" must be true or false") != std::string::npos);
  CHECK(problems.find("ops.toml:5: unknown key \"lable\"; did you mean \"label\"?") != std::string::npos);
  CHECK(problems.find("ops.toml:3: field \"script\" needs a \"label\"") != std::string::npos);
}

TEST_CASE("a checklist is for a role that gets tickets, and reasons are one choice") {
  const HandOverFolder folder;
  CHECK(folder.problems_with("develper.toml", "").find("did you mean \"developer.toml\"?") !=
        std::string::npos);
  const HandOverFolder other;
  CHECK(other.problems_with("reasons.toml", "[[field]]\nname = \"why\"\nlabel = { \"zh-CN\" = \"原因\" }\n")
            .find("reasons.toml:1: needs one [[field]] of type choice, named \"why\"") != std::string::npos);
}
