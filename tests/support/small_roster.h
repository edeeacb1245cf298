#pragma once
#include <string>
#include <utility>
#include <vector>

#include "bot/duty.h"

/// People who take turns of so many days from a day on, in China.
inline Roster small_roster(const std::string& name, std::vector<std::string> people, LocalDay first,
                           int days = 1) {
  Roster roster;
  roster.id = "desk";
  roster.name = name;
  roster.zone = fixed_zone(std::chrono::hours{8});
  Rotation rotation;
  rotation.people = std::move(people);
  rotation.first = first;
  rotation.days = days;
  roster.layers = {rotation};
  return roster;
}
