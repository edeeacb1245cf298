#pragma once
#include <optional>
#include <string>
#include <vector>

#include "handlers/tickets/delivery.h"
#include "handlers/tickets/ticket.h"

/// Who has read what of a ticket's conversation. Pure. WeCom tells nobody whether a message was read; known
/// is only that a page was opened with it, and that who answers has read what came before. All else is
/// unknown, which is not "unread".

enum class TalkSide { nobody, reporter, team };

/// Somebody had the ticket's page before them, with the events up to `seq` (from 1).
struct ReadMark {
  TalkSide side = TalkSide::nobody;
  std::string person;
  int seq = 0;
  Time at{};
  bool operator==(const ReadMark&) const = default;
};

struct TalkRead {
  TalkSide said_by = TalkSide::nobody;  // nobody: no words to the other side, as a note
  std::optional<Time> read_at;          // by the other side, at the latest
  bool last_read = false;               // of this side's words
  bool last = false;
};
/// For each event, in their order. `read_at` is exact where `last_read` is set.
std::vector<TalkRead> read_states(const std::vector<TicketEvent>& events, const std::vector<ReadMark>& marks);
/// What `person` reads for the first time when they are shown all of it; 0: nothing is new.
int new_mark(TalkSide side, const std::string& person, const std::vector<TicketEvent>& events,
             const std::vector<ReadMark>& marks);
/// How many words of the team's are new to the reporter, who has read what came before `since`.
int unread_by_reporter(const std::vector<TicketEvent>& since);
/// The notice of these words has been taken by the platform. `event` is the last of its step.
bool was_delivered(const TicketEvent& event, const std::vector<Delivery>& deliveries);
