#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bot/result.h"
#include "bot/time.h"

/// PostgreSQL as the rest of the house sees it: text parameters in, rows out; libpqxx stays behind this
/// header.

using Arg = std::optional<std::string>;  // nullopt is NULL

class Row {
 public:
  Row(const std::vector<std::string>* names, std::vector<Arg> cells)
      : names_(names), cells_(std::move(cells)) {}
  /// "" where NULL. A name the query does not have is a programming error and throws std::out_of_range.
  std::string text(std::string_view column) const;
  long long number(std::string_view column) const;  // 0 where NULL
  bool flag(std::string_view column) const;
  const Arg& cell(std::string_view column) const;

 private:
  const std::vector<std::string>* names_;
  std::vector<Arg> cells_;
};

struct Rows {
  std::shared_ptr<std::vector<std::string>> names;
  std::vector<Row> rows;
  std::size_t affected = 0;
  bool empty() const { return rows.empty(); }
  std::size_t size() const { return rows.size(); }
  const Row& operator[](std::size_t index) const { return rows[index]; }
  auto begin() const { return rows.begin(); }
  auto end() const { return rows.end(); }
};

/// One open transaction; only inside Connection::transact. Statements are prepared once per connection, by
/// their text.
class Transaction {
 public:
  virtual ~Transaction() = default;
  virtual Rows run(const std::string& sql, const std::vector<Arg>& args = {}) = 0;
  /// Several statements without parameters: migrations only.
  virtual void script(const std::string& sql) = 0;
};

/// One connection, made and used by one thread. After a broken connection the next transact makes a new one.
class Connection {
 public:
  explicit Connection(std::string settings);
  /// For what takes rows out of a queue, always over an index: statistics of a queue are taken while it is
  /// empty, and a plan that reads the whole table is kept when thousands wait. `in_order`: the first few of
  /// what an index has in order are taken, never by sorting all that wait.
  struct Queue {
    bool in_order = false;
  };
  Connection(std::string settings, Queue how);
  /// To a database of others: PostgreSQL itself refuses to write, ends what takes longer than `limit`, and
  /// may be a standby. Times are shown in the offset `minutes_east`.
  struct ReadOnly {
    Millis limit{5000};
    int minutes_east = 0;
  };
  Connection(std::string settings, ReadOnly how);
  ~Connection();
  Connection(Connection&&) noexcept;
  /// Runs `work` and commits. `work` may run twice after a serialization failure: no effects outside the
  /// transaction. try_later: the database is away or busy; conflict: the outcome of the commit is unknown;
  /// internal: the statement is wrong.
  template <class Work>
  auto transact(Work work) -> Result<decltype(work(std::declval<Transaction&>()))> {
    using Returned = decltype(work(std::declval<Transaction&>()));
    std::optional<Returned> value;
    const auto done = attempt([&](Transaction& transaction) { value.emplace(work(transaction)); });
    if (!done) return done.error();
    return std::move(*value);
  }
  /// Waits up to `millis` for a NOTIFY on a channel given to listen(); true when one came. A hint only.
  bool wait_notified(int millis);
  void listen(const std::string& channel);
  /// Ends what another thread waits for here: the server may have stopped answering altogether.
  void cut();

 private:
  Result<Done> attempt(const std::function<void(Transaction&)>& work);
  struct Body;
  std::unique_ptr<Body> body_;
};

/// A PostgreSQL array literal for `$1::text[]`.
std::string text_array(const std::vector<std::string>& values);
