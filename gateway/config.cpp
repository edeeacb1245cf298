#include "gateway/config.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include "gateway/address.h"
#include "gateway/config_parts.h"
#include "gateway/config_toml.h"

namespace {

using Problems = std::vector<ConfigProblem>;
const toml::table empty_table;

const toml::table& table_or_empty(TomlTable& root, const char* key) {
  const auto* found = root.table(key);
  return found == nullptr ? empty_table : *found;
}

void read_listen(TomlTable& server, Config& config) {
  std::string listen = "127.0.0.1:8080";
  server.text("listen", listen);
  const auto colon = listen.rfind(':');
  const auto port = colon == std::string::npos ? "" : listen.substr(colon + 1);
  const bool digits = !port.empty() && port.size() <= 5 &&
                      std::all_of(port.begin(), port.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!digits || std::stoi(port) > 65535)
    return server.problem("listen", "must be ADDRESS:PORT, as 127.0.0.1:8080");
  config.http.address = listen.substr(0, colon);
  if (config.http.address.starts_with('[') && config.http.address.ends_with(']'))  // [::]:8080
    config.http.address = config.http.address.substr(1, config.http.address.size() - 2);
  if (!read_address(config.http.address)) server.problem("listen", "must begin with an IP address");
  config.http.port = static_cast<std::uint16_t>(std::stoi(port));
}

void read_server(TomlTable& root, Config& config, Problems& problems) {
  TomlTable server(table_or_empty(root, "server"), "server", problems);
  read_listen(server, config);
  server.text("public_url", config.public_url);
  if (!config.public_url.empty() && !config.public_url.starts_with("http"))
    server.problem("public_url", "must begin with https:// or http://");
  server.count("threads", 1, 64, config.http.threads);
  server.text("tls_certificate", config.http.tls.certificate);
  server.text("tls_key", config.http.tls.key);
  if (config.http.tls.certificate.empty() != config.http.tls.key.empty())
    server.problem("tls_certificate", "tls_certificate and tls_key go together");
  server.texts("trusted_proxies", config.http.limits.trusted_proxies);
  for (const auto& entry : config.http.limits.trusted_proxies)
    if (!TrustedProxies::readable(entry))
      server.problem("trusted_proxies", "\"" + entry + "\" is no address or network, as 10.0.0.0/8");
  TomlTable limits(table_or_empty(server, "limits"), "server.limits", problems);
  auto& http = config.http.limits;
  limits.count("header_bytes", 1024, 65536, http.header_bytes);
  limits.count("header_lines", 8, 256, http.header_lines);
  limits.count("body_bytes", 65536, 67108864, http.body_bytes);
  limits.count("connections", 1, 100000, http.connections);
  limits.count("connections_per_address", 1, 100000, http.connections_per_address);
  limits.duration("header_deadline", Seconds{1}, Seconds{60}, http.header_deadline);
  limits.duration("body_deadline", Seconds{1}, Seconds{300}, http.body_deadline);
  limits.duration("keep_alive", Seconds{1}, Seconds{3600}, http.keep_alive);
  limits.end();
  server.end();
}

/// "+08:00" as minutes; nullopt: not an offset.
std::optional<int> minutes_of(const std::string& text) {
  const auto digit = [&](std::size_t i) { return text[i] >= '0' && text[i] <= '9'; };
  if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return std::nullopt;
  if (!digit(1) || !digit(2) || !digit(4) || !digit(5)) return std::nullopt;
  const int minutes = std::stoi(text.substr(1, 2)) * 60 + std::stoi(text.substr(4, 2));
  if (minutes > 14 * 60) return std::nullopt;
  return text[0] == '-' ? -minutes : minutes;
}

void read_desk(TomlTable& root, Config& config, Problems& problems) {
  TomlTable desk(table_or_empty(root, "desk"), "desk", problems);
  desk.text("templates", config.templates_folder);
  desk.text("articles", config.articles_folder);
  desk.text("clocks", config.clocks_folder);
  desk.text("diagnostics", config.diagnostics_folder);
  desk.choice("locale", {"zh-CN", "en"}, config.locale);
  std::string offset = "+08:00";
  desk.text("utc_offset", offset);
  if (const auto minutes = minutes_of(offset))
    config.minutes_east = *minutes;
  else
    desk.problem("utc_offset", "must be like \"+08:00\"");
  desk.duration("dialog_timeout", Seconds{1}, Seconds{86400}, config.dialog_timeout);
  desk.duration("assign_after", Seconds{0}, Seconds{86400}, config.assign_after);
  desk.count("bulk_tickets", 1, 2000, config.bulk_tickets);
  desk.count("saved_views", 1, 200, config.saved_views);
  desk.flag("allow_inline_secrets", config.allow_inline_secrets);
  desk.secret("key", config.allow_inline_secrets, config.key);
  if (!config.key.empty() && config.key.reveal().size() < 32)
    desk.problem("key", "must have at least 32 characters, as openssl rand -hex 32 makes them");
  desk.end();
}

void read_workers(TomlTable& root, Config& config, Problems& problems) {
  TomlTable database(table_or_empty(root, "database"), "database", problems);
  database.text("url", config.database);
  database.text("data_folder", config.data_folder);
  database.end();
  TomlTable workers(table_or_empty(root, "workers"), "workers", problems);
  workers.count("turns", 1, 32, config.turn_workers);
  workers.count("deliverers", 1, 64, config.deliverers);
  workers.count("inbox_queue", 100, 1000000, config.inbox_queue);
  workers.end();
  TomlTable audit(table_or_empty(root, "audit"), "audit", problems);
  audit.text("checkpoint_chat", config.checkpoint_chat);
  audit.duration("checkpoint_every", Seconds{60}, Seconds{86400}, config.checkpoint_every);
  audit.end();
  TomlTable log(table_or_empty(root, "log"), "log", problems);
  log.choice("level", {"debug", "info", "warn", "error"}, config.log_level);
  log.end();
}

void read_files(TomlTable& root, Config& config, Problems& problems) {
  constexpr long long megabyte = 1048576;
  TomlTable table(table_or_empty(root, "files"), "files", problems);
  const auto size = [&](const char* key, long long most, long long& bytes) {
    auto megabytes = bytes / megabyte;
    table.number(key, 1, most, megabytes);
    bytes = megabytes * megabyte;
  };
  size("largest_mb", 60, config.files.largest);
  size("largest_picture_mb", 60, config.files.largest_picture);
  table.number("of_ticket", 1, 10000, config.files.files_of_ticket);
  size("of_ticket_mb", 100000, config.files.bytes_of_ticket);
  table.number("of_person_a_day", 1, 100000, config.files.files_of_person_a_day);
  table.end();
}

void need(TomlTable& table, const char* key, bool present) {
  if (!present && !table.has(key)) table.problem(key, "is missing");
}

void check_callback_keys(TomlTable& table, const AccountConfig& account) {
  need(table, "token", !account.token.empty());
  need(table, "aes_key", !account.aes_key.empty());
  if (!account.aes_key.empty() && account.aes_key.reveal().size() != 43)
    table.problem("aes_key", "EncodingAESKey has exactly 43 characters");
  if (account.token.reveal().size() > 32) table.problem("token", "a token has at most 32 characters");
}

void check_account(TomlTable& table, const AccountConfig& account) {
  if (account.kind == "wecom_app") {
    need(table, "corp_id", !account.corp_id.empty());
    need(table, "agent_id", account.agent_id != 0);
    need(table, "secret", !account.secret.empty());
    check_callback_keys(table, account);
  } else if (account.kind == "wecom_webhook") {
    need(table, "key", !account.key.empty());
  } else if (account.kind == "wecom_aibot" && account.mode == "socket") {
    need(table, "bot_id", !account.bot_id.empty());
    need(table, "secret", !account.secret.empty());
  } else if (account.kind == "wecom_aibot") {
    check_callback_keys(table, account);
  }
  if (account.kind == "wecom_aibot") need(table, "display_name", !account.display_name.empty());
}

AccountConfig read_account(const toml::table& from, bool inline_secrets, std::size_t index,
                           Problems& problems) {
  TomlTable table(from, "account[" + std::to_string(index + 1) + "]", problems);
  AccountConfig account;
  account.line = table.line();
  table.required("name", account.name);
  const bool plain = std::all_of(account.name.begin(), account.name.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
  });
  if (!plain)
    table.problem("name", "may have letters, digits, - and _ only: it stands in the callback's path");
  table.choice("kind", {"wecom_aibot", "wecom_app", "wecom_webhook"}, account.kind);
  need(table, "kind", !account.kind.empty());
  table.choice("mode", {"socket", "callback"}, account.mode);
  table.text("corp_id", account.corp_id);
  table.count("agent_id", 1, 9999999999LL, account.agent_id);
  table.text("bot_id", account.bot_id);
  table.text("display_name", account.display_name);
  table.secret("secret", inline_secrets, account.secret);
  table.secret("token", inline_secrets, account.token);
  table.secret("aes_key", inline_secrets, account.aes_key);
  table.secret("key", inline_secrets, account.key);
  table.text("api", account.api);
  table.text("socket", account.socket);
  table.duration("freshness", Seconds{30}, Seconds{3600}, account.freshness);
  check_account(table, account);
  table.end();
  return account;
}

