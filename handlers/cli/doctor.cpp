#include "handlers/cli/doctor.h"

#include <sys/statvfs.h>

#include <filesystem>
#include <set>

#include "gateway/channel/wecom_api.h"
#include "gateway/clock.h"
#include "gateway/delivery/http_client.h"
#include "gateway/store/database.h"
#include "handlers/cli/doctor_faces.h"
#include "handlers/diagnostics/runner.h"
#include "handlers/settings/edit_store.h"
#include "handlers/settings/layers.h"

namespace {

constexpr double least_free = 0.10, low_free = 0.20;

/// False: it cannot be asked.
bool look_at_database(const std::string& database, DoctorReport& report) {
  static constexpr const char* sql = R"(
SELECT current_setting('server_version') AS version, current_setting('fsync') AS fsync,
  current_setting('full_page_writes') AS pages, current_setting('synchronous_commit') AS commit,
  (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS clock)";
  Connection connection(database);
  const auto rows = connection.transact([](Transaction& transaction) { return transaction.run(sql); });
  if (!rows) {
    report.act("database: " + rows.error().text,
               "start the gateway (it runs the private database), or check database.url");
    return false;
  }
  const auto& row = (*rows)[0];
  report.ok("database: PostgreSQL " + row.text("version"));
  if (row.text("fsync") != "on" || row.text("pages") != "on" || row.text("commit") == "off")
    report.act("database: durability is turned off",
               "set fsync, full_page_writes and synchronous_commit to on");
  else
    report.ok("database: commits are durable");
  const auto skew = std::abs(now().time_since_epoch().count() - row.number("clock"));
  if (skew > 5000)
    report.act("clock: " + std::to_string(skew) + " ms from the database's", "run NTP on both machines");
  else
    report.ok("clock: " + std::to_string(skew) + " ms from the database's");
  return true;
}

/// Does the platform accept the app's credentials?
void look_at_token(HttpClient& http, const AccountConfig& account, DoctorReport& report) {
  const auto name = "account " + account.name + " (" + account.kind + ")";
  if (account.kind != "wecom_app") return;
  const auto token = read_token(http.send(gettoken_request(account), Millis{10000}));
  if (token) return report.ok(name + ": access token given");
  if (token.error().kind == Kind::unauthorized)
    return report.act(
        name + ": " + token.error().text,
        "compare corp_id and secret with the admin console; errcode_60020: add this machine's address to "
        "the app's trusted IPs (企业可信IP)");
  report.act(name + ": " + token.error().text, "check that this machine reaches " + account.api);
}

void look_at_hosts(HttpClient& http, const Config& config, DoctorReport& report) {
  std::set<std::string> hosts;
  for (const auto& account : config.accounts) hosts.insert(account.api);
  for (const auto& host : hosts) {
    HttpRequest request;
    request.url = host + "/cgi-bin/gettoken";
    const auto answer = http.send(request, Millis{10000});
    if (answer)
      report.ok("reachable: " + host);
    else
      report.act("not reachable: " + host + ": " + answer.error().text,
                 "check DNS, proxy and firewall of this machine");
  }
}

/// The systems that look-ups ask.
void look_at_targets(const Config& config, DoctorReport& report) {
  for (const auto& target : config.targets) {
    const auto answer = knock_at(target);
    if (answer)
      report.ok("target " + target.name + ": " + *answer);
    else
      report.act("target " + target.name + " (" + target.address + "): " + answer.error().text,
                 "look-ups on tickets cannot ask it: check address, credentials and firewall");
  }
}

/// What administrators changed on the console, beside the files as they are now.
void look_at_settings(const Config& config, const std::string& database, DoctorReport& report) {
  Connection connection(database);
  const auto edits =
      connection.transact([](Transaction& transaction) { return edits_in_force(transaction); });
  if (!edits || edits->empty()) return;
  const auto files = layered_files(config, *edits);
  if (!files) return report.act("settings: " + files.error().text, "mend the files: check-config");
  for (const auto& one : (*files)->refused_edits)
    report.act("settings: version " + std::to_string(one.version) + " of " + one.path +
                   " does not fit the files any more, which count in its place",
               "open /desk/settings/" + one.path + " and mend it, or return to the file");
  if ((*files)->refused_edits.empty())
    report.ok("settings: " + std::to_string(edits->size()) + " files are changed on the console");
}

void look_at_disk(const Config& config, DoctorReport& report) {
  struct statvfs disk {};
  auto folder = std::filesystem::absolute(config.data_folder);
  while (!std::filesystem::exists(folder) && folder.has_relative_path()) folder = folder.parent_path();
  if (statvfs(folder.c_str(), &disk) != 0)
    return report.act("disk: cannot look at " + folder.string(), "check the path");
  const double free =
      static_cast<double>(disk.f_bavail) / static_cast<double>(std::max<fsblkcnt_t>(disk.f_blocks, 1));
  const auto percent = std::to_string(static_cast<int>(free * 100)) + " % free at " + folder.string();
  if (free < least_free)
    return report.act("disk: only " + percent, "make room now: without it nothing can be accepted");
  if (free < low_free) return report.act("disk: " + percent, "make room soon");
  report.ok("disk: " + percent);
}

void look_at_fonts(DoctorReport& report) {
  for (const auto* file : {"/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
                           "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"})
    if (std::filesystem::exists(file)) return report.ok("fonts: Chinese characters can be drawn");
  report.act("fonts: no Chinese font for pictures", "apt-get install fonts-wqy-microhei");
}

}  // namespace

int run_doctor(const Config& config, const std::string& database, std::ostream& out) {
  DoctorReport report(out);
  report.ok("configuration: " + config.file);
  const bool stored = look_at_database(database, report);
  HttpClient http;
  look_at_hosts(http, config, report);
  for (const auto& account : config.accounts) look_at_token(http, account, report);
  look_at_faces(http, config, stored ? database : "", report);
  look_at_targets(config, report);
  look_at_settings(config, database, report);
  look_at_disk(config, report);
  look_at_fonts(report);
  return report.status();
}
