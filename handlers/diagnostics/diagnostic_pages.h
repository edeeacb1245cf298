#pragma once
#include <functional>
#include <vector>

#include "handlers/diagnostics/diagnostic_store.h"
#include "handlers/intake/library.h"
#include "handlers/tickets/ticket.h"
#include "handlers/web/web.h"

/// Look-ups on a ticket's page: a button for each that fits, what came of them, and links into other systems.
class DiagnosticPages {
 public:
  struct Parts {
    const Shelf* library = nullptr;
    int minutes_east = 480;
    std::function<void()> wake;  // who does the look-ups
  };
  DiagnosticPages(Web& web, Parts parts) : web_(web), parts_(std::move(parts)) {}
  std::vector<WebRoute> routes();

  /// Where none is configured: nothing, and no statement.
  std::vector<DiagnosticRun> runs_of(Transaction& transaction, long long ticket) const;
  /// What part "diagnostics" of a page shows.
  void add_section(PageData& data, const WebRequest& request, const Ticket& ticket,
                   const std::vector<DiagnosticRun>& runs) const;

 private:
  HttpResponse section(const WebRequest& request, Connection& connection) const;
  HttpResponse ask(const WebRequest& request, Connection& connection) const;
  HttpResponse follow_link(const WebRequest& request, Connection& connection) const;
  PageData shown_run(const WebRequest& request, const DiagnosticBook& book, const DiagnosticRun& run) const;

  Web& web_;
  Parts parts_;
};