const AccountConfig* named(const Config& config, const std::string& name) {
  for (const auto& account : config.accounts)
    if (account.name == name) return &account;
  return nullptr;
}

void read_chat(const toml::table& from, std::size_t index, Config& config, Problems& problems) {
  TomlTable table(from, "chat[" + std::to_string(index + 1) + "]", problems);
  ChatConfig chat;
  chat.line = table.line();
  table.required("name", chat.name);
  table.text("account", chat.account);
  table.required("id", chat.id);
  table.choice("purpose", {"reporters", "team"}, chat.purpose);
  table.text("webhook", chat.webhook);
  if (chat.account.empty() && chat.webhook.empty())
    table.problem("account", "a chat needs the account of a smart bot or of a webhook that is in it");
  const auto* speaker = named(config, chat.account);
  const bool made_by_app = speaker != nullptr && speaker->kind == "wecom_app";
  if (!chat.account.empty() && !made_by_app && (speaker == nullptr || speaker->kind != "wecom_aibot"))
    table.problem("account", "no account \"" + chat.account + "\" of kind wecom_aibot or wecom_app");
  if (made_by_app && chat.purpose != "team")
    table.problem("purpose",
                  "must be team: an app speaks in the groups that it made, and hears nothing there");
  const auto* hook = named(config, chat.webhook);
  if (!chat.webhook.empty() && (hook == nullptr || hook->kind != "wecom_webhook"))
    table.problem("webhook", "no account \"" + chat.webhook + "\" of kind wecom_webhook");
  table.end();
  config.chats.push_back(std::move(chat));
}

