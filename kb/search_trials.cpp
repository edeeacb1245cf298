#include "kb/search_trials.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "kb/nearness.h"

namespace {

constexpr std::size_t looked_at = 5;  // rivals weighed against each other; a sixth was never the right one
constexpr std::size_t one_in = 6;     // entries taken out of a fold, to see questions that nobody has written
constexpr std::size_t enough_trials = 800;  // of held-back phrasings; more would not move the thresholds

/// The word that says most; null where there is none.
const Token* weightiest(const SearchModel& model, const std::vector<Token>& tokens) {
  const Token* most = nullptr;
  for (const auto& token : tokens)
    if (token.kind == TokenKind::word &&
        (most == nullptr ||
         model.rarity(token) * (token.to - token.from) > model.rarity(*most) * (most->to - most->from)))
      most = &token;
  return most;
}

enum class Alteration { exchanged, unknown, cut };

/// A question like `asked` about something else: its weightiest word gives way to that of `other`, to one
/// that nobody knows, or to nothing.
std::vector<Token> altered(const SearchModel& model, const std::vector<Token>& asked,
                           const std::vector<Token>& other, Alteration how) {
  const auto* off = weightiest(model, asked);
  const auto* on = weightiest(model, other);
  if (off == nullptr || on == nullptr || off->key == on->key) return {};
  std::vector<Token> tokens;
  std::uint32_t end = 0;
  for (const auto& token : asked) {
    end = std::max(end, token.to);
    if (token.to <= off->from || token.from >= off->to) tokens.push_back(token);
  }
  if (how == Alteration::cut) return tokens;
  for (auto token : other) {
    if (token.from < on->from || token.to > on->to) continue;
    if (how == Alteration::unknown) token.key = ~token.key;
    const bool has =
        std::any_of(tokens.begin(), tokens.end(), [&](const Token& said) { return said.key == token.key; });
    token.from += end - on->from;  // behind the rest, so that no two lie upon each other
    token.to += end - on->from;
    if (!has) tokens.push_back(token);
  }
  return tokens;
}

/// The best `count` that have a score: the best first, of equals the one that was written first.
std::vector<std::size_t> best_of(std::span<const float> scores, std::size_t count,
                                 const std::function<bool(std::size_t)>& may) {
  std::vector<std::size_t> best;
  float least = 0;
  for (std::size_t i = 0; i < scores.size(); ++i) {
    if (scores[i] <= least || (may && !may(i))) continue;
    if (best.size() == count) best.pop_back();
    const auto behind =
        std::find_if(best.begin(), best.end(), [&](auto other) { return scores[other] < scores[i]; });
    best.insert(behind, i);
    if (best.size() == count) least = scores[best.back()];
  }
  return best;
}

Trial trial_of(const SearchModel& model, const WordEvidence& evidence, Scorer& scorer,
               const std::vector<Token>& tokens, std::uint32_t entry, Trial::Kind kind) {
  auto candidates = candidates_of(model, evidence, scorer, model.vector_of(tokens), tokens, looked_at, {});
  Trial trial;
  trial.kind = kind;
  trial.candidates = std::move(candidates.clues);
  if (kind != Trial::Kind::held_back) return trial;
  for (std::size_t i = 0; i < trial.candidates.size(); ++i)
    if (candidates.entries[i] == entry) trial.right = i;
  return trial;
}

}  // namespace

