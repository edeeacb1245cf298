#pragma once
#include <string>

#include "gateway/channel/channel.h"

/// Every error code of protocols/wecom.md §6 in one table: what it means for the message, the token, the
/// route.

struct WecomError {
  int code;
  Verdict::Next next;
  int after_seconds;    // at least this long before the next try
  const char* meaning;  // for people who read logs and dead letters
};
/// nullptr: not in the table; such a message is dead, counted and alarmed on.
const WecomError* wecom_error(int code);
/// The verdict on an errcode; 0 is delivered.
Verdict wecom_verdict(int code);
/// The verdict on an HTTP answer or its absence, by errcode in the body, else by what came instead.
Verdict wecom_judge(const Result<HttpResponse>& answer);
