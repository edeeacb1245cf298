#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bot/result.h"
#include "kb/article.h"
#include "kb/synonyms.h"

/// Finds the article that answers a message by its patterns and keywords. Immutable; share by shared_ptr, any
/// thread.
class Matcher {
 public:
  struct Hit {
    std::size_t article = 0;  // index into articles()
    std::string by;           // "pattern" | "keyword"
    std::string evidence;     // the pattern, or the words as the article has them
    double confidence = 1;
  };
  /// What an article cannot be searched by.
  struct Problem {
    std::string article;  // its id
    std::string text;     // names the article, the pattern and the column of its fault
  };
  /// What a broken article does: refuse everything (where somebody stands by to mend it), or only itself.
  enum class Broken { refuse, leave_out };

  /// Refuses with every bad pattern, naming article and pattern; or serves all other articles and keeps a
  /// list.
  static Result<std::shared_ptr<const Matcher>> build(std::vector<Article> articles,
                                                      Broken broken = Broken::refuse,
                                                      const Synonyms& synonyms = {});
  ~Matcher();
  /// Best first, at most `limit`. An article of another system or of other chats is silent; an empty `system`
  /// or `group` is any.
  std::vector<Hit> match(const std::string& text, const std::string& system = {}, std::size_t limit = 3,
                         const std::string& group = {}) const;
  const std::vector<Article>& articles() const;
  const Synonyms& synonyms() const;
  /// Of the articles that were left out.
  const std::vector<Problem>& problems() const;

 private:
  Matcher();
  struct Body;
  std::unique_ptr<Body> body_;
};
