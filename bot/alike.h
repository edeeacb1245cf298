#pragma once
#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "bot/time.h"

/// Whether two tickets speak of the same trouble: system, error and words. Pure.

/// What is known of a ticket at a glance.
struct Sighting {
  long long number = 0;
  std::string system, error, operation;
  std::string title;  // masked first line of the report
  std::string place;  // account/chat, of one that carries its incident since it was opened
  Time at{};
  long long parent = 0;    // of the incident that it belongs to
  long long incident = 0;  // that it is like: proposed, not decided
};

/// Sightings with their words taken apart once.
class Sightings {
 public:
  void add(Sighting sighting);
  /// Those like enough to be offered, most alike first, of equal ones the oldest.
  std::vector<Sighting> alike_to(const Sighting& one) const;

 private:
  struct Taken {
    Sighting sighting;
    std::string error;
    std::vector<std::pair<char32_t, char32_t>> pairs;  // in order, each once
  };
  static Taken taken(Sighting sighting);
  static double likeness(const Taken& one, const Taken& other);

  std::vector<Taken> seen_;
};

/// From how many on, within what time, tickets that are alike are an incident.
struct BurstRule {
  int count = 5;
  Seconds within{600};
};
/// `alike` with the one they are like: enough in time.
bool is_burst(const BurstRule& rule, const std::vector<Sighting>& alike, Time now);
