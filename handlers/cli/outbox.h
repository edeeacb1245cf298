#pragma once
#include <ostream>
#include <string>

#include "gateway/config.h"
#include "gateway/store/database.h"

/// dutydesk outbox list|show|retry|drop|recall: what is to be said, for the operator. Each returns the exit
/// status.
int run_outbox_list(Connection& connection, const std::string& state, std::size_t limit, std::ostream& out);
int run_outbox_show(Connection& connection, long long id, std::ostream& out);
int run_outbox_retry(Connection& connection, long long id, std::ostream& out);
int run_outbox_drop(Connection& connection, long long id, const std::string& reason, std::ostream& out);
/// Takes back what was said to one person through an app, within WeCom's 24 hours (protocols/wecom.md §3.2).
int run_outbox_recall(Connection& connection, const Config& config, long long id, std::ostream& out);
