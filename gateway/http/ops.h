#pragma once
#include <functional>
#include <string>
#include <vector>

#include "gateway/http/server.h"

/// Routes for operators: /healthz (the process lives), /readyz (it can work) and /metrics (Prometheus).
/// `unready` says why not, or nothing when ready; it is called on an I/O thread and must not block.
std::vector<Route> ops_routes(std::function<std::string()> unready);
