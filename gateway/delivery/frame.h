#pragma once
#include <string>

#include "gateway/secret.h"

/// The outer shape of a long connection's frames (protocols/wecom.md §2b).
struct FrameHead {
  std::string cmd;  // empty: an acknowledgement
  std::string req_id;
  std::string event;  // event.eventtype of an event callback
  int errcode = 0;    // of an acknowledgement; -1 where the frame is not JSON
};
FrameHead frame_head(const std::string& frame);
std::string subscribe_frame(const std::string& req_id, const std::string& bot_id, const Secret& secret);
std::string ping_frame(const std::string& req_id);
