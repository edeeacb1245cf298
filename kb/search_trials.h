#pragma once
#include <functional>
#include <memory>
#include <vector>

#include "kb/calibration.h"
#include "kb/scorer.h"
#include "kb/search_model.h"
#include "kb/word_evidence.h"

/// The entries a message may ask for, with what speaks for each.
struct Candidates {
  std::vector<std::size_t> entries;  // best first, by the model's score alone
  std::vector<Clues> clues;          // beside entries, of the first few; the others are no rivals
};
/// `scorer`: of the same model.
Candidates candidates_of(const SearchModel& model, const WordEvidence& evidence, Scorer& scorer,
                         const TokenVector& text, std::span<const Token> tokens, std::size_t limit,
                         const std::function<bool(std::size_t)>& may);

/// What those clues are believed to weigh.
Beliefs beliefs();

/// Phrasings held back in turn, whole entries taken out in turn, weightiest words cut or exchanged: what a
/// model that has not seen them makes of them. Fold 0 is enough for a large base. Immutable; any thread.
class SearchTrials {
 public:
  class Fold;
  SearchTrials(const std::vector<Phrasing>& phrasings, std::size_t entries);
  std::size_t folds() const { return folds_; }
  std::unique_ptr<const Fold> learn(std::size_t fold) const;

 private:
  const std::vector<Phrasing>& phrasings_;
  std::vector<std::vector<std::uint32_t>> of_entry_;
  std::size_t folds_ = 0;
};

/// Some phrasings, and a model that has learned all others.
class SearchTrials::Fold {
 public:
  /// Part `part` of `parts`: trials one after another, so that threads can share them.
  std::vector<Trial> trials(std::size_t part, std::size_t parts) const;

 private:
  friend class SearchTrials;
  struct Held {
    const Phrasing* phrasing = nullptr;
    bool taken_out = false;
  };
  Fold(std::vector<Held> held, const std::vector<const Phrasing*>& learned, std::size_t entries);
  std::vector<Held> held_;
  SearchModel model_;
  WordEvidence evidence_;
};
