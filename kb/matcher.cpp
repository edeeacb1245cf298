#include "kb/matcher.h"

#include <re2/re2.h>

#include <algorithm>
#include <set>

#include "bot/text.h"

namespace {

constexpr std::size_t longest_pattern = 512;
constexpr std::int64_t pattern_memory = 1 << 20;
// Nobody asks a question longer than this; what follows in a pasted log is not the question.
constexpr std::size_t longest_question = 6000;  // bytes: 2,000 Chinese characters

using Regex = std::unique_ptr<RE2>;

struct Entry {
  std::vector<Regex> patterns, excludes;
  std::vector<std::vector<std::string>> keywords;  // normal form
};

Regex compiled(const std::string& pattern) {
  RE2::Options options;
  options.set_max_mem(pattern_memory);
  options.set_log_errors(false);
  options.set_case_sensitive(false);  // the text is in lower case
  return std::make_unique<RE2>(pattern, options);
}

std::vector<Regex> compile(const Article& article, const std::vector<std::string>& patterns,
                           const std::string& what, std::vector<std::string>& problems) {
  std::vector<Regex> made;
  for (const auto& pattern : patterns) {
    const auto wrong = [&](const std::string& why) {
      problems.push_back("article \"" + article.id + "\": " + what + " \"" + pattern + "\": " + why);
    };
    if (pattern.size() > longest_pattern) {
      wrong("longer than 512 bytes");
      continue;
    }
    auto regex = compiled(pattern);
    if (!regex->ok())
      wrong(regex->error());
    else if (RE2::FullMatch("", *regex))
      wrong("matches nothing at all, so it would match everything");
    else
      made.push_back(std::move(regex));
  }
  return made;
}

bool latin(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

/// "app" does not stand in "happen"; Chinese words have no such borders.
bool holds(const std::string& text, const std::string& word) {
  for (auto at = text.find(word); at != text.npos; at = text.find(word, at + 1)) {
    const auto end = at + word.size();
    const bool glued_before = at > 0 && latin(text[at - 1]) && latin(word.front());
    const bool glued_behind = end < text.size() && latin(text[end]) && latin(word.back());
    if (!glued_before && !glued_behind) return true;
  }
  return false;
}

bool any_matches(const std::vector<Regex>& patterns, const std::string& text) {
  return std::any_of(patterns.begin(), patterns.end(),
                     [&](const Regex& pattern) { return RE2::PartialMatch(text, *pattern); });
}

/// From `least` to `most` by how much of the message the evidence covers.
double confidence(std::size_t covered, const std::string& text, double least, double most) {
  const auto whole = static_cast<double>(std::max<std::size_t>(code_points(text), 1));
  return least + (most - least) * std::min(1.0, static_cast<double>(covered) / whole);
}

Matcher::Hit by_pattern(const Entry& entry, std::size_t index, const std::string& text) {
  Matcher::Hit best{index, "", "", 0};
  for (const auto& pattern : entry.patterns) {
    re2::StringPiece found;
    if (!pattern->Match(text, 0, text.size(), RE2::UNANCHORED, &found, 1)) continue;
    const auto sure = confidence(code_points({found.data(), found.size()}), text, 0.8, 1.0);
    if (sure > best.confidence) best = {index, "pattern", pattern->pattern(), sure};
  }
  return best;
}

Matcher::Hit by_keywords(const Entry& entry, std::size_t index, const std::string& text) {
  Matcher::Hit best{index, "", "", 0};
  for (const auto& words : entry.keywords) {
    if (!std::all_of(words.begin(), words.end(), [&](const std::string& word) { return holds(text, word); }))
      continue;
    std::size_t covered = 0;
    std::string evidence;
    for (const auto& word : words) {
      covered += code_points(word);
      evidence += (evidence.empty() ? "" : " ") + word;
    }
    const auto sure = confidence(covered, text, 0.5, 0.8);
    if (sure > best.confidence) best = {index, "keyword", evidence, sure};
  }
  return best;
}

}  // namespace

struct Matcher::Body {
  std::vector<Article> articles;
  std::vector<Entry> entries;
};

Matcher::Matcher() : body_(std::make_unique<Body>()) {}
Matcher::~Matcher() = default;

Result<std::shared_ptr<const Matcher>> Matcher::build(std::vector<Article> articles) {
  std::shared_ptr<Matcher> matcher(new Matcher());
  std::vector<std::string> problems;
  std::set<std::string> ids;
  for (const auto& article : articles) {
    if (!ids.insert(article.id).second) problems.push_back("article \"" + article.id + "\" occurs twice");
    Entry entry;
    entry.patterns = compile(article, article.patterns, "pattern", problems);
    entry.excludes = compile(article, article.excludes, "exclude", problems);
    for (const auto& words : article.keywords) {
      std::vector<std::string> plain;
      for (const auto& word : words)
        if (auto one = normal(trimmed(word)); !one.empty()) plain.push_back(std::move(one));
      if (!plain.empty()) entry.keywords.push_back(std::move(plain));
    }
    matcher->body_->entries.push_back(std::move(entry));
  }
  if (!problems.empty()) {
    std::string text;
    for (const auto& problem : problems) text += (text.empty() ? "" : "\n") + problem;
    return Error{Kind::bad_input, text};
  }
  matcher->body_->articles = std::move(articles);
  return std::shared_ptr<const Matcher>(std::move(matcher));
}

std::vector<Matcher::Hit> Matcher::match(const std::string& text, const std::string& system,
                                         std::size_t limit) const {
  const auto plain = trimmed(normal(clean_utf8(prefix_bytes(text, longest_question))));
  std::vector<Hit> hits;
  if (plain.empty()) return hits;
  for (std::size_t index = 0; index < body_->entries.size(); ++index) {
    const auto& scope = body_->articles[index].system;
    if (!system.empty() && !scope.empty() && scope != system) continue;
    const auto& entry = body_->entries[index];
    auto hit = by_pattern(entry, index, plain);
    if (hit.by.empty()) hit = by_keywords(entry, index, plain);
    if (!hit.by.empty() && !any_matches(entry.excludes, plain)) hits.push_back(std::move(hit));
  }
  std::stable_sort(hits.begin(), hits.end(),
                   [](const Hit& left, const Hit& right) { return left.confidence > right.confidence; });
  if (hits.size() > limit) hits.resize(limit);
  return hits;
}

const std::vector<Article>& Matcher::articles() const { return body_->articles; }
