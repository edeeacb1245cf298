#include "kb/search.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <future>
#include <numeric>
#include <optional>
#include <set>
#include <unordered_map>

#include "kb/calibration.h"
#include "kb/nearness.h"
#include "kb/normal_form.h"
#include "kb/scorer.h"
#include "kb/search_model.h"
#include "kb/search_reasons.h"
#include "kb/search_trials.h"
#include "kb/word_evidence.h"

namespace {

constexpr double answered_though_missing = 1.0 / 30;
// Without calibration: likeness of a text with one word of six or seven exchanged; and of one with half in
// common.
constexpr double almost_the_same = 0.85, alike = 0.3;

/// Does the pieces from 0 on, each once.
void on_two_threads(std::size_t pieces, const std::function<void(std::size_t)>& work) {
  std::atomic<std::size_t> next{0};
  const auto some = [&] {
    for (auto piece = next++; piece < pieces; piece = next++) work(piece);
  };
  auto beside = std::async(std::launch::async, some);
  some();
  beside.get();
}

struct Said {
  std::string plain;
  std::vector<Token> tokens;
};

/// Every text of every entry. Normal forms cost a third of a build.
std::vector<std::vector<Said>> said_in(const std::vector<SearchEntry>& entries, const SynonymFold& same) {
  constexpr std::size_t at_once = 16;
  std::vector<std::vector<Said>> said(entries.size());
  on_two_threads((entries.size() + at_once - 1) / at_once, [&](std::size_t piece) {
    for (auto i = piece * at_once; i < std::min(entries.size(), (piece + 1) * at_once); ++i)
      for (const auto& text : entries[i].texts) {
        auto plain = same.fold(normal_form(text));
        auto tokens = tokens_of(plain);
        said[i].push_back({std::move(plain), std::move(tokens)});
      }
  });
  return said;
}

}  // namespace

struct RankedSearch::Body {
  explicit Body(const Synonyms& synonyms) : same(synonyms) {}
  SynonymFold same;
  std::vector<Phrasing> phrasings;
  std::unordered_map<std::string, std::optional<std::size_t>> said;  // normal form → entry; none: said by two
  std::optional<SearchModel> model;
  std::optional<WordEvidence> evidence;
  std::optional<Calibration> calibration;
  Thresholds thresholds;
  std::size_t held_back = 0;
  std::vector<Trial> learn(std::size_t entries);
};

/// The model that answers, and what others made of phrasings that they had not seen.
std::vector<Trial> RankedSearch::Body::learn(std::size_t entries) {
  const SearchTrials trials(phrasings, entries);
  std::vector<const Phrasing*> all;
  for (const auto& phrasing : phrasings) all.push_back(&phrasing);
  std::vector<std::unique_ptr<const SearchTrials::Fold>> folds(trials.folds());
  on_two_threads(folds.size() + 1, [&](std::size_t piece) {
    if (piece > 0) {
      folds[piece - 1] = trials.learn(piece - 1);
      return;
    }
    model.emplace(all, entries);
    evidence.emplace(*model);
  });
  constexpr std::size_t parts = 4;
  std::vector<std::vector<Trial>> pieces(folds.size() * parts);
  on_two_threads(pieces.size(), [&](std::size_t piece) {
    pieces[piece] = folds[piece / parts]->trials(piece % parts, parts);
  });
  std::vector<Trial> seen;
  for (auto& piece : pieces)
    for (auto& trial : piece) seen.push_back(std::move(trial));
  return seen;
}

RankedSearch::RankedSearch(const std::vector<SearchEntry>& entries, double precision,
                           const Synonyms& synonyms) {
  auto body = std::make_unique<Body>(synonyms);
  auto said = said_in(entries, body->same);
  for (std::size_t entry = 0; entry < entries.size(); ++entry) {
    std::set<std::string> own;
    for (auto& [plain, tokens] : said[entry]) {
      if (plain.empty() || !own.insert(plain).second) continue;
      body->phrasings.push_back({static_cast<std::uint32_t>(entry), std::move(tokens)});
      const auto [found, fresh] = body->said.try_emplace(std::move(plain), entry);
      if (!fresh) found->second.reset();
    }
  }
  const auto seen = body->learn(entries.size());
  body->held_back = static_cast<std::size_t>(std::count_if(
      seen.begin(), seen.end(), [](const Trial& trial) { return trial.kind == Trial::Kind::held_back; }));
  body->thresholds = {almost_the_same, alike};
  if (body->held_back >= least_held_back) {
    body->calibration.emplace(seen, beliefs());
    body->thresholds = thresholds_for(*body->calibration, seen, precision, answered_though_missing);
  }
  body_ = std::move(body);
}

