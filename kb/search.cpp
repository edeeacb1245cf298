#include "kb/search.h"

#include <algorithm>
#include <cmath>
#include <future>
#include <optional>
#include <set>
#include <unordered_map>

#include "kb/calibration.h"
#include "kb/normal_form.h"
#include "kb/search_model.h"

namespace {

constexpr std::size_t most_folds = 4;
constexpr std::size_t enough_trials = 600;  // more of them would not move the thresholds
constexpr std::size_t least_trials = 60;    // below, a threshold for one error in twenty would be a guess
constexpr std::size_t one_in = 6;  // entries taken out of a fold, to see questions that nobody has written
constexpr double answered_though_missing = 0.03;
// Without calibration: likeness of a text with one word of six or seven exchanged; and of one with half in
// common.
constexpr double almost_the_same = 0.85, alike = 0.3;

struct Ranking {
  std::vector<std::size_t> entries;  // best first
  double first = 0, second = 0;      // scores
  double log_sum = 0;                // log of the sum of all entries' exponentials
};

Ranking rank(const SearchModel& model, const TokenVector& text, std::size_t limit,
             const std::function<bool(std::size_t)>& may) {
  const auto scores = model.scores(text);
  Ranking ranking;
  std::vector<std::size_t> order;
  double sum = 0;
  for (std::size_t i = 0; i < scores.size(); ++i) {
    if (may && !may(i)) continue;
    sum += std::exp(static_cast<double>(scores[i]));
    if (scores[i] > 0) order.push_back(i);
  }
  const auto count = std::min(std::max<std::size_t>(limit, 2), order.size());
  std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(count), order.end(),
                    [&](auto left, auto right) {
                      return scores[left] != scores[right] ? scores[left] > scores[right] : left < right;
                    });
  order.resize(count);
  if (count > 0) ranking.first = static_cast<double>(scores[order[0]]);
  if (count > 1) ranking.second = static_cast<double>(scores[order[1]]);
  ranking.log_sum = std::log(std::max(sum, 1.0));
  ranking.entries = std::move(order);
  return ranking;
}

/// How much of what an entry's phrasings have in common the message says: "全部账单" lacks the fund that
/// every question about redeeming all of a fund names.
double core_said(const SearchModel& model, const TokenVector& text, std::size_t entry) {
  struct Held {
    double times = 0, weight = 0;
  };
  std::unordered_map<std::uint32_t, Held> held;
  const auto& own = model.phrasings_of(static_cast<std::uint32_t>(entry));
  for (const auto index : own)
    for (const auto& part : model.phrasing(index).parts) {
      auto& one = held[part.feature];
      one.times += 1;
      one.weight += static_cast<double>(part.value) * static_cast<double>(part.value);
    }
  double all = 0, said = 0;
  for (const auto& [feature, one] : held) all += one.times * one.weight;
  for (const auto& part : text.parts)
    if (const auto found = held.find(part.feature); found != held.end())
      said += found->second.times * found->second.weight;
  return all > 0 ? said / all : 0;
}

struct Nearness {
  double cosine = 0;    // to the nearest phrasing of the entry
  double backward = 0;  // how much of that phrasing the message says
};

Nearness nearness(const SearchModel& model, const TokenVector& text, std::size_t entry) {
  std::unordered_map<std::uint32_t, double> said;
  for (const auto& part : text.parts) said[part.feature] = static_cast<double>(part.value);
  Nearness best;
  for (const auto index : model.phrasings_of(static_cast<std::uint32_t>(entry))) {
    Nearness here;
    for (const auto& part : model.phrasing(index).parts)
      if (const auto found = said.find(part.feature); found != said.end()) {
        here.cosine += found->second * static_cast<double>(part.value);
        here.backward += static_cast<double>(part.value) * static_cast<double>(part.value);
      }
    if (here.cosine > best.cosine) best = here;
  }
  return best;
}

