// How the search model learns: softmax regression, one phrasing after another.
#include <algorithm>
#include <array>
#include <bit>
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
    static Cell of(std::uint32_t weight, std::uint32_t rival) {
      return {static_cast<std::uint32_t>(weight * rivals | rival)};
    }
    std::uint32_t weight() const { return both / rivals; }
    std::uint32_t rival() const { return both % rivals; }
    std::uint32_t both;
    static_assert((rivals & (rivals - 1)) == 0, "packed by shifts");
  };
  struct Row {
    float value;
    std::uint32_t begin, end;  // into the cells; by rival
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
  explicit Bench(const SearchModel& model);
  struct Link {
    std::uint32_t feature, weight;  // index into weight_
  };
  std::vector<std::uint32_t> begin;                            // of each entry's links; one more at the end
  std::vector<Link> links;                                     // the lists once more, entry by entry
  std::vector<float> alike;                                    // of each entry
  std::vector<std::uint32_t> found;                            // entries that share a feature, each once
  std::vector<std::uint64_t> order;                            // these, as keys that sort
  std::vector<std::uint32_t> rivals;                           // entries
  std::vector<float> worth;                                    // of each feature
  std::vector<std::uint32_t> features;                         // that the entry's phrasings have
  std::vector<std::uint32_t> number;                           // of each feature: its place there, from 1
  std::vector<std::uint32_t> held;                             // by number: how many rivals have it
  std::vector<Lessons::Cell> cells;                            // by number, `rivals` places each
  std::vector<std::pair<std::uint32_t, std::uint32_t>> spans;  // by number: begin and end in the lessons
};

SearchModel::Bench::Bench(const SearchModel& model)
    : begin(model.entries() + 1, 0),
      links(model.list_.size()),
      alike(model.entries(), 0.0f),
      found(model.entries() + 1),
      worth(model.features(), 0.0f),
      number(model.features(), 0) {
  for (const auto entry : model.list_) ++begin[entry + 1];
  std::partial_sum(begin.begin(), begin.end(), begin.begin());
  auto at = begin;
  for (std::uint32_t feature = 0; feature < model.features(); ++feature)
    for (auto i = model.begin_[feature]; i < model.begin_[feature + 1]; ++i)
      links[at[model.list_[i]]++] = {feature, i};
}

/// The entries most like `right`, itself first.
void SearchModel::choose_rivals(std::uint32_t right, Bench& bench) const {
  auto& found = bench.found;
  std::size_t count = 0;
  for (const auto feature : bench.features) {
    if (begin_[feature + 1] - begin_[feature] > common) continue;
    const float worth = bench.worth[feature];
    for (auto i = begin_[feature]; i < begin_[feature + 1]; ++i) {
      auto& alike = bench.alike[list_[i]];
      found[count] = list_[i];
      count += static_cast<std::size_t>(alike == 0.0f);
      alike += worth;
    }
  }
  if (bench.alike[right] == 0.0f) found[count++] = right;
  bench.alike[right] = 1e9f;
  // Most alike first, then by number: likeness is not negative, so its bits sort as it does.
  auto& order = bench.order;
  order.clear();
  for (std::size_t i = 0; i < count; ++i) {
    const auto entry = found[i];
    order.push_back(static_cast<std::uint64_t>(~std::bit_cast<std::uint32_t>(bench.alike[entry])) << 32 |
                    entry);
    bench.alike[entry] = 0.0f;
  }
  const auto kept = std::min(rivals, count);
  std::nth_element(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(kept) - 1, order.end());
  bench.rivals.clear();
  for (std::size_t i = 0; i < kept; ++i) bench.rivals.push_back(static_cast<std::uint32_t>(order[i]));
  std::swap(*std::find(bench.rivals.begin(), bench.rivals.end(), right), bench.rivals.front());
}

