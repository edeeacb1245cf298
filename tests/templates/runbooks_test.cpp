#include "templates/runbooks.h"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

TEST_CASE("what is wrong with a runbook is said with file and line") {
  namespace fs = std::filesystem;
  const auto folder = fs::temp_directory_path() / ("runbooks-" + std::to_string(getpid()));
  fs::create_directories(folder);
  std::ofstream(folder / "bad.toml")
      << "title = { \"zh-CN\" = \"x\" }\n[[step]]\nrole = \"cook\"\nwithin = \"soon\"\n";
  const auto loaded = load_runbooks(folder.string());
  fs::remove_all(folder);
  REQUIRE_FALSE(loaded);
  const auto& problems = loaded.error().text;
  for (const auto* wanted : {"bad.toml:2: text: is missing", "bad.toml:3: role: \"cook\" is none of",
                             "bad.toml:4: within: must be a time", "it would be for everything"}) {
    INFO(problems);
    CHECK(problems.find(wanted) != std::string::npos);
  }
  CHECK(load_runbooks("/nowhere")->empty());
}
