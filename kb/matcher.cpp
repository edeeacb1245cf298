#include "kb/matcher.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

#include "bot/text.h"
#include "kb/pattern_fault.h"
#include "kb/pattern_index.h"

namespace {

// Nobody asks a question longer than this; what follows in a pasted log is not the question.
constexpr std::size_t longest_question = 6000;  // bytes: 2,000 Chinese characters

using Numbers = std::vector<std::uint32_t>;  // of patterns in the index

/// A keyword: found where one of these patterns is, itself or a synonym.
struct Keyword {
  std::string text;  // as the article has it, in normal form
  Numbers patterns;
};
struct SearchedArticle {
  Numbers patterns, excludes;
  std::vector<std::vector<Keyword>> sets;
  std::vector<Keyword> any, none;
};

bool is_latin(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

/// "app" does not stand in "happen"; Chinese words have no such borders.
std::string pattern_of(const std::string& word) {
  std::string pattern;
  if (is_latin(word.front())) pattern += "(?:^|[^a-z0-9])";
  for (const char c : word) {
    if (static_cast<unsigned char>(c) < 0x80 && !is_latin(c) && c > ' ' && c != '_') pattern += '\\';
    pattern += c;
  }
  if (is_latin(word.back())) pattern += "(?:$|[^a-z0-9])";
  return pattern;
}

std::string plain_word(const std::string& word) { return normal(trimmed(clean_utf8(word))); }

/// Numbers the patterns of all articles, each once.
class PatternList {
 public:
  explicit PatternList(const Synonyms& synonyms) {
    for (const auto& group : synonyms) {
      std::vector<std::string> plain;
      for (const auto& word : group)
        if (auto one = plain_word(word); !one.empty()) plain.push_back(std::move(one));
      for (const auto& word : plain) {
        auto& others = others_[word];
        others.insert(others.end(), plain.begin(), plain.end());
      }
    }
  }
  std::uint32_t number(const std::string& pattern) {
    const auto [found, added] = numbers_.try_emplace(pattern, static_cast<std::uint32_t>(patterns_.size()));
    if (added) patterns_.push_back(pattern);
    return found->second;
  }
  Numbers numbers(const std::vector<std::string>& patterns) {
    Numbers all;
    for (const auto& pattern : patterns) all.push_back(number(pattern));
    return all;
  }
  std::vector<Keyword> keywords(const std::vector<std::string>& words) {
    std::vector<Keyword> all;
    for (const auto& word : words) {
      Keyword keyword{plain_word(word), {}};
      if (keyword.text.empty()) continue;
      keyword.patterns.push_back(number(pattern_of(keyword.text)));
      if (const auto same = others_.find(keyword.text); same != others_.end())
        for (const auto& other : same->second) keyword.patterns.push_back(number(pattern_of(other)));
      all.push_back(std::move(keyword));
    }
    return all;
  }
  std::vector<std::string> take() { return std::move(patterns_); }

 private:
  std::vector<std::string> patterns_;
  std::unordered_map<std::string, std::uint32_t> numbers_;
  std::map<std::string, std::vector<std::string>> others_;
};

SearchedArticle searched(const Article& article, PatternList& list) {
  SearchedArticle entry;
  entry.patterns = list.numbers(article.patterns);
  entry.excludes = list.numbers(article.excludes);
  for (const auto& words : article.keywords)
    if (auto set = list.keywords(words); !set.empty()) entry.sets.push_back(std::move(set));
  entry.any = list.keywords(article.keywords_any);
  entry.none = list.keywords(article.keywords_none);
  return entry;
}

bool holds(const Numbers& found, std::uint32_t number) {
  return std::binary_search(found.begin(), found.end(), number);
}
bool holds(const Numbers& found, const Keyword& word) {
  return std::any_of(word.patterns.begin(), word.patterns.end(),
                     [&](std::uint32_t number) { return holds(found, number); });
}
const Keyword* first_held(const Numbers& found, const std::vector<Keyword>& words) {
  const auto held =
      std::find_if(words.begin(), words.end(), [&](const Keyword& word) { return holds(found, word); });
  return held == words.end() ? nullptr : &*held;
}

/// From `least` to `most` by how much of the message the evidence covers.
double confidence(std::size_t covered, const std::string& text, double least, double most) {
  const auto whole = static_cast<double>(std::max<std::size_t>(code_points(text), 1));
  return least + (most - least) * std::min(1.0, static_cast<double>(covered) / whole);
}

Matcher::Hit by_words(std::size_t index, const std::vector<const Keyword*>& words, const std::string& text) {
  std::size_t covered = 0;
  std::string evidence;
  for (const auto* word : words) {
    covered += code_points(word->text);
    evidence += (evidence.empty() ? "" : " ") + word->text;
  }
  return {index, "keyword", evidence, confidence(covered, text, 0.5, 0.8)};
}

Matcher::Hit by_keywords(const SearchedArticle& entry, std::size_t index, const std::string& text,
                         const Numbers& found) {
  Matcher::Hit best{index, "", "", 0};
  const auto* any = first_held(found, entry.any);
  if ((any == nullptr && !entry.any.empty()) || first_held(found, entry.none) != nullptr) return best;
  if (entry.sets.empty() && any != nullptr) return by_words(index, {any}, text);
  for (const auto& set : entry.sets) {
    std::vector<const Keyword*> words;
    for (const auto& word : set)
      if (holds(found, word)) words.push_back(&word);
    if (words.size() != set.size()) continue;
    if (any != nullptr) words.push_back(any);
    if (auto hit = by_words(index, words, text); hit.confidence > best.confidence) best = std::move(hit);
  }
  return best;
}

bool speaks_in(const Article& article, const std::string& system, const std::string& group) {
  if (!system.empty() && !article.system.empty() && article.system != system) return false;
  return group.empty() || article.groups.empty() ||
         std::find(article.groups.begin(), article.groups.end(), group) != article.groups.end();
}

}  // namespace

struct Matcher::Body {
  std::vector<Article> articles;
  Synonyms synonyms;
  std::vector<SearchedArticle> entries;
  std::shared_ptr<const PatternIndex> index;
  std::vector<Numbers> led;  // by pattern: the articles that it may find
  std::vector<Problem> problems;

