#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "gateway/config.h"

namespace {

namespace fs = std::filesystem;

/// Calls read(file) with a file of this text.
template <class Read>
auto with_file(const std::string& text, Read read) {
  const auto file = fs::temp_directory_path() / ("targets-" + std::to_string(getpid()) + ".toml");
  std::ofstream(file) << text;
  ::chmod(file.c_str(), 0600);
  auto out = read(file.string());
  fs::remove(file);
  return out;
}

const char* const two = R"([desk]
diagnostics = "/etc/lookups"
allow_inline_secrets = true
[[target]]
name = "logs"
kind = "http"
address = "https://es.example.com:9200/"
authorization = "ApiKey abc"
[[target]]
name = "trade"
kind = "postgresql"
address = "host=10.0.0.5 dbname=trade user=reader"
password = "p"
)";

}  // namespace

TEST_CASE("systems that look-ups ask are read with their secrets") {
  const auto config = with_file(two, [](const std::string& file) { return load_config(file); });
  REQUIRE(config);
  CHECK(config->diagnostics_folder == "/etc/lookups");
  REQUIRE(config->targets.size() == 2);
  CHECK(config->targets[0].address == "https://es.example.com:9200");
  CHECK(config->targets[0].authorization.reveal() == "ApiKey abc");
  CHECK(config->targets[1].password.reveal() == "p");
}

TEST_CASE("every problem of a target is told with its line, and a secret in the file is refused") {
  std::string text = R"([[target]]
name = "a"
kind = "http"
address = "es.example.com"
password = "file:/nonexistent"
[[target]]
name = "a"
kind = "postgresql"
address = "host=x password=secret"
authorization = "plain"
[[target]]
name = "c"
kind = "oracle"
address = "x"
[[target]]
name = "d"
kind = "http"
address = "https://user@host/x?y"
)";
  const auto told = with_file(text, [](const std::string& file) {
    std::string all;
    for (const auto& [line, field, what] : check_config(file))
      all += std::to_string(line) + " " + field + " " + what + "\n";
    return all;
  });
  INFO(told);
  for (const auto* part :
       {"4 target[1].address must begin with https://", "5 target[1].password cannot read",
        "5 target[1].password is for kind postgresql", "6 target.name \"a\" is used twice",
        "9 target[2].address a password does not belong here",
        "10 target[2].authorization a secret does not belong", "10 target[2].authorization is for kind http",
        "13 target[3].kind must be one of", "18 target[4].address is scheme"})
    CHECK(told.find(part) != told.npos);
}
