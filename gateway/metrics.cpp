/// Metrics through prometheus-cpp: a metric is looked up by name and labels once, then by one hash.
#include "gateway/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <exception>
#include <map>
#include <mutex>
#include <shared_mutex>
#include <unordered_map>

namespace {

/// From half a millisecond, a cheap answer, to the body deadline and beyond.
const prometheus::Histogram::BucketBoundaries bounds{0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1,
                                                     0.25,   0.5,   1,      2.5,   5,    10,    30,   60};

/// Label values that come from outside must not grow this without end.
constexpr std::size_t most_series = 1000;  // of one name

prometheus::Registry& registry() {
  static prometheus::Registry only(prometheus::Registry::InsertBehavior::Merge);
  return only;
}

/// One metric type's series, found by "name\0label\0value…".
template <class Metric>
class Series {
 public:
  template <class Make>
  Metric* find(const std::string& name, const Labels& labels, Make make) {
    const std::string& key = key_of(name, labels);
    {
      const std::shared_lock lock(mutex_);
      const auto found = known_.find(key);
      if (found != known_.end()) return found->second;
    }
    const std::unique_lock lock(mutex_);
    if (const auto found = known_.find(key); found != known_.end()) return found->second;
    if (of_name_[name] >= most_series) return nullptr;
    ++of_name_[name];
    auto& slot = known_[key];
    try {
      slot = &make(std::map<std::string, std::string>(labels.begin(), labels.end()));
    } catch (const std::exception&) {
      // A bad name, or one name with two types: a mistake of ours that must not stop the work it counts.
    }
    return slot;
  }

 private:
  static const std::string& key_of(const std::string& name, const Labels& labels) {
    thread_local std::string key;
    key.assign(name);
    for (const auto& [label, value] : labels) key.append(1, '\0').append(label).append(1, '\0').append(value);
    return key;
  }

  std::shared_mutex mutex_;  // guards both below; the metrics themselves are atomic
  std::unordered_map<std::string, std::size_t> of_name_;
  std::unordered_map<std::string, Metric*> known_;
};

template <class Metric>
Series<Metric>& series() {
  static Series<Metric> only;
  return only;
}

}  // namespace

void count(const std::string& name, const Labels& labels, double by) {
  auto* found = series<prometheus::Counter>().find(
      name, labels, [&](const auto& map) -> auto& {
        return prometheus::BuildCounter().Name(name).Register(registry()).Add(map);
      });
  if (found != nullptr) found->Increment(by);
}

void gauge(const std::string& name, double value, const Labels& labels) {
  auto* found = series<prometheus::Gauge>().find(
      name, labels, [&](const auto& map) -> auto& {
        return prometheus::BuildGauge().Name(name).Register(registry()).Add(map);
      });
  if (found != nullptr) found->Set(value);
}

void observe(const std::string& name, double seconds, const Labels& labels) {
  auto* found = series<prometheus::Histogram>().find(
      name, labels, [&](const auto& map) -> auto& {
        return prometheus::BuildHistogram().Name(name).Register(registry()).Add(map, bounds);
      });
  if (found != nullptr) found->Observe(seconds);
}

std::string metrics_text() { return prometheus::TextSerializer().Serialize(registry().Collect()); }
