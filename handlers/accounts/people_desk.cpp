#include "handlers/accounts/people_desk.h"

#include <algorithm>

#include "bot/text.h"
#include "gateway/crypto.h"
#include "handlers/accounts/account_store.h"
#include "handlers/accounts/password.h"
#include "handlers/accounts/people_store.h"
#include "handlers/accounts/second_store.h"
#include "handlers/accounts/session_list.h"
#include "handlers/accounts/step_up.h"
#include "handlers/audit/audit_store.h"

namespace {

const std::vector<std::string>& roles_to_give() {
  static const std::vector<std::string> roles{"agent",      "tester", "developer", "ops",    "product",
                                              "contractor", "lead",   "admin",     "auditor"};
  return roles;
}

bool is_userid(const std::string& userid) {
  return !userid.empty() && userid.size() <= 64 && std::all_of(userid.begin(), userid.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' ||
           c == '_' || c == '-' || c == '@';
  });
}

AuditRow row_of(const WebRequest& request, const std::string& act, const std::string& userid,
                const std::string& detail = "") {
  return {request.visitor.key(), request.visitor.role, act, "person:" + folded(userid), detail, "", "page",
          request.http->remote};
}

}  // namespace

std::optional<Time> end_of_day(const std::string& day, int minutes_east) {
  int year = 0, month = 0, date = 0;
  if (day.size() != 10 || std::sscanf(day.c_str(), "%4d-%2d-%2d", &year, &month, &date) != 3)
    return std::nullopt;
  const std::chrono::year_month_day calendar{std::chrono::year{year},
                                             std::chrono::month{static_cast<unsigned>(month)},
                                             std::chrono::day{static_cast<unsigned>(date)}};
  if (!calendar.ok()) return std::nullopt;
  return Time{std::chrono::sys_days{calendar} + std::chrono::days{1}} - std::chrono::minutes{minutes_east};
}

struct PeopleDesk::Draft {
  DeskAccount account;
  std::string problem;
};

PeopleDesk::PeopleDesk(Web& web, Parts parts) : web_(web), parts_(std::move(parts)) {}

std::vector<WebRoute> PeopleDesk::routes() {
  const auto bind = [this](auto method) {
    return [this, method](const WebRequest& request, Connection& connection) {
      return (this->*method)(request, connection);
    };
  };
  const auto sees = Access::to(Act::see, Thing::people), writes = Access::to(Act::write, Thing::people);
  return {{"GET", "/desk/people", sees, bind(&PeopleDesk::list)},
          {"GET", "/desk/people/", sees, bind(&PeopleDesk::person)},
          {"POST", "/desk/people", writes, bind(&PeopleDesk::save), 8192},
          {"POST", "/desk/people/", writes, bind(&PeopleDesk::act), 8192}};
}

std::string PeopleDesk::shown_day(Time until) const {
  const auto local = until + std::chrono::minutes{parts_.minutes_east} - Millis{1};
  const std::chrono::year_month_day day{std::chrono::floor<std::chrono::days>(local)};
  char text[32];
  std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(day.year()),
                static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
  return text;
}

HttpResponse PeopleDesk::list(const WebRequest& request, Connection& connection) const {
  const auto people = connection.transact([&](Transaction& transaction) {
    audit(transaction, {row_of(request, "see", "*")});
    return people_of_desk(transaction, request.now);
  });
  if (!people) return web_.failure(request, 503, "busy");
  PageData data;
  std::vector<PageData> lines;
  for (const auto& person : *people) {
    const auto& account = person.account;
    PageData line;
    line.text("userid", account.userid).text("name", account.name).text("team", account.team);
    line.text("url", "/desk/people/" + in_url(account.userid));
    line.text("role", web_.word(request, "role_name." + account.role));
    if (account.until) line.text("until", shown_day(*account.until));
    line.flag("locked", account.locked).flag("ended", account.ended).flag("second", person.second);
    line.flag("second_missing",
              !person.second && needs_second_factor(role_named(account.role).value_or(Role::ended)));
    line.number("open_sessions", person.sessions);
    lines.push_back(std::move(line));
  }
  data.text("title", web_.word(request, "people.title")).flag("tab_people", true).flag("nav_desk", true);
  data.list("people", std::move(lines));
  data.flag("may_write", request.visitor.may(Act::write, Thing::people) != Grant::no);
  auto response = web_.show(request, {"desk/people", std::move(data)});
  response.headers["cache-control"] = "no-store";
  return response;
}

HttpResponse PeopleDesk::person(const WebRequest& request, Connection& connection) const {
  const auto userid = request.rest == "new" ? std::string() : request.rest;
  if (!userid.empty() && !is_userid(userid)) return web_.failure(request, 404, "nobody");
  return person_page(request, connection, userid, "", "");
}

