#include "bot/extract_time.h"

#include <algorithm>

#include "bot/extract_clock.h"
#include "bot/extract_date.h"

namespace {

using std::chrono::days;

/// A time of day reached in the hour after `now` is still "now" said with a wrong watch; later is a plan or a
/// misreading.
constexpr int tolerated_minutes_ahead = 60;

struct Mention {
  Span span;
  std::optional<Day> day;
  Part part = Part::none;
  std::optional<int> minute;
  bool just_now = false, dead = false;  // dead: a plan, a habit, a time that says nothing of this report

  bool fine() const { return minute.has_value(); }
};

void skip_fill(std::string_view plain, std::size_t& at) {
  static const std::vector<std::string_view> fills{
      " ",       ",",      "(",   ")",    "的",   "大概",   "大约", "差不多", "约",   "是",
      "在",      "从",     "就",  "那天", "左右", "开盘后", "开盘", "盘中",   "盘后", "收盘后",
      "around ", "about ", "at ", "时间", ":",    "在那",   "快",   "当天",   "凌"};
  for (int steps = 0; steps < 3; ++steps) {
    const auto length = longest_prefix(plain.substr(at), fills);
    if (length == 0) return;
    at += length;
  }
}

struct Reading {
  std::string_view plain;
  Local now;
  std::vector<Mention> mentions;
};

/// Hours as people say them, resolved by the part of the day, by the hours of trading and by `now`.
void resolve_clock(const Clock& clock, const Local& now, Mention& mention) {
  const bool today = !mention.day || *mention.day == now.day;
  if (clock.roughly) {
    if (mention.part == Part::none)
      mention.part = clock.hour < 12 && clock.hour > 5 ? Part::morning : Part::afternoon;
    return;
  }
  const auto minutes = minutes_of(clock, mention.part);
  if (!minutes) return;
  const bool ahead = today && *minutes > now.minute + tolerated_minutes_ahead;
  const bool unclear =
      !mention.day && mention.part == Part::none && !clock.exact && now.minute >= 18 * 60 && clock.hour < 10;
  if (ahead || unclear) {
    if (!mention.day && mention.part == Part::none) mention.dead = true;
    return;
  }
  mention.minute = minutes;
}

/// Parts of a day that have not begun cannot be meant by someone who reports something that happened.
bool begun(Part part, int minute) {
  switch (part) {
    case Part::noon:
      return minute >= 11 * 60;
    case Part::afternoon:
      return minute >= 12 * 60;
    case Part::evening:
      return minute >= 17 * 60;
    default:
      return true;
  }
}

bool says_nothing(std::string_view before, std::string_view behind, const Mention& mention) {
  static const std::vector<std::string_view> habits{"每",   "每天", "天天", "一", "整",
                                                    "整个", "每个", "两",   "几"};
  static const std::vector<std::string_view> elsewhere{
      "不是",     "还好好",     "还正常",   "还可以",     "还能",     "还行",  "都正常", "没问题", "都没问题",
      "就说",     "说的",       "说过",     "报过",       "反馈过",   "问过",  "反馈的", "报的",   "问的",
      "提的问题", "的那个客户", "那个客户", "的那个问题", "那个问题", "修好",  "才修",   "好",     "之前要",
      "前必须",   "前要",       "前完成",   "前到账",     "才能",     "可以吗"};
  if (!mention.day && mention.part != Part::none && !mention.fine() && ends_with_any(before, habits))
    return true;
  if (starts_with(behind, "好") && (mention.day || mention.fine())) return false;
  return longest_prefix(behind, elsewhere) > 0;
}

/// "30号晚，客户开户": one character for the part of the day, where nothing else can begin with it.
bool bare_part(std::string_view rest) {
  static const std::vector<std::string_view> ends{",", " ", "。", ";", "客户", "|", "\n"};
  for (const std::string_view word : {"晚", "早"})
    if (starts_with(rest, word) &&
        (rest.size() == word.size() || longest_prefix(rest.substr(word.size()), ends) > 0))
      return true;
  return false;
}

std::optional<Mention> mention_at(const Reading& reading, std::size_t from) {
  const auto plain = reading.plain;
  Mention mention;
  auto at = from;
  if (const auto ago = ago_at(plain, at, reading.now)) {
    mention.day = ago->day;
    mention.minute = ago->minute;
    mention.just_now = ago->just_now;
    mention.span = {from, at};
    return mention;
  }
  bool found = false;
  if (const auto date = date_at(plain, at, reading.now)) {
    found = true;
    mention.day = date->day;
    mention.part = date->part;
    mention.dead = date->dead;
  }
  auto next = at;
  if (found) skip_fill(plain, next);
  if (found && mention.part == Part::none && bare_part(plain.substr(at))) {
    mention.part = starts_with(plain.substr(at), "晚") ? Part::evening : Part::morning;
    at += std::string_view("晚").size();
    next = at;
  } else if (const auto part = part_at(plain, next)) {
    found = true;
    mention.part = *part;
    at = next;
    skip_fill(plain, next);
  }
  if (const auto clock = clock_at(plain, next, found)) {
    found = true;
    at = next;
    static const std::vector<std::string_view> limits{"前", "之前", "以前"};
    // "昨日15点前赎回" is a limit, not a moment.
    if (longest_prefix(plain.substr(at), limits) == 0)
      resolve_clock(*clock, reading.now, mention);
    else if (!mention.day)
      mention.dead = true;
  }
  if (!found) return std::nullopt;
  mention.span = {from, at};
  return mention;
}

/// "昨天夜里到今天早上": no single time. "9点到10点" began at 9.
bool joined(std::string_view gap) {
  static const std::vector<std::string_view> words{"到",   "至", "-",    "~",  "一直到", "直到", " - ",
                                                   " to ", "—",  "到了", "和", "、",     "跟"};
  return std::find(words.begin(), words.end(), gap) != words.end();
}

void judge_ranges(Reading& reading) {
  const bool asks = reading.plain.find("吗") != std::string_view::npos ||
                    reading.plain.find("几点") != std::string_view::npos;
  for (std::size_t at = 1; at < reading.mentions.size(); ++at) {
    auto &left = reading.mentions[at - 1], &right = reading.mentions[at];
    const auto gap = reading.plain.substr(left.span.end, right.span.begin - left.span.end);
    if (!joined(gap)) continue;
    if (!left.fine() || (asks && !left.day)) left.dead = true;
    right.dead = true;
  }
}

/// A bare clock belongs to the day named shortly before it, else to today.
void place_bare_clocks(Reading& reading) {
  constexpr std::size_t near = 60;
  for (std::size_t at = 0; at < reading.mentions.size(); ++at) {
    auto& mention = reading.mentions[at];
    if (mention.day || mention.dead) continue;
    const auto* before = at > 0 ? &reading.mentions[at - 1] : nullptr;
    const bool inherits = before && before->day && !before->dead && !before->fine() && !before->just_now &&
                          mention.span.begin - before->span.end <= near && mention.fine();
    mention.day = inherits ? before->day : reading.now.day;
    if (!inherits && !mention.fine() && !begun(mention.part, reading.now.minute)) mention.dead = true;
  }
}

int fineness(const Mention& mention) {
  if (mention.fine()) return 2;
  return mention.part == Part::none || mention.part == Part::noon ? 0 : 1;
}

/// The first that says more than "today" or "just now"; on the same day, the finest.
const Mention* chosen(const Reading& reading) {
  const auto weak = [&](const Mention& mention) {
    return mention.just_now || (mention.day == reading.now.day && fineness(mention) == 0);
  };
  const Mention* best = nullptr;
  for (const auto& mention : reading.mentions) {
    if (mention.dead) continue;
    if (!best) {
      best = &mention;
      continue;
    }
    if (weak(*best) ? !weak(mention) || (mention.just_now && !best->just_now)
                    : mention.day == best->day && !mention.just_now && fineness(mention) > fineness(*best))
      best = &mention;
  }
  return best;
}

std::string two(unsigned value) { return (value < 10 ? "0" : "") + std::to_string(value); }

std::string written(const Mention& mention) {
  const std::chrono::year_month_day date{*mention.day};
  auto text = std::to_string(static_cast<int>(date.year())) + "-" + two(static_cast<unsigned>(date.month())) +
              "-" + two(static_cast<unsigned>(date.day()));
  if (mention.minute) {
    const auto minute = static_cast<unsigned>(*mention.minute);
    return text + "T" + two(minute / 60) + ":" + two(minute % 60);
  }
  switch (mention.part) {
    case Part::dawn:
    case Part::morning:
      return text + "/am";
    case Part::afternoon:
      return text + "/pm";
    case Part::evening:
    case Part::night:
      return text + "/evening";
    default:
      return text;
  }
}

}  // namespace

When find_time(std::string_view plain, Time now, int minutes_east) {
  const auto local = std::chrono::floor<std::chrono::minutes>(now) + std::chrono::minutes{minutes_east};
  const auto day = std::chrono::floor<days>(local);
  Reading reading{plain, {day, static_cast<int>((local - day).count())}, {}};
  for (std::size_t at = 0; at < plain.size();) {
    if ((static_cast<unsigned char>(plain[at]) & 0xC0U) == 0x80) {
      ++at;
      continue;
    }
    auto mention = mention_at(reading, at);
    if (!mention) {
      ++at;
      continue;
    }
    const auto behind = plain.substr(mention->span.end);
    if (says_nothing(plain.substr(0, at), behind, *mention)) mention->dead = true;
    at = std::max(mention->span.end, at + 1);
    reading.mentions.push_back(*mention);
  }
  judge_ranges(reading);
  place_bare_clocks(reading);
  When when;
  for (const auto& mention : reading.mentions) when.taken.push_back(mention.span);
  if (const auto* best = chosen(reading)) when.time = written(*best);
  return when;
}
