#pragma once
#include <string>
#include <vector>

#include "bot/dialog.h"

/// A conversation as a product owner writes it down, played against the dialog (form of the file:
/// tests/dialogs/README.md).
struct Scene {
  std::string file, title;
  int line = 0;
  std::vector<std::string> lines;
};
std::vector<Scene> read_scenes(const std::string& path);

/// What the scene wants and what happened, both as text, one step after the other.
struct Played {
  std::string wanted, happened;
  std::vector<std::string>
      broken;  // rules that hold in every scene: no silence, no whole phone in a group, …
  std::vector<Notice> notices;
};
Played play(const Scene& scene, const Forms& forms, const Dictionary& dictionary);
