#pragma once
#include <optional>
#include <string>
#include <vector>

#include "gateway/config.h"
#include "gateway/delivery/media_store.h"

/// Files of tickets by their id: what pages show and messages carry. Only inside Connection::transact.

struct KeptFile {
  long long id = 0, ticket = 0;  // 0: none yet
  std::string org, contact;      // who sent it
  std::string source;            // as the event of the ticket names it (source_of)
  Media::Kind kind = Media::Kind::file;
  FileSide side = FileSide::reporter;
  MediaFile file;
};
/// Those of the ids that are kept, by id.
std::vector<KeptFile> kept_files(Transaction& transaction, const std::vector<long long>& ids);

/// Who may send how much: `ticket` 0: not known yet.
struct FileSender {
  long long ticket = 0;
  std::string org, contact;
};
/// The rule that one more file of this size would break, by its key in the configuration; empty: none.
std::string over_quota(Transaction& transaction, const FileRules& rules, const FileSender& sender,
                       std::size_t bytes);
/// One person's uploads come one after another until the transaction ends, since their number is counted.
void lock_sender(Transaction& transaction, const std::string& person);
long long ticket_of_media(Transaction& transaction, long long id);

/// What was uploaded beside a form that is not sent yet waits in the form's basket.
struct Basket {
  std::string org, contact;
  std::string form;  // the form's own secret
};
long long put_in_basket(Transaction& transaction, const Basket& basket, const MediaFile& file);
std::vector<KeptFile> in_basket(Transaction& transaction, const Basket& basket);
bool take_out_of_basket(Transaction& transaction, const Basket& basket, long long id);
/// The form is sent: its files are the ticket's. As many as the rules of the ticket allow, in order.
std::vector<KeptFile> empty_basket(Transaction& transaction, const Basket& basket, long long ticket,
                                   FileSide side, const FileRules& rules);
/// How the event of a ticket names a file of a page.
Media media_of_page(const KeptFile& file);
/// Rows of baskets that nobody sent within a day, of messages that made no ticket within two weeks, and
/// copies at platforms that are no more. Returns how many.
long long drop_ticketless_files(Transaction& transaction);

/// The id of a copy at the platform; empty: there is none that still lives.
std::string uploaded_copy(Transaction& transaction, const std::string& account, Media::Kind kind,
                          const KeptFile& file);
void keep_uploaded(Transaction& transaction, const std::string& account, Media::Kind kind,
                   const KeptFile& file, const std::string& media_id);
void forget_uploaded(Transaction& transaction, const std::string& account, const std::string& media_id);
