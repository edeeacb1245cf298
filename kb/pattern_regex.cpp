#include "kb/pattern_regex.h"

#include <re2/re2.h>

#include <deque>
#include <mutex>

namespace {

// RE2 keeps within this by forgetting states, and by a slower way where even that does not do.
constexpr std::int64_t pattern_memory = 1 << 20;

using SharedRegex = std::shared_ptr<const RE2>;

SharedRegex made_of(const std::string& pattern, bool ignore_case) {
  RE2::Options options;
  options.set_max_mem(pattern_memory);
  options.set_log_errors(false);
  options.set_case_sensitive(!ignore_case);
  return std::make_shared<const RE2>(pattern, options);
}

}  // namespace

struct PatternRegexes::Kept {
  bool ignore_case = false;
  std::size_t most = 0;
  std::mutex lock;
  std::vector<SharedRegex> regexes;
  std::vector<bool> used;           // since it was last passed over
  std::deque<std::uint32_t> queue;  // what may be forgotten, the next in front

  SharedRegex get(std::uint32_t number, const std::string& pattern) {
    {
      const std::scoped_lock held(lock);
      if (regexes[number]) {
        used[number] = true;
        return regexes[number];
      }
    }
    auto made = made_of(pattern, ignore_case);
    const std::scoped_lock held(lock);
    if (regexes[number]) return regexes[number];
    while (queue.size() >= most) forget();
    queue.push_back(number);
    return regexes[number] = std::move(made);
  }
  void forget() {
    const auto oldest = queue.front();
    queue.pop_front();
    if (used[oldest]) {
      used[oldest] = false;
      queue.push_back(oldest);
    } else {
      regexes[oldest].reset();
    }
  }
};

PatternRegexes::PatternRegexes(bool ignore_case, std::size_t most_kept) : kept_(std::make_unique<Kept>()) {
  kept_->ignore_case = ignore_case;
  kept_->most = most_kept;
}
PatternRegexes::~PatternRegexes() = default;

void PatternRegexes::resize(std::size_t count) {
  kept_->regexes.resize(count);
  kept_->used.resize(count);
}

void PatternRegexes::pin(std::uint32_t number, const std::string& pattern) {
  kept_->regexes[number] = made_of(pattern, kept_->ignore_case);
}

bool PatternRegexes::matches(std::uint32_t number, const std::string& pattern, std::string_view text) const {
  return RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), *kept_->get(number, pattern));
}

std::optional<PatternRegexes::Span> PatternRegexes::find(std::uint32_t number, const std::string& pattern,
                                                         std::string_view text) const {
  const auto regex = kept_->get(number, pattern);
  const re2::StringPiece whole(text.data(), text.size());
  re2::StringPiece found;
  if (!regex->Match(whole, 0, whole.size(), RE2::UNANCHORED, &found, 1)) return std::nullopt;
  return Span{static_cast<std::size_t>(found.data() - whole.data()), found.size()};
}
