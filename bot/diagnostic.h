#pragma once
#include <map>
#include <string>
#include <vector>

#include "bot/fields.h"
#include "bot/time.h"

/// A look-up of a ticket's customer and time in another system, as data: what is asked, of whom, how much may
/// come back. Pure; loaded from templates/diagnostics/*.toml by templates/diagnostics.

struct DiagnosticColumn {
  std::string path;                          // of a result's value: "_source.message", a column of SQL
  std::map<std::string, std::string> title;  // locale → words
  std::string as;                            // masked as this field: phone, account, …; empty: as free text
};
struct Diagnostic {
  enum class Kind { sql, http, elasticsearch, link };
  std::string id;  // login_log
  std::map<std::string, std::string> title;
  std::map<std::string, std::string> missing;  // said beside what is missing; empty: nothing more
  Kind kind = Kind::link;
  std::string target;          // a [[target]] of the configuration; a link has none
  std::string method = "GET";  // http
  std::string path;            // http: below the target's address; elasticsearch: the index
  std::string query;  // sql: one statement; http: the body; elasticsearch: the body; link: the address
  std::string rows;   // http: where in the answer the rows stand, "data.items"; empty: the whole
  std::vector<DiagnosticColumn> columns;    // empty: what comes
  std::vector<std::string> systems, forms;  // of tickets it is for; empty: any
  bool at_opening = false;                  // runs by itself once the team sees the ticket
  Seconds timeout{5};
  Seconds before{1800}, after{1800};  // {from} and {to}, around the moment of the incident
  int most_rows = 20;
  int most_bytes = 16384;  // of what is kept and shown
  std::string where;       // file:line of its query
};

/// What is known of a ticket when it is looked up.
struct DiagnosticSubject {
  long long ticket = 0;
  std::string form, system;
  Fields fields;
  Time opened_at{};
};

const char* name_of(Diagnostic::Kind kind);
bool is_for(const Diagnostic& diagnostic, const DiagnosticSubject& subject);

/// The names a query may have in braces, {fund_account}; {customer} is the account, else the phone, else the
/// identity number; a form's own field is {field.NAME}.
const std::vector<std::string>& diagnostic_names();
bool is_diagnostic_name(const std::string& name);
/// The field of a ticket that a name speaks of: fund_account → account. Empty: known of every ticket.
std::string field_of_diagnostic_name(const std::string& name);

/// Every name with its value, as far as it is known. Moments as ISO 8601 with the offset, or _ms:
/// milliseconds since 1970. The moment of the incident is what the report says, else when it was opened; a
/// part of a day is looked at whole.
Fields diagnostic_facts(const Diagnostic& diagnostic, const DiagnosticSubject& subject, int minutes_east);
/// Fields that the query needs and nobody knows, each once.
std::vector<std::string> missing_for(const Diagnostic& diagnostic, const Fields& facts);

/// A query with its values in: for SQL bound parameters, within JSON escaped, within addresses
/// percent-encoded.
struct DiagnosticCall {
  std::string text;                 // SQL with $1 …; a body; a link
  std::vector<std::string> values;  // of $1 …
  std::string path;                 // http, elasticsearch: percent-encoded, begins with a slash
};
DiagnosticCall call_of(const Diagnostic& diagnostic, const Fields& facts);

/// What is wrong with a query as it is written: unknown names, SQL that is more than one statement of reading
/// or that puts quotation marks around a name, JSON that lacks them.
std::vector<std::string> problems_of_query(const Diagnostic& diagnostic);
