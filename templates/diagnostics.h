#pragma once
#include <string>
#include <vector>

#include "bot/diagnostic.h"
#include "bot/result.h"

/// Reads the *.toml of a folder, each a look-up named after its file:
///   title = { "zh-CN" = "登录日志", en = "Login log" }
///   kind = "elasticsearch"          # sql | http | elasticsearch | link
///   target = "logs"                 # a [[target]] of the configuration; not for a link
///   index = "login-*"               # elasticsearch
///   method = "GET", path = "/customers/{fund_account}"      # http; query is the body
///   rows = "data.items"             # http: where in the answer the rows stand
///   query = '''…{fund_account}…'''  # not for http by GET; a link: url = "https://…"
///   [[column]]                      # what is shown of it; without any, what comes
///   path = "_source.message", title = {…}, as = "phone"     # as: masked like this field
///   systems = ["trading"], forms = ["login"]                # of which tickets; without, of any
///   at_opening = true               # runs by itself
///   timeout = "5s", before = "30m", after = "30m", most_rows = 20, most_kb = 16
///   missing = {…}                   # said beside what the report lacks
/// A folder that does not exist holds none. Refuses with every problem of every file, one a line as
/// file:line: text.
Result<std::vector<Diagnostic>> load_diagnostics(const std::string& folder);
