#pragma once
#include <unistd.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <string>

#include "handlers/settings/layers.h"

/// Templates of one's own, as they ship, until a test changes them.
class OwnTemplates {
 public:
  OwnTemplates() {
    static std::atomic<int> made{0};
    folder_ = std::filesystem::temp_directory_path() /
              ("settings-" + std::to_string(getpid()) + "-" + std::to_string(++made));
    const std::filesystem::path shipped = std::string(SOURCE_FOLDER) + "/templates";
    std::filesystem::create_directories(folder_);
    for (const auto* part :
         {"forms", "handover", "messages", "clocks", "lint", "runbooks", "incidents.toml", "synonyms.toml"})
      std::filesystem::copy(shipped / part, folder_ / part, std::filesystem::copy_options::recursive);
    config_.templates_folder = folder_.string();
    config_.articles_folder = (shipped / "articles").string();
  }
  ~OwnTemplates() { std::filesystem::remove_all(folder_); }
  OwnTemplates(const OwnTemplates&) = delete;
  OwnTemplates& operator=(const OwnTemplates&) = delete;

  const Config& config() const { return config_; }
  std::string text(const std::string& path) const { return text_of_file((folder_ / path).string()); }
  void write(const std::string& path, const std::string& text) { std::ofstream(folder_ / path) << text; }
  /// The file's text with one place changed.
  std::string changed(const std::string& path, const std::string& from, const std::string& to) const {
    auto whole = text(path);
    const auto at = whole.find(from);
    INFO(path << " holds " << from);
    REQUIRE(at != whole.npos);
    return whole.replace(at, from.size(), to);
  }

 private:
  std::filesystem::path folder_;
  Config config_;
};
