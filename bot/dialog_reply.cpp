// A report from its first words to its last: an article waits for 已解决 or 没解决, or a question for its
// answers.
#include <algorithm>

#include "bot/dialog_talk.h"
#include "bot/text.h"

namespace {

// Enough for any dialog; a flood of words must not grow the state without end.
constexpr std::size_t words_at_most = 16 * 1024;

void close_articles(Talk& talk, Report& report, const std::string& outcome) {
  for (const auto& article : report.articles)
    talk.effects.push_back(ArticleFeedback{article, outcome, report.by, {}});
  remember(talk, report, Past::End::answered);
}

void solved(Talk& talk, Report report) {
  close_articles(talk, report, "solved");
  if (talk.message.kind == Inbound::Kind::click) return card_says(talk, report, notice("dialog.card_solved"));
  reply(talk, notice("dialog.solved"));
}

void unsolved(Talk& talk, Report report) {
  close_articles(talk, report, "unsolved");
  report.articles.clear();
  open_ticket(talk, report);
  if (talk.message.kind == Inbound::Kind::click) card_says(talk, report, notice("dialog.card_unsolved"));
  go_on(talk, std::move(report));
}

/// An article was shown, and something else is asked now.
bool asks_something_else(const Talk& talk, const Report& report) {
  if (talk.world.articles.empty()) return false;
  const auto& shown = report.articles;
  return std::find(shown.begin(), shown.end(), talk.world.articles.front().id) == shown.end();
}

void step_back(Talk& talk, Report report) {
  const bool nothing = report.answered.empty();
  for (const auto& name : report.answered) {
    report.fields.erase(name);
    std::erase(report.skipped, name);
  }
  report.answered.clear();
  choose_form(talk.world, report);
  ask_again(talk, std::move(report), nothing ? "dialog.back_at_start" : "dialog.back");
}

bool corrects(const std::string& text) {
  static const std::vector<std::string> words{"不对",   "不是", "更正",  "改成",   "改为",
                                              "应该是", "写错", "wrong", "correct"};
  const auto plain = bare(text);
  return std::any_of(words.begin(), words.end(),
                     [&](const auto& word) { return plain.find(word) != std::string::npos; });
}

/// New values fill in; they replace only where the reporter says that the old ones are wrong.
void learn(Report& report, const Answer& answer, bool replaces) {
  report.answered.clear();
  for (const auto& [name, value] : answer.fields) {
    const auto known = report.fields.find(name);
    if (known != report.fields.end() && (!replaces || known->second == value)) continue;
    report.fields[name] = value;
    report.answered.push_back(name);
  }
  for (const auto& name : answer.skipped) {
    report.skipped.push_back(name);
    report.answered.push_back(name);
  }
}

void settle(Talk& talk, Report report, const std::vector<Problem>& problems, const std::string& key) {
  const bool skipped = !report.skipped.empty();
  if (still_missing(talk.world, report).empty())
    return submit(talk, std::move(report), skipped ? "dialog.submitted_as_is" : "dialog.submitted");
  if (report.questions >= questions_at_most) return submit(talk, std::move(report), "dialog.submitted_as_is");
  ask(talk, std::move(report), problems, key);
}

void answer_question(Talk& talk, Report report, const std::string& text) {
  const auto& form = form_named(*talk.world.forms, report.form);
  const auto answer = read_answer(form, report.asked, text, talk.fields, *talk.world.dictionary);
  const bool described = report.text.empty() && !text.empty();
  add_words(talk, report, text);
  learn(report, answer, corrects(text));
  choose_form(talk.world, report);
  const bool useful = described || !report.answered.empty();
  if (!useful && answer.problems.empty()) ++report.misunderstood;
  const std::string key = !answer.problems.empty() ? "dialog.ask_wrong"
                          : useful                 ? "dialog.ask_rest"
                                                   : "dialog.ask_unclear";
  settle(talk, std::move(report), answer.problems, key);
}

void skip_all(Talk& talk, Report report) {
  report.answered = report.asked;
  report.skipped.insert(report.skipped.end(), report.asked.begin(), report.asked.end());
  settle(talk, std::move(report), {}, "dialog.ask_rest");
}

/// "pick.<field>.<option>"
bool pick(Talk& talk, Report report, const std::string& key) {
  const auto dot = key.find('.', 5);
  if (!key.starts_with("pick.") || dot == std::string::npos) return false;
  const auto name = key.substr(5, dot - 5);
  if (std::find(report.asked.begin(), report.asked.end(), name) == report.asked.end()) return false;
  remember(talk, report, Past::End::answered);
  report.fields[name] = key.substr(dot + 1);
  report.answered = {name};
  choose_form(talk.world, report);
  card_says(talk, report, notice("dialog.card_answered"));
  settle(talk, std::move(report), {}, "dialog.ask_rest");
  return true;
}

}  // namespace

void card_says(Talk& talk, const Report& report, Notice told) {
  told.task_id = report.card;
  told.updates_card = true;
  tell(talk, report, Place::here, std::move(told));
}

bool says_nothing(const Talk& talk, const std::string& text) {
  return text.empty() && talk.message.media.empty();
}

void repeat(Talk& talk, Report report, const std::string& key) {
  tell(talk, report, Place::here, notice(key));
  keep(talk, std::move(report));
}

std::string words_of(const Inbound& message) {
  auto text = trimmed(message.text);
  return text.empty() ? trimmed(message.quoted) : text;
}