Clues clues_of(const SearchModel& model, const TokenVector& text, const Ranking& ranking) {
  if (ranking.entries.empty()) return {};
  const auto first = ranking.entries[0];
  double covered = 0;
  for (const auto& part : text.parts)
    if (model.has(part.feature, static_cast<std::uint32_t>(first)))
      covered += static_cast<double>(part.value) * static_cast<double>(part.value);
  const auto unsaid = model.unsaid(text, static_cast<std::uint32_t>(first));
  const auto near = nearness(model, text, first);
  const auto next = ranking.entries.size() > 1 ? nearness(model, text, ranking.entries[1]) : Nearness{};
  return {ranking.first - ranking.log_sum,
          ranking.first - ranking.second,
          ranking.first,
          covered,
          near.cosine,
          near.backward,
          near.cosine - next.cosine,
          std::log1p(static_cast<double>(text.parts.size())),
          std::sqrt(unsaid.sum),
          unsaid.most,
          std::sqrt(text.strange),
          text.known,
          core_said(model, text, first)};
}

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

/// A question like `asked` about something else: its weightiest word gives way to that of `other`, or to one
/// that nobody knows.
std::vector<Token> swapped(const SearchModel& model, const std::vector<Token>& asked,
                           const std::vector<Token>& other, bool unknown) {
  const auto* off = weightiest(model, asked);
  const auto* on = weightiest(model, other);
  if (off == nullptr || on == nullptr || off->key == on->key) return {};
  std::vector<Token> tokens;
  for (const auto& token : asked)
    if (token.to <= off->from || token.from >= off->to) tokens.push_back(token);
  for (auto token : other)
    if (token.from >= on->from && token.to <= on->to) {
      if (unknown) token.key = ~token.key;
      tokens.push_back(token);
    }
  return tokens;
}

Trial trial_of(const SearchModel& model, const std::vector<Token>& tokens, std::uint32_t entry) {
  const auto text = model.vector_of(tokens);
  const auto ranking = rank(model, text, 3, {});
  const auto at = std::find(ranking.entries.begin(), ranking.entries.end(), entry) - ranking.entries.begin();
  Trial trial;
  trial.clues = clues_of(model, text, ranking);
  trial.first_right = at == 0 && !ranking.entries.empty();
  trial.among_three = at < static_cast<std::ptrdiff_t>(ranking.entries.size());
  return trial;
}

std::vector<Trial> tried(const std::vector<Phrasing>& phrasings,
                         const std::vector<std::vector<std::uint32_t>>& of_entry, std::size_t fold) {
  std::vector<const Phrasing*> learned;
  std::vector<std::pair<const Phrasing*, bool>> held_back;
  for (std::size_t entry = 0; entry < of_entry.size(); ++entry) {
    const auto& own = of_entry[entry];
    const bool taken_out = own.size() > 1 && entry % one_in == fold;
    for (std::size_t i = 0; i < own.size(); ++i) {
      const bool asked = own.size() > 1 && (entry + fold) % own.size() == i;
      if (taken_out || asked)
        held_back.push_back({&phrasings[own[i]], !taken_out});
      else
        learned.push_back(&phrasings[own[i]]);
    }
  }
  const SearchModel model(learned, of_entry.size());
  std::vector<Trial> trials;
  for (std::size_t i = 0; i < held_back.size(); ++i) {
    const auto& [phrasing, has_entry] = held_back[i];
    trials.push_back(trial_of(model, phrasing->tokens, phrasing->entry));
    trials.back().has_entry = has_entry;
    const auto& other = *held_back[(i * 7 + 3) % held_back.size()].first;
    if (!has_entry || other.entry == phrasing->entry) continue;
    const auto tokens = swapped(model, phrasing->tokens, other.tokens, i % 2 == 0);
    if (tokens.empty()) continue;
    trials.push_back(trial_of(model, tokens, phrasing->entry));
    trials.back().has_entry = trials.back().first_right = trials.back().among_three = false;
    trials.back().swapped = true;
  }
  return trials;
}

}  // namespace

struct RankedSearch::Body {
  std::vector<Phrasing> phrasings;
  std::unordered_map<std::string, std::optional<std::size_t>> said;  // normal form → entry; none: said by two
  std::optional<SearchModel> model;
  std::optional<Calibration> calibration;
  Thresholds thresholds;
};

