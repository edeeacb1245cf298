#include "gateway/delivery/notice_json.h"

#include <nlohmann/json.hpp>

#include "gateway/json_text.h"

using nlohmann::json;

namespace {

void put(JsonText& out, const Notice& notice) {
  out.object().key("key").text(notice.key).key("params").texts(notice.params);
  if (!notice.items.empty()) {
    out.key("items").array();
    for (const auto& item : notice.items) out.texts(item);
    out.end();
  }
  if (!notice.choices.empty()) {
    out.key("choices").array();
    for (const auto& choice : notice.choices)
      out.object().key("label").text(choice.label).key("key").text(choice.key).end();
    out.end();
  }
  if (!notice.mentions.empty()) out.key("mentions").texts(notice.mentions);
  if (!notice.task_id.empty()) out.key("task_id").text(notice.task_id);
  if (notice.updates_card) out.key("updates_card").flag(true);
  if (!notice.files.empty()) {
    out.key("files").array();
    for (const auto id : notice.files) out.number(id);
    out.end();
  }
  if (notice.links_files) out.key("links_files").flag(true);
  out.end();
}

Notice notice_of(const json& in) {
  Notice notice;
  notice.key = in.value("key", "");
  notice.params = in.value("params", Params{});
  notice.items = in.value("items", std::vector<Params>{});
  for (const auto& choice : in.value("choices", json::array()))
    notice.choices.push_back({choice.value("label", ""), choice.value("key", "")});
  notice.mentions = in.value("mentions", std::vector<std::string>{});
  notice.task_id = in.value("task_id", "");
  notice.updates_card = in.value("updates_card", false);
  notice.files = in.value("files", std::vector<long long>{});
  notice.links_files = in.value("links_files", false);
  return notice;
}

void put(JsonText& out, const std::vector<OutboxDraft>& drafts) {
  out.array();
  for (const auto& draft : drafts) {
    out.object().key("account").text(draft.chat.account).key("chat").text(draft.chat.id);
    out.key("group").flag(draft.chat.kind == ChatKind::group);
    put(out.key("notice"), draft.notice);
    out.key("locale").text(draft.locale).key("lane").number(static_cast<int>(draft.lane));
    out.key("ticket").number(draft.ticket).key("trace").text(draft.trace);
    out.key("merge_key").text(draft.merge_key);
    put(out.key("fallback"), draft.fallback);
    out.end();
  }
  out.end();
}

std::vector<OutboxDraft> drafts_of(const json& in) {
  std::vector<OutboxDraft> drafts;
  for (const auto& one : in) {
    OutboxDraft draft;
    draft.chat = {one.value("account", ""), one.value("chat", ""),
                  one.value("group", false) ? ChatKind::group : ChatKind::single};
    draft.notice = notice_of(one.at("notice"));
    draft.locale = one.value("locale", "zh-CN");
    draft.lane = static_cast<Lane>(one.value("lane", 1));
    draft.ticket = one.value("ticket", 0LL);
    draft.trace = one.value("trace", "");
    draft.merge_key = one.value("merge_key", "");
    draft.fallback = drafts_of(one.value("fallback", json::array()));
    drafts.push_back(std::move(draft));
  }
  return drafts;
}

template <class Read>
auto read(const std::string& text, Read take) -> Result<decltype(take(json{}))> {
  try {
    return take(json::parse(text));
  } catch (const json::exception& bad) {
    return Error{Kind::internal, std::string("outbox row: ") + bad.what()};
  }
}

}  // namespace

std::string to_json(const Notice& notice) {
  JsonText out;
  put(out, notice);
  return out.take();
}
Result<Notice> notice_from_json(const std::string& text) { return read(text, notice_of); }
std::string to_json(const std::vector<OutboxDraft>& drafts) {
  if (drafts.empty()) return "";
  JsonText out;
  put(out, drafts);
  return out.take();
}
Result<std::vector<OutboxDraft>> drafts_from_json(const std::string& text) {
  if (text.empty()) return std::vector<OutboxDraft>{};
  return read(text, drafts_of);
}
