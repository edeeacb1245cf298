#include "handlers/sla/duty_feed.h"

#include <cstdio>

#include "bot/text.h"
#include "gateway/crypto.h"

namespace {

std::string utc(Time at) {
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(std::chrono::floor<Seconds>(at - day));
  char text[32];
  std::snprintf(text, sizeof text, "%04d%02u%02uT%02d%02d%02dZ", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()));
  return text;
}

std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\' || c == ';' || c == ',') out += '\\';
    if (c == '\n')
      out += "\\n";
    else if (c != '\r')
      out += c;
  }
  return out;
}

constexpr const char* token_sql = R"(
INSERT INTO duty_feed (roster, token) VALUES ($1, $2)
ON CONFLICT (roster) DO UPDATE SET roster = excluded.roster RETURNING token)";
constexpr const char* roster_sql = "SELECT roster FROM duty_feed WHERE token = $1";

}  // namespace

std::string folded_line(const std::string& line) {
  constexpr std::size_t longest = 75;
  std::string out;
  std::string_view rest = line;
  for (std::size_t room = longest; rest.size() > room; room = longest - 1) {  // a space begins what follows
    const auto part = prefix_bytes(rest, room);
    out += std::string(part) + "\r\n ";
    rest.remove_prefix(part.size());
  }
  return out + std::string(rest) + "\r\n";
}

std::string duty_calendar(const Roster& roster, Time from, Time to, Time now,
                          const std::function<std::string(const std::string& userid)>& name_of) {
  std::string out;
  const auto line = [&](const std::string& text) { out += folded_line(text); };
  line("BEGIN:VCALENDAR");
  line("VERSION:2.0");
  line("PRODID:-//Dutydesk//Duty//EN");
  line("CALSCALE:GREGORIAN");
  line("METHOD:PUBLISH");
  line("X-WR-CALNAME:" + escaped(roster.name));
  line("REFRESH-INTERVAL;VALUE=DURATION:PT1H");
  for (const auto& shift : schedule(roster, from, to)) {
    if (shift.person.empty()) continue;
    const auto begin = utc(shift.from), end = utc(shift.to);
    const auto name = name_of(shift.person);
    line("BEGIN:VEVENT");
    line("UID:" + sha256_hex(roster.id + "\n" + begin + "\n" + end + "\n" + shift.person).substr(0, 32) +
         "@dutydesk");
    line("DTSTAMP:" + utc(now));
    line("DTSTART:" + begin);
    line("DTEND:" + end);
    line("SEQUENCE:0");
    line("SUMMARY:" + escaped(roster.name + " " + (name.empty() ? shift.person : name)));
    line("TRANSP:TRANSPARENT");
    line("END:VEVENT");
  }
  line("END:VCALENDAR");
  return out;
}

std::string feed_token(Transaction& transaction, const std::string& roster, const std::string& fresh) {
  return transaction.run(token_sql, {roster, fresh})[0].text("token");
}

std::string roster_of_feed(Transaction& transaction, const std::string& token) {
  const auto rows = transaction.run(roster_sql, {token});
  return rows.empty() ? std::string() : rows[0].text("roster");
}
