#pragma once
#include <string>
#include <utility>
#include <vector>

/// Prometheus metrics by name; prometheus-cpp stays behind this header. Safe from any thread.
using Labels = std::vector<std::pair<std::string, std::string>>;
void count(const std::string& name, const Labels& labels = {}, double by = 1);
void gauge(const std::string& name, double value, const Labels& labels = {});
void observe(const std::string& name, double seconds, const Labels& labels = {});  // histogram
std::string metrics_text();                                                        // exposition format
