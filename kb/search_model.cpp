#include "kb/search_model.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace {

// Chosen by leaving phrasings out, on Chinese and English bases. Single characters weigh most: people shorten
// and misspell words, and their characters stay. By TokenKind: character, pair, word, word_pair, part, idea.
constexpr std::array<float, token_kinds> kind_weight{1.5f, 0.8f, 1.0f, 0.3f, 0.5f, 1.5f};
constexpr int epochs = 12, epochs_of_many = 5;
constexpr std::uint32_t common = 512;  // entries: what more have tells no rivals apart
constexpr std::size_t many = 1500;     // phrasings
constexpr float first_rate = 0.3f;     // falls to 0 over the epochs
constexpr float sharpness = 4;         // length of a text's vector while learning
constexpr float left_out = 0.4f;    // share of tokens dropped from each lesson, so that no single one decides
constexpr std::size_t rivals = 32;  // entries a lesson looks at: those most alike

std::uint64_t next(std::uint64_t& state) {  // xorshift64*: alike with every library
  state ^= state >> 12;
  state ^= state << 25;
  state ^= state >> 27;
  return state * 2685821657736338717ull;
}

float chance(std::uint64_t& state) { return static_cast<float>(next(state) >> 40) / 16777216.0f; }

}  // namespace

/// Phrasings with the entries they must be told from, laid out flat for the many passes. The phrasings of one
/// entry share their rivals.
struct SearchModel::Lessons {
  struct Cell {
    std::uint32_t weight;  // index into weight_
    std::uint32_t rival;   // the right entry is the first
  };
  struct Row {
    float value;
    std::uint32_t begin, end;  // into the cells
  };
  struct Lesson {
    std::uint32_t begin, end;  // into the rows
    std::uint32_t rivals;
  };
  std::vector<Cell> cells;
  std::vector<Row> rows;
  std::vector<Lesson> all;
};

/// Room kept from entry to entry and left as found: clearing it for each would grow with their square.
struct SearchModel::Bench {
  explicit Bench(const SearchModel& model)
      : alike(model.entries(), 0.0f),
        place(model.entries(), nobody),
        worth(model.features(), 0.0f),
        cells(model.features()) {}
  static constexpr auto nobody = static_cast<std::uint32_t>(-1);
  std::vector<float> alike;                                    // of each entry
  std::vector<std::uint32_t> place;                            // of each entry among the rivals
  std::vector<std::uint32_t> rivals;                           // entries
  std::vector<float> worth;                                    // of each feature
  std::vector<std::uint32_t> features;                         // that the entry's phrasings have
  std::vector<std::pair<std::uint32_t, std::uint32_t>> cells;  // of each feature
};

SearchModel::SearchModel(const std::vector<const Phrasing*>& phrasings, std::size_t entries)
    : entries_(entries), of_entry_(entries) {
  index(phrasings);
  train();
}

void SearchModel::index(const std::vector<const Phrasing*>& phrasings) {
  std::vector<std::vector<std::uint32_t>> lists;
  for (const auto* phrasing : phrasings)
    for (const auto& token : phrasing->tokens) {
      if (kind_weight[static_cast<std::size_t>(token.kind)] <= 0) continue;
      const auto [found, fresh] = features_.try_emplace(token.key, static_cast<std::uint32_t>(lists.size()));
      if (fresh) {
        lists.emplace_back();
        kinds_.push_back(token.kind);
      }
      lists[found->second].push_back(phrasing->entry);
    }
  begin_.push_back(0);
  for (auto& list : lists) {
    std::sort(list.begin(), list.end());
    list.erase(std::unique(list.begin(), list.end()), list.end());
    list_.insert(list_.end(), list.begin(), list.end());
    begin_.push_back(static_cast<std::uint32_t>(list_.size()));
    rarity_.push_back(std::sqrt(std::log1p(static_cast<float>(entries_) / static_cast<float>(list.size()))));
  }
  unknown_rarity_ = std::sqrt(std::log1p(static_cast<float>(entries_)));
  weight_.assign(list_.size(), 0.0f);
  for (const auto* phrasing : phrasings) {
    of_entry_[phrasing->entry].push_back(static_cast<std::uint32_t>(samples_.size()));
    samples_.push_back(vector_of(phrasing->tokens));
    asks_.push_back(phrasing->entry);
  }
}

