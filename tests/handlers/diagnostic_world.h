#pragma once
#include <catch2/catch.hpp>

#include "handlers/diagnostics/diagnostic_store.h"
#include "handlers/diagnostics/runner.h"
#include "handlers/tickets/ticket_store.h"
#include "tests/support/test_database.h"

/// Tickets, asks and look-ups for the tests of handlers/diagnostics.
namespace diagnostic_world {

template <class Work>
auto in(Connection& connection, Work work) {
  auto done = connection.transact(work);
  INFO((done ? std::string() : done.error().text));
  REQUIRE(done);
  return std::move(*done);
}

inline long long opened(Connection& connection, const Fields& fields, const std::string& system = "login") {
  TicketEvent open, submitted;
  open.step = Step::opened;
  open.by = {"corp/lilei", "lilei", "李雷"};
  open.role = "reporter";
  open.title = "登录异常";
  open.form = "login";
  open.system = system;
  open.fields = fields;
  submitted.step = Step::submitted;
  submitted.by = open.by;
  open.at = submitted.at = std::chrono::floor<Millis>(std::chrono::system_clock::now());
  return in(connection, [&](Transaction& t) { return open_tickets(t, {{open, 0, {submitted}}}).front(); });
}

inline DiagnosticAsk ask_for(long long ticket, const std::string& diagnostic,
                             const std::string& way = "page") {
  DiagnosticAsk ask;
  ask.ticket = ticket;
  ask.diagnostic = diagnostic;
  ask.way = way;
  ask.by = "corp/me";
  ask.name = "我";
  ask.role = "agent";
  return ask;
}

inline Diagnostic sql_of(const std::string& query, const std::string& id = "one") {
  Diagnostic one;
  one.id = id;
  one.title = {{"zh-CN", id}};
  one.kind = Diagnostic::Kind::sql;
  one.target = "db";
  one.query = query;
  return one;
}

inline TargetConfig target_on(const TestDatabase& database) {
  TargetConfig target;
  target.name = "db";
  target.kind = "postgresql";
  target.address = database.settings();
  return target;
}

inline LookedUp asked(const TestDatabase& database, const std::string& query, const Fields& fields = {}) {
  const auto one = sql_of(query);
  DiagnosticSubject subject;
  subject.ticket = 1002;
  subject.fields = fields;
  return look_up(one, call_of(one, diagnostic_facts(one, subject, 480)), target_on(database), 480);
}

}  // namespace diagnostic_world
