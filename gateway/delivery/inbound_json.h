#pragma once
#include <string>

#include "bot/message.h"
#include "bot/result.h"

/// Inbound and Notice as JSON text, for the inbox and outbox tables. Unknown keys are ignored: older rows
/// stay readable.
std::string to_json(const Inbound& message);
Result<Inbound> inbound_from_json(const std::string& text);
