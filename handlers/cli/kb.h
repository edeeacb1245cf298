#pragma once
#include <istream>
#include <memory>
#include <ostream>
#include <string>

#include "kb/answerer.h"
#include "kb/exchange.h"

/// dutydesk kb import|export|lint|match. `source` is a folder of articles or a file of JSON lines, `synonyms`
/// a file like templates/synonyms.toml or empty. Each returns the exit status: 0 when all went well, 1 when
/// something is wrong, said on `problems`.

/// What a source answers by.
Result<std::shared_ptr<const Answerer>> answers_of(const std::string& source, const std::string& synonyms);

/// Reads JSON lines and writes one Markdown file each into `folder`.
int run_kb_import(std::istream& in, const std::string& folder, Existing existing, std::ostream& out,
                  std::ostream& problems);
int run_kb_export(const std::string& source, std::ostream& out, std::ostream& problems);
/// One line a remark: "error|warning article: text". Warnings alone end with 0.
int run_kb_lint(const Matcher& matcher, std::ostream& out);
/// Reads {"text"} lines, with an optional "system", and writes
/// {"answer": id|null, "suggestions": [ids, best first], "confidence": x, "by":
/// "pattern|keyword|search"|null} in the same order. A line that cannot be read is answered like a text that
/// nothing fits, and the exit status is then 1.
int run_kb_match(const Answerer& answerer, std::istream& in, std::ostream& out, std::ostream& problems);
/// Which articles speak to `text`, by what, how surely, and what the thresholds are.
int run_kb_explain(const Answerer& answerer, const std::string& text, const std::string& system,
                   std::ostream& out);
