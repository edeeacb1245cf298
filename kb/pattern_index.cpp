#include "kb/pattern_index.h"

#include <algorithm>

#include "bot/utf8.h"
#include "kb/pattern_automaton.h"
#include "kb/pattern_code.h"
#include "kb/pattern_regex.h"
#include "kb/pattern_run.h"

namespace {

constexpr std::size_t most_regexes = 4096;  // kept at once; about 20 kB each once used

/// Kept by each thread. Places are all zero between two texts, so any index may use them.
struct PatternScratch {
  std::u32string text;
  std::vector<PatternPlaces> places;
  std::vector<std::uint32_t> literals;
};

/// What to try when a literal occurs.
struct PatternTrial {
  std::uint32_t pattern = 0;
  std::uint32_t other = 0;  // a literal that must occur as well; 0: none
};

/// How little a literal says: in how many patterns it stands, and short ones occur more often than they are
/// written.
std::vector<std::uint32_t> costs_of(const std::vector<std::u32string>& literals,
                                    const std::vector<std::uint32_t>& uses) {
  std::vector<std::uint32_t> costs(literals.size());
  for (std::size_t i = 1; i < literals.size(); ++i)
    costs[i] = uses[i] * (literals[i].size() == 1 ? 64 : 4) +
               (literals[i].size() < 4 ? 4 - static_cast<std::uint32_t>(literals[i].size()) : 0);
  return costs;
}

}  // namespace

struct PatternIndex::Body {
  explicit Body(bool ignore_case) : regexes(ignore_case, most_regexes) {}

  std::vector<std::string> patterns;
  std::vector<std::uint32_t> words;   // of all codes
  std::vector<std::uint32_t> begins;  // by pattern, into words; those without code share the next one's
  std::vector<bool> exact;
  PatternAutomaton automaton;
  std::vector<std::uint32_t> first_trial;  // by literal, into trials; one more at the end
  std::vector<PatternTrial> trials;
  std::vector<std::uint32_t> unled;   // no literal leads to them
  std::vector<std::uint32_t> opaque;  // no code at all
  PatternRegexes regexes;
  std::vector<Bad> bad;

  const std::uint32_t* code(std::size_t pattern) const { return words.data() + begins[pattern]; }
  void read(bool ignore_case, PatternLiterals& literals);
  void lead(const PatternLiterals& literals);
  bool found(std::uint32_t pattern, std::string_view text, const PlacedMessage* message,
             const PatternPlaces* places) const;
};

void PatternIndex::Body::read(bool ignore_case, PatternLiterals& literals) {
  regexes.resize(patterns.size());
  exact.resize(patterns.size());
  for (std::size_t i = 0; i < patterns.size(); ++i) {
    begins.push_back(static_cast<std::uint32_t>(words.size()));
    const auto number = static_cast<std::uint32_t>(i);
    const auto code = pattern_code(patterns[i], ignore_case, literals);
    if (!code.understood || !code.surely_valid)
      if (auto fault = pattern_syntax_fault(patterns[i], ignore_case)) {
        bad.push_back({i, std::move(*fault)});
        continue;
      }
    if (!code.understood) {
      opaque.push_back(number);
      regexes.pin(number, patterns[i]);
      continue;
    }
    exact[i] = code.exact;
    words.insert(words.end(), code.words.begin(), code.words.end());
  }
  begins.push_back(static_cast<std::uint32_t>(words.size()));
}

void PatternIndex::Body::lead(const PatternLiterals& literals) {
  const auto& all = literals.all();
  automaton = PatternAutomaton(all);
  std::vector<std::uint32_t> uses(all.size());
  const std::vector<std::uint32_t> alike(all.size(), 1);
  const auto each = [&](const std::vector<std::uint32_t>& costs, const auto& use) {
    for (std::size_t i = 0; i < patterns.size(); ++i)
      if (begins[i] != begins[i + 1]) use(static_cast<std::uint32_t>(i), pattern_needs(code(i), costs));
  };
  each(alike, [&](std::uint32_t, const std::vector<PatternNeed>& needs) {
    for (const auto& need : needs)
      for (const auto literal : need) ++uses[literal];
  });
  const auto costs = costs_of(all, uses);
  std::vector<std::pair<std::uint32_t, PatternTrial>> found;
  each(costs, [&](std::uint32_t pattern, std::vector<PatternNeed> needs) {
    const auto cheaper = [&](const PatternNeed& left, const PatternNeed& right) {
      return cost_of(left, costs) < cost_of(right, costs);
    };
    if (needs.empty()) {
      if (!exact[pattern]) regexes.pin(pattern, patterns[pattern]);
      unled.push_back(pattern);
      return;
    }
    std::stable_sort(needs.begin(), needs.end(), cheaper);
    PatternTrial trial{pattern, 0};
    for (std::size_t i = 1; i < needs.size() && trial.other == 0; ++i)
      if (needs[i].size() == 1) trial.other = needs[i].front();
    for (const auto literal : needs.front()) found.emplace_back(literal, trial);
  });
  first_trial.resize(all.size() + 1);
  for (const auto& [literal, trial] : found) ++first_trial[literal + 1];
  for (std::size_t i = 1; i < first_trial.size(); ++i) first_trial[i] += first_trial[i - 1];
  auto at = first_trial;
  trials.resize(found.size());
  for (const auto& [literal, trial] : found) trials[at[literal]++] = trial;
}

