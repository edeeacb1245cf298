#pragma once
#include <memory>
#include <string>
#include <vector>

#include "kb/page_text.h"

/// The search of the QA centre: finds what a person half remembers. Inner words, Traditional characters, full
/// width, initials or syllables of a title in pinyin, one typing error in a code. (What the bot answers with
/// is found by stricter means.) In memory; immutable; any thread.

struct PageDocument {
  std::string id, title, system, category;
  std::string text;                  // shown in passages: no markup
  std::vector<std::string> phrases;  // found but not shown: keywords, examples
};
struct PageHit {
  std::size_t document = 0;
  double score = 0;
  std::vector<PassagePart> title, passage;
};
struct PageAnswer {
  std::vector<PageHit> hits;  // best first
  std::size_t total = 0;
  std::string read_as;  // the code that was looked for in place of one nobody has written; empty: as typed
};

class PageSearch {
 public:
  static std::shared_ptr<const PageSearch> build(std::vector<PageDocument> documents);
  ~PageSearch();
  const std::vector<PageDocument>& documents() const;
  /// `system` empty: everywhere. At most 200 characters of the query are looked at.
  PageAnswer search(const std::string& query, const std::string& system = {}, std::size_t limit = 20) const;

 private:
  PageSearch();
  struct Body;
  std::unique_ptr<Body> body_;
};
