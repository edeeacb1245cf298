#include "gateway/delivery/media_keeper.h"

#include <condition_variable>
#include <mutex>
#include <thread>

#include "gateway/channel/wecom_api.h"
#include "gateway/channel/wecom_crypto.h"
#include "gateway/delivery/file_folder.h"
#include "gateway/delivery/kept_files.h"
#include "gateway/delivery/socket_get.h"
#include "gateway/log.h"
#include "gateway/metrics.h"

namespace {

/// A 404 or a refusal of the storage may be passing; what is not 200 carries no picture.
Result<MediaAnswer> decrypted(const Result<HttpResponse>& answer, const std::string& key) {
  if (!answer) return answer.error();
  if (answer->status != 200)
    return Error{Kind::try_later, "download answered " + std::to_string(answer->status)};
  auto media = read_media(answer);
  if (!media) return media;
  auto plain = wecom_decrypt_media(key, media->bytes);
  if (!plain) return plain.error();
  media->bytes = std::move(*plain);
  return media;
}

}  // namespace

struct MediaKeeper::Body {
  Settings settings;
  Parts parts;
  std::mutex mutex;  // guards the two below
  bool stopping = false;
  bool woken = false;
  std::condition_variable changed;
  std::thread thread;

  Result<MediaAnswer> fetch(Connection& connection, const MediaRow& row) {
    const auto found = settings.accounts.find(row.chat.account);
    if (found == settings.accounts.end()) return Error{Kind::bad_input, "no such account"};
    const auto& account = found->second;
    if (!row.media.url.empty()) {
      const auto key = row.media.aes_key.empty() ? account.aes_key.reveal() : row.media.aes_key;
      return decrypted(safe_get(row.media.url, {account.api, settings.most_bytes, settings.deadline}), key);
    }
    const auto token = parts.tokens->get(connection, account.name);
    if (!token) return Error{Kind::try_later, token.error().text};
    const auto request = media_request(account, *token, row.media.media_id);
    auto media = read_media(parts.http->send(request, settings.deadline));
    if (media || media.error().kind != Kind::unauthorized) return media;
    parts.tokens->refused(connection, account.name, *token);
    return Error{Kind::try_later, media.error().text};
  }

  Result<MediaFile> keep(Connection& connection, const MediaRow& row) {
    const auto media = fetch(connection, row);
    if (!media) return media.error();
    return keep_file(settings.folder, media->bytes, media->file_name, settings.rules);
  }

  void work(Connection& connection, MediaRow row) {
    const auto file = keep(connection, row);
    const bool lost =
        !file && (row.last || file.error().kind == Kind::bad_input || file.error().kind == Kind::not_found);
    std::string over;  // the quota that it would break
    const auto written = connection.transact([&](Transaction& transaction) {
      over.clear();
      if (file)
        over = over_quota(transaction, settings.rules,
                          {ticket_of_media(transaction, row.id), row.org, row.contact}, file->bytes);
      const auto& why = file ? over : file.error().text;
      if (file && over.empty() && keep_media(transaction, row, *file)) parts.kept(transaction, row, *file);
      if ((lost || !over.empty()) && lose_media(transaction, row, why)) parts.lost(transaction, row);
      if (!file && !lost) retry_media(transaction, row, why);
      return Done{};
    });
    const bool kept = file && over.empty();
    count("dutydesk_media_total", {{"state", kept ? "kept" : file || lost ? "lost" : "retry"}});
    log_info("media", {{"trace", row.trace},
                       {"media", std::to_string(row.id)},
                       {"attempt", std::to_string(row.attempts)},
                       {"outcome", kept   ? "kept"
                                   : file ? over
                                          : file.error().text}});
    if (!written) log_warn("media_not_recorded", {{"error", written.error().text}});
    parts.committed();
  }

  bool wait() {
    std::unique_lock lock(mutex);
    changed.wait_for(lock, settings.look_every, [&] { return stopping || woken; });
    woken = false;
    return !stopping;
  }

  void run() {
    Connection connection(settings.database);
    do {
      // One at a time: several gateways share the rows, and one that hangs costs its own deadline only.
      for (;;) {
        auto rows = connection.transact([](Transaction& transaction) { return claim_media(transaction, 1); });
        if (!rows) log_warn("media_claim_failed", {{"error", rows.error().text}});
        if (!rows || rows->empty()) break;
        work(connection, std::move(rows->front()));
        const std::scoped_lock lock(mutex);
        if (stopping) return;
      }
    } while (wait());
  }
};

MediaKeeper::MediaKeeper(Settings settings, Parts parts) : body_(std::make_unique<Body>()) {
  body_->settings = std::move(settings);
  body_->parts = std::move(parts);
  body_->thread = std::thread([this] { body_->run(); });
}

MediaKeeper::~MediaKeeper() {
  {
    const std::scoped_lock lock(body_->mutex);
    body_->stopping = true;
  }
  body_->changed.notify_all();
  body_->thread.join();
}

void MediaKeeper::wake() {
  {
    const std::scoped_lock lock(body_->mutex);
    body_->woken = true;
  }
  body_->changed.notify_all();
}
