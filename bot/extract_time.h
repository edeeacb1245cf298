#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bot/sentence.h"
#include "bot/time.h"

/// When it happened, as fine as the sentence says it, and every place that speaks of a time.
struct When {
  std::optional<std::string> time;  // one of the forms of bot/extract.h
  std::vector<Span> taken;
};

/// `plain` is a sentence's normal form. Words such as "昨天" count from `now` in the offset `minutes_east`.
When find_time(std::string_view plain, Time now, int minutes_east);
