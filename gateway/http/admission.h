#pragma once
#include <mutex>
#include <string>
#include <unordered_map>
#include <utility>

/// Counts what is open, in all and for each client, and refuses above the limits. Safe from any thread;
/// outlives its places.
class HttpAdmission {
 public:
  HttpAdmission(std::size_t in_all, std::size_t per_client) : in_all_(in_all), per_client_(per_client) {}

  /// One taken place; it is free again when this goes.
  class Place {
   public:
    Place() = default;
    Place(HttpAdmission* owner, std::string client) : owner_(owner), client_(std::move(client)) {}
    Place(Place&& other) noexcept { swap(other); }
    Place& operator=(Place&& other) noexcept {
      Place moved(std::move(other));
      swap(moved);
      return *this;
    }
    ~Place() {
      if (owner_ != nullptr) owner_->leave(client_);
    }
    explicit operator bool() const { return owner_ != nullptr; }

   private:
    void swap(Place& other) {
      std::swap(owner_, other.owner_);
      client_.swap(other.client_);
    }
    HttpAdmission* owner_ = nullptr;
    std::string client_;
  };

  /// An empty place means: too many. An empty client counts in all only (a trusted proxy).
  Place enter(const std::string& client);
  std::size_t open() const;

 private:
  void leave(const std::string& client);

  const std::size_t in_all_, per_client_;
  mutable std::mutex mutex_;  // guards the two below
  std::size_t open_ = 0;
  std::unordered_map<std::string, std::size_t> clients_;
};
