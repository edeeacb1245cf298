#include "gateway/store/database.h"

#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <pqxx/pqxx>
#include <unordered_map>

std::string Row::text(std::string_view column) const { return cell(column).value_or(""); }

long long Row::number(std::string_view column) const {
  const auto& value = cell(column);
  return value ? std::stoll(*value) : 0;
}

bool Row::flag(std::string_view column) const { return cell(column) == "t"; }

const Arg& Row::cell(std::string_view column) const {
  for (std::size_t i = 0; i < names_->size(); ++i)
    if ((*names_)[i] == column) return cells_[i];
  throw std::out_of_range("no column " + std::string(column));
}

std::string text_array(const std::vector<std::string>& values) {
  std::size_t size = 2;
  for (const auto& value : values) size += value.size() + value.size() / 4 + 3;
  std::string out = "{";
  out.reserve(size);
  for (const auto& value : values) {
    if (out.size() > 1) out += ',';
    out += '"';
    std::size_t from = 0;
    for (std::size_t at = 0; at < value.size(); ++at) {
      const char c = value[at];
      if (c != '"' && c != '\\' && c != '\0') continue;
      out.append(value, from, at - from);
      from = at + 1;
      if (c != '\0') (out += '\\') += c;  // text in PostgreSQL cannot hold NUL
    }
    out.append(value, from);
    out += '"';
  }
  return out + "}";
}

namespace {

// Server-side limits travel in the connection string, so that every reconnect has them.
std::string session_options(const std::string& more = "") {
  return " connect_timeout=3 tcp_user_timeout=5000 application_name=dutydesk target_session_attrs=read-write"
         " options='-c statement_timeout=5s -c lock_timeout=2s -c idle_in_transaction_session_timeout=10s"
         " -c client_min_messages=warning -c TimeZone=UTC -c jit=off" +
         more + "'";
}

/// POSIX counts offsets to the west: +480 minutes is <+08:00>-08:00.
std::string read_only_options(Connection::ReadOnly how) {
  std::array<char, 32> zone{};
  const auto hours = std::abs(how.minutes_east) / 60 % 24, minutes = std::abs(how.minutes_east) % 60;
  std::snprintf(zone.data(), zone.size(), "<%c%02d:%02d>%c%02d:%02d", how.minutes_east < 0 ? '-' : '+', hours,
                minutes, how.minutes_east < 0 ? '+' : '-', hours, minutes);
  const auto limit = std::to_string(how.limit.count());
  return " connect_timeout=3 tcp_user_timeout=5000 application_name=dutydesk_lookup"
         " options='-c default_transaction_read_only=on -c statement_timeout=" +
         limit + " -c lock_timeout=1s -c idle_in_transaction_session_timeout=" + limit +
         " -c client_min_messages=warning -c TimeZone=" + zone.data() + "'";
}

Rows rows_of(const pqxx::result& result) {
  Rows out;
  out.names = std::make_shared<std::vector<std::string>>();
  for (pqxx::row::size_type i = 0; i < result.columns(); ++i) out.names->emplace_back(result.column_name(i));
  out.rows.reserve(result.size());
  for (const auto& row : result) {
    std::vector<Arg> cells;
    cells.reserve(out.names->size());
    for (const auto& field : row)
      cells.push_back(field.is_null() ? Arg{} : Arg{std::string(field.c_str(), field.size())});
    out.rows.emplace_back(out.names.get(), std::move(cells));
  }
  out.affected = result.affected_rows();
  return out;
}

struct Woken : pqxx::notification_receiver {
  Woken(pqxx::connection_base& connection, const std::string& channel)
      : notification_receiver(connection, channel) {}
  void operator()(const std::string&, int) override {}
};

}  // namespace

struct Connection::Body {
  std::string settings;  // with the options of the session
  std::vector<std::string> channels;
  std::unique_ptr<pqxx::connection> link;
  std::vector<std::unique_ptr<Woken>> receivers;
  std::unordered_map<std::string, std::string> prepared;  // SQL → name, of this link
  std::mutex socket_mutex;                                // guards the next
  int socket = -1;                                        // of this link, for cut

