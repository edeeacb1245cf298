#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "bot/result.h"
#include "bot/time.h"
#include "gateway/http/server.h"
#include "gateway/secret.h"

/// The configuration as values. One TOML file; every problem is reported at once, with line and field.
/// Secrets: `secret = "file:/etc/dutydesk/app.secret"` or `"env:APP_SECRET"`; a literal secret in the file is
/// refused, unless `allow_inline_secrets = true` (the demo).

struct AccountConfig {
  std::string name;             // [[account]] name = "bot": used in paths (/cb/bot), chats and logs
  std::string kind;             // wecom_aibot | wecom_app | wecom_webhook
  std::string mode = "socket";  // wecom_aibot: socket (long connection) | callback
  std::string corp_id;          // wecom_app; also the organisation whose people are the same persons
  long long agent_id = 0;       // wecom_app
  std::string bot_id;           // wecom_aibot
  std::string display_name;     // the name people mention: 小值
  Secret secret;                // wecom_app: app secret; wecom_aibot socket: long connection secret
  Secret token, aes_key;        // callbacks
  Secret key;                   // wecom_webhook
  std::string api = "https://qyapi.weixin.qq.com";
  std::string socket = "wss://openws.work.weixin.qq.com";
  Seconds freshness{300};  // two-sided window of callback timestamps
  int line = 0;
};

struct ChatConfig {
  std::string name;                   // 客户经理一群
  std::string account;                // smart bot that is in it
  std::string id;                     // chatid
  std::string purpose = "reporters";  // reporters | team
  std::string webhook;                // account of kind wecom_webhook in the same group; optional
  int line = 0;
};

struct PersonConfig {              // members of the team until accounts are kept in the desk
  std::string userid, name, role;  // agent, tester, developer, ops, product, lead
};

/// Tokens per window; a bucket key is made from scope and value.
struct RateLimit {
  std::string scope;  // webhook | chat | member | company
  std::string kind;   // account kind it holds for
  int count = 0;
  Seconds window{60};
};

/// What people may send: sizes in bytes, numbers for each ticket and person.
struct FileRules {
  long long largest = 20 * 1048576;  // what the platforms carry
  long long largest_picture = 10 * 1048576;
  long long files_of_ticket = 60;
  long long bytes_of_ticket = 200 * 1048576;
  long long files_of_person_a_day = 100;
};

/// A system that look-ups ask (templates/diagnostics.h).
struct TargetConfig {
  std::string name;
  std::string kind;      // postgresql | http, which is Elasticsearch too
  std::string address;   // "host=… dbname=… user=…" · "https://logs.example.com:9200"
  Secret password;       // postgresql
  Secret authorization;  // http: the whole header, "Bearer …", "ApiKey …"
  int line = 0;
};

struct Config {
  std::string file;
  // [server]
  HttpServer::Settings http;  // address, port, threads, limits, tls
  std::string public_url;     // https://desk.example.com: links in messages
  // [database]
  std::string database;  // libpq connection string; empty: private cluster in data_folder
  std::string data_folder = "./data";
  // [desk]
  std::string templates_folder = "./templates";
  std::string articles_folder;     // empty: templates_folder + "/articles"
  std::string clocks_folder;       // empty: templates_folder + "/clocks"
  std::string diagnostics_folder;  // empty: templates_folder + "/diagnostics"
  std::string locale = "zh-CN";
  int minutes_east = 480;  // Asia/Shanghai
  Seconds dialog_timeout{600};
  Seconds assign_after{0};         // a new ticket goes to the least loaded on duty; 0: never
  std::size_t bulk_tickets = 500;  // of one bulk run
  std::size_t saved_views = 20;    // of a person, and of the team
  // [workers]
  unsigned turn_workers = 3;
  unsigned deliverers = 6;
  std::size_t inbox_queue = 4000;
  FileRules files;  // [files]
  // [log]
  std::string log_level = "info";
  bool allow_inline_secrets = false;
  Secret key;  // [desk] seals second factors in the database; empty: a file of data_folder
  // [audit]
  std::string checkpoint_chat;  // name of the [[chat]] that is told how far the audit reaches; empty: none
  Seconds checkpoint_every{3600};
  std::vector<AccountConfig> accounts;
  std::vector<ChatConfig> chats;
  std::vector<PersonConfig> people;
  std::vector<TargetConfig> targets;
  std::vector<RateLimit> limits;  // defaults: the platform's published ones, at 90 %
};

struct ConfigProblem {
  int line = 0;
  std::string field, text;  // text names the limit or the nearest known key
};

/// Reads and checks the file; on failure Error.text holds every problem, one a line: "file:line: field:
/// text".
Result<Config> load_config(const std::string& file);
std::vector<ConfigProblem> check_config(const std::string& file);
