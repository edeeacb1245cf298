#pragma once
#include <optional>
#include <string>

#include "bot/message.h"

/// Words about shifts of duty, as values. Pure; whose shifts they are is decided elsewhere.
///
///   换班 3月8日 给 李明           李明 is to stand in for whoever speaks
///   换班 3月8日 和 李明 3月9日    each takes the shift of the other
///   替班 3月8日 [李明]            whoever speaks stands in
///   同意换班 7 · 不同意换班 7     the answer of either; without a number where only one waits
///   换班                          what waits, and how to say it
struct DutyOrder {
  enum class Kind { give, cover, agree, decline, list };
  Kind kind = Kind::list;
  long long number = 0;  // agree, decline: of the proposal; 0: none was said
  std::string words;     // give, cover: the rest as typed
  std::string card;      // task id of the card that was pressed
  bool operator==(const DutyOrder&) const = default;
};

/// nullopt: something else was meant.
std::optional<DutyOrder> parse_duty_order(const std::string& text);
/// Keys like "duty.agree:7".
std::optional<DutyOrder> duty_order_of_click(const Click& click);
