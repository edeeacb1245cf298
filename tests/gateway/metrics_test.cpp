#include "gateway/metrics.h"

#include <catch2/catch.hpp>
#include <thread>

TEST_CASE("counts of one name and labels add up, from any thread") {
  {
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < 4; ++thread)
      threads.emplace_back([] {
        for (int times = 0; times < 1000; ++times) count("test_threads_total", {{"kind", "a"}});
      });
  }
  count("test_threads_total", {{"kind", "b"}}, 2.5);
  const auto text = metrics_text();
  CHECK(text.find("# TYPE test_threads_total counter") != std::string::npos);
  CHECK(text.find("test_threads_total{kind=\"a\"} 4000\n") != std::string::npos);
  CHECK(text.find("test_threads_total{kind=\"b\"} 2.5\n") != std::string::npos);
}

TEST_CASE("a gauge keeps its last value, a histogram sums and sorts into buckets") {
  gauge("test_level", 7);
  gauge("test_level", 3);
  observe("test_seconds", 0.004);
  observe("test_seconds", 4);
  const auto text = metrics_text();
  CHECK(text.find("test_level 3\n") != std::string::npos);
  CHECK(text.find("test_seconds_count 2\n") != std::string::npos);
  CHECK(text.find("test_seconds_bucket{le=\"0.005\"} 1\n") != std::string::npos);
  CHECK(text.find("test_seconds_bucket{le=\"5\"} 2\n") != std::string::npos);
}

TEST_CASE(
    "a bad name, a name of two types or label values without end do not stop the work that is counted") {
  count("test bad name");
  count("test_twice");
  gauge("test_twice", 1);
  for (int value = 0; value < 12000; ++value) count("test_endless_total", {{"value", std::to_string(value)}});
  CHECK(metrics_text().find("value=\"11999\"") == std::string::npos);
}