void read_person(const toml::table& from, std::size_t index, Config& config, Problems& problems) {
  TomlTable table(from, "person[" + std::to_string(index + 1) + "]", problems);
  PersonConfig person;
  table.required("userid", person.userid);
  table.text("name", person.name);
  table.choice("role",
               {"agent", "tester", "developer", "ops", "product", "contractor", "lead", "admin", "auditor"},
               person.role);
  need(table, "role", !person.role.empty());
  table.end();
  config.people.push_back(std::move(person));
}

// The platform's published limits (wecom.md §3), at 90 %: somebody else may use the same account.
std::vector<RateLimit> published_limits() {
  return {{"webhook", "wecom_webhook", 18, Seconds{60}}, {"chat", "wecom_aibot", 27, Seconds{60}},
          {"chat", "wecom_aibot", 900, Seconds{3600}},   {"member", "wecom_app", 27, Seconds{60}},
          {"member", "wecom_app", 900, Seconds{3600}},   {"company", "wecom_app", 9000, Seconds{60}}};
}

void read_limit(const toml::table& from, std::size_t index, Config& config, Problems& problems) {
  TomlTable table(from, "limit[" + std::to_string(index + 1) + "]", problems);
  RateLimit limit;
  table.choice("scope", {"webhook", "chat", "member", "company"}, limit.scope);
  table.choice("kind", {"wecom_aibot", "wecom_app", "wecom_webhook"}, limit.kind);
  need(table, "scope", !limit.scope.empty());
  need(table, "kind", !limit.kind.empty());
  need(table, "count", false);
  table.count("count", 1, 1000000, limit.count);
  table.duration("window", Seconds{1}, Seconds{86400}, limit.window);
  table.end();
  // A limit given here takes the place of the published one of the same scope and window.
  std::erase_if(config.limits, [&](const RateLimit& known) {
    return known.scope == limit.scope && known.kind == limit.kind && known.window == limit.window;
  });
  config.limits.push_back(std::move(limit));
}