/// `password`: a new one, shown this once.
HttpResponse PeopleDesk::person_page(const WebRequest& request, Connection& connection,
                                     const std::string& userid, const std::string& problem,
                                     const std::string& password) const {
  std::optional<DeskAccount> account;
  SecondFactor second;
  std::vector<WebSession> sessions;
  const auto contacts = connection.transact([&](Transaction& transaction) {
    account = desk_account(transaction, userid, request.now);
    second = second_factor(transaction, userid, parts_.key, request.now);
    sessions = sessions_of(transaction, userid);
    if (!userid.empty()) audit(transaction, {row_of(request, "see", userid)});
    return contacts_of(transaction, userid);
  });
  if (!contacts) return web_.failure(request, 503, "busy");
  const bool fresh = !account && request.http->method == "GET";
  if (fresh && !userid.empty() && contacts->empty()) return web_.failure(request, 404, "nobody");
  const auto& form = request.form;
  const bool posted = form.has("role");
  PageData data;
  data.text("title", web_.word(request, account ? "people.one" : "people.add")).flag("tab_people", true);
  data.flag("nav_desk", true).flag("exists", account.has_value()).text("password", password);
  data.text("userid", account ? account->userid : posted ? form.text("userid") : userid);
  data.text("name", posted ? form.text("name") : account ? account->name : "");
  data.text("team", posted ? form.text("team") : account ? account->team : "");
  data.text("until", posted                      ? form.text("until")
                     : account && account->until ? shown_day(*account->until)
                                                 : "");
  std::vector<PageData> roles;
  const auto chosen = posted ? form.text("role") : account ? account->role : "agent";
  for (const auto& role : roles_to_give())
    roles.push_back(PageData()
                        .text("id", role)
                        .text("name", web_.word(request, "role_name." + role))
                        .flag("chosen", role == chosen));
  data.list("roles", std::move(roles)).flag("enrolled", second.enrolled);
  data.flag("locked", account && account->locked).flag("ended", account && account->ended);
  data.flag("has_password", account && !account->password.empty());
  std::vector<PageData> lines;
  for (const auto& contact : *contacts)
    lines.push_back(PageData()
                        .text("org", contact.org)
                        .text("shown_id", contact.shown_id)
                        .text("known_as", contact.name)
                        .text("app", contact.app)
                        .flag("unreachable", contact.unreachable));
  data.list("contacts", std::move(lines));
  data.list("sessions", session_lines(web_, request, sessions, parts_.minutes_east));
  data.flag("has_sessions", !sessions.empty());
  data.flag("may_write", request.visitor.may(Act::write, Thing::people) != Grant::no);
  data.text("problem", problem.empty() ? "" : web_.word(request, problem));
  const auto did = request.query("did");
  if (did == "saved" || did == "sessions" || did == "second")
    data.text("done", web_.word(request, "people.did_" + did));
  auto response = web_.show(request, {"desk/person", std::move(data), problem.empty() ? 200 : 422});
  response.headers["cache-control"] = "no-store";
  return response;
}

HttpResponse PeopleDesk::save(const WebRequest& request, Connection& connection) const {
  const auto& form = request.form;
  DeskAccount account;
  account.userid = trimmed(form.text("userid"));
  account.name = trimmed(form.text("name")).substr(0, 100);
  account.team = trimmed(form.text("team")).substr(0, 100);
  account.role = form.text("role");
  const auto day = trimmed(form.text("until"));
  account.until = end_of_day(day, parts_.minutes_east);
  const auto& roles = roles_to_give();
  std::string problem;
  if (!is_userid(account.userid))
    problem = "people.bad_userid";
  else if (account.name.empty())
    problem = "people.no_name";
  else if (std::find(roles.begin(), roles.end(), account.role) == roles.end())
    problem = "people.bad_role";
  else if (!day.empty() && !account.until)
    problem = "people.bad_day";
  else if (account.role == "contractor" && !account.until)
    problem = "people.contractor_day";
  else if (folded(account.userid) == folded(request.visitor.userid) && account.role != request.visitor.role)
    problem = "people.own_role";  // nobody raises themselves, and the last admin does not lock the door
  auto stepped = request;
  if (problem.empty()) problem = word_of(freshened(stepped, connection, parts_.key));
  if (!problem.empty()) return person_page(stepped, connection, account.userid, problem, "");
  const auto saved = connection.transact([&](Transaction& transaction) {
    const auto before = desk_account(transaction, account.userid, request.now);
    put_desk_account(transaction, account);
    audit(transaction, {row_of(request, before ? "person_changed" : "person_added", account.userid,
                               (before ? before->role + " -> " : "") + account.role +
                                   (day.empty() ? "" : ", until " + day))});
    return Done{};
  });
  if (!saved) return web_.failure(request, 503, "busy");
  return web_.redirect(request, "/desk/people/" + in_url(account.userid) + "?did=saved");
}

/// "verb" of the form: sessions | second | password.
HttpResponse PeopleDesk::act(const WebRequest& request, Connection& connection) const {
  const auto userid = request.rest;
  const auto verb = request.form.text("verb");
  if (!is_userid(userid) || (verb != "sessions" && verb != "second" && verb != "password"))
    return web_.failure(request, 400, "bad_form");
  auto stepped = request;
  const auto freshness = freshened(stepped, connection, parts_.key);
  if (freshness != Freshness::fresh) return person_page(stepped, connection, userid, word_of(freshness), "");
  const auto password = verb == "password" ? base64_url(random_bytes(12)) : std::string();
  const auto hash = password.empty() ? std::string() : hash_password(password);
  const auto done = connection.transact([&](Transaction& transaction) {
    if (verb == "sessions") close_sessions_of(transaction, userid);
    if (verb == "second") {
      forget_second(transaction, userid);
      close_sessions_of(transaction, userid);
    }
    const bool known = verb != "password" || set_password(transaction, userid, hash);
    const auto act = verb == "sessions" ? "sessions_ended"
                     : verb == "second" ? "second_forgotten"
                                        : "password_set";
    audit(transaction, {row_of(request, act, userid)});
    return known;
  });
  if (!done) return web_.failure(request, 503, "busy");
  if (!*done) return web_.failure(request, 404, "nobody");
  if (verb == "password") return person_page(stepped, connection, userid, "", password);
  return web_.redirect(request, "/desk/people/" + in_url(userid) + "?did=" + verb);
}