RankedSearch::~RankedSearch() = default;
double RankedSearch::answer_from() const { return body_->thresholds.answer; }
double RankedSearch::suggest_from() const { return body_->thresholds.suggest; }
bool RankedSearch::calibrated() const { return body_->calibration.has_value(); }
std::size_t RankedSearch::phrasings() const { return body_->phrasings.size(); }
std::size_t RankedSearch::held_back() const { return body_->held_back; }

namespace {

/// Words and ideas; neighbouring characters, which read badly, only where those say nothing.
std::vector<std::string> evidence_of(const SearchModel& model, const std::string& message,
                                     const std::vector<Token>& tokens, std::size_t entry) {
  std::vector<std::pair<double, std::string>> found;
  for (const bool pairs : {false, true}) {
    for (const auto& token : tokens) {
      const bool wanted = pairs ? token.kind == TokenKind::pair
                                : token.kind == TokenKind::word || token.kind == TokenKind::idea;
      const double share = wanted ? model.share(token.key, static_cast<std::uint32_t>(entry)) : 0;
      if (share > 0) found.push_back({share, message.substr(token.from, token.to - token.from)});
    }
    if (!found.empty()) break;
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const auto& left, const auto& right) { return left.first > right.first; });
  std::vector<std::string> words;
  for (auto& [share, word] : found) {
    const bool known = std::any_of(words.begin(), words.end(), [&said = word](const std::string& has) {
      return has.find(said) != has.npos;
    });
    if (!known && words.size() < 5) words.push_back(std::move(word));
  }
  return words;
}

/// The candidates by their chances.
void judge(Candidates& found, const std::vector<double>& chances, SearchHit& hit) {
  std::vector<std::size_t> order(chances.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](auto left, auto right) { return chances[left] > chances[right]; });
  const auto before = found.entries;
  for (std::size_t i = 0; i < order.size(); ++i) found.entries[i] = before[order[i]];
  hit.confidence = chances[order[0]];
  hit.rival = order.size() > 1 ? chances[order[1]] : 0;
  hit.none = std::max(0.0, 1 - std::accumulate(chances.begin(), chances.end(), 0.0));
}

}  // namespace

SearchHit RankedSearch::find(const std::string& said, std::size_t limit,
                             const std::function<bool(std::size_t)>& may) const {
  const auto message = body_->same.fold(said);
  SearchHit hit;
  const auto tokens = tokens_of(message);
  const auto& model = *body_->model;
  const auto text = model.vector_of(tokens);
  Scorer scorer(model, Scorer::For::one_text);
  auto found = candidates_of(model, *body_->evidence, scorer, text, tokens, limit, may);
  if (found.entries.empty()) return hit;
  if (body_->calibration)
    judge(found, body_->calibration->chances(found.clues), hit);
  else
    hit.confidence =
        NearText(model, scorer, text, tokens).to(static_cast<std::uint32_t>(found.entries[0])).nearest;
  hit.entries = std::move(found.entries);
  if (const auto same = body_->said.find(message);
      same != body_->said.end() && same->second && (!may || may(*same->second))) {
    std::erase(hit.entries, *same->second);
    hit.entries.insert(hit.entries.begin(), *same->second);
    hit.confidence = 1;  // said exactly so in one article and in no other
    hit.rival = hit.none = 0;
  }
  if (hit.entries.size() > limit) hit.entries.resize(limit);
  hit.evidence = evidence_of(model, message, tokens, hit.entries[0]);
  return hit;
}

SearchDoubts RankedSearch::doubts(const std::string& said, std::size_t entry,
                                  const std::vector<std::string>& ways) const {
  const auto message = body_->same.fold(said);
  std::vector<std::string> plain;
  for (const auto& way : ways) plain.push_back(body_->same.fold(normal_form(way)));
  const auto at = static_cast<std::uint32_t>(entry);
  return {unsaid_words(*body_->model, *body_->evidence, message, at),
          missing_words(*body_->model, *body_->evidence, message, at, plain)};
}