  pqxx::connection& open() {
    if (!link) {
      prepared.clear();
      link = std::make_unique<pqxx::connection>(settings);
      show_socket(link->sock());
      for (const auto& channel : channels) receivers.push_back(std::make_unique<Woken>(*link, channel));
    }
    return *link;
  }
  void close() {
    show_socket(-1);
    receivers.clear();
    link.reset();
  }
  void show_socket(int number) {
    const std::scoped_lock lock(socket_mutex);
    socket = number;
  }
  const std::string& name_of(const std::string& sql) {
    const auto found = prepared.find(sql);
    if (found != prepared.end()) return found->second;
    auto name = "s" + std::to_string(prepared.size());
    link->prepare(name, sql);
    return prepared.emplace(sql, std::move(name)).first->second;
  }
};

namespace {

template <class Body>
class Work : public Transaction {
 public:
  Work(Body& body, pqxx::connection& link) : body_(body), work_(link) {}
  Rows run(const std::string& sql, const std::vector<Arg>& args) override {
    return rows_of(work_.exec_prepared(body_.name_of(sql), pqxx::prepare::make_dynamic_params(args)));
  }
  void script(const std::string& sql) override { work_.exec(sql); }
  void commit() { work_.commit(); }

 private:
  Body& body_;
  pqxx::work work_;
};

bool is_passing(const std::string& sqlstate) {
  // 40 serialization, deadlock; 53 resources; 55P03 lock; 57 shutdown, timeout; 25006 a primary turned
  // read-only.
  return sqlstate.starts_with("40") || sqlstate.starts_with("53") || sqlstate.starts_with("57") ||
         sqlstate == "55P03" || sqlstate == "25006";
}

}  // namespace

Connection::Connection(std::string settings) : body_(std::make_unique<Body>()) {
  body_->settings = std::move(settings) + session_options();
}
Connection::Connection(std::string settings, Queue how) : body_(std::make_unique<Body>()) {
  body_->settings =
      std::move(settings) +
      session_options(how.in_order ? " -c enable_seqscan=off -c enable_sort=off" : " -c enable_seqscan=off");
}
Connection::Connection(std::string settings, ReadOnly how) : body_(std::make_unique<Body>()) {
  body_->settings = std::move(settings) + read_only_options(how);
}
Connection::~Connection() = default;
Connection::Connection(Connection&&) noexcept = default;

Result<Done> Connection::attempt(const std::function<void(Transaction&)>& work) {
  for (int tries = 0;; ++tries) {
    try {
      Work<Body> transaction(*body_, body_->open());
      work(transaction);
      transaction.commit();
      return Done{};
    } catch (const pqxx::in_doubt_error& unknown) {
      body_->close();
      return Error{Kind::conflict, std::string("commit in doubt: ") + unknown.what()};
    } catch (const pqxx::broken_connection& broken) {
      body_->close();
      return Error{Kind::try_later, std::string("database away: ") + broken.what()};
    } catch (const pqxx::sql_error& wrong) {
      if (wrong.sqlstate().starts_with("40") && tries < 3) continue;
      if (wrong.sqlstate() == "25006" || wrong.sqlstate().starts_with("57P")) body_->close();
      return Error{is_passing(wrong.sqlstate()) ? Kind::try_later : Kind::internal,
                   wrong.sqlstate() + " " + wrong.what()};
    } catch (const std::exception& failed) {
      return Error{Kind::internal, failed.what()};
    }
  }
}

void Connection::listen(const std::string& channel) {
  body_->channels.push_back(channel);
  body_->close();
}

void Connection::cut() {
  const std::scoped_lock lock(body_->socket_mutex);
  if (body_->socket >= 0) ::shutdown(body_->socket, SHUT_RDWR);
}

bool Connection::wait_notified(int millis) {
  try {
    return body_->open().await_notification(millis / 1000, (millis % 1000) * 1000L) > 0;
  } catch (const std::exception&) {
    body_->close();
    ::poll(nullptr, 0, millis);  // the database is away: the caller polls anyway, but not in a hot loop
    return false;
  }
}