Report new_report(const Talk& talk, const std::string& text) {
  Report report;
  report.origin = talk.message.chat;
  report.contact = talk.message.contact;
  report.contact_name =
      talk.message.contact_name.empty() ? talk.world.person_name : talk.message.contact_name;
  report.fields = talk.fields;
  report.text = prefix_bytes(text, words_at_most);
  report.said = fingerprint(text);
  report.media = talk.message.media;
  const auto quoted = trimmed(talk.message.quoted);
  if (!quoted.empty() && quoted != text && report.text.size() + quoted.size() < words_at_most)
    report.text += "\n> " + quoted;
  choose_form(talk.world, report);
  return report;
}

bool is_whole(const World& world, const Report& report) {
  const auto& fields = report.fields;
  const bool customer =
      fields.contains("phone") || fields.contains("account") || fields.contains("id_number");
  return customer && still_missing(world, report).empty();
}

void add_words(Talk& talk, Report& report, const std::string& text) {
  if (!text.empty() && report.text.size() + text.size() < words_at_most)
    report.text += (report.text.empty() ? "" : "\n") + text;
  const auto& media = talk.message.media;
  if (report.media.size() + media.size() <= 20)
    report.media.insert(report.media.end(), media.begin(), media.end());
}

void begin(Talk& talk, const std::string& text) {
  // One report a person and chat: what slept here is over.
  std::erase_if(talk.dialogs.reports,
                [&](const Report& one) { return one.wake_at == Time{} && one.origin == talk.message.chat; });
  auto report = new_report(talk, text);
  const auto& world = talk.world;
  const bool may_be_known = !world.articles.empty() || !world.suggestions.empty();
  if (may_be_known && !is_whole(world, report))
    return world.articles.empty() ? suggest(talk, std::move(report))
                                  : show_articles(talk, std::move(report), world.articles);
  open_ticket(talk, report);
  go_on(talk, std::move(report));
}

void start_over(Talk& talk, const std::string& rest) {
  if (!rest.empty() || !talk.message.media.empty()) return begin(talk, rest);
  Report invited;
  invited.origin = talk.message.chat;
  invited.contact = talk.message.contact;
  invited.contact_name = talk.message.contact_name;
  invited.wake_at = talk.world.now + talk.world.timeout;
  reply(talk, notice("dialog.describe"));
  keep(talk, std::move(invited));
}

void go_on(Talk& talk, Report report) {
  if (still_missing(talk.world, report).empty()) return submit(talk, std::move(report), "dialog.submitted");
  ask(talk, std::move(report), {}, "dialog.ask");
}

void hand_over(Talk& talk, Report report) {
  if (report.ticket == 0) open_ticket(talk, report);
  submit(talk, std::move(report), "dialog.handed_over");
}

void after_invitation(Talk& talk, Report report, const std::string& text, Word word) {
  if (word == Word::cancel) return cancel(talk, report);
  if (word == Word::human) return hand_over(talk, new_report(talk, text));
  if (word != Word::none || says_nothing(talk, text)) {
    reply(talk, notice("dialog.describe"));
    return keep(talk, std::move(report));
  }
  begin(talk, after_fresh(text).value_or(text));
}

void after_article(Talk& talk, Report report, const std::string& text, Word word) {
  const auto plain = bare(text);
  if (word == Word::solved || plain == "1") return solved(talk, std::move(report));
  if (word == Word::unsolved || word == Word::skip || plain == "2") return unsolved(talk, std::move(report));
  if (word == Word::cancel) return cancel(talk, report);
  if (word == Word::human) {
    close_articles(talk, report, "unsolved");
    report.articles.clear();
    return hand_over(talk, std::move(report));
  }
  if (asks_progress(text)) {
    show_progress(talk);
    return keep(talk, std::move(report));
  }
  if (word == Word::thanks || word == Word::greeting)
    return repeat(talk, std::move(report), "dialog.article_thanks");
  if (word != Word::none || says_nothing(talk, text) || fingerprint(text) == report.said)
    return repeat(talk, std::move(report), "dialog.article_waits");
  const auto rest = after_fresh(text);
  if (rest || asks_something_else(talk, report)) {
    remember(talk, report, Past::End::answered);
    return start_over(talk, rest.value_or(text));
  }
  add_words(talk, report, text);
  for (const auto& field : talk.fields) report.fields.insert(field);
  choose_form(talk.world, report);
  unsolved(talk, std::move(report));
}

void after_question(Talk& talk, Report report, const std::string& text, Word word) {
  if (word == Word::cancel || word == Word::solved) return cancel(talk, report);
  if (word == Word::back) return step_back(talk, std::move(report));
  if (word == Word::help) return ask_again(talk, std::move(report), "dialog.help_open");
  if (word == Word::human) return hand_over(talk, std::move(report));
  if (word == Word::skip) return skip_all(talk, std::move(report));
  if (word == Word::thanks || word == Word::greeting)
    return ask_again(talk, std::move(report), "dialog.waiting");
  if (asks_progress(text)) {
    show_progress(talk);
    return keep(talk, std::move(report));
  }
  if (const auto rest = after_fresh(text)) {
    submit(talk, std::move(report), "dialog.submitted_as_is");
    return start_over(talk, *rest);
  }
  if (says_nothing(talk, text)) return ask_again(talk, std::move(report), "dialog.help_open");
  if (fingerprint(text) == report.said) return ask_again(talk, std::move(report), "dialog.same_words");
  answer_question(talk, std::move(report), text);
}

bool pressed(Talk& talk, Report report) {
  const auto& key = talk.message.click.key;
  if (!report.suggested.empty()) return pressed_suggestion(talk, std::move(report));
  if (report.articles.empty()) return pick(talk, std::move(report), key);
  if (key == "kb.solved")
    solved(talk, std::move(report));
  else if (key == "kb.unsolved")
    unsolved(talk, std::move(report));
  else
    return false;
  return true;
}
