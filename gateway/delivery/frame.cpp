#include "gateway/delivery/frame.h"

#include <nlohmann/json.hpp>

using nlohmann::json;

namespace {

std::string text_at(const json& in, const char* name) {
  const auto found = in.find(name);
  return found != in.end() && found->is_string() ? found->get<std::string>() : "";
}

const json& object_at(const json& in, const char* name) {
  static const json none = json::object();
  const auto found = in.find(name);
  return found != in.end() && found->is_object() ? *found : none;
}

// Deep nesting is refused while parsing: a foreign document is never kept beyond 64 levels.
bool shallow(int depth, json::parse_event_t, const json&) {
  if (depth > 64) throw std::length_error("too deep");
  return true;
}

}  // namespace

FrameHead frame_head(const std::string& frame) {
  FrameHead head;
  try {
    const auto document = json::parse(frame, shallow);
    head.cmd = text_at(document, "cmd");
    head.req_id = text_at(object_at(document, "headers"), "req_id");
    head.event = text_at(object_at(object_at(document, "body"), "event"), "eventtype");
    const auto code = document.find("errcode");
    if (code != document.end() && code->is_number_integer()) head.errcode = code->get<int>();
  } catch (const std::exception&) {
    head.errcode = -1;
  }
  return head;
}

std::string subscribe_frame(const std::string& req_id, const std::string& bot_id, const Secret& secret) {
  return json{{"cmd", "aibot_subscribe"},
              {"headers", {{"req_id", req_id}}},
              {"body", {{"bot_id", bot_id}, {"secret", secret.reveal()}}}}
      .dump();
}

std::string ping_frame(const std::string& req_id) {
  return json{{"cmd", "ping"}, {"headers", {{"req_id", req_id}}}}.dump();
}
