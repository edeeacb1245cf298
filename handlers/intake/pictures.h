#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "gateway/delivery/media_keeper.h"
#include "handlers/intake/route.h"
#include "handlers/intake/turn.h"

/// Which ticket a turn's pictures belong to, what the ticket says of them, and the way to fetch them.

struct TicketMedia {
  long long ticket = 0;
  std::vector<Media> media;
  FileSide side = FileSide::reporter;
};
/// Pure; after numbered(). `opened`: the ticket that the plan opened, 0: none.
std::vector<TicketMedia> media_of(const Plan& plan, long long opened);
/// The desk's own note on the ticket. Pure.
TicketEvent attached(const MediaFile& file, Time now);

/// The keeper with what tickets and reporters learn of its work: a picture that cannot be fetched any more is
/// asked for again.
class Pictures {
 public:
  struct Settings {
    std::string database;
    const Config* config = nullptr;  // outlives the keeper
    const Directory* directory = nullptr;
    Tokens* tokens = nullptr;
  };
  Pictures(Settings settings, std::function<Time()> clock, std::function<void()> committed);
  ~Pictures();
  void wake() { keeper_->wake(); }

 private:
  void kept(Transaction& transaction, const MediaRow& row, const MediaFile& file) const;
  TurnOrigin origin(const MediaRow& row) const;
  void lost(Transaction& transaction, const MediaRow& row) const;

  Settings settings_;
  std::function<Time()> clock_;
  HttpClient http_;
  std::unique_ptr<MediaKeeper> keeper_;
};
