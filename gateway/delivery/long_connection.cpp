#include "gateway/delivery/long_connection.h"

#include <condition_variable>
#include <deque>
#include <future>
#include <map>
#include <mutex>
#include <optional>
#include <thread>

#include "gateway/delivery/frame.h"
#include "gateway/delivery/holder_lock.h"
#include "gateway/delivery/socket.h"
#include "gateway/log.h"
#include "gateway/metrics.h"

namespace {

using Clock = std::chrono::steady_clock;
using Answer = std::shared_ptr<std::promise<Result<HttpResponse>>>;

enum class End { stopped, lost, refused, replaced, too_often };

struct Happening {
  enum class Kind { opened, text, closed, silence } kind = Kind::silence;
  std::string text;
};

constexpr int most_unanswered_pings = 2;

}  // namespace

struct LongConnection::Body {
  Settings settings;
  std::function<void(std::string)> heard;
  std::function<double()> dice;

  mutable std::mutex mutex;  // guards the six below
  bool stopping = false;
  std::deque<Happening> happenings;
  std::map<std::string, Answer> awaited;                 // by req_id
  std::map<std::string, std::deque<const void*>> turns;  // who may send next, by req_id
  Socket* socket = nullptr;                              // only while subscribed
  long long made = 0;
  std::condition_variable changed;
  std::thread thread;

  void happen(Happening::Kind kind, std::string text) {
    {
      const std::scoped_lock lock(mutex);
      happenings.push_back({kind, std::move(text)});
    }
    changed.notify_all();
  }

  std::optional<Happening> next(Clock::time_point until) {
    std::unique_lock lock(mutex);
    changed.wait_until(lock, until, [&] { return stopping || !happenings.empty(); });
    if (stopping) return std::nullopt;
    if (happenings.empty()) return Happening{};
    auto first = std::move(happenings.front());
    happenings.pop_front();
    return first;
  }

  /// False when told to stop.
  bool pause(Millis wait) {
    std::unique_lock lock(mutex);
    changed.wait_for(lock, wait, [&] { return stopping; });
    return !stopping;
  }

  std::string fresh_id(const char* what) { return std::string(what) + "-" + std::to_string(++made); }

  /// Requests may use a connection for as long as this lives, which must be shorter than the connection's
  /// life.
  class Offered {
   public:
    explicit Offered(Body& body) : body_(body) {}
    ~Offered() { set(nullptr); }
    Offered(const Offered&) = delete;
    Offered& operator=(const Offered&) = delete;
    void set(Socket* now) {
      {
        const std::scoped_lock lock(body_.mutex);
        body_.socket = now;
      }
      body_.changed.notify_all();
    }

   private:
    Body& body_;
  };

  /// Nobody will acknowledge any more: what was sent may or may not have arrived. What was heard is still
  /// handed over, since the platform does not send it again.
  void finish_session() {
    std::map<std::string, Answer> left;
    std::deque<Happening> unread;
    {
      const std::scoped_lock lock(mutex);
      left.swap(awaited);
      unread.swap(happenings);
    }
    for (auto& happening : unread)
      if (happening.kind == Happening::Kind::text && !frame_head(happening.text).cmd.empty())
        heard(std::move(happening.text));
    for (const auto& [id, answer] : left)
      answer->set_value(Error{Kind::internal, "connection lost before the acknowledgement"});
  }

  /// Frames of one req_id are sent one after another, in the order they were asked for: the platform orders
  /// by acknowledgement. False: not in time, or the connection is gone, and nothing was sent.
  bool my_turn(std::unique_lock<std::mutex>& lock, const std::string& req_id, const void* who,
               Clock::time_point until) {
    turns[req_id].push_back(who);
    const bool mine = changed.wait_until(lock, until, [&] {
      return stopping || socket == nullptr || (turns[req_id].front() == who && !awaited.contains(req_id));
    });
    auto& line = turns[req_id];
    std::erase(line, who);
    if (line.empty()) turns.erase(req_id);
    return mine && !stopping && socket != nullptr;
  }

  void acknowledge(const FrameHead& head, const std::string& text) {
    Answer answer;
    {
      const std::scoped_lock lock(mutex);
      const auto found = awaited.find(head.req_id);
      if (found == awaited.end()) return;
      answer = found->second;
      awaited.erase(found);
    }
    answer->set_value(HttpResponse{200, {{"content-type", "application/json"}}, text});
    changed.notify_all();
  }

  /// One connection from its subscription to its end.
  struct Session {
    std::string subscribe_id, ping_id;
    int unanswered = 0;
    bool subscribed = false;
    Clock::time_point deadline = Clock::now() + Millis{15000};  // for connecting and subscribing
    Clock::time_point next_ping = Clock::time_point::max();
    Clock::time_point next_look = Clock::now();
  };

  std::optional<End> on_subscription(Session& now, const std::string& text) {
    switch (subscription_of(text)) {
      case Subscribed::refused:
        return End::refused;
      case Subscribed::too_often:
        return End::too_often;
      case Subscribed::failed:
        return End::lost;
      case Subscribed::yes:
        break;
    }
    log_info("long_connection_subscribed", {{"account", settings.account.name}});
    gauge("dutydesk_long_connection", 1, {{"account", settings.account.name}});
    now.subscribed = true;
    now.deadline = Clock::time_point::max();
    now.next_ping = Clock::now() + settings.ping_every;
    return std::nullopt;
  }

  std::optional<End> on_text(Session& now, std::string text) {
    const auto head = frame_head(text);
    if (head.cmd.empty() && head.req_id == now.subscribe_id) return on_subscription(now, text);
    if (head.cmd.empty() && head.req_id == now.ping_id) {
      if (head.errcode != 0) return End::lost;
      now.unanswered = 0;
    } else if (head.cmd.empty()) {
      acknowledge(head, text);
    } else if (head.event == "disconnected_event") {
      return End::replaced;
    } else {
      heard(std::move(text));
    }
    return std::nullopt;
  }

