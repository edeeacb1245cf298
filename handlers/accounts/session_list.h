#pragma once
#include <vector>

#include "handlers/accounts/account_store.h"
#include "handlers/web/web.h"

/// Sessions as lines of a page; the visitor's own says so.
std::vector<PageData> session_lines(const Web& web, const WebRequest& request,
                                    const std::vector<WebSession>& sessions, int minutes_east);