template <class Each>
void each_table(TomlTable& root, const char* key, Each read) {
  const auto* list = root.tables(key);
  for (std::size_t i = 0; list != nullptr && i < list->size(); ++i) read(*(*list)[i].as_table(), i);
}

void check_unique(const Config& config, Problems& problems) {
  std::set<std::string> seen;
  for (const auto& account : config.accounts)
    if (!seen.insert(account.name).second)
      problems.push_back({account.line, "account.name", "\"" + account.name + "\" is used twice"});
  std::set<std::string> chats;
  for (const auto& chat : config.chats)
    if (!chats.insert(chat.account + " " + chat.id).second)
      problems.push_back({chat.line, "chat.id", "\"" + chat.id + "\" is used twice"});
}

Config read(const toml::table& parsed, const std::string& file, Problems& problems) {
  Config config;
  config.file = file;
  config.limits = published_limits();
  TomlTable root(parsed, "", problems);
  read_server(root, config, problems);
  read_desk(root, config, problems);
  read_workers(root, config, problems);
  read_files(root, config, problems);
  read_targets(root, config, problems);
  each_table(root, "account", [&](const toml::table& one, std::size_t i) {
    config.accounts.push_back(read_account(one, config.allow_inline_secrets, i, problems));
  });
  each_table(root, "chat",
             [&](const toml::table& one, std::size_t i) { read_chat(one, i, config, problems); });
  each_table(root, "person",
             [&](const toml::table& one, std::size_t i) { read_person(one, i, config, problems); });
  each_table(root, "limit",
             [&](const toml::table& one, std::size_t i) { read_limit(one, i, config, problems); });
  root.end();
  const auto& told = config.checkpoint_chat;
  if (!told.empty() && std::none_of(config.chats.begin(), config.chats.end(),
                                    [&](const ChatConfig& chat) { return chat.name == told; }))
    problems.push_back({0, "audit.checkpoint_chat", "no [[chat]] is named \"" + told + "\""});
  check_unique(config, problems);
  return config;
}

Config read_file(const std::string& file, Problems& problems) {
  std::error_code ignored;
  if (std::filesystem::is_directory(file, ignored)) {  // a folder would read as an empty file
    problems.push_back({0, "file", "is a folder"});
    return {};
  }
  try {
    return read(toml::parse_file(file), file, problems);
  } catch (const toml::parse_error& wrong) {
    problems.push_back(
        {static_cast<int>(wrong.source().begin.line), "syntax", std::string(wrong.description())});
    return {};
  }
}

}  // namespace

std::vector<ConfigProblem> check_config(const std::string& file) {
  Problems problems;
  read_file(file, problems);
  std::stable_sort(problems.begin(), problems.end(),
                   [](const auto& a, const auto& b) { return a.line < b.line; });
  return problems;
}

Result<Config> load_config(const std::string& file) {
  Problems problems;
  auto config = read_file(file, problems);
  if (problems.empty()) return config;
  std::string text;
  for (const auto& problem : check_config(file))
    text += (text.empty() ? "" : "\n") + file + ":" + std::to_string(problem.line) + ": " + problem.field +
            ": " + problem.text;
  return Error{Kind::bad_input, text};
}
