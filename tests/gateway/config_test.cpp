#include "gateway/config.h"

#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace {

/// A folder with a configuration file; both go when this goes.
class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "dutydesk-config-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { std::filesystem::remove_all(path_); }
  std::string write(const std::string& name, const std::string& text, mode_t mode = 0600) const {
    const auto file = path_ + "/" + name;
    std::ofstream(file) << text;
    ::chmod(file.c_str(), mode);
    return file;
  }
  std::string config(const std::string& text) const { return write("desk.toml", text); }

 private:
  std::string path_;
};

std::string problems_of(const std::string& text) {
  const Folder folder;
  std::string all;
  for (const auto& [line, field, what] : check_config(folder.config(text)))
    all += std::to_string(line) + " " + field + " " + what + "\n";
  return all;
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

const std::string aes_key(43, 'k');
const std::string allow = "[desk]\nallow_inline_secrets = true\n";
const std::string webhook = "[[account]]\nname = \"hook\"\nkind = \"wecom_webhook\"\nkey = \"k\"\n";
const std::string bot =
    "[[account]]\nname = \"bot\"\nkind = \"wecom_aibot\"\nbot_id = \"b\"\nsecret = \"s\"\ndisplay_name = "
    "\"小值\"\n";

}  // namespace

TEST_CASE("an empty file is a configuration of defaults, with the platform's limits at 90 percent") {
  const Folder folder;
  const auto config = load_config(folder.config(""));
  REQUIRE(config);
  CHECK(config->http.address == "127.0.0.1");
  CHECK(config->http.port == 8080);
  CHECK(config->http.limits.connections == 2000);
  CHECK(config->minutes_east == 480);
  CHECK(config->dialog_timeout == Seconds{600});
  CHECK(config->limits.size() == 6);
}

TEST_CASE("every problem is reported at once, with file, line and field, in the file's order") {
  const Folder folder;
  const auto file = folder.config(
      "[server]\nlisten = \"nowhere\"\nthreads = 0\n[log]\nlevel = \"loud\"\n[desk]\nlocale = 7\n");
  const auto config = load_config(file);
  REQUIRE_FALSE(config);
  std::istringstream lines(config.error().text);
  std::string line;
  for (const std::string start :
       {":2: server.listen: ", ":3: server.threads: ", ":5: log.level: ", ":7: desk.locale: "}) {
    REQUIRE(std::getline(lines, line));
    CHECK(line.rfind(file + start, 0) == 0);
  }
  CHECK_FALSE(std::getline(lines, line));
}

TEST_CASE("an unknown key or table is a problem that names the nearest known one") {
  const auto problems = problems_of("[server]\nlisen = \"127.0.0.1:1\"\n[sever]\n[desk]\nzzzzzzzzzz = 1\n");
  CHECK(has(problems, "2 server.lisen is not a known key; did you mean listen?"));
  CHECK(has(problems, "3 sever is not a known key; did you mean server?"));
  CHECK(has(problems, "5 desk.zzzzzzzzzz is not a known key\n"));
}

TEST_CASE("types, ranges and forms are checked") {
  CHECK(has(problems_of("[server]\nthreads = \"two\"\n"), "2 server.threads"));
  CHECK(has(problems_of("[server.limits]\nkeep_alive = 30\n"), "server.limits.keep_alive"));
  CHECK(has(problems_of("[server.limits]\nkeep_alive = \"3 weeks\"\n"), "server.limits.keep_alive"));
  CHECK(has(problems_of("[server.limits]\nheader_lines = 100000\n"), "8 to 256"));
  CHECK(has(problems_of("[server]\ntrusted_proxies = [\"10.0.0.0/99\"]\n"), "10.0.0.0/99"));
  CHECK(has(problems_of("[server]\ntls_key = \"x\"\n"), "go together"));
  CHECK(has(problems_of("[server]\nlisten = \"localhost:80\"\n"), "IP address"));
  CHECK(has(problems_of("[desk]\nutc_offset = \"8\"\n"), "+08:00"));
  CHECK(has(problems_of("server = 1\n"), "1 server must be a table"));
  CHECK(has(problems_of("[account]\nname = \"a\"\n"), "[[account]]"));
  CHECK(has(problems_of("[server\n"), "1 syntax"));
  CHECK(problems_of("[server]\nlisten = \"[::1]:0\"\ntrusted_proxies = [\"10.0.0.0/8\", \"::1\"]\n").empty());
}

