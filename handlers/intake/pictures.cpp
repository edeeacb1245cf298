#include "handlers/intake/pictures.h"

#include "handlers/tickets/notices.h"
#include "handlers/tickets/ticket_store.h"

namespace {

FileSide side_of(const TicketEvent& event) {
  if (event.role == "reporter") return FileSide::reporter;
  return is_told(event.step) ? FileSide::told : FileSide::team;
}

}  // namespace

std::vector<TicketMedia> media_of(const Plan& plan, long long opened) {
  std::vector<TicketMedia> all;
  const auto add = [&](long long ticket, const std::vector<Media>& media,
                       FileSide side = FileSide::reporter) {
    if (ticket != 0 && !media.empty()) all.push_back({ticket, media, side});
  };
  if (plan.opens) {
    add(opened, plan.opens->event.media);
    for (const auto& event : plan.opens->more) add(opened, event.media);
  }
  for (const auto& change : plan.changes) add(change.number, change.event.media, side_of(change.event));
  for (const auto& report : plan.dialogs.reports) add(report.ticket, report.media);
  return all;
}

TicketEvent attached(const MediaFile& file, Time now) {
  TicketEvent event;
  event.step = Step::noted;
  event.at = now;
  event.text = "+ " + file.type + ", " + std::to_string(file.bytes) + " bytes";
  if (!file.file_name.empty()) event.text += ", " + file.file_name;
  return event;
}

Pictures::Pictures(Settings settings, std::function<Time()> clock, std::function<void()> committed)
    : settings_(std::move(settings)),
      clock_(std::move(clock)),
      http_(static_cast<std::size_t>(settings_.config->files.largest)) {
  MediaKeeper::Settings keeper;
  keeper.database = settings_.database;
  keeper.folder = settings_.config->data_folder + "/media";
  keeper.accounts = settings_.directory->accounts();
  keeper.rules = settings_.config->files;
  keeper.most_bytes = static_cast<std::size_t>(keeper.rules.largest);
  MediaKeeper::Parts parts;
  parts.http = &http_;
  parts.tokens = settings_.tokens;
  parts.kept = [this](Transaction& transaction, const MediaRow& row, const MediaFile& file) {
    kept(transaction, row, file);
  };
  parts.lost = [this](Transaction& transaction, const MediaRow& row) { lost(transaction, row); };
  parts.committed = std::move(committed);
  keeper_ = std::make_unique<MediaKeeper>(std::move(keeper), std::move(parts));
}

Pictures::~Pictures() = default;

void Pictures::kept(Transaction& transaction, const MediaRow& row, const MediaFile& file) const {
  if (row.ticket == 0) return;
  const auto after = append_events(transaction, {{row.ticket, attached(file, clock_())}});
  if (row.side != FileSide::told || after.empty()) return;
  const auto kind = file.type.starts_with("image/") ? Media::Kind::image : Media::Kind::file;
  enqueue(transaction, route(origin(row), {file_to_reporter(after.front(), row.id, kind)}));
}

/// Whoever sent it; others are simply tried.
TurnOrigin Pictures::origin(const MediaRow& row) const {
  TurnOrigin from;
  from.directory = settings_.directory;
  from.org = row.org;
  from.locale = settings_.config->locale;
  from.trace = row.trace;
  from.person = row.contact;
  from.reachable = true;  // tried 1:1; where that fails, the row's own fallback names them in the group
  return from;
}

void Pictures::lost(Transaction& transaction, const MediaRow& row) const {
  if (!row.first_lost) return;
  Say say;
  say.to = {To::Kind::person, row.chat.kind == ChatKind::group ? row.chat : Chat{}, row.contact};
  say.ticket = row.ticket;
  const bool picture = row.media.kind == Media::Kind::image;
  say.notice.key = row.error.starts_with("of_") ? "media.too_many"
                   : row.error == "large"       ? "media.too_large"
                   : picture                    ? "media.picture_again"
                                                : "media.file_again";
  if (row.error == "of_person_a_day") say.notice.params["today"] = "1";
  if (row.ticket != 0) say.notice.params["number"] = std::to_string(row.ticket);
  enqueue(transaction, route(origin(row), {say}));
}
