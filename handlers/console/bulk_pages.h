#pragma once
#include "handlers/console/bulk_desk.h"
#include "handlers/tickets/ticket.h"

struct BulkDesk::Chosen {
  BulkRun run;
  std::vector<long long> numbers;
  std::vector<Ticket> tickets;  // those that exist, and the one under which they shall go
};
