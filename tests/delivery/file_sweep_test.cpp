#include "gateway/delivery/file_sweep.h"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <filesystem>
#include <fstream>

#include "gateway/delivery/file_folder.h"
#include "gateway/delivery/kept_files.h"
#include "tests/support/test_database.h"

namespace {

namespace files = std::filesystem;

struct Sweep {
  const TestDatabase database;
  Connection connection{database.settings()};
  std::string folder =
      (files::temp_directory_path() / ("dutydesk-sweep-" + std::to_string(getpid()))).string();
  ~Sweep() { files::remove_all(folder); }

  MediaFile keep(const std::string& bytes) {
    const auto file = keep_file(folder, bytes, "log.txt", FileRules{});
    REQUIRE(file);
    return *file;
  }
  void name(const MediaFile& file) {
    REQUIRE(connection.transact([&](Transaction& t) {
      return put_in_basket(t, {"corp", "me", "form"}, file);
    }));
  }
  void age(const std::string& name) const {
    files::last_write_time(folder + "/" + name, files::file_time_type::clock::now() - std::chrono::hours{25});
  }
  bool holds(const std::string& name) const { return files::exists(folder + "/" + name); }
  std::size_t swept() {
    const auto removed = sweep_files(connection, folder);
    REQUIRE(removed);
    return *removed;
  }
};

}  // namespace

TEST_CASE("a file goes once no row names it and nobody has stored it for a day") {
  Sweep world;
  const auto named = world.keep("named"), gone = world.keep("gone"), fresh = world.keep("fresh");
  world.name(named);
  std::ofstream(world.folder + "/unfinished.part") << "half";
  for (const auto& name : {named.sha256, gone.sha256, std::string("unfinished.part")}) world.age(name);
  CHECK(world.swept() == 2);
  CHECK(world.holds(named.sha256));
  CHECK(world.holds(fresh.sha256));
  CHECK_FALSE(world.holds(gone.sha256));
  CHECK_FALSE(world.holds("unfinished.part"));
}

TEST_CASE("a file that is stored again is kept for another day, before any row names it") {
  Sweep world;
  const auto file = world.keep("again");
  world.age(file.sha256);
  CHECK(world.keep("again").sha256 == file.sha256);
  CHECK(world.swept() == 0);
  world.age(file.sha256);
  CHECK(world.swept() == 1);
}

TEST_CASE("a folder that is not there yet holds nothing to sweep") {
  Sweep world;
  CHECK(world.swept() == 0);
}
