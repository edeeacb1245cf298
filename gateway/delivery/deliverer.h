#pragma once
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "gateway/channel/channel.h"
#include "gateway/config.h"
#include "gateway/delivery/callback_answers.h"
#include "gateway/delivery/http_client.h"
#include "gateway/delivery/token.h"

/// Sends what the outbox holds: claims rows, renders, calls, records the verdict. One thread claims, several
/// send; each has its own connection. A dead process costs a row one lease, never the row.

/// The frame way of an account's long connection: sends and waits for the acknowledgement.
struct FrameSender {
  virtual ~FrameSender() = default;
  virtual Result<HttpResponse> request(const std::string& frame, const std::string& req_id,
                                       Millis deadline) = 0;
};

class Deliverer {
 public:
  struct Settings {
    std::string database;
    std::string name;  // Presence::name of this gateway
    unsigned senders = 6;
    std::map<std::string, AccountConfig> accounts;
    std::vector<RateLimit> limits;  // at the start
    Millis call_deadline{10000};
    Millis upload_deadline{25000};  // a row's lease is 60 s
    std::string file_folder;        // where kept files lie
    std::string public_url;         // before the link of a file that a face cannot carry
  };
  struct Parts {
    const std::map<std::string, std::unique_ptr<Channel>>* channels = nullptr;
    Http* http = nullptr;
    Tokens* tokens = nullptr;
    CallbackAnswers* answers = nullptr;
    std::function<FrameSender*(const std::string& account)> frames;  // nullptr: no connection of ours
    std::function<Result<Outbound>(const std::string& locale, const Notice&)> render;
    std::function<void(const Chat&)> unreachable;  // a person whom the app cannot reach
    std::function<Time()> clock;
    std::function<double()> dice;  // 0…1
  };
  Deliverer(Settings settings, Parts parts);
  ~Deliverer();  // ends after the calls under way
  /// There may be something due; polling finds it anyway within a second.
  void wake();
  /// Other rates count from now on.
  void limit(std::vector<RateLimit> limits);
  std::vector<RateLimit> limits() const;

 private:
  struct Body;
  std::unique_ptr<Body> body_;
};
