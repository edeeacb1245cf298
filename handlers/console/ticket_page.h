#pragma once
#include <string>
#include <vector>

#include "gateway/delivery/media_store.h"
#include "handlers/console/console.h"
#include "handlers/diagnostics/diagnostic_pages.h"
#include "handlers/tickets/delivery.h"
#include "handlers/tickets/reads.h"

/// What stands on a ticket's page.
struct Console::Looked {
  Ticket ticket;
  std::vector<TicketEvent> events;
  std::vector<ReadMark> marks;
  std::vector<Delivery> deliveries;
  std::vector<MediaEntry> media;
  std::vector<DiagnosticRun> runs;
  std::vector<KeptFile> basket;  // of the form that was sent and refused
  long long children = 0;        // tickets under it
  std::string status;            // words that answer whoever asks about it, or about its parent
};
/// One field shown whole, once; empty: none.
struct Console::Unmasked {
  std::string field, value;
};

/// What is said of one field, and how: value, label, the part of a day.
void put_item(PageData& data, const Params& item);
