#include "handlers/tickets/ticket_json.h"

#include <nlohmann/json.hpp>

#include "gateway/json_text.h"

using nlohmann::json;

namespace {

void put(JsonText& out, const char* name, const std::string& value) {
  if (!value.empty()) out.key(name).text(value);
}
void put(JsonText& out, const char* name, int value) {
  if (value != 0) out.key(name).number(value);
}
void put(JsonText& out, const char* name, long long value) {
  if (value != 0) out.key(name).number(value);
}
void put(JsonText& out, const char* name, bool value) {
  if (value) out.key(name).flag(true);
}
void put(JsonText& out, const char* name, Time value) {
  if (value != Time{}) out.key(name).number(value.time_since_epoch().count());
}
void put(JsonText& out, const char* name, const Fields& value) {
  if (!value.empty()) out.key(name).texts(value);
}
void put(JsonText& out, const char* name, const Party& value) {
  if (value != Party{}) out.key(name).array().text(value.person).text(value.contact).text(value.name).end();
}
void put(JsonText& out, const char* name, const Chat& value) {
  if (value == Chat{}) return;
  out.key(name).array().text(value.account).text(value.id);
  out.text(value.kind == ChatKind::group ? "group" : "single").end();
}

void get(const json& in, const char* name, std::string& value) { value = in.value(name, value); }
void get(const json& in, const char* name, int& value) { value = in.value(name, 0); }
void get(const json& in, const char* name, long long& value) { value = in.value(name, 0LL); }
void get(const json& in, const char* name, bool& value) { value = in.value(name, false); }
void get(const json& in, const char* name, Time& value) { value = Time{Millis{in.value(name, 0LL)}}; }
void get(const json& in, const char* name, Fields& value) { value = in.value(name, Fields{}); }
void get(const json& in, const char* name, Party& value) {
  if (const auto found = in.find(name); found != in.end())
    value = {found->at(0).get<std::string>(), found->at(1).get<std::string>(),
             found->at(2).get<std::string>()};
}
void get(const json& in, const char* name, Chat& value) {
  if (const auto found = in.find(name); found != in.end())
    value = {found->at(0).get<std::string>(), found->at(1).get<std::string>(),
             found->at(2) == "group" ? ChatKind::group : ChatKind::single};
}

void put(JsonText& out, const Media& media) {
  out.object().key("kind").number(static_cast<int>(media.kind));
  put(out, "url", media.url);
  put(out, "media_id", media.media_id);
  put(out, "aes_key", media.aes_key);
  out.end();
}

Media media_of(const json& in) {
  return {static_cast<Media::Kind>(in.value("kind", 0)), in.value("url", ""), in.value("media_id", ""),
          in.value("aes_key", "")};
}

/// Every member of both, named once; `act` writes or reads.
template <class Value, class Act>
void members_of_ticket(Value& ticket, Act act) {
  act("title", ticket.title);
  act("text", ticket.text);
  act("form", ticket.form);
  act("system", ticket.system);
  act("fields", ticket.fields);
  act("severity", ticket.severity);
  act("reporter", ticket.reporter);
  act("origin", ticket.origin);
  act("assignee", ticket.assignee);
  act("holder", ticket.holder);
  act("holder_name", ticket.holder_name);
  act("why", ticket.why);
  act("checklist", ticket.checklist);
  act("handed_by", ticket.handed_by);
  act("approval", ticket.approval);
  act("approved_by", ticket.approved_by);
  act("waits_for", ticket.waits_for);
  act("hands", ticket.hands);
  act("returns", ticket.returns);
  act("parent", ticket.parent);
  act("alike", ticket.alike);
  act("incident", ticket.incident);
  act("runbook", ticket.runbook);
  act("checks", ticket.checks);
  act("category", ticket.category);
  act("reason", ticket.reason);
  act("solution", ticket.solution);
  act("created_at", ticket.created_at);
  act("updated_at", ticket.updated_at);
  act("last_team_words_at", ticket.last_team_words_at);
}

template <class Value, class Act>
void members_of_event(Value& event, Act act) {
  act("at", event.at);
  act("by", event.by);
  act("role", event.role);
  act("text", event.text);
  act("title", event.title);
  act("form", event.form);
  act("system", event.system);
  act("severity", event.severity);
  act("fields", event.fields);
  act("origin", event.origin);
  act("target_role", event.target_role);
  act("target_name", event.target_name);
  act("target", event.target);
  act("why", event.why);
  act("second_person", event.second_person);
  act("waits_for", event.waits_for);
  act("parent", event.parent);
  act("alike", event.alike);
  act("incident", event.incident);
  act("runbook", event.runbook);
  act("check", event.check);
  act("category", event.category);
  act("reason", event.reason);
  act("solution", event.solution);
}

template <class Read>
auto parsed(const std::string& text, Read read) -> Result<decltype(read(json{}))> {
  try {
    return read(json::parse(text));
  } catch (const json::exception& bad) {
    return Error{Kind::internal, std::string("ticket body: ") + bad.what()};
  }
}

}  // namespace

// PostgreSQL's jsonb refuses \u0000: text from people has had it removed.
std::string to_json(const Ticket& ticket) {
  JsonText out;
  out.object().key("number").number(ticket.number).key("state").text(name_of(ticket.state));
  out.key("seen_by_team").flag(ticket.seen_by_team).key("version").number(ticket.version);
  members_of_ticket(ticket, [&](const char* name, const auto& value) { put(out, name, value); });
  return out.end().take();
}

std::string to_json(const TicketEvent& event) {
  JsonText out;
  out.object().key("step").text(name_of(event.step));
  members_of_event(event, [&](const char* name, const auto& value) { put(out, name, value); });
  if (!event.media.empty()) {
    out.key("media").array();
    for (const auto& media : event.media) put(out, media);
    out.end();
  }
  return out.end().take();
}

Result<Ticket> ticket_from_json(const std::string& text) {
  return parsed(text, [](const json& in) {
    Ticket ticket;
    ticket.number = in.value("number", 0LL);
    ticket.state = state_named(in.value("state", "")).value_or(TicketState::draft);
    ticket.seen_by_team = in.value("seen_by_team", false);
    ticket.version = in.value("version", 0);
    members_of_ticket(ticket, [&](const char* name, auto& value) { get(in, name, value); });
    return ticket;
  });
}

Result<TicketEvent> event_from_json(const std::string& text) {
  return parsed(text, [](const json& in) {
    TicketEvent event;
    event.step = step_named(in.value("step", "")).value_or(Step::noted);
    members_of_event(event, [&](const char* name, auto& value) { get(in, name, value); });
    for (const auto& media : in.value("media", json::array())) event.media.push_back(media_of(media));
    return event;
  });
}