/// The weights that tell the entry's features in its rivals, entry by entry: a rival has far fewer features
/// than a feature has entries.
void SearchModel::add_cells(Bench& bench, Lessons& lessons) const {
  const auto numbers = bench.features.size() + 1;  // 0: what the entry does not have, written to no purpose
  for (std::uint32_t i = 0; i + 1 < numbers; ++i) bench.number[bench.features[i]] = i + 1;
  bench.held.assign(numbers, 0);
  bench.cells.resize(numbers * rivals);
  for (std::uint32_t rival = 0; rival < bench.rivals.size(); ++rival)
    for (auto i = bench.begin[bench.rivals[rival]]; i < bench.begin[bench.rivals[rival] + 1]; ++i) {
      const auto [feature, weight] = bench.links[i];
      const auto number = bench.number[feature];
      bench.cells[number * rivals + bench.held[number]++ % rivals] = Lessons::Cell::of(weight, rival);
    }
  bench.spans.resize(numbers);
  for (std::size_t number = 1; number < numbers; ++number) {
    const auto from = bench.cells.begin() + static_cast<std::ptrdiff_t>(number * rivals);
    const auto begin = static_cast<std::uint32_t>(lessons.cells.size());
    lessons.cells.insert(lessons.cells.end(), from, from + static_cast<std::ptrdiff_t>(bench.held[number]));
    bench.spans[number] = {begin, begin + bench.held[number]};
  }
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
  add_cells(bench, lessons);
  for (const auto sample : of_entry_[entry]) {
    const auto begin = static_cast<std::uint32_t>(lessons.rows.size());
    for (const auto& part : samples_[sample].parts) {
      const auto [from, to] = bench.spans[bench.number[part.feature]];
      lessons.rows.push_back({part.value, from, to});
    }
    const auto end = static_cast<std::uint32_t>(lessons.rows.size());
    if (end > begin) lessons.all.push_back({begin, end, static_cast<std::uint32_t>(bench.rivals.size())});
  }
  for (const auto feature : bench.features) {
    bench.worth[feature] = 0.0f;
    bench.number[feature] = 0;
  }
}

void SearchModel::learn(const Lessons& lessons, std::size_t at, std::uint64_t& random, float rate) {
  using Row = Lessons::Row;
  const auto& lesson = lessons.all[at];
  const auto* const cells = lessons.cells.data();
  auto* const weights = weight_.data();
  std::array<float, rivals> z{};
  thread_local std::vector<Row> kept;
  kept.clear();
  float length = 0;
  for (auto i = lesson.begin; i < lesson.end; ++i)
    if (chance(random) >= left_out) {
      const auto& row = lessons.rows[i];
      // The cells lie all over the memory, and by now it is known which are next.
      __builtin_prefetch(cells + row.begin);
      __builtin_prefetch(cells + row.begin + rivals / 2);
      kept.push_back(row);
      length += row.value * row.value;
    }
  if (length <= 0) return;
  const float scale = sharpness / std::sqrt(length);
  for (const auto& row : kept) {
    const float by = row.value * scale;
    if (row.end - row.begin == rivals) {  // all, in their order: most rows of a base of alike articles
      for (std::size_t k = 0; k < rivals; ++k) z[k] += by * weights[cells[row.begin + k].weight()];
      continue;
    }
    for (auto i = row.begin; i < row.end; ++i) z[cells[i].rival()] += by * weights[cells[i].weight()];
  }
  const float most =
      std::max(0.0f, *std::max_element(z.begin(), z.begin() + static_cast<std::ptrdiff_t>(lesson.rivals)));
  // Entries that share too little to be looked at stand at 0.
  float sum = static_cast<float>(entries_ - lesson.rivals) * std::exp(-most);
  for (std::size_t c = 0; c < lesson.rivals; ++c) sum += z[c] = std::exp(z[c] - most);
  for (std::size_t c = 0; c < lesson.rivals; ++c) z[c] /= sum;
  z[0] -= 1;
  for (const auto& row : kept) {
    const float step = rate * row.value * scale;
    for (auto i = row.begin; i < row.end; ++i) weights[cells[i].weight()] -= step * z[cells[i].rival()];
  }
}

void SearchModel::train() {
  Lessons lessons;
  {
    Bench bench(*this);
    // Room for the most there can be: what is not written to takes no memory, growing would copy megabytes.
    lessons.cells.reserve(list_.size() * rivals);
    std::size_t rows = 0;
    for (const auto& sample : samples_) rows += sample.parts.size();
    lessons.rows.reserve(rows);
    lessons.all.reserve(samples_.size());
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
