#pragma once
#include <cstdint>
#include <vector>

#include "kb/pattern_code.h"

/// What is known of one text: where it ends, which of its characters end no line, where literals begin.
struct PlacedMessage {
  PatternPlaces all = 0;                    // one bit for each character
  PatternPlaces lines = 0;                  // those that are no line's end
  PatternPlaces last = 1;                   // behind the last character
  const PatternPlaces* literals = nullptr;  // by number: where it begins
};
/// Whether the steps lead anywhere from anywhere.
bool pattern_leads(const std::uint32_t* code, const PlacedMessage& message);
/// Whether the literals that a match needs occur somewhere; for texts too long to be placed.
bool pattern_possible(const std::uint32_t* code, const PatternPlaces* literals);

/// Numbers of literals one of which must occur in every match.
using PatternNeed = std::vector<std::uint32_t>;
/// All of them must be met. `cost` of a literal: how little its occurring says.
std::vector<PatternNeed> pattern_needs(const std::uint32_t* code, const std::vector<std::uint32_t>& cost);
std::uint64_t cost_of(const PatternNeed& need, const std::vector<std::uint32_t>& cost);
