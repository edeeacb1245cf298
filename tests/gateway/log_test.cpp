#include "gateway/log.h"

#include <fcntl.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <cstdio>
#include <thread>
#include <vector>

#include "gateway/metrics.h"

namespace {

/// What standard error receives while this lives.
class Captured {
 public:
  Captured() : file_(std::tmpfile()), before_(::dup(2)) { ::dup2(::fileno(file_), 2); }
  Captured(const Captured&) = delete;
  Captured& operator=(const Captured&) = delete;
  ~Captured() {
    ::dup2(before_, 2);
    ::close(before_);
    std::fclose(file_);
  }
  std::vector<std::string> lines() const {
    std::vector<std::string> read(1);
    std::rewind(file_);
    for (int next = std::fgetc(file_); next != EOF; next = std::fgetc(file_))
      if (next == '\n')
        read.emplace_back();
      else
        read.back() += static_cast<char>(next);
    read.pop_back();
    return read;
  }

 private:
  std::FILE* file_;
  int before_;
};

}  // namespace

TEST_CASE("a log line is one JSON object with time, level and event, whatever its values hold") {
  const Captured captured;
  log_start("info");
  log_info("thing", {{"text", "a \"b\"\\\n{\"level\":\"forged\"}\x01"}, {"plain", "ok"}});
  const auto lines = captured.lines();
  REQUIRE(lines.size() == 1);
  CHECK(lines[0].find("{\"t\":\"20") == 0);
  CHECK(lines[0].find(
            "Z\",\"level\":\"info\",\"event\":\"thing\",\"text\":\"a \\\"b\\\"\\\\\\u000a{\\\"level\\\"") !=
        std::string::npos);
  CHECK(lines[0].find("\\u0001\",\"plain\":\"ok\"}") != std::string::npos);
}

TEST_CASE("a customer's phone does not reach the log") {
  const Captured captured;
  log_start("info");
  log_info("thing", {{"text", "客户13812345678今天"}});
  const auto lines = captured.lines();
  REQUIRE(lines.size() == 1);
  CHECK(lines[0].find("13812345678") == std::string::npos);
  CHECK(lines[0].find("客户") != std::string::npos);
}

TEST_CASE("the level keeps lower lines out, and an unknown level is info") {
  const Captured captured;
  log_start("warn");
  log_info("no");
  log_warn("yes");
  log_start("loud");
  log_debug("no");
  log_info("yes");
  CHECK(captured.lines().size() == 2);
}

TEST_CASE("an alarm is an error line and counted by what it is") {
  const Captured captured;
  log_alarm("test_alarm", {{"id", "7"}});
  const auto lines = captured.lines();
  REQUIRE(lines.size() == 1);
  CHECK(lines[0].find("\"level\":\"error\",\"event\":\"alarm\",\"alarm\":\"test_alarm\"") !=
        std::string::npos);
  CHECK(metrics_text().find("dutydesk_alarms_total{what=\"test_alarm\"} 1") != std::string::npos);
}

TEST_CASE("lines of several threads do not mix") {
  const Captured captured;
  log_start("info");
  {
    std::vector<std::jthread> writers;
    for (int writer = 0; writer < 4; ++writer)
      writers.emplace_back([] {
        for (int line = 0; line < 100; ++line) log_info("many", {{"value", std::string(100, 'x')}});
      });
  }
  const auto lines = captured.lines();
  CHECK(lines.size() == 400);
  for (const auto& line : lines) REQUIRE((line.front() == '{' && line.back() == '}'));
}

TEST_CASE("of a URL only host and path may be logged") {
  CHECK(log_url("https://qyapi.weixin.qq.com/cgi-bin/gettoken?corpid=a&corpsecret=b") ==
        "qyapi.weixin.qq.com/cgi-bin/gettoken");
  CHECK(log_url("https://user:secret@host:8443/x#f") == "host:8443/x");
  CHECK(log_url("/cb/bot?token=1") == "/cb/bot");
  CHECK(log_url("http://host/a@b") == "host/a@b");
}

// The last one here: what it starts goes on until the program ends.
TEST_CASE("a reader of the log who stands still stops nobody: the oldest lines are lost and counted") {
  std::signal(SIGPIPE, SIG_IGN);
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  ::dup2(ends[1], 2);
  ::close(ends[1]);
  log_in_background();
  for (int line = 0; line < 20000; ++line) log_info("many", {{"value", std::string(100, 'x')}});
  CHECK(log_lines_lost() > 0);
  const int nowhere = ::open("/dev/null", O_WRONLY);
  ::dup2(nowhere, 2);
  ::close(nowhere);
  ::close(ends[0]);  // the writer's write fails, and it goes on
}
