#pragma once
#include <string>
#include <vector>

#include "bot/diagnostic.h"
#include "bot/result.h"

/// What a look-up found, as rows for people to read. Pure.

struct Findings {
  std::vector<std::string> columns;  // by path
  std::vector<std::vector<std::string>> rows;
  long long total = -1;  // as the system counts them; -1: it did not say
  bool more = false;     // rows were left out
  bool cut = false;      // words were cut
  bool partial = false;  // the system itself says that it did not look everywhere
  bool operator==(const Findings&) const = default;
};

/// Of the JSON that an HTTP interface answers.
Result<Findings> findings_of_http(const Diagnostic& diagnostic, const std::string& body);
/// Of the answer of Elasticsearch's _search: hits.hits, whose fields stand in _source.
Result<Findings> findings_of_search(const Diagnostic& diagnostic, const std::string& body);

/// As it is kept and shown: each value masked, by its column, as free text, and wherever a value of the
/// ticket's customer stands in it; cut to the limits of the look-up.
/// Moments in ISO 8601 stand on the firm's clock.
Findings fit_to_show(Findings found, const Diagnostic& diagnostic, const Fields& of_customer,
                     int minutes_east = 480);

std::string to_json(const Findings& found);
/// What cannot be read is empty.
Findings findings_from_json(const std::string& text);
