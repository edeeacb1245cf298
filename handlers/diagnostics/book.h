#pragma once
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "bot/diagnostic.h"
#include "bot/form.h"
#include "gateway/config.h"

/// The look-ups that are configured, with the systems they ask. Immutable.
class DiagnosticBook {
 public:
  DiagnosticBook(std::vector<Diagnostic> all, std::vector<TargetConfig> targets);
  const std::vector<Diagnostic>& all() const { return all_; }
  const Diagnostic* named(const std::string& id) const;
  /// By id, or by a title in any language, or by how either begins, where that is one.
  const Diagnostic* meant_by(const std::string& words, const DiagnosticSubject& subject) const;
  const TargetConfig* target_of(const Diagnostic& diagnostic) const;
  std::vector<const Diagnostic*> for_ticket(const DiagnosticSubject& subject) const;
  bool any_at_opening() const;

 private:
  std::vector<Diagnostic> all_;
  std::vector<TargetConfig> targets_;
};

/// Null: there are none. Refuses with every problem of the files, and where one asks a system that the
/// configuration does not name, or is for a form or system that nobody knows.
Result<std::shared_ptr<const DiagnosticBook>> load_diagnostic_book(const Config& config, const Forms& forms,
                                                                   const Dictionary& dictionary);
std::string diagnostics_folder(const Config& config);
/// What people call a field of a report.
std::string field_label(const Forms& forms, const std::string& field, const std::string& locale);
