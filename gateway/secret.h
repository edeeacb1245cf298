#pragma once
#include <ostream>
#include <string>
#include <utility>

/// A value that must not reach a log: printing shows stars. Every use is found by searching for reveal(.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string text) : text_(std::move(text)) {}
  const std::string& reveal() const { return text_; }
  bool empty() const { return text_.empty(); }
  friend std::ostream& operator<<(std::ostream& out, const Secret&) { return out << "***"; }
  bool operator==(const Secret&) const = default;

 private:
  std::string text_;
};
