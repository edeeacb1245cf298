#include "kb/likeness.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "kb/page_text.h"

namespace {

constexpr std::size_t longest = 400;  // characters: a question, not the log pasted behind it
constexpr float of_character = 0.4f, of_pair = 1.0f, of_word = 1.2f;

std::uint64_t pair_key(char32_t first, char32_t second) {
  return (static_cast<std::uint64_t>(first) << 32) | second;
}

std::uint64_t word_key(std::u32string_view word) {
  return std::hash<std::u32string_view>{}(word) | (1ull << 63);
}

/// Each feature once: saying a word twice is not asking twice.
std::unordered_map<std::uint64_t, float> features_of(const std::string& text) {
  std::unordered_map<std::uint64_t, float> found;
  const auto characters = placed(text, longest).characters;
  for (const auto& run : runs_of(characters)) {
    if (!run.is_han) {
      found[word_key(std::u32string_view(characters).substr(run.from, run.to - run.from))] = of_word;
      continue;
    }
    for (auto i = run.from; i < run.to; ++i) {
      found[pair_key(0, characters[i])] = of_character;
      if (i + 1 < run.to) found[pair_key(characters[i], characters[i + 1])] = of_pair;
    }
  }
  return found;
}

void make_unit(std::unordered_map<std::uint64_t, float>& features) {
  double sum = 0;
  for (const auto& [key, weight] : features) sum += static_cast<double>(weight) * weight;
  if (sum <= 0) return;
  const auto scale = static_cast<float>(1 / std::sqrt(sum));
  for (auto& [key, weight] : features) weight *= scale;
}

}  // namespace

std::string question_form(const std::string& text) {
  std::string form;
  const auto characters = placed(text, longest).characters;
  for (const auto& run : runs_of(characters))
    form += (run.is_han || form.empty() ? "" : " ") +
            to_utf8(std::u32string_view(characters).substr(run.from, run.to - run.from));
  return form;
}

LikeTexts::LikeTexts(const std::vector<std::string>& texts) : count_(texts.size()) {
  std::vector<Features> features;
  features.reserve(texts.size());
  for (const auto& text : texts) {
    features.push_back(features_of(text));
    for (const auto& [key, weight] : features.back()) postings_[key].push_back({0, 0});
  }
  std::unordered_map<std::uint64_t, float> rarity;
  for (auto& [key, postings] : postings_) {
    rarity[key] = std::log1p(static_cast<float>(count_) / static_cast<float>(postings.size()));
    postings.clear();
  }
  for (std::size_t i = 0; i < features.size(); ++i) {
    for (auto& [key, weight] : features[i]) weight *= rarity[key];
    make_unit(features[i]);
    for (const auto& [key, weight] : features[i])
      postings_[key].push_back({static_cast<std::uint32_t>(i), weight});
  }
}

LikeTexts::Features LikeTexts::weighed(const std::string& text) const {
  auto features = features_of(text);
  for (auto& [key, weight] : features) {
    const auto found = postings_.find(key);
    const auto holders = found == postings_.end() ? 1 : std::max<std::size_t>(found->second.size(), 1);
    weight *= std::log1p(static_cast<float>(count_) / static_cast<float>(holders));
  }
  make_unit(features);
  return features;
}

std::vector<LikeText> LikeTexts::like(const std::string& text, double least, std::size_t limit) const {
  std::unordered_map<std::uint32_t, double> sums;
  for (const auto& [key, weight] : weighed(text))
    if (const auto found = postings_.find(key); found != postings_.end())
      for (const auto& posting : found->second)
        sums[posting.index] += static_cast<double>(weight) * static_cast<double>(posting.weight);
  std::vector<LikeText> all;
  for (const auto& [index, sum] : sums)
    if (sum >= least) all.push_back({index, std::min(sum, 1.0)});
  std::sort(all.begin(), all.end(), [](const LikeText& left, const LikeText& right) {
    return left.likeness != right.likeness ? left.likeness > right.likeness : left.index < right.index;
  });
  if (all.size() > limit) all.resize(limit);
  return all;
}

std::vector<std::vector<std::size_t>> group_by_likeness(const std::vector<std::string>& texts, double least) {
  const LikeTexts all(texts);
  constexpr auto nobody = static_cast<std::size_t>(-1);
  std::vector<std::size_t> group_of(texts.size(), nobody);
  std::vector<double> how_like(texts.size(), 0);
  std::vector<std::size_t> firsts;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (group_of[i] != nobody) continue;
    group_of[i] = firsts.size();
    how_like[i] = 2;  // the first of a group is taken from it by none
    firsts.push_back(i);
    for (const auto& [other, likeness] : all.like(texts[i], least, texts.size())) {
      if (likeness <= how_like[other]) continue;
      group_of[other] = group_of[i];
      how_like[other] = likeness;
    }
  }
  std::vector<std::vector<std::size_t>> groups(firsts.size());
  for (std::size_t i = 0; i < texts.size(); ++i) groups[group_of[i]].push_back(i);
  return groups;
}
