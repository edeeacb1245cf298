#pragma once
#include <ostream>
#include <string>

/// What the doctor writes: each line says ok, or what to do.
class DoctorReport {
 public:
  explicit DoctorReport(std::ostream& out) : out_(out) {}
  void ok(const std::string& what) { out_ << "ok    " << what << '\n'; }
  void act(const std::string& what, const std::string& advice) {
    out_ << "ACT   " << what << "\n      → " << advice << '\n';
    ++problems_;
  }
  int status() const { return problems_ == 0 ? 0 : 1; }

 private:
  std::ostream& out_;
  int problems_ = 0;
};
