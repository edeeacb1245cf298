#include "bot/moment.h"

#include <algorithm>

Params moment_item(const std::string& value) {
  Params item;
  const auto slash = value.find('/');
  if (slash != std::string::npos) item[value.substr(slash + 1)] = "1";
  auto shown = value.substr(0, slash);
  std::replace(shown.begin(), shown.end(), 'T', ' ');
  item["value"] = shown;
  return item;
}
