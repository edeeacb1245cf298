#pragma once
#include <string>

#include "bot/dialog.h"
#include "bot/result.h"

/// A person's dialogs as they are kept between turns. Reading takes what an older version wrote: what is
/// absent is as new.
std::string to_json(const Dialogs& dialogs);
/// "" and "{}" are nothing in progress. Unreadable text is an Error: the caller must not take it for an empty
/// state.
Result<Dialogs> dialogs_from_json(const std::string& text);
