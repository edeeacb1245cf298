#include "kb/search_reasons.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <unordered_set>

namespace {

constexpr std::size_t most_words = 4;
constexpr double loud = -0.4;        // quieter words drive nothing
constexpr double by_unknown = -1.0;  // about what a word of middling faithfulness weighs

struct Weighed {
  double against = 0;
  std::string word;
};

std::vector<std::string> loudest(std::vector<Weighed> found) {
  std::stable_sort(found.begin(), found.end(),
                   [](const Weighed& left, const Weighed& right) { return left.against < right.against; });
  std::vector<std::string> words;
  for (auto& [against, word] : found) {
    if (against > loud || words.size() == most_words) break;
    if (std::find(words.begin(), words.end(), word) == words.end()) words.push_back(std::move(word));
  }
  return words;
}

/// ICU's words, each with the worst that its characters (of a Latin word: itself) say; none where one of
/// them speaks for the entry, since the dictionary may only have cut the sentence elsewhere.
std::vector<Weighed> words_against(const std::string& text, const std::vector<Token>& tokens,
                                   const std::function<std::optional<double>(const Token&)>& weigh) {
  std::vector<Weighed> found;
  for (const auto& word : tokens) {
    if (word.kind != TokenKind::word) continue;
    double against = 0;
    bool all = true;
    for (const auto& part : tokens) {
      if (part.from < word.from || part.to > word.to) continue;
      if (part.kind != (word.latin ? TokenKind::word : TokenKind::character)) continue;
      const auto by = weigh(part);
      all = all && by;
      if (by) against = std::min(against, *by);
    }
    if (all && against < 0) found.push_back({against, text.substr(word.from, word.to - word.from)});
  }
  return found;
}

}  // namespace

std::vector<std::string> unsaid_words(const SearchModel& model, const WordEvidence& evidence,
                                      const std::string& message, std::uint32_t entry) {
  return loudest(words_against(message, tokens_of(message), [&](const Token& token) -> std::optional<double> {
    const auto feature = model.feature(token);
    if (!feature) return by_unknown;
    const double by = evidence.present(*feature, entry);
    return by < 0 ? std::optional(by) : std::nullopt;
  }));
}

std::vector<std::string> missing_words(const SearchModel& model, const WordEvidence& evidence,
                                       const std::string& message, std::uint32_t entry,
                                       std::span<const std::string> ways) {
  std::unordered_set<std::uint64_t> said;
  for (const auto& token : tokens_of(message)) said.insert(token.key);
  std::vector<Weighed> found;
  for (const auto& way : ways)
    for (auto& word : words_against(way, tokens_of(way), [&](const Token& token) -> std::optional<double> {
           const auto feature = model.feature(token);
           if (!feature || said.contains(token.key)) return std::nullopt;
           return evidence.absent(*feature, entry);
         }))
      found.push_back(std::move(word));
  return loudest(std::move(found));
}
