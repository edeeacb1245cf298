#pragma once
#include <string>

#include "handlers/intake/library.h"
#include "handlers/web/web.h"

/// Why a verb was not done, as chat would say it and in the reader's language. What chat asks for one after
/// the other stands in the form: of that only the names.
std::string refusal_words(const Web& web, const WebRequest& request, const Library& library,
                          const Notice& answer);
