#pragma once
#include <functional>
#include <memory>
#include <string>

#include "gateway/store/database.h"

/// Threads that answer pages, each with a connection to the database of its own: the threads of the HTTP
/// server must not wait. Bounded: when too much waits, the next is told so.
class WebPool {
 public:
  using Work = std::function<void(Connection&)>;
  WebPool(std::string database, unsigned threads, std::size_t queue);
  ~WebPool();  // ends what runs, drops what waits
  /// False when full or ending.
  bool offer(Work work);

 private:
  struct Body;
  std::unique_ptr<Body> body_;
};
