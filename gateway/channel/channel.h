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
  /// the platform has had this identity already; on a repeat, our earlier attempt arrived.
  enum class Next { delivered, retry, refresh_token, back_off, unknown, lapsed, seen_before, dead, alarm };
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
};
