// What the bot says and does about one report: ask, offer knowledge, submit, cancel.
#include "bot/dialog_talk.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "bot/mask.h"
#include "bot/shown.h"
#include "bot/text.h"

namespace {

constexpr std::size_t past_at_most = 8;
constexpr std::size_t buttons_at_most = 6;  // of a WeCom card

Say say_of(const Report& report, Notice notice, To to) {
  Say say;
  say.to = std::move(to);
  say.ticket = report.ticket;
  say.of_new = report.ticket == 0 && report.articles.empty() && report.suggested.empty();
  if (report.ticket != 0) notice.params["number"] = std::to_string(report.ticket);
  say.notice = std::move(notice);
  return say;
}

Params shown(const World& world, const FormField& field, const std::string& value) {
  return shown_item(field, value, *world.dictionary, world.locale);
}

Params missing_item(const World& world, const FormField& field) {
  Params item{{"missing", "1"}, {"field", field.name}};
  item["label"] = in_locale(field.label, world.locale);
  if (const auto hint = in_locale(field.prompt, world.locale); !hint.empty()) item["hint"] = hint;
  return item;
}

std::vector<Params> option_items(const World& world, const FormField& field) {
  std::vector<Params> items;
  const auto add = [&](std::string label) {
    items.push_back({{"option", "1"}, {"n", std::to_string(items.size() + 1)}, {"label", std::move(label)}});
  };
  if (field.type == "system")
    for (const auto& entry : world.dictionary->systems) add(in_locale(entry.label, world.locale));
  for (const auto& option : field.options) add(in_locale(option.label, world.locale));
  return items;
}

std::string problem_of(const FormField& field, const std::vector<Problem>& problems) {
  for (const auto& problem : problems) {
    const bool part =
        std::find(field.one_of.begin(), field.one_of.end(), problem.field) != field.one_of.end();
    if (part || problem.field == field.name) return problem.reason;
  }
  return {};
}

/// Buttons where one choice with few options is all that is asked; their labels travel as params option_1 …
/// option_6.
void add_buttons(const World& world, const FormField& field, Notice& notice) {
  if (field.options.empty() || field.options.size() > buttons_at_most) return;
  for (std::size_t at = 0; at < field.options.size(); ++at) {
    const auto number = std::to_string(at + 1);
    notice.params["option_" + number] = in_locale(field.options[at].label, world.locale);
    notice.choices.push_back({"dialog.option_" + number, "pick." + field.name + "." + field.options[at].id});
  }
}

Notice question(const Talk& talk, const Report& report, const std::vector<Problem>& problems,
                const std::string& key) {
  auto asked = notice(key);
  asked.items = known_items(talk.world, report);
  const auto& form = form_named(*talk.world.forms, report.form);
  std::size_t number = 0;
  for (const auto& name : report.asked) {
    FormField description;
    description.name = name;
    const auto* field = name == "description" ? &description : field_named(form, name);
    if (field == nullptr) continue;
    auto item = missing_item(talk.world, *field);
    ++number;
    // The number of the only question would be taken for one of its options.
    if (report.asked.size() > 1) item["n"] = std::to_string(number);
    if (name == "description") item["description"] = "1";
    if (const auto problem = problem_of(*field, problems); !problem.empty()) item["wrong_" + problem] = "1";
    asked.items.push_back(std::move(item));
    if (report.asked.size() > 1) continue;
    for (auto& option : option_items(talk.world, *field)) asked.items.push_back(std::move(option));
    add_buttons(talk.world, *field, asked);
  }
  asked.params["count"] = std::to_string(number);
  if (!asked.choices.empty()) asked.task_id = report.card;
  return asked;
}

}  // namespace

Notice notice(std::string key) {
  Notice made;
  made.key = std::move(key);
  return made;
}

void reply(Talk& talk, Notice said, long long ticket) {
  Say say;
  say.to = {To::Kind::reply, talk.message.chat, talk.message.contact};
  say.ticket = ticket;
  if (ticket != 0) said.params["number"] = std::to_string(ticket);
  say.notice = std::move(said);
  talk.effects.push_back(std::move(say));
}

Place place_of(const Talk& talk, const Report& report) {
  const bool in_group = talk.message.chat.kind == ChatKind::group;
  return in_group && talk.world.reachable && report.questions == 0 ? Place::onwards : Place::here;
}

void tell(Talk& talk, const Report& report, Place place, Notice said) {
  const bool timer = talk.message.contact.empty();
  const bool to_person = timer || place == Place::onwards;
  const To to = to_person ? To{To::Kind::person, report.origin, report.contact}
                          : To{To::Kind::reply, talk.message.chat, talk.message.contact};
  talk.effects.push_back(say_of(report, std::move(said), to));
}

std::string fingerprint(const std::string& text) {
  std::uint64_t hash = 14695981039346656037ULL;  // FNV-1a, 64 bits
  for (const char c : bare(text)) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  std::string hex;
  for (int shift = 60; shift >= 0; shift -= 4) hex += "0123456789abcdef"[(hash >> shift) & 15];
  return hex;
}

std::string card_id(const Talk& talk, const std::string& what) {
  // Made from the message it answers, so that a turn thought twice makes the same card.
  const auto& message = talk.message;
  return what + "-" +
         fingerprint(message.account + " " + message.contact + " " + message.external_id + " " +
                     std::to_string(talk.world.now.time_since_epoch().count()));
}

std::vector<Params> known_items(const World& world, const Report& report) {
  std::vector<Params> items;
  for (const auto& field : form_named(*world.forms, report.form).fields) {
    const auto found = report.fields.find(field.name);
    if (found == report.fields.end()) continue;
    auto item = shown(world, field, found->second);
    item["known"] = "1";
    if (!items.empty()) item["next"] = "1";  // wording separates it from the one before
    item["field"] = field.name;
    item["label"] = in_locale(field.label, world.locale);
    items.push_back(std::move(item));
  }
  return items;
}

