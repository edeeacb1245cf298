#include "bot/ical_scan.h"

#include <algorithm>
#include <charconv>

#include "bot/text.h"

namespace {

constexpr std::size_t most_lines = 60000, longest_line = 16 * 1024, most_zones = 40, most_zone_lines = 400;
constexpr std::size_t most_event_lines = 200;
constexpr std::size_t deepest = 4;  // VCALENDAR, VTIMEZONE, STANDARD; VEVENT, VALARM

std::string upper(std::string_view text) {
  std::string out(text);
  for (auto& c : out)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return out;
}

struct Line {
  int number = 0;
  std::string text;
  bool cut = false;  // longer than is read
  std::string name() const { return upper(std::string_view(text).substr(0, text.find_first_of(":;"))); }
  /// Behind the first colon that is not within quotes.
  std::string value() const {
    bool quoted = false;
    for (std::size_t at = 0; at < text.size(); ++at) {
      if (text[at] == '"') quoted = !quoted;
      if (text[at] == ':' && !quoted) return text.substr(at + 1);
    }
    return {};
  }
};

/// Lines as they are meant: what begins with a blank goes on.
std::vector<Line> unfolded(std::string_view text) {
  std::vector<Line> lines;
  int number = 0;
  while (!text.empty() && lines.size() <= most_lines) {
    const auto end = text.find('\n');
    auto line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    ++number;
    while (!line.empty() && (line.back() == '\r' || line.back() == '\0')) line.remove_suffix(1);
    const bool goes_on = !line.empty() && (line.front() == ' ' || line.front() == '\t');
    if (goes_on && !lines.empty()) {
      if (lines.back().text.size() + line.size() > longest_line)
        lines.back().cut = true;
      else
        lines.back().text += line.substr(1);
    } else if (!line.empty()) {
      lines.push_back({number, std::string(line.substr(0, longest_line)), line.size() > longest_line});
    }
  }
  for (auto& line : lines) {
    line.text = clean_utf8(line.text);
    // A bare CR would be an end of line to the next reader.
    std::replace(line.text.begin(), line.text.end(), '\r', ' ');
  }
  return lines;
}

bool one_of(const std::string& name, std::initializer_list<std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool kept_of_event(const std::string& name) {
  return one_of(name, {"UID", "DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID",
                       "STATUS", "SUMMARY", "ATTENDEE", "ORGANIZER", "X-DUTYDESK-PERSON"});
}
bool kept_of_zone(const std::string& name) {
  return one_of(name, {"TZID", "DTSTART", "TZOFFSETFROM", "TZOFFSETTO", "RRULE", "RDATE", "TZNAME"});
}

/// By days and longer, with nothing below a day.
bool fit_rule(const Line& line, bool of_zone) {
  const auto rule = upper(line.value());
  for (const std::string_view part : {"BYHOUR", "BYMINUTE", "BYSECOND", "RSCALE", "SKIP"})
    if (rule.find(part) != std::string::npos) return false;
  const auto at = rule.find("FREQ=");
  if (at == std::string::npos || rule.find("FREQ=", at + 1) != std::string::npos) return false;
  const auto freq = rule.substr(at + 5, rule.find(';', at) - at - 5);
  return freq == "YEARLY" || (!of_zone && one_of(freq, {"DAILY", "WEEKLY", "MONTHLY"}));
}

class IcalScanner {
 public:
  explicit IcalScanner(std::string_view text) : lines_(unfolded(text)) {}

  Result<IcalScan> scan() {
    if (lines_.size() > most_lines) return bad(static_cast<int>(most_lines), "too many lines");
    for (const auto& line : lines_) {
      take(line);
      if (!fault_.empty()) return bad(line.number, fault_);
    }
    if (!began_) return bad(1, "no VCALENDAR");
    if (!path_.empty()) return bad(lines_.back().number, path_.back() + " does not end");
    done_.text = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Dutydesk//Duty//EN\r\n" + zones_ + events_ +
                 "END:VCALENDAR\r\n";
    return std::move(done_);
  }

 private:
  static Error bad(int line, const std::string& why) {
    return {Kind::bad_input, "line " + std::to_string(line) + ": " + why};
  }

  void take(const Line& line) {
    const auto name = line.name();
    if (name == "BEGIN") return begin(line);
    if (name == "END") return end(line);
    if (path_.empty()) {
      fault_ = "no VCALENDAR";
      return;
    }
    if (path_.size() == 2 && path_[1] == "VEVENT") in_event(line, name);
    if (path_.size() >= 2 && path_[1] == "VTIMEZONE") in_zone(line, name);
  }

  void begin(const Line& line) {
    const auto what = upper(trimmed(line.value()));
    if (path_.empty() && what != "VCALENDAR") fault_ = "no VCALENDAR";
    if (!path_.empty() && what == "VCALENDAR") fault_ = "a calendar within " + path_.back();
    if (path_.size() >= 2 && one_of(what, {"VEVENT", "VTIMEZONE"})) fault_ = what + " within " + path_.back();
    if (path_.size() == deepest) fault_ = "nested too deeply";
    if (!fault_.empty()) return;
    began_ = true;
    path_.push_back(what);
    if (path_.size() == 2) {
      begin_ = line.number;
      said_line_ = 0;
      kept_.clear();
      count_ = 0;
      why_.clear();
      summary_.clear();
    }
    if (path_.size() == 3 && path_[1] == "VTIMEZONE") part_of_zone("BEGIN:", what);
  }

  void end(const Line& line) {
    const auto what = upper(trimmed(line.value()));
    if (path_.empty() || path_.back() != what) {
      fault_ = "END:" + what + " without its beginning";
      return;
    }
    if (path_.size() == 3 && path_[1] == "VTIMEZONE") part_of_zone("END:", what);
    if (path_.size() == 2 && what == "VEVENT") end_event();
    if (path_.size() == 2 && what == "VTIMEZONE") {
      if (++zone_count_ > most_zones) fault_ = "too many time zones";
      zones_ += "BEGIN:VTIMEZONE\r\n" + kept_ + "END:VTIMEZONE\r\n";
    }
    path_.pop_back();
  }

  void part_of_zone(const std::string& mark, const std::string& what) {
    if (one_of(what, {"STANDARD", "DAYLIGHT"})) kept_ += mark + what + "\r\n";
  }

  void in_event(const Line& line, const std::string& name) {
    if (name == "X-DUTYDESK-LINE") {
      const auto value = line.value();
      std::from_chars(value.data(), value.data() + value.size(), said_line_);
      return;
    }
    if (name == "SUMMARY") summary_ = std::string(prefix_bytes(line.value(), 120));
    // EXRULE is deprecated and would be passed over in silence.
    if ((name == "RRULE" || name == "EXRULE") && (name == "EXRULE" || !fit_rule(line, false))) why_ = "rule";
    if (!kept_of_event(name)) return;
    if (line.cut || ++count_ > most_event_lines) why_ = "long";
    if (why_.empty()) kept_ += line.text + "\r\n";
  }

  void in_zone(const Line& line, const std::string& name) {
    if (path_.size() == 3 && !one_of(path_[2], {"STANDARD", "DAYLIGHT"})) return;
    if (name == "RRULE" && !fit_rule(line, true))
      fault_ = "a time zone changes once a year, not by this rule";
    if (++count_ > most_zone_lines || line.cut) fault_ = "a time zone of too many lines";
    if (kept_of_zone(name) && path_.size() <= 3) kept_ += line.text + "\r\n";
  }

  void end_event() {
    if (++event_count_ > ical_most_events) {
      fault_ = "more than " + std::to_string(ical_most_events) + " events";
      return;
    }
    const int line = said_line_ > 0 ? said_line_ : begin_;
    if (!why_.empty()) {
      done_.problems.push_back({line, why_, summary_});
      return;
    }
    done_.lines.push_back(line);
    events_ += "BEGIN:VEVENT\r\nX-DUTYDESK-LINE:" + std::to_string(line) + "\r\n" + kept_ + "END:VEVENT\r\n";
  }

  std::vector<Line> lines_;
  std::vector<std::string> path_;
  bool began_ = false;
  std::string fault_, zones_, events_;
  std::string kept_, why_, summary_;  // of the component that is being read
  std::size_t count_ = 0, zone_count_ = 0, event_count_ = 0;
  int begin_ = 0, said_line_ = 0;
  IcalScan done_;
};

}  // namespace

Result<IcalScan> scan_ical(std::string_view text) {
  constexpr std::string_view mark = "\xEF\xBB\xBF";
  if (text.starts_with(mark)) text.remove_prefix(mark.size());
  if (text.size() > ical_most_bytes) return Error{Kind::bad_input, "line 1: more than 1 MB"};
  return IcalScanner(text).scan();
}
