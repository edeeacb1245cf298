#pragma once
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "bot/message.h"
#include "bot/result.h"
#include "gateway/http/message.h"
#include "gateway/secret.h"

/// The channel boundary: a codec that owns no socket, thread, clock or table.
/// receive → what a callback means; encode → the call that delivers; judge → what the answer means for the
/// outbox. Everything is const and pure, so any thread may use one object.

/// Not accepted: the status is answered with an empty body, the reason is for the log.
struct Refuse {
  int status = 403;
  std::string reason;
};
/// The platform asks whether we are there; answered at once, nothing is stored.
struct Handshake {
  std::string body;
  std::string content_type = "text/plain";
};
using Inbounds = std::vector<Inbound>;
using Received = std::variant<Refuse, Handshake, Inbounds>;

/// What a face carries beside words, in bytes; 0: not at all, and a link stands in the words.
struct FileLimits {
  std::size_t image = 0;      // PNG and JPEG
  std::size_t file = 0;       // anything
  bool image_inline = false;  // within the call; else by the id of an uploaded copy
};

/// What a channel can do; the core looks at these values, never at the channel's name.
struct ChannelLimits {
  std::size_t text_bytes = 2048;
  std::size_t markdown_bytes = 0;  // 0: no markdown
  bool cards = false;              // text_notice cards
  bool buttons = false;            // cards whose press comes back
  bool mentions = false;
  bool pushes = true;  // can speak unasked
  bool groups = false;
  bool knows_repeats = false;  // the same call again is answered and not shown twice
  FileLimits files;
};

/// A file on its way into the platform's storage.
struct FileUpload {
  Media::Kind kind = Media::Kind::file;  // image or file
  std::string name, bytes;
  std::string mark;  // of this upload alone; must not occur in `bytes`
};
/// What the platform answered: the id to send the file by, or the session that its parts belong to.
struct UploadAnswer {
  std::string media_id, session;
};

/// Where one message goes. `handle` (req_id or response_url) answers a certain inbound while it lives.
struct Destination {
  Chat chat;
  std::string handle;
  Time handle_until{};        // after this the handle is dead
  std::string response_code;  // app: update of a card already sent
  std::string dedupe;         // stable per outbox row: platform idempotency where there is one
};

/// How the message travels: HTTP, a frame on the account's long connection, or the body of a callback's own
/// answer.
struct Call {
  enum class Transport { http, frame, callback_answer };
  Transport transport = Transport::http;
  HttpRequest http;
  std::string frame;   // JSON text
  std::string req_id;  // the ack carries it
  bool needs_token = false;
};

/// What an answer means. One closed list for code, logs and metrics.
struct Verdict {
  /// `lapsed`: what the handle pointed to can no longer be answered, a push may still arrive. `seen_before`:
  /// the platform has had this identity already; on a repeat, our earlier attempt arrived. `file_gone`: the
  /// copy of a file that it was to send lives no more.
  enum class Next {
    delivered,
    retry,
    refresh_token,
    back_off,
    unknown,
    lapsed,
    seen_before,
    file_gone,
    dead,
    alarm
  };
  Next next = Next::dead;
  std::string reason;                    // "rate_limited", "errcode_40058", … a metric label
  Seconds after{0};                      // at least this long before the next try
  std::string receipt;                   // msgid or media id, for recall
  std::string response_code;             // app: lets the card be updated once
  std::vector<std::string> unreachable;  // contacts that did not get it (partial failure)
};

struct Channel {
  virtual ~Channel() = default;
  virtual ChannelLimits limits() const = 0;
  /// Signature, freshness, decryption, parsing; cheapest check first.
  virtual Received receive(const HttpRequest& request, Time now) const = 0;
  /// One pushed frame of a long connection; channels without one refuse.
  virtual Received receive_frame(const std::string& frame, Time now) const = 0;
  /// The calls that deliver `message`, in order: long text is split into numbered parts. `token` may be
  /// empty.
  virtual Result<std::vector<Call>> encode(const Outbound& message, const Destination& to,
                                           const Secret& token, Time now) const = 0;
  /// `error` of kind try_later: nothing was sent (safe to retry); internal: the result is unknown.
  virtual Verdict judge(const Result<HttpResponse>& answer) const = 0;
  /// The calls that bring a file to the platform: without a session the first, whose answer is the file's id
  /// or a session; with it, the rest. Over a limit of the face: bad_input.
  virtual Result<std::vector<Call>> upload(const FileUpload&, const std::string& /*session*/,
                                           const Secret& /*token*/) const {
    return Error{Kind::bad_input, "this face takes no files"};
  }
  /// Of an answer that was judged delivered.
  virtual UploadAnswer uploaded(const HttpResponse& /*answer*/) const { return {}; }
};