TEST_CASE("each kind of account has its required fields") {
  const auto account = [](const std::string& rest) {
    return problems_of(allow + "[[account]]\nname = \"a\"\n" + rest);
  };
  CHECK(has(account(""), "account[1].kind is missing"));
  CHECK(has(account("kind = \"teams\"\n"), "must be one of wecom_aibot"));
  for (const auto* const field : {"corp_id", "agent_id", "secret", "token", "aes_key"})
    CHECK(has(account("kind = \"wecom_app\"\n"), "account[1]." + std::string(field) + " is missing"));
  for (const auto* const field : {"bot_id", "secret", "display_name"})
    CHECK(has(account("kind = \"wecom_aibot\"\n"), "account[1]." + std::string(field) + " is missing"));
  for (const auto* const field : {"token", "aes_key"})
    CHECK(has(account("kind = \"wecom_aibot\"\nmode = \"callback\"\n"),
              "account[1]." + std::string(field) + " is missing"));
  CHECK(has(account("kind = \"wecom_webhook\"\n"), "account[1].key is missing"));
  CHECK(has(account("kind = \"wecom_aibot\"\nmode = \"callback\"\ntoken = \"t\"\naes_key = \"short\"\n"),
            "43"));
  CHECK(account(
            "kind = \"wecom_aibot\"\nmode = \"callback\"\ndisplay_name = \"x\"\ntoken = \"t\"\naes_key = \"" +
            aes_key + "\"\n")
            .empty());
}

TEST_CASE("names are unique and references point at accounts of the right kind") {
  CHECK(has(problems_of(allow + webhook + webhook), "used twice"));
  CHECK(has(problems_of(allow + "[[account]]\nname = \"a/b\"\nkind = \"wecom_webhook\"\nkey = \"k\"\n"),
            "letters"));
  const auto chat = [](const std::string& rest) { return "[[chat]]\nname = \"g\"\nid = \"1\"\n" + rest; };
  CHECK(has(problems_of(allow + bot + chat("account = \"bott\"\n")), "no account \"bott\""));
  CHECK(has(problems_of(allow + webhook + chat("account = \"hook\"\n")), "of kind wecom_aibot"));
  CHECK(has(problems_of(allow + bot + chat("account = \"bot\"\nwebhook = \"bot\"\n")),
            "of kind wecom_webhook"));
  CHECK(has(problems_of(allow + bot + chat("account = \"bot\"\n") + chat("account = \"bot\"\n")),
            "\"1\" is used twice"));
  CHECK(has(problems_of(chat("")), "chat[1].account"));
  const std::string app =
      "[[account]]\nname = \"app\"\nkind = \"wecom_app\"\ncorp_id = \"ww1\"\nagent_id = 1\nsecret = \"s\"\n"
      "token = \"t\"\naes_key = \"" +
      aes_key + "\"\n";
  CHECK(problems_of(allow + app + chat("account = \"app\"\npurpose = \"team\"\n")).empty());
  CHECK(has(problems_of(allow + app + chat("account = \"app\"\n")), "hears nothing there"));
  CHECK(problems_of(allow + bot + webhook + chat("account = \"bot\"\nwebhook = \"hook\"\n")).empty());
}

TEST_CASE(
    "a secret comes from a closed file or the environment; in the file itself only where that is allowed") {
  const Folder folder;
  const auto with_key = [&](const std::string& key) {
    return folder.config("[[account]]\nname = \"hook\"\nkind = \"wecom_webhook\"\nkey = \"" + key + "\"\n");
  };
  const auto closed = folder.write("closed", "the key\n");
  const auto config = load_config(with_key("file:" + closed));
  REQUIRE(config);
  CHECK(config->accounts.at(0).key.reveal() == "the key");
  const auto open = folder.write("open", "the key\n", 0644);
  CHECK(has(load_config(with_key("file:" + open)).error().text, "chmod 600 " + open));
  CHECK(has(load_config(with_key("file:/nowhere/key")).error().text, "/nowhere/key"));
  ::unsetenv("DUTYDESK_TEST_KEY");
  CHECK(has(load_config(with_key("env:DUTYDESK_TEST_KEY")).error().text, "DUTYDESK_TEST_KEY"));
  ::setenv("DUTYDESK_TEST_KEY", "from outside", 1);
  CHECK(load_config(with_key("env:DUTYDESK_TEST_KEY"))->accounts.at(0).key.reveal() == "from outside");
  const auto refused = load_config(with_key("literal-secret"));
  REQUIRE_FALSE(refused);
  CHECK_FALSE(has(refused.error().text, "literal-secret"));
}

