#include "kb/pattern_run.h"

#include <algorithm>
#include <optional>

namespace {

using Word = std::uint32_t;

PatternStep step_of(Word word) { return static_cast<PatternStep>(word >> 28U); }
Word payload_of(Word word) { return word & pattern_payload; }
Word literal_of(Word word) { return word & ((1U << literal_bits) - 1); }
Word length_of(Word word) { return payload_of(word) >> literal_bits; }

/// Each step takes the places where a match may stand and gives those where it may stand behind it.
class PlaceWalk {
 public:
  explicit PlaceWalk(const PlacedMessage& message) : message_(message) {}

  PatternPlaces walk(const Word*& code, PatternPlaces from) const {
    const Word word = *code++;
    switch (step_of(word)) {
      case PatternStep::literal:
        return (from & message_.literals[literal_of(word)]) << length_of(word);
      case PatternStep::dots:
        return dots(from, payload_of(word));
      case PatternStep::wild:
        return (from & message_.all) << 1U;
      case PatternStep::nothing:
        return from;
      case PatternStep::begin:
        return from & 1U;
      case PatternStep::end:
        return from & message_.last;
      case PatternStep::sequence:
        return sequence(code, code + payload_of(word), from);
      case PatternStep::either:
        return either(code, code + payload_of(word), from);
      case PatternStep::repeat:
        return repeat(code, code + payload_of(word), from);
    }
    return from;
  }

 private:
  PatternPlaces sequence(const Word*& code, const Word* end, PatternPlaces from) const {
    while (code != end && from != 0) from = walk(code, from);
    code = end;
    return from;
  }
  PatternPlaces either(const Word*& code, const Word* end, PatternPlaces from) const {
    PatternPlaces to = 0;
    while (code != end) to |= walk(code, from);
    return to;
  }
  PatternPlaces repeat(const Word*& code, const Word* end, PatternPlaces from) const {
    const Word times = *code++;
    const Word least = times >> 16U, most = times & endless_repeat;
    const Word* const part = code;
    code = end;
    for (Word i = 0; i < least && from != 0; ++i) {
      const Word* again = part;
      from = walk(again, from);
    }
    PatternPlaces reached = from;
    // A place reached before is of no use again: more repetitions are left from there.
    for (Word i = least; from != 0 && (most == endless_repeat || i < most); ++i) {
      const Word* again = part;
      from = walk(again, from) & ~reached;
      reached |= from;
    }
    return reached;
  }
  PatternPlaces dots(PatternPlaces from, Word times) const {
    const Word least = times >> 14U, most = times & endless_dots;
    for (Word i = 0; i < least && from != 0; ++i) from = (from & message_.lines) << 1U;
    if (most == endless_dots && message_.lines == message_.all)
      return from == 0 ? 0 : ~((from & (~from + 1)) - 1) & (message_.all | message_.last);
    for (Word i = least; most == endless_dots || i < most; ++i) {
      const auto wider = from | (from & message_.lines) << 1U;
      if (wider == from) break;
      from = wider;
    }
    return from;
  }

  const PlacedMessage& message_;
};

bool possible(const Word*& code, const PatternPlaces* literals) {
  const Word word = *code++;
  const Word* const end = code + payload_of(word);
  switch (step_of(word)) {
    case PatternStep::literal:
      return literals[literal_of(word)] != 0;
    case PatternStep::sequence: {
      bool all = true;
      while (all && code != end) all = possible(code, literals);
      code = end;
      return all;
    }
    case PatternStep::either: {
      bool any = false;
      while (!any && code != end) any = possible(code, literals);
      code = end;
      return any;
    }
    case PatternStep::repeat: {
      const bool needed = *code++ >> 16U != 0;
      const bool found = !needed || possible(code, literals);
      code = end;
      return found;
    }
    default:
      return true;
  }
}

class NeedReader {
 public:
  explicit NeedReader(const std::vector<std::uint32_t>& cost) : cost_(cost) {}

  std::vector<PatternNeed> read(const Word*& code) const {
    const Word word = *code++;
    const Word* const end = code + payload_of(word);
    switch (step_of(word)) {
      case PatternStep::literal:
        return {{literal_of(word)}};
      case PatternStep::sequence:
        return all_of(code, end);
      case PatternStep::either:
        return one_of(code, end);
      case PatternStep::repeat: {
        const bool needed = *code++ >> 16U != 0;
        auto needs = read(code);
        return needed ? needs : std::vector<PatternNeed>{};
      }
      default:
        return {};
    }
  }
  std::optional<PatternNeed> cheapest(std::vector<PatternNeed> needs) const {
    const auto best = std::min_element(needs.begin(), needs.end(), [&](const auto& left, const auto& right) {
      return cost_of(left, cost_) < cost_of(right, cost_);
    });
    if (best == needs.end()) return std::nullopt;
    return std::move(*best);
  }

 private:
  std::vector<PatternNeed> all_of(const Word*& code, const Word* end) const {
    std::vector<PatternNeed> needs;
    while (code != end)
      for (auto& need : read(code)) needs.push_back(std::move(need));
    return needs;
  }
  std::vector<PatternNeed> one_of(const Word*& code, const Word* end) const {
    PatternNeed any;
    while (code != end) {
      const auto need = cheapest(read(code));
      if (!need) {
        code = end;
        return {};
      }
      any.insert(any.end(), need->begin(), need->end());
    }
    std::sort(any.begin(), any.end());
    any.erase(std::unique(any.begin(), any.end()), any.end());
    return {any};
  }

  const std::vector<std::uint32_t>& cost_;
};

}  // namespace

bool pattern_leads(const std::uint32_t* code, const PlacedMessage& message) {
  return PlaceWalk(message).walk(code, message.all | message.last) != 0;
}

bool pattern_possible(const std::uint32_t* code, const PatternPlaces* literals) {
  return possible(code, literals);
}

std::uint64_t cost_of(const PatternNeed& need, const std::vector<std::uint32_t>& cost) {
  std::uint64_t sum = 0;
  for (const auto literal : need) sum += cost[literal];
  return sum;
}

std::vector<PatternNeed> pattern_needs(const std::uint32_t* code, const std::vector<std::uint32_t>& cost) {
  return NeedReader(cost).read(code);
}