  void lead();
  Hit by_pattern(std::size_t article, const std::string& text, const Numbers& found) const;
};

void Matcher::Body::lead() {
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const auto lead = [&](const Numbers& patterns) {
      for (const auto pattern : patterns) {
        if (led.size() <= pattern) led.resize(pattern + 1);
        auto& to = led[pattern];
        if (to.empty() || to.back() != i) to.push_back(static_cast<std::uint32_t>(i));
      }
    };
    lead(entries[i].patterns);
    // All words of a set occur where its first one does.
    for (const auto& set : entries[i].sets) lead(set.front().patterns);
    if (entries[i].sets.empty())
      for (const auto& word : entries[i].any) lead(word.patterns);
  }
}

Matcher::Hit Matcher::Body::by_pattern(std::size_t article, const std::string& text,
                                       const Numbers& found) const {
  Hit best{article, "", "", 0};
  for (const auto number : entries[article].patterns) {
    if (!holds(found, number)) continue;
    const auto span = index->find(number, text);
    if (!span) continue;
    const auto sure =
        confidence(code_points(std::string_view(text).substr(span->from, span->size)), text, 0.8, 1.0);
    if (sure > best.confidence) best = {article, "pattern", index->pattern(number), sure};
  }
  return best;
}

Matcher::Matcher() : body_(std::make_unique<Body>()) {}
Matcher::~Matcher() = default;

namespace {

std::vector<Matcher::Problem> problems_in(const std::vector<Article>& articles) {
  std::vector<Matcher::Problem> problems;
  std::set<std::string> ids;
  for (const auto& article : articles) {
    const auto tell = [&](const std::string& why) {
      problems.push_back({article.id, "article \"" + article.id + "\"" + why});
    };
    if (!ids.insert(article.id).second) tell(" occurs twice");
    const auto check = [&](const char* what, const std::vector<std::string>& patterns) {
      for (const auto& pattern : patterns)
        if (const auto fault = pattern_fault(pattern))
          tell(std::string(": ") + what + " " + fault_line(pattern, *fault));
    };
    check("pattern", article.patterns);
    check("exclude", article.excludes);
  }
  return problems;
}

void drop_broken(std::vector<Article>& articles, const std::vector<Matcher::Problem>& problems) {
  std::set<std::string> broken, kept;
  for (const auto& problem : problems)
    if (!problem.text.ends_with(" occurs twice")) broken.insert(problem.article);
  std::erase_if(articles, [&](const Article& article) {
    return broken.contains(article.id) || !kept.insert(article.id).second;
  });
}

}  // namespace

Result<std::shared_ptr<const Matcher>> Matcher::build(std::vector<Article> articles, Broken broken,
                                                      const Synonyms& synonyms) {
  std::shared_ptr<Matcher> matcher(new Matcher());
  auto& body = *matcher->body_;
  body.problems = problems_in(articles);
  if (!body.problems.empty()) {
    if (broken == Broken::refuse) {
      std::string text;
      for (const auto& problem : body.problems) text += (text.empty() ? "" : "\n") + problem.text;
      return Error{Kind::bad_input, text};
    }
    drop_broken(articles, body.problems);
  }
  PatternList list(synonyms);
  for (const auto& article : articles) body.entries.push_back(searched(article, list));
  body.index = PatternIndex::build(list.take(), true);  // the text is in lower case
  body.articles = std::move(articles);
  body.synonyms = synonyms;
  body.lead();
  return std::shared_ptr<const Matcher>(std::move(matcher));
}

std::vector<Matcher::Hit> Matcher::match(const std::string& text, const std::string& system,
                                         std::size_t limit, const std::string& group) const {
  const auto plain = trimmed(normal(clean_utf8(prefix_bytes(text, longest_question))));
  std::vector<Hit> hits;
  if (plain.empty()) return hits;
  Numbers found;
  body_->index->matches(plain, found);
  std::set<std::uint32_t> candidates;
  for (const auto number : found)
    if (number < body_->led.size()) candidates.insert(body_->led[number].begin(), body_->led[number].end());
  for (const auto index : candidates) {
    if (!speaks_in(body_->articles[index], system, group)) continue;
    const auto& entry = body_->entries[index];
    const bool excluded = std::any_of(entry.excludes.begin(), entry.excludes.end(),
                                      [&](std::uint32_t number) { return holds(found, number); });
    if (excluded) continue;
    auto hit = body_->by_pattern(index, plain, found);
    if (hit.by.empty()) hit = by_keywords(entry, index, plain, found);
    if (!hit.by.empty()) hits.push_back(std::move(hit));
  }
  std::stable_sort(hits.begin(), hits.end(),
                   [](const Hit& left, const Hit& right) { return left.confidence > right.confidence; });
  if (hits.size() > limit) hits.resize(limit);
  return hits;
}

const std::vector<Article>& Matcher::articles() const { return body_->articles; }
const Synonyms& Matcher::synonyms() const { return body_->synonyms; }
const std::vector<Matcher::Problem>& Matcher::problems() const { return body_->problems; }
