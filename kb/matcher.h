#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bot/result.h"
#include "kb/article.h"

/// Finds the article that answers a message by its patterns and keywords. Immutable; share by shared_ptr, any
/// thread.
class Matcher {
 public:
  struct Hit {
    std::size_t article;   // index into articles()
    std::string by;        // "pattern" | "keyword"
    std::string evidence;  // the pattern or the words
    double confidence = 1;
  };
  /// Refuses with every bad pattern, naming article and pattern.
  static Result<std::shared_ptr<const Matcher>> build(std::vector<Article> articles);
  ~Matcher();
  /// Best first, at most `limit`.
  std::vector<Hit> match(const std::string& text, const std::string& system = {},
                         std::size_t limit = 3) const;
  const std::vector<Article>& articles() const;

 private:
  Matcher();
  struct Body;
  std::unique_ptr<Body> body_;
};
