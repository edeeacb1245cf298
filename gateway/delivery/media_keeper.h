#pragma once
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "gateway/config.h"
#include "gateway/delivery/http_client.h"
#include "gateway/delivery/media_store.h"
#include "gateway/delivery/token.h"

/// Fetches what people sent, beside the turns, and keeps it (gateway/delivery/file_folder.h). Owns a thread.
class MediaKeeper {
 public:
  struct Settings {
    std::string database, folder;
    std::map<std::string, AccountConfig> accounts;
    std::size_t most_bytes = std::size_t{20} * 1024 * 1024;
    FileRules rules;
    Millis deadline{20000};
    Millis look_every{500};  // a commit of turns wakes earlier
  };
  struct Parts {
    Http* http = nullptr;  // for the app's media/get; answers up to `most_bytes`
    Tokens* tokens = nullptr;
    /// In the transaction that ends the row: what a ticket and a reporter learn of it.
    std::function<void(Transaction&, const MediaRow&, const MediaFile&)> kept;
    std::function<void(Transaction&, const MediaRow&)> lost;
    std::function<void()> committed;
  };
  MediaKeeper(Settings settings, Parts parts);
  ~MediaKeeper();
  void wake();

 private:
  struct Body;
  std::unique_ptr<Body> body_;
};