/// `message` null: the text cannot be placed.
bool PatternIndex::Body::found(std::uint32_t pattern, std::string_view text, const PlacedMessage* message,
                               const PatternPlaces* places) const {
  if (message == nullptr)
    return pattern_possible(code(pattern), places) && regexes.matches(pattern, patterns[pattern], text);
  return pattern_leads(code(pattern), *message) &&
         (exact[pattern] || regexes.matches(pattern, patterns[pattern], text));
}

PatternIndex::PatternIndex() = default;
PatternIndex::~PatternIndex() = default;

std::shared_ptr<const PatternIndex> PatternIndex::build(std::vector<std::string> patterns, bool ignore_case) {
  std::shared_ptr<PatternIndex> index(new PatternIndex());
  index->body_ = std::make_unique<Body>(ignore_case);
  index->body_->patterns = std::move(patterns);
  PatternLiterals literals;
  index->body_->read(ignore_case, literals);
  index->body_->lead(literals);
  return index;
}

const std::vector<PatternIndex::Bad>& PatternIndex::bad() const { return body_->bad; }
const std::string& PatternIndex::pattern(std::size_t number) const { return body_->patterns[number]; }

PatternIndex::Shape PatternIndex::shape() const {
  Shape shape;
  shape.always = body_->opaque.size();
  for (const auto pattern : body_->unled) shape.always += body_->exact[pattern] ? 0 : 1;
  for (std::size_t i = 0; i < body_->patterns.size(); ++i) shape.decided += body_->exact[i] ? 1 : 0;
  shape.filtered = body_->patterns.size() - body_->bad.size() - shape.decided - shape.always;
  return shape;
}

void PatternIndex::matches(std::string_view text, std::vector<std::uint32_t>& found) const {
  thread_local PatternScratch scratch;
  const auto& body = *body_;
  found.clear();
  for (const auto literal : scratch.literals) scratch.places[literal] = 0;
  scratch.literals.clear();
  if (scratch.places.size() < body.first_trial.size()) scratch.places.resize(body.first_trial.size());
  scratch.places[0] = ~PatternPlaces{0};
  scratch.text.clear();
  PlacedMessage message;
  bool placed = true;
  for (std::size_t at = 0; at < text.size();) {
    const auto c = next_code_point(text, at);
    placed = placed && c != 0xFFFD && scratch.text.size() < placed_characters;
    if (placed) {
      message.all |= message.last;
      message.lines |= c == '\n' ? 0 : message.last;
      message.last <<= 1U;
    }
    scratch.text += pattern_fold(c);
  }
  const auto* places = scratch.places.data();
  message.literals = places;
  body.automaton.find(scratch.text, scratch.places.data(), scratch.literals);
  const auto* known = placed ? &message : nullptr;
  for (const auto literal : scratch.literals)
    for (auto i = body.first_trial[literal]; i < body.first_trial[literal + 1]; ++i) {
      const auto& trial = body.trials[i];
      if (places[trial.other] == 0) continue;
      if (body.found(trial.pattern, text, known, places)) found.push_back(trial.pattern);
    }
  for (const auto pattern : body.unled)
    if (body.found(pattern, text, known, places)) found.push_back(pattern);
  for (const auto pattern : body.opaque)
    if (body.regexes.matches(pattern, body.patterns[pattern], text)) found.push_back(pattern);
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
}

std::optional<PatternIndex::Span> PatternIndex::find(std::size_t number, std::string_view text) const {
  const auto found = body_->regexes.find(static_cast<std::uint32_t>(number), body_->patterns[number], text);
  if (!found) return std::nullopt;
  return Span{found->from, found->size};
}
