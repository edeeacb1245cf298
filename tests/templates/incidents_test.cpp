#include "templates/incidents.h"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

TEST_CASE("when like tickets are an incident is read from a file, and what is wrong is said with its line") {
  const auto shipped = load_burst_rule(std::string(SOURCE_FOLDER) + "/templates/incidents.toml");
  REQUIRE(shipped);
  CHECK(shipped->count == 5);
  CHECK(shipped->within == Seconds{600});
  const auto file =
      std::filesystem::temp_directory_path() / ("incidents-" + std::to_string(getpid()) + ".toml");
  std::ofstream(file) << "tickets = 2\nwithin = \"soon\"\n";
  const auto wrong = load_burst_rule(file.string());
  std::filesystem::remove(file);
  REQUIRE_FALSE(wrong);
  INFO(wrong.error().text);
  CHECK(wrong.error().text.find(":1: tickets: must be") != std::string::npos);
  CHECK(wrong.error().text.find(":2: within: must be") != std::string::npos);
}
