#include "bot/sla_walk.h"

namespace {

using Why = ClockPiece::Why;

Why why_idle(WorkTime kind) {
  switch (kind) {
    case WorkTime::between_shifts:
      return Why::between_shifts;
    case WorkTime::rest_day:
      return Why::rest_day;
    case WorkTime::holiday:
      return Why::holiday;
    case WorkTime::working:
      break;
  }
  return Why::counted;
}

class Account {
 public:
  explicit Account(ClockName which) : which_(which) {}

  void stretch(const SlaMoment& moment, const SlaVersion& version, Time from, Time to) {
    if (moment.round != round_) sum_ = Millis{0};
    round_ = moment.round;
    ClockPiece piece;
    piece.version = version.name;
    piece.severity = moment.severity;
    const auto& calendar = target_of(version, moment.severity).calendar;
    const bool live = moment.live(which_);
    if (!live || calendar == nullptr)
      return add(piece, from, to, live || !moment.started ? Why::before_start : Why::stopped);
    if (pauses(version, moment, which_)) {
      piece.reason = *moment.paused;
      return add(piece, from, to, Why::paused);
    }
    for (const auto& part : calendar->pieces(from, to)) {
      const auto why = why_idle(part.kind);
      if (why == Why::counted) sum_ += part.to - part.from;
      add(piece, part.from, part.to, why);
    }
  }
  std::vector<ClockPiece> pieces() { return std::move(pieces_); }

 private:
  void add(ClockPiece piece, Time from, Time to, Why why) {
    if (from >= to) return;
    piece.from = from;
    piece.to = to;
    piece.why = why;
    piece.sum = sum_;
    if (!pieces_.empty()) {
      auto& last = pieces_.back();
      if (last.why == why && last.reason == piece.reason && last.version == piece.version &&
          last.severity == piece.severity && last.to == from) {
        last.to = to;
        last.sum = sum_;
        return;
      }
    }
    pieces_.push_back(std::move(piece));
  }

  ClockName which_;
  int round_ = 0;
  Millis sum_{};
  std::vector<ClockPiece> pieces_;
};

}  // namespace

const char* name_of(ClockPiece::Why why) {
  constexpr std::array<const char*, 7> names{"counted", "between_shifts", "rest_day", "holiday",
                                             "paused",  "before_start",   "stopped"};
  return names[static_cast<std::size_t>(why)];
}

std::vector<ClockPiece> explain_clock(const std::vector<SlaEvent>& events, const SlaPolicy& policy,
                                      ClockName which, Time now) {
  Account account(which);
  each_stretch(events, policy, now, now,
               [&](const SlaMoment& moment, const SlaVersion& version, Time from, Time to) {
                 account.stretch(moment, version, from, to);
               });
  return account.pieces();
}
