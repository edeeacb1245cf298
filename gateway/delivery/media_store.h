#pragma once
#include <string>
#include <vector>

#include "bot/message.h"
#include "gateway/store/database.h"

/// Pictures and files of messages as durable rows. Only inside Connection::transact.

/// Whose a ticket's file is, and who may see it: its reporter's; the team's, which the reporter gets; the
/// team's own.
enum class FileSide { reporter, told, team };
const char* name_of(FileSide side);

struct MediaRow {
  long long id = 0;
  std::string org, contact, trace;
  Chat chat;
  Media media;
  long long ticket = 0;     // 0: not known yet
  int attempts = 0;         // this one counted
  bool last = false;        // no try after this one
  bool first_lost = false;  // of its message: its sender is told once
  FileSide side = FileSide::reporter;
  std::string error;  // why it was lost
};
struct MediaFile {
  std::string sha256, type, file_name;
  std::size_t bytes = 0;          // of all copies
  std::string small_sha256 = {};  // a picture's small copy; empty: there is none
  int width = 0, height = 0;
};

/// How a row finds its ticket later: what the message said of where the bytes are.
std::string source_of(const Media& media);

struct NewMedia {
  long long inbox_id = 0;
  std::string org;
  const Inbound* message = nullptr;
};
void add_media(Transaction& transaction, const std::vector<NewMedia>& messages);
/// The pictures of a report that has its number now.
/// Gives those that were kept before it was known: nobody has told the ticket of them.
std::vector<MediaFile> attach_media(Transaction& transaction, long long ticket,
                                    const std::vector<Media>& media, FileSide side = FileSide::reporter);

/// Takes what is due; the attempt is counted and the next one dated before the work.
std::vector<MediaRow> claim_media(Transaction& transaction, std::size_t most);
/// False: another gateway has ended the row, or tries it again. Sets the row's ticket as it is now.
bool keep_media(Transaction& transaction, MediaRow& row, const MediaFile& file);
bool lose_media(Transaction& transaction, MediaRow& row, const std::string& error);
void retry_media(Transaction& transaction, const MediaRow& row, const std::string& error);

struct MediaEntry {
  long long id = 0;
  std::string kind, state, type, sha256, file_name, error;
  std::size_t bytes = 0;
  int attempts = 0;
  std::string small_sha256, source, contact;
  int width = 0, height = 0;
  FileSide side = FileSide::reporter;
};
std::vector<MediaEntry> media_of_ticket(Transaction& transaction, long long ticket);
