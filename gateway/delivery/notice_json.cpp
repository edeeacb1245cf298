#include "gateway/delivery/notice_json.h"

#include <nlohmann/json.hpp>

using nlohmann::json;

namespace {

std::string text_of(const json& value) { return value.dump(-1, ' ', false, json::error_handler_t::replace); }

json of(const Notice& notice) {
  json out{{"key", notice.key}, {"params", notice.params}};
  if (!notice.items.empty()) out["items"] = notice.items;
  for (const auto& choice : notice.choices)
    out["choices"].push_back({{"label", choice.label}, {"key", choice.key}});
  if (!notice.mentions.empty()) out["mentions"] = notice.mentions;
  if (!notice.task_id.empty()) out["task_id"] = notice.task_id;
  if (notice.updates_card) out["updates_card"] = true;
  return out;
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
  return notice;
}

json of(const std::vector<OutboxDraft>& drafts) {
  json out = json::array();
  for (const auto& draft : drafts)
    out.push_back({{"account", draft.chat.account},
                   {"chat", draft.chat.id},
                   {"group", draft.chat.kind == ChatKind::group},
                   {"notice", of(draft.notice)},
                   {"locale", draft.locale},
                   {"lane", static_cast<int>(draft.lane)},
                   {"ticket", draft.ticket},
                   {"trace", draft.trace},
                   {"merge_key", draft.merge_key},
                   {"fallback", of(draft.fallback)}});
  return out;
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

std::string to_json(const Notice& notice) { return text_of(of(notice)); }
Result<Notice> notice_from_json(const std::string& text) { return read(text, notice_of); }
std::string to_json(const std::vector<OutboxDraft>& drafts) {
  return drafts.empty() ? "" : text_of(of(drafts));
}
Result<std::vector<OutboxDraft>> drafts_from_json(const std::string& text) {
  if (text.empty()) return std::vector<OutboxDraft>{};
  return read(text, drafts_of);
}
