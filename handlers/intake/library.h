#pragma once
#include <atomic>
#include <memory>
#include <string>

#include "bot/fields.h"
#include "bot/form.h"
#include "bot/result.h"
#include "gateway/config.h"
#include "kb/matcher.h"
#include "templates/render.h"

/// What an operator changes without a compiler: wording, forms, dictionary, articles. Loaded together,
/// swapped together, immutable in between.
struct Library {
  std::shared_ptr<const Wording> wording;
  Forms forms;
  Dictionary dictionary;
  std::shared_ptr<const Matcher> matcher;
};

/// Every problem of every part at once.
Result<std::shared_ptr<const Library>> load_library(const Config& config);

/// The current library; a reload that fails leaves it as it is.
class Shelf {
 public:
  explicit Shelf(std::shared_ptr<const Library> library) : library_(std::move(library)) {}
  std::shared_ptr<const Library> get() const { return library_.load(); }
  void put(std::shared_ptr<const Library> library) { library_.store(std::move(library)); }

 private:
  std::atomic<std::shared_ptr<const Library>> library_;
};
