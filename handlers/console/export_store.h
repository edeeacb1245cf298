#pragma once
#include <optional>
#include <string>
#include <vector>

#include "bot/time.h"
#include "gateway/store/database.h"

/// Exports as rows. Only inside Connection::transact.

struct ExportJob {
  std::string id, person, format, words, reason;
  bool whole = false;
  long long total = 0, done = 0;
  std::string state = "running";  // running | done | failed; one that stood still for a minute has failed
  Time asked_at{};
};
void begin_export(Transaction& transaction, const ExportJob& job, Time now);
/// `seq` from 0; `state` as above.
void add_export_part(Transaction& transaction, const std::string& id, int seq, const std::string& body,
                     long long done, const std::string& state, Time now);
/// Newest first, of the last day; older ones are removed.
std::vector<ExportJob> exports_of(Transaction& transaction, const std::string& person, Time now);
/// Only that person's own.
std::optional<ExportJob> export_job(Transaction& transaction, const std::string& id,
                                    const std::string& person, Time now);
std::string export_file(Transaction& transaction, const std::string& id);
