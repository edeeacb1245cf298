#include "handlers/intake/dialog_json.h"

#include <array>
#include <nlohmann/json.hpp>

#include "gateway/json_text.h"

using nlohmann::json;

namespace {

constexpr std::array media_kinds{"image", "file", "voice", "video"};
constexpr std::array ends{"submitted", "cancelled", "answered"};

template <class Enum, std::size_t size>
Enum named(const std::array<const char*, size>& names, const std::string& name) {
  for (std::size_t at = 0; at < size; ++at)
    if (name == names[at]) return static_cast<Enum>(at);
  return static_cast<Enum>(0);
}

void put(JsonText& out, const char* name, const std::string& value) {
  if (!value.empty()) out.key(name).text(value);
}
void put(JsonText& out, const char* name, long long value) {
  if (value != 0) out.key(name).number(value);
}
void put(JsonText& out, const char* name, int value) { put(out, name, static_cast<long long>(value)); }
void put(JsonText& out, const char* name, Time value) {
  put(out, name, static_cast<long long>(value.time_since_epoch().count()));
}
void put(JsonText& out, const char* name, const Fields& value) {
  if (!value.empty()) out.key(name).texts(value);
}
void put(JsonText& out, const char* name, const std::vector<std::string>& value) {
  if (!value.empty()) out.key(name).texts(value);
}
void put(JsonText& out, const char* name, const Chat& chat) {
  out.key(name).object().key("account").text(chat.account).key("id").text(chat.id);
  out.key("kind").text(chat.kind == ChatKind::group ? "group" : "single").end();
}
void put(JsonText& out, const char* name, Past::End end) {
  out.key(name).text(ends[static_cast<std::size_t>(end)]);
}
void put(JsonText& out, const char* name, const std::vector<Media>& media) {
  if (media.empty()) return;
  out.key(name).array();
  for (const auto& one : media) {
    out.object().key("kind").text(media_kinds[static_cast<std::size_t>(one.kind)]);
    put(out, "url", one.url);
    put(out, "media_id", one.media_id);
    put(out, "aes_key", one.aes_key);
    out.end();
  }
  out.end();
}

template <class Value>
void get(const json& in, const char* name, Value& value) {
  value = in.value(name, value);
}
void get(const json& in, const char* name, Time& value) { value = Time{Millis{in.value(name, 0LL)}}; }
void get(const json& in, const char* name, Chat& chat) {
  const auto found = in.find(name);
  if (found == in.end()) return;
  chat = {found->value("account", ""), found->value("id", ""),
          found->value("kind", "") == "group" ? ChatKind::group : ChatKind::single};
}
void get(const json& in, const char* name, Past::End& end) {
  end = named<Past::End>(ends, in.value(name, ""));
}
void get(const json& in, const char* name, std::vector<Media>& media) {
  for (const auto& item : in.value(name, json::array()))
    media.push_back({named<Media::Kind>(media_kinds, item.value("kind", "")), item.value("url", ""),
                     item.value("media_id", ""), item.value("aes_key", "")});
}

/// Every member once; `act` writes or reads.
template <class Value, class Act>
void members_of_report(Value& report, Act act) {
  act("origin", report.origin);
  act("contact", report.contact);
  act("contact_name", report.contact_name);
  act("ticket", report.ticket);
  act("form", report.form);
  act("fields", report.fields);
  act("asked", report.asked);
  act("skipped", report.skipped);
  act("text", report.text);
  act("said", report.said);
  act("media", report.media);
  act("articles", report.articles);
  act("by", report.by);
  act("suggested", report.suggested);
  act("card", report.card);
  act("answered", report.answered);
  act("questions", report.questions);
  act("misunderstood", report.misunderstood);
  act("wake_at", report.wake_at);
  act("spoke_at", report.spoke_at);
}

template <class Value, class Act>
void members_of_past(Value& past, Act act) {
  act("origin", past.origin);
  act("said", past.said);
  act("card", past.card);
  act("ticket", past.ticket);
  act("end", past.end);
  act("at", past.at);
}

template <class Value, class Act>
void members_of_handover(Value& draft, Act act) {
  act("ticket", draft.ticket);
  act("chat", draft.chat);
  act("role", draft.role);
  act("person", draft.person);
  act("target", draft.target);
  act("words", draft.words);
  act("fields", draft.fields);
  act("asked", draft.asked);
  act("media", draft.media);
  act("at", draft.at);
}

template <class Value, class Act>
void members_of_offer(Value& offer, Act act) {
  act("ticket", offer.ticket);
  act("other", offer.other);
  act("at", offer.at);
}

}  // namespace

std::string to_json(const Dialogs& dialogs) {
  JsonText out;
  out.object();
  if (!dialogs.reports.empty()) {
    out.key("reports").array();
    for (const auto& report : dialogs.reports) {
      out.object();
      members_of_report(report, [&](const char* name, const auto& value) { put(out, name, value); });
      out.end();
    }
    out.end();
  }
  if (!dialogs.past.empty()) {
    out.key("past").array();
    for (const auto& past : dialogs.past) {
      out.object();
      members_of_past(past, [&](const char* name, const auto& value) { put(out, name, value); });
      out.end();
    }
    out.end();
  }
  if (dialogs.same) {
    out.key("same").object();
    members_of_offer(*dialogs.same, [&](const char* name, const auto& value) { put(out, name, value); });
    out.end();
  }
  if (dialogs.handover) {
    out.key("handover").object();
    members_of_handover(*dialogs.handover,
                        [&](const char* name, const auto& value) { put(out, name, value); });
    out.end();
  }
  return out.end().take();
}

Result<Dialogs> dialogs_from_json(const std::string& text) {
  if (text.empty()) return Dialogs{};
  try {
    const auto in = json::parse(text);
    Dialogs dialogs;
    for (const auto& item : in.value("reports", json::array()).get<std::vector<json>>())
      members_of_report(dialogs.reports.emplace_back(),
                        [&](const char* name, auto& value) { get(item, name, value); });
    for (const auto& item : in.value("past", json::array()).get<std::vector<json>>())
      members_of_past(dialogs.past.emplace_back(),
                      [&](const char* name, auto& value) { get(item, name, value); });
    if (const auto found = in.find("same"); found != in.end())
      members_of_offer(dialogs.same.emplace(),
                       [&](const char* name, auto& value) { get(*found, name, value); });
    if (const auto found = in.find("handover"); found != in.end())
      members_of_handover(dialogs.handover.emplace(),
                          [&](const char* name, auto& value) { get(*found, name, value); });
    return dialogs;
  } catch (const json::exception& bad) {
    return Error{Kind::internal, std::string("kept dialogs: ") + bad.what()};
  }
}