TokenVector SearchModel::vector_of(std::span<const Token> tokens) const {
  TokenVector vector;
  double all = 0, known = 0;
  for (const auto& token : tokens) {
    const float weight = kind_weight[static_cast<std::size_t>(token.kind)];
    if (weight <= 0) continue;
    const auto found = features_.find(token.key);
    const float value = weight * (found == features_.end() ? unknown_rarity_ : rarity_[found->second]);
    all += static_cast<double>(value) * value;
    if (found == features_.end()) {
      if (carries_meaning(token)) vector.strange += static_cast<double>(unknown_rarity_) * unknown_rarity_;
      continue;
    }
    known += static_cast<double>(value) * value;
    vector.parts.push_back({found->second, value});
  }
  if (all <= 0) return vector;
  const auto scale = static_cast<float>(1 / std::sqrt(all));
  for (auto& part : vector.parts) part.value *= scale;
  vector.known = known / all;
  return vector;
}

double SearchModel::rarity(const Token& token) const {
  const auto found = features_.find(token.key);
  return static_cast<double>(found == features_.end() ? unknown_rarity_ : rarity_[found->second]);
}

std::vector<float> SearchModel::scores(const TokenVector& text) const {
  std::vector<float> sums(entries_, 0.0f);
  for (const auto& part : text.parts)
    for (auto i = begin_[part.feature]; i < begin_[part.feature + 1]; ++i)
      sums[list_[i]] += sharpness * part.value * weight_[i];
  return sums;
}

std::optional<std::uint32_t> SearchModel::feature(const Token& token) const {
  const auto found = features_.find(token.key);
  return found == features_.end() ? std::nullopt : std::optional(found->second);
}

double SearchModel::share(std::uint64_t key, std::uint32_t entry) const {
  const auto found = features_.find(key);
  if (found == features_.end()) return 0;
  const auto from = list_.begin() + begin_[found->second], to = list_.begin() + begin_[found->second + 1];
  const auto at = std::lower_bound(from, to, entry);
  if (at == to || *at != entry) return 0;
  return static_cast<double>(weight_[static_cast<std::size_t>(at - list_.begin())] * rarity_[found->second]);
}

/// The entries most like `right`, itself first.
void SearchModel::choose_rivals(std::uint32_t right, Bench& bench) const {
  auto& order = bench.rivals;
  order.clear();
  for (const auto feature : bench.features) {
    if (begin_[feature + 1] - begin_[feature] > common) continue;
    for (auto i = begin_[feature]; i < begin_[feature + 1]; ++i) {
      auto& alike = bench.alike[list_[i]];
      if (alike == 0.0f) order.push_back(list_[i]);
      alike += bench.worth[feature];
    }
  }
  if (bench.alike[right] == 0.0f) order.push_back(right);
  bench.alike[right] = 1e9f;
  const auto nearer = [&](auto left, auto other) {
    return bench.alike[left] != bench.alike[other] ? bench.alike[left] > bench.alike[other] : left < other;
  };
  const auto count = static_cast<std::ptrdiff_t>(std::min(rivals, order.size()));
  std::nth_element(order.begin(), order.begin() + count - 1, order.end(), nearer);
  std::swap(*std::find(order.begin(), order.begin() + count, right), order.front());
  for (const auto entry : order) bench.alike[entry] = 0.0f;
  order.resize(static_cast<std::size_t>(count));
}