  /// What the clock asks for: a ping, a look at the lock, the end of patience.
  std::optional<End> on_time(Session& now, Socket& connection, HolderLock& lock) {
    const auto time = Clock::now();
    if (!now.subscribed && time >= now.deadline) return End::lost;
    if (time >= now.next_ping) {
      if (now.unanswered++ >= most_unanswered_pings) return End::lost;
      now.ping_id = fresh_id("ping");
      connection.send(ping_frame(now.ping_id));
      now.next_ping = time + settings.ping_every;
    }
    if (time >= now.next_look) {
      if (!lock.held()) return End::lost;
      now.next_look = time + settings.lock_every;
    }
    return std::nullopt;
  }

  End session(HolderLock& lock) {
    const auto& account = settings.account;
    Socket connection(account.socket,
                      {[this] { happen(Happening::Kind::opened, ""); },
                       [this](std::string text) { happen(Happening::Kind::text, std::move(text)); },
                       [this](std::string why) { happen(Happening::Kind::closed, std::move(why)); }});
    Offered offered(*this);
    Session now;
    now.subscribe_id = fresh_id("subscribe");
    now.next_look += settings.lock_every;
    for (;;) {
      auto happening = next(std::min({now.deadline, now.next_ping, now.next_look}));
      if (!happening) return End::stopped;
      const bool before = now.subscribed;
      std::optional<End> end;
      if (happening->kind == Happening::Kind::opened)
        connection.send(subscribe_frame(now.subscribe_id, account.bot_id, account.secret));
      if (happening->kind == Happening::Kind::closed) {
        log_warn("long_connection_closed", {{"account", account.name}, {"why", happening->text}});
        end = End::lost;
      }
      if (happening->kind == Happening::Kind::text) end = on_text(now, std::move(happening->text));
      if (now.subscribed && !before) offered.set(&connection);
      if (!end) end = on_time(now, connection, lock);
      if (end) return *end;
    }
  }

  void run() {
    HolderLock lock(settings.database, "aibot:" + settings.account.bot_id);
    auto wait = settings.first_wait;
    gauge("dutydesk_long_connection", 0, {{"account", settings.account.name}});
    for (;;) {
      if (!lock.take()) {
        if (!pause(settings.lock_every)) return;
        continue;
      }
      const auto start = Clock::now();
      const auto end = session(lock);
      finish_session();
      gauge("dutydesk_long_connection", 0, {{"account", settings.account.name}});
      if (end == End::stopped) return;
      if (end == End::refused || end == End::replaced) {
        log_alarm(end == End::refused ? "long_connection_refused" : "long_connection_taken_over",
                  {{"account", settings.account.name}});
        std::unique_lock until(mutex);
        changed.wait(until, [&] { return stopping; });
        return;
      }
      if (Clock::now() - start > settings.longest_wait) wait = settings.first_wait;
      const auto chosen = end == End::too_often ? settings.too_often_wait : wait;
      count("dutydesk_long_connection_reconnects_total", {{"account", settings.account.name}});
      if (!pause(Millis{static_cast<long long>(static_cast<double>(chosen.count()) * (1 + dice() / 2))}))
        return;
      wait = std::min(wait * 2, settings.longest_wait);
    }
  }
};

LongConnection::LongConnection(Settings settings, std::function<void(std::string)> heard,
                               std::function<double()> dice)
    : body_(std::make_unique<Body>()) {
  body_->settings = std::move(settings);
  body_->heard = std::move(heard);
  body_->dice = std::move(dice);
  body_->thread = std::thread([this] { body_->run(); });
}

LongConnection::~LongConnection() {
  {
    const std::scoped_lock lock(body_->mutex);
    body_->stopping = true;
  }
  body_->changed.notify_all();
  body_->thread.join();
}

bool LongConnection::connected() const {
  const std::scoped_lock lock(body_->mutex);
  return body_->socket != nullptr;
}

Result<HttpResponse> LongConnection::request(const std::string& frame, const std::string& req_id,
                                             Millis deadline) {
  auto answer = std::make_shared<std::promise<Result<HttpResponse>>>();
  auto ready = answer->get_future();
  const auto until = Clock::now() + deadline;
  {
    std::unique_lock lock(body_->mutex);
    if (body_->socket == nullptr) return Error{Kind::try_later, "not connected"};
    if (!body_->my_turn(lock, req_id, answer.get(), until))
      return Error{Kind::try_later, "an earlier frame awaits its acknowledgement"};
    body_->awaited[req_id] = answer;
    body_->socket->send(frame);
  }
  if (ready.wait_until(until) != std::future_status::ready) {
    const std::scoped_lock lock(body_->mutex);
    const auto found = body_->awaited.find(req_id);
    if (found != body_->awaited.end() && found->second == answer) body_->awaited.erase(found);
  }
  body_->changed.notify_all();
  if (ready.wait_for(Millis{0}) == std::future_status::ready) return ready.get();
  return Error{Kind::internal, "no acknowledgement in time"};
}

Subscribed subscription_of(const std::string& ack) {
  const auto code = frame_head(ack).errcode;
  if (code == 0) return Subscribed::yes;
  if (code == 45009) return Subscribed::too_often;
  // 853000, 93019: bot id or secret wrong (wecom.md §6); asking again does not help.
  if (code == 853000 || code == 93019 || code == 40013 || code == 40001 || code == 40091)
    return Subscribed::refused;
  return Subscribed::failed;
}