std::string title_of(const World& world, const Report& report) {
  constexpr std::size_t bytes = 90;  // thirty Chinese characters: a line on a phone
  auto line = trimmed(report.text.substr(0, report.text.find('\n')));
  if (line.empty()) return in_locale(form_named(*world.forms, report.form).title, world.locale);
  line = mask(line);
  const std::string cut(prefix_bytes(line, bytes));
  return cut.size() < line.size() ? cut + "…" : line;
}

void choose_form(const World& world, Report& report) {
  report.form = form_for(*world.forms, report.fields).id;
}

std::vector<std::string> still_missing(const World& world, const Report& report) {
  auto names = missing(form_named(*world.forms, report.form), report.fields, report.skipped);
  const bool described = !report.text.empty() || std::find(report.skipped.begin(), report.skipped.end(),
                                                           "description") != report.skipped.end();
  if (!described) names.insert(names.begin(), "description");
  return names;
}

void keep(Talk& talk, Report report) { talk.dialogs.reports.push_back(std::move(report)); }

void remember(Talk& talk, const Report& report, Past::End end) {
  auto& past = talk.dialogs.past;
  past.push_back({report.origin, report.said, report.card, report.ticket, end, talk.world.now});
  std::erase_if(past, [&](const Past& one) { return talk.world.now - one.at > std::chrono::hours{24}; });
  if (past.size() > past_at_most) past.erase(past.begin());
}

void open_ticket(Talk& talk, const Report& report) {
  OpenTicket open;
  open.title = title_of(talk.world, report);
  open.contact = report.contact;
  open.contact_name = report.contact_name;
  open.report = report;
  talk.effects.push_back(std::move(open));
}

void ask(Talk& talk, Report report, const std::vector<Problem>& problems, const std::string& key) {
  const auto place = place_of(talk, report);
  report.asked = still_missing(talk.world, report);
  report.wake_at = talk.world.now + talk.world.timeout;
  report.card = card_id(talk, "ask");
  const bool card_says_it = talk.message.kind == Inbound::Kind::click;
  if (place == Place::onwards && !card_says_it)
    tell(talk, report, Place::here, notice("dialog.opened_in_group"));
  tell(talk, report, place, question(talk, report, problems, key));
  ++report.questions;
  keep(talk, std::move(report));
}

void ask_again(Talk& talk, Report report, const std::string& key) {
  report.asked = still_missing(talk.world, report);
  report.wake_at = talk.world.now + talk.world.timeout;
  report.card = card_id(talk, "ask");
  tell(talk, report, Place::here, question(talk, report, {}, key));
  keep(talk, std::move(report));
}

void submit(Talk& talk, Report report, const std::string& key) {
  report.asked.clear();
  SubmitTicket submitted;
  submitted.title = title_of(talk.world, report);
  submitted.complete = !talk.message.contact.empty();  // a timer ends what its reporter left
  submitted.report = report;
  talk.effects.push_back(std::move(submitted));
  auto told = notice(key);
  told.items = known_items(talk.world, report);
  tell(talk, report, Place::here, std::move(told));
  remember(talk, report, Past::End::submitted);
}

void cancel(Talk& talk, const Report& report) {
  if (report.ticket != 0) talk.effects.push_back(CancelTicket{report.ticket});
  auto told = notice(report.ticket != 0 ? "dialog.cancelled" : "dialog.stopped");
  reply(talk, std::move(told), report.ticket);
  remember(talk, report, Past::End::cancelled);
}

void show_articles(Talk& talk, Report report, const std::vector<KnownArticle>& articles,
                   const std::string& asked) {
  auto offer = notice("dialog.article");
  offer.params = {{"article", articles.front().id},
                  {"title", articles.front().title},
                  {"answer", articles.front().answer}};
  for (std::size_t at = 1; at < std::min<std::size_t>(articles.size(), 3); ++at)
    offer.items.push_back(
        {{"article", articles[at].id}, {"title", articles[at].title}, {"answer", articles[at].answer}});
  report.by = articles.front().by;
  report.articles.clear();
  for (const auto& article : articles) {
    if (report.articles.size() == 3) break;
    report.articles.push_back(article.id);
    talk.effects.push_back(ArticleFeedback{article.id, "shown", article.by, asked});
  }
  report.card = card_id(talk, "kb");
  report.wake_at = talk.world.now + talk.world.timeout;
  offer.task_id = report.card;
  offer.choices = {{"dialog.button_solved", "kb.solved"}, {"dialog.button_unsolved", "kb.unsolved"}};
  tell(talk, report, Place::here, std::move(offer));
  keep(talk, std::move(report));
}

void show_progress(Talk& talk) {
  auto wanted = numbers_in(words_of(talk.message));
  if (wanted.empty()) wanted = numbers_in(talk.message.quoted);
  auto told = notice("dialog.progress");
  for (const auto& ticket : talk.world.tickets) {
    if (!wanted.empty() && std::find(wanted.begin(), wanted.end(), ticket.number) == wanted.end()) continue;
    if (told.items.size() == 10) break;
    told.items.push_back({{"number", std::to_string(ticket.number)},
                          {"title", mask(ticket.title)},
                          {"state", ticket.state},
                          {"state_" + ticket.state, "1"}});
  }
  if (told.items.empty()) told.key = wanted.empty() ? "dialog.progress_none" : "dialog.progress_unknown";
  if (told.items.empty() && !wanted.empty()) told.params["number"] = std::to_string(wanted.front());
  reply(talk, std::move(told));
}
