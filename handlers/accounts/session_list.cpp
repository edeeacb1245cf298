#include "handlers/accounts/session_list.h"

#include "bot/text.h"
#include "gateway/crypto.h"
#include "handlers/tickets/notices.h"

namespace {

/// "Chrome, Windows" out of a program's own long words.
std::string program_of(const std::string& agent) {
  const std::pair<const char*, const char*> programs[] = {{"wxwork/", "WeCom"},
                                                          {"Edg/", "Edge"},
                                                          {"Firefox/", "Firefox"},
                                                          {"Chrome/", "Chrome"},
                                                          {"Safari/", "Safari"}};
  const std::pair<const char*, const char*> systems[] = {{"Android", "Android"}, {"iPhone", "iPhone"},
                                                         {"iPad", "iPad"},       {"Windows", "Windows"},
                                                         {"Mac OS", "macOS"},    {"Linux", "Linux"}};
  std::string out;
  for (const auto& [sign, name] : programs)
    if (out.empty() && agent.find(sign) != agent.npos) out = name;
  for (const auto& [sign, name] : systems)
    if (agent.find(sign) != agent.npos) return out + (out.empty() ? "" : ", ") + name;
  return out;
}

}  // namespace

std::vector<PageData> session_lines(const Web& web, const WebRequest& request,
                                    const std::vector<WebSession>& sessions, int minutes_east) {
  std::vector<PageData> lines;
  for (const auto& session : sessions) {
    PageData line;
    const auto program = program_of(session.agent);
    line.text("session", session.id).text("remote", session.remote);
    line.text("program", program.empty() ? web.word(request, "account.program_unknown") : program);
    line.text("way", web.word(request, "account.way_" + session.way));
    line.text("began", clock_text(session.made_at, minutes_east));
    line.text("seen", clock_text(session.seen_at, minutes_east));
    line.flag("second", session.second_at != Time{});
    line.flag("this", session.id == sha256_hex(request.visitor.session));
    lines.push_back(std::move(line));
  }
  return lines;
}