void SearchModel::add_lessons(std::uint32_t entry, Bench& bench, Lessons& lessons) const {
  bench.features.clear();
  for (const auto sample : of_entry_[entry])
    for (const auto& part : samples_[sample].parts) {
      if (bench.worth[part.feature] == 0.0f) bench.features.push_back(part.feature);
      bench.worth[part.feature] += part.value * part.value;
    }
  if (bench.features.empty()) return;
  choose_rivals(entry, bench);
  const auto& order = bench.rivals;
  for (std::uint32_t i = 0; i < order.size(); ++i) bench.place[order[i]] = i;
  for (const auto feature : bench.features) {
    const auto begin = static_cast<std::uint32_t>(lessons.cells.size());
    const auto from = list_.begin() + begin_[feature], to = list_.begin() + begin_[feature + 1];
    const auto cell = [&](auto at, std::uint32_t rival) {
      lessons.cells.push_back({static_cast<std::uint32_t>(at - list_.begin()), rival});
    };
    if (to - from > static_cast<std::ptrdiff_t>(common)) {
      for (std::uint32_t i = 0; i < order.size(); ++i)
        if (const auto at = std::lower_bound(from, to, order[i]); at != to && *at == order[i]) cell(at, i);
    } else {
      for (auto at = from; at != to; ++at)
        if (bench.place[*at] != Bench::nobody) cell(at, bench.place[*at]);
    }
    bench.cells[feature] = {begin, static_cast<std::uint32_t>(lessons.cells.size())};
    bench.worth[feature] = 0.0f;
  }
  for (const auto rival : order) bench.place[rival] = Bench::nobody;
  for (const auto sample : of_entry_[entry]) {
    const auto begin = static_cast<std::uint32_t>(lessons.rows.size());
    for (const auto& part : samples_[sample].parts)
      lessons.rows.push_back({part.value, bench.cells[part.feature].first, bench.cells[part.feature].second});
    const auto end = static_cast<std::uint32_t>(lessons.rows.size());
    if (end > begin) lessons.all.push_back({begin, end, static_cast<std::uint32_t>(order.size())});
  }
}

void SearchModel::learn(const Lessons& lessons, std::size_t at, std::uint64_t& random, float rate) {
  const auto& lesson = lessons.all[at];
  std::array<float, rivals> z{};
  thread_local std::vector<const Lessons::Row*> kept;
  kept.clear();
  float length = 0;
  for (auto i = lesson.begin; i < lesson.end; ++i)
    if (chance(random) >= left_out) {
      kept.push_back(&lessons.rows[i]);
      length += lessons.rows[i].value * lessons.rows[i].value;
    }
  if (length <= 0) return;
  const float scale = sharpness / std::sqrt(length);
  for (const auto* row : kept)
    for (auto i = row->begin; i < row->end; ++i)
      z[lessons.cells[i].rival] += row->value * scale * weight_[lessons.cells[i].weight];
  const float most =
      std::max(0.0f, *std::max_element(z.begin(), z.begin() + static_cast<std::ptrdiff_t>(lesson.rivals)));
  // Entries that share too little to be looked at stand at 0.
  float sum = static_cast<float>(entries_ - lesson.rivals) * std::exp(-most);
  for (std::size_t c = 0; c < lesson.rivals; ++c) sum += z[c] = std::exp(z[c] - most);
  for (std::size_t c = 0; c < lesson.rivals; ++c) z[c] /= sum;
  z[0] -= 1;
  for (const auto* row : kept) {
    const float step = rate * row->value * scale;
    for (auto i = row->begin; i < row->end; ++i)
      weight_[lessons.cells[i].weight] -= step * z[lessons.cells[i].rival];
  }
}

void SearchModel::train() {
  Lessons lessons;
  {
    Bench bench(*this);
    for (std::uint32_t entry = 0; entry < entries_; ++entry) add_lessons(entry, bench, lessons);
  }
  std::vector<std::uint32_t> order(lessons.all.size());
  std::iota(order.begin(), order.end(), 0u);
  std::uint64_t random = 88172645463325252ull;
  const int passes = order.size() > many ? epochs_of_many : epochs;
  for (int epoch = 0; epoch < passes; ++epoch) {
    for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[next(random) % i]);
    const float rate = first_rate * (1 - static_cast<float>(epoch) / static_cast<float>(passes));
    for (const auto at : order) learn(lessons, at, random, rate);
  }
}