namespace {

std::vector<Trial> trials_of(const std::vector<Phrasing>& phrasings, std::size_t entries) {
  std::vector<std::vector<std::uint32_t>> of_entry(entries);
  for (std::uint32_t i = 0; i < phrasings.size(); ++i) of_entry[phrasings[i].entry].push_back(i);
  const auto each = static_cast<std::size_t>(
      std::count_if(of_entry.begin(), of_entry.end(), [](const auto& own) { return own.size() > 1; }));
  if (each == 0) return {};
  const auto folds = std::clamp<std::size_t>(enough_trials / each, 1, most_folds);
  std::vector<std::future<std::vector<Trial>>> running;
  for (std::size_t fold = 0; fold < folds; ++fold)
    running.push_back(std::async(std::launch::async, [&, fold] { return tried(phrasings, of_entry, fold); }));
  std::vector<Trial> trials;
  for (auto& fold : running)
    for (auto& trial : fold.get()) trials.push_back(std::move(trial));
  return trials;
}

}  // namespace

RankedSearch::RankedSearch(const std::vector<SearchEntry>& entries, double precision) {
  auto body = std::make_unique<Body>();
  for (std::size_t entry = 0; entry < entries.size(); ++entry) {
    std::set<std::string> own;
    for (const auto& text : entries[entry].texts) {
      auto plain = normal_form(text);
      if (plain.empty() || !own.insert(plain).second) continue;
      body->phrasings.push_back({static_cast<std::uint32_t>(entry), tokens_of(plain)});
      const auto [found, fresh] = body->said.try_emplace(std::move(plain), entry);
      if (!fresh) found->second.reset();
    }
  }
  auto trials = std::async(std::launch::async, [&] { return trials_of(body->phrasings, entries.size()); });
  std::vector<const Phrasing*> all;
  for (const auto& phrasing : body->phrasings) all.push_back(&phrasing);
  body->model.emplace(all, entries.size());
  const auto seen = trials.get();
  const auto present = static_cast<std::size_t>(
      std::count_if(seen.begin(), seen.end(), [](const Trial& trial) { return trial.has_entry; }));
  body->thresholds = {almost_the_same, alike};
  if (present >= least_trials) {
    body->calibration.emplace(seen);
    body->thresholds = thresholds_for(*body->calibration, seen, precision, answered_though_missing);
  }
  body_ = std::move(body);
}

RankedSearch::~RankedSearch() = default;
double RankedSearch::answer_from() const { return body_->thresholds.answer; }
double RankedSearch::suggest_from() const { return body_->thresholds.suggest; }
bool RankedSearch::calibrated() const { return body_->calibration.has_value(); }

namespace {

/// Words first: they read better than the characters they are made of.
std::vector<std::string> evidence_of(const SearchModel& model, const std::string& message,
                                     const std::vector<Token>& tokens, std::size_t entry) {
  std::vector<std::pair<double, std::string>> found;
  for (const auto& token : tokens) {
    if (token.kind != TokenKind::word && token.kind != TokenKind::idea && token.kind != TokenKind::pair)
      continue;
    const double share = model.share(token.key, static_cast<std::uint32_t>(entry));
    if (share > 0)
      found.push_back({token.kind == TokenKind::pair ? share / 2 : share,
                       message.substr(token.from, token.to - token.from)});
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

}  // namespace

SearchHit RankedSearch::find(const std::string& message, std::size_t limit,
                             const std::function<bool(std::size_t)>& may) const {
  SearchHit hit;
  const auto tokens = tokens_of(message);
  const auto& model = *body_->model;
  const auto text = model.vector_of(tokens);
  auto ranking = rank(model, text, limit, may);
  if (ranking.entries.empty()) return hit;
  const auto clues = clues_of(model, text, ranking);
  hit.confidence = body_->calibration ? body_->calibration->confidence(clues)
                                      : std::min(1.0, nearness(model, text, ranking.entries[0]).cosine);
  hit.entries = std::move(ranking.entries);
  if (const auto same = body_->said.find(message);
      same != body_->said.end() && same->second && (!may || may(*same->second))) {
    std::erase(hit.entries, *same->second);
    hit.entries.insert(hit.entries.begin(), *same->second);
    hit.confidence = 1;  // said exactly so in one article and in no other
  }
  if (hit.entries.size() > limit) hit.entries.resize(limit);
  hit.evidence = evidence_of(model, message, tokens, hit.entries[0]);
  return hit;
}
