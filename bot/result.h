#pragma once
#include <string>
#include <utility>
#include <variant>

/// What a failure means for the caller; maps once to an HTTP status, a retry decision and a metric label.
enum class Kind { bad_input, unauthorized, not_found, conflict, try_later, internal };

struct Error {
  Kind kind = Kind::internal;
  std::string text;  // for the log: never secrets, never shown to a contact
};

/// How a call that may fail answers: a value, or an Error that says what to do about it.
/// A value type; share copies, not references, between threads.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : slot_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : slot_(std::in_place_index<1>, std::move(error)) {}
  explicit operator bool() const { return slot_.index() == 0; }
  const T& operator*() const& { return std::get<0>(slot_); }
  T& operator*() & { return std::get<0>(slot_); }
  T&& operator*() && { return std::get<0>(std::move(slot_)); }
  const T* operator->() const { return &std::get<0>(slot_); }
  T* operator->() { return &std::get<0>(slot_); }
  const Error& error() const { return std::get<1>(slot_); }

 private:
  std::variant<T, Error> slot_;
};

/// The value of a call that only succeeds or fails.
struct Done {
  bool operator==(const Done&) const = default;
};

/// Visitor made of lambdas: std::visit(Match{...}, variant).
template <class... F>
struct Match : F... {
  using F::operator()...;
};
template <class... F>
Match(F...) -> Match<F...>;