Candidates candidates_of(const SearchModel& model, const WordEvidence& evidence, Scorer& scorer,
                         const TokenVector& text, std::span<const Token> tokens, std::size_t limit,
                         const std::function<bool(std::size_t)>& may) {
  Candidates found;
  const auto scores = scorer.scores(text.parts);
  found.entries = best_of(scores, std::max(limit, looked_at), may);
  std::array<double, looked_at> score{};  // the scorer is used again below
  const auto rivals = std::min(looked_at, found.entries.size());
  for (std::size_t i = 0; i < rivals; ++i) score[i] = static_cast<double>(scores[found.entries[i]]);
  const auto features = evidence.features_of(text);
  NearText near(model, scorer, text, tokens);
  for (std::size_t i = 0; i < rivals; ++i) {
    const auto entry = found.entries[i];
    const auto [words, ideas] = evidence.of(features, static_cast<std::uint32_t>(entry));
    const auto phrasings = near.to(static_cast<std::uint32_t>(entry));
    // The first four: how near, and what "none of them" is weighed by. Two products: one word in another's
    // place, an unsaid one and a missing one at once, speaks louder than both.
    found.clues.push_back({score[i],
                           std::log1p(static_cast<double>(text.parts.size())),
                           std::sqrt(text.strange),
                           text.known,
                           words.said,
                           words.unsaid,
                           words.unsaid_most,
                           words.missing,
                           words.missing_most,
                           ideas.said,
                           ideas.unsaid,
                           ideas.unsaid_most,
                           ideas.missing,
                           ideas.missing_most,
                           std::sqrt(words.unsaid_most * words.missing_most),
                           std::sqrt(std::max(0.0, words.unsaid * words.missing)),
                           phrasings.nearest,
                           phrasings.usual,
                           std::sqrt(phrasings.foreign),
                           phrasings.foreign_share,
                           phrasings.rest});
  }
  return found;
}

Beliefs beliefs() {
  // Chosen on Chinese and English bases, whole and with a quarter of the entries left out. In the order of
  // the clues above: what says by its meaning that the entry is asked for, what the entry leaves unsaid, and
  // what is left to the trials.
  constexpr Belief sensible{0.4, 40}, unsaid{1.2, 200}, open{0, 40}, asks_for_another{-0.8, 200};
  return {sensible, open,     open,     open,     sensible, unsaid,   unsaid,
          sensible, sensible, sensible, sensible, sensible, sensible, sensible,
          open,     open,     sensible, open,     open,     open,     asks_for_another};
}

SearchTrials::SearchTrials(const std::vector<Phrasing>& phrasings, std::size_t entries)
    : phrasings_(phrasings), of_entry_(entries) {
  for (std::uint32_t i = 0; i < phrasings.size(); ++i) of_entry_[phrasings[i].entry].push_back(i);
  const auto each = static_cast<std::size_t>(
      std::count_if(of_entry_.begin(), of_entry_.end(), [](const auto& own) { return own.size() > 1; }));
  if (each > 0) folds_ = std::clamp<std::size_t>(enough_trials / each, 1, one_in);
}

std::unique_ptr<const SearchTrials::Fold> SearchTrials::learn(std::size_t fold) const {
  std::vector<const Phrasing*> learned;
  std::vector<Fold::Held> held;
  for (std::size_t entry = 0; entry < of_entry_.size(); ++entry) {
    const auto& own = of_entry_[entry];
    const bool taken_out = own.size() > 1 && entry % one_in == fold;
    for (std::size_t i = 0; i < own.size(); ++i) {
      const bool asked = own.size() > 1 && (entry + fold) % own.size() == i;
      if (taken_out || asked)
        held.push_back({&phrasings_[own[i]], taken_out});
      else
        learned.push_back(&phrasings_[own[i]]);
    }
  }
  return std::unique_ptr<const Fold>(new Fold(std::move(held), learned, of_entry_.size()));
}

SearchTrials::Fold::Fold(std::vector<Held> held, const std::vector<const Phrasing*>& learned,
                         std::size_t entries)
    : held_(std::move(held)), model_(learned, entries), evidence_(model_) {}

std::vector<Trial> SearchTrials::Fold::trials(std::size_t part, std::size_t parts) const {
  Scorer scorer(model_, Scorer::For::many_texts);
  std::vector<Trial> trials;
  for (auto i = held_.size() * part / parts; i < held_.size() * (part + 1) / parts; ++i) {
    const auto& [phrasing, taken_out] = held_[i];
    trials.push_back(trial_of(model_, evidence_, scorer, phrasing->tokens, phrasing->entry,
                              taken_out ? Trial::Kind::taken_out : Trial::Kind::held_back));
    const auto& other = *held_[(i * 7 + 3) % held_.size()].phrasing;
    if (taken_out || other.entry == phrasing->entry) continue;
    const auto tokens = altered(model_, phrasing->tokens, other.tokens, static_cast<Alteration>(i % 3));
    if (!tokens.empty())
      trials.push_back(trial_of(model_, evidence_, scorer, tokens, phrasing->entry, Trial::Kind::altered));
  }
  return trials;
}