TEST_CASE("a limit takes the place of the published one of its scope and window") {
  const Folder folder;
  const auto config = load_config(
      folder.config("[[limit]]\nscope = \"chat\"\nkind = \"wecom_aibot\"\ncount = 5\nwindow = \"1m\"\n"));
  REQUIRE(config);
  CHECK(config->limits.size() == 6);
  int of_chat = 0;
  for (const auto& limit : config->limits)
    if (limit.scope == "chat" && limit.window == Seconds{60}) of_chat += limit.count;
  CHECK(of_chat == 5);
}

TEST_CASE("what people may send to tickets is said in megabytes and numbers") {
  const Folder folder;
  const auto config = load_config(folder.config("[files]\nlargest_mb = 5\nof_ticket = 7\n"));
  REQUIRE(config);
  CHECK(config->files.largest == 5 * 1048576);
  CHECK(config->files.files_of_ticket == 7);
  CHECK(config->files.bytes_of_ticket == 200 * 1048576);
  const auto problems = problems_of("[files]\nof_ticket = 0\nlargest = 5\n");
  CHECK(has(problems, "of_ticket"));
  CHECK(has(problems, "largest_mb"));
}

TEST_CASE("how long a new ticket waits before it is given to somebody is a time of a day at most") {
  const Folder folder;
  const auto read = [&](const std::string& text) {
    const auto config = load_config(folder.config(text));
    if (!config) FAIL(config.error().text);
    return config->assign_after;
  };
  CHECK(read("") == Seconds{0});  // the desk gives nothing by itself
  for (const auto& [text, wanted] :
       {std::pair{"0s", 0}, {"1s", 1}, {"5m", 300}, {"2h", 7200}, {"24h", 86400}, {"86400s", 86400}}) {
    INFO(text);
    CHECK(read("[desk]\nassign_after = \"" + std::string(text) + "\"\n") == Seconds{wanted});
  }
  for (const auto* const bad : {"\"86401s\"", "\"25h\"", "\"-5m\"", "\"5\"", "\"5 minutes\"", "\"\"", "300",
                                "5.0", "true", "\"99999999999999999999h\""}) {
    INFO(bad);
    const auto problems = problems_of("[desk]\nlocale = \"en\"\nassign_after = " + std::string(bad) + "\n");
    CHECK(has(problems, "3 desk.assign_after must be a time like"));
    CHECK(has(problems, "from 0s to 86400s"));
  }
}

TEST_CASE("how many tickets a run takes and how many views a person keeps have limits") {
  const Folder folder;
  const auto config = load_config(folder.config("[desk]\nbulk_tickets = 2000\nsaved_views = 1\n"));
  REQUIRE(config);
  CHECK(config->bulk_tickets == 2000);
  CHECK(config->saved_views == 1);
  const auto problems = problems_of("[desk]\nbulk_tickets = 2001\nsaved_views = 0\n");
  CHECK(has(problems, "2 desk.bulk_tickets"));
  CHECK(has(problems, "3 desk.saved_views"));
}

TEST_CASE("a file that is not there is a problem, not a crash") {
  CHECK_FALSE(load_config("/nowhere/desk.toml"));
  CHECK_FALSE(load_config("/tmp"));
}

TEST_CASE("the example file is right, but for the secrets that its reader sets") {
  const std::string example = std::string(SOURCE_FOLDER) + "/deploy/dutydesk.example.toml";
  for (const auto* const name :
       {"DUTYDESK_BOT_SECRET", "DUTYDESK_APP_SECRET", "DUTYDESK_APP_TOKEN", "DUTYDESK_TEAM_WEBHOOK_KEY"})
    ::setenv(name, "a", 1);
  ::setenv("DUTYDESK_APP_AES_KEY", aes_key.c_str(), 1);
  const auto config = load_config(example);
  if (!config) FAIL(config.error().text);
  ::unsetenv("DUTYDESK_APP_TOKEN");
  CHECK(check_config(example).size() == 1);
}
