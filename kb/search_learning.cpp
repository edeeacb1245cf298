// How the search model learns: softmax regression, one phrasing after another.
#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "kb/search_model.h"

namespace {

constexpr int epochs = 12, epochs_of_many = 5;
constexpr std::uint32_t common = 512;  // entries: what more have tells no rivals apart
constexpr std::size_t many = 1500;     // phrasings
constexpr float first_rate = 0.3f;     // falls to 0 over the epochs
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
  /// Index into weight_, and which rival (the right entry is the first): packed, for the passes are as slow
  /// as memory. 134 million weights fit.
  struct Cell {
    Cell() = default;
    Cell(std::size_t weight, std::uint32_t rival)
        : both(static_cast<std::uint32_t>(weight) * rivals | rival) {}
    std::uint32_t weight() const { return both / rivals; }
    std::uint32_t rival() const { return both % rivals; }
    std::uint32_t both = 0;
    static_assert((rivals & (rivals - 1)) == 0, "packed by shifts");
  };
  struct Row {
    float value;
    std::uint32_t begin, end;  // into the cells
  };
  struct Lesson {
    std::uint32_t begin, end;  // into the rows
    std::uint32_t rivals;
  };
  /// For `more` cells behind those used.
  std::vector<Cell>::iterator room(std::size_t more) {
    if (cells.size() < used + more) cells.resize(2 * (used + more));
    return cells.begin() + static_cast<std::ptrdiff_t>(used);
  }
  std::vector<Cell> cells;
  std::size_t used = 0;  // of the cells
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

/// The entries most like `right`, itself first.
void SearchModel::choose_rivals(std::uint32_t right, Bench& bench) const {
  auto& order = bench.rivals;
  order.resize(entries_ + 1);
  std::size_t found = 0;
  for (const auto feature : bench.features) {
    if (begin_[feature + 1] - begin_[feature] > common) continue;
    const float worth = bench.worth[feature];
    for (auto i = begin_[feature]; i < begin_[feature + 1]; ++i) {
      auto& alike = bench.alike[list_[i]];
      order[found] = list_[i];
      found += static_cast<std::size_t>(alike == 0.0f);
      alike += worth;
    }
  }
  order.resize(found);
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
    const auto begin = static_cast<std::uint32_t>(lessons.used);
    const auto from = list_.begin() + begin_[feature], to = list_.begin() + begin_[feature + 1];
    auto cell = lessons.room(static_cast<std::size_t>(to - from));
    const auto put = [&](auto at, std::uint32_t rival) {
      *cell = {static_cast<std::size_t>(at - list_.begin()), rival};
    };
    if (to - from > static_cast<std::ptrdiff_t>(common)) {
      for (std::uint32_t i = 0; i < order.size(); ++i)
        if (const auto at = std::lower_bound(from, to, order[i]); at != to && *at == order[i]) {
          put(at, i);
          ++cell;
        }
    } else {
      // Written in any case, kept if a rival's: cheaper than a branch that no processor can foresee.
      for (auto at = from; at != to; ++at) {
        const auto place = bench.place[*at];
        put(at, place);
        cell += place < rivals ? 1 : 0;
      }
    }
    lessons.used = static_cast<std::size_t>(cell - lessons.cells.begin());
    bench.cells[feature] = {begin, static_cast<std::uint32_t>(lessons.used)};
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
      z[lessons.cells[i].rival()] += row->value * scale * weight_[lessons.cells[i].weight()];
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
      weight_[lessons.cells[i].weight()] -= step * z[lessons.cells[i].rival()];
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
