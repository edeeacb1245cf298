#pragma once
#include <string>

/// A fresh database with every migration applied, dropped at the end of the test. All tests of a machine
/// share one private cluster (in $DUTYDESK_TEST_DATA, default /tmp/dutydesk-test-<uid>), which the first test
/// starts and deploy/test stops.
class TestDatabase {
 public:
  TestDatabase();
  ~TestDatabase();
  TestDatabase(const TestDatabase&) = delete;
  TestDatabase& operator=(const TestDatabase&) = delete;
  const std::string& settings() const { return settings_; }

 private:
  std::string server_, name_, settings_;
};
