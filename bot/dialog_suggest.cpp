// "您是不是想问": the knowledge base is not sure enough to answer, so the reporter chooses, or goes on to a
// ticket with all that was said.
#include <algorithm>

#include "bot/dialog_talk.h"

namespace {

constexpr std::size_t suggested_at_most = 3;

/// Place among the suggestions, from 1; the one behind the last says that none was meant; 0: none of this.
std::size_t choice_in(const Report& report, const std::string& text) {
  static const std::vector<std::string> none{"都不是",  "不是",        "都不对",    "以上都不是",
                                             "都没有",  "不是这些",    "都不相关",  "其他问题",
                                             "neither", "noneofthese", "noneofthem"};
  const auto plain = bare(text);
  const auto last = report.suggested.size() + 1;
  if (plain.size() == 1 && plain[0] >= '1' && static_cast<std::size_t>(plain[0] - '0') <= last)
    return static_cast<std::size_t>(plain[0] - '0');
  const auto word = word_of(text);
  const bool rejects = word == Word::unsolved || word == Word::skip;
  return rejects || std::find(none.begin(), none.end(), plain) != none.end() ? last : 0;
}

void close_suggestion(Talk& talk, Report& report) {
  remember(talk, report, Past::End::answered);
  report.suggested.clear();
}

void to_ticket(Talk& talk, Report report, const std::string& card_key) {
  close_suggestion(talk, report);
  open_ticket(talk, report);
  if (talk.message.kind == Inbound::Kind::click) card_says(talk, report, notice(card_key));
  go_on(talk, std::move(report));
}

void none_meant(Talk& talk, Report report) {
  talk.effects.push_back(ArticleFeedback{report.suggested.front(), "rejected", "search", report.text});
  to_ticket(talk, std::move(report), "dialog.card_none");
}

void choose(Talk& talk, Report report, std::size_t place) {
  if (place > report.suggested.size()) return none_meant(talk, std::move(report));
  const auto& id = report.suggested[place - 1];
  const auto& known = talk.world.choices;
  const auto found =
      std::find_if(known.begin(), known.end(), [&](const KnownArticle& one) { return one.id == id; });
  // Withdrawn since it was suggested: there is nothing left to say.
  if (found == known.end()) return to_ticket(talk, std::move(report), "dialog.card_withdrawn");
  talk.effects.push_back(ArticleFeedback{id, "chosen", "search", report.text});
  if (talk.message.kind == Inbound::Kind::click) {
    auto told = notice("dialog.card_chosen");
    told.params["title"] = found->title;
    card_says(talk, report, std::move(told));
  }
  close_suggestion(talk, report);
  auto chosen = *found;
  chosen.by = "chosen";
  const auto asked = report.text;
  show_articles(talk, std::move(report), {std::move(chosen)}, asked);
}

/// Other words: what they add is kept, and an answer that they find is given; else it becomes a ticket.
void say_on(Talk& talk, Report report, const std::string& text) {
  add_words(talk, report, text);
  for (const auto& field : talk.fields) report.fields.insert(field);
  choose_form(talk.world, report);
  if (talk.world.articles.empty() || is_whole(talk.world, report))
    return to_ticket(talk, std::move(report), "dialog.card_none");
  close_suggestion(talk, report);
  show_articles(talk, std::move(report), talk.world.articles);
}

}  // namespace

bool chooses(const Report& report, const std::string& text) { return choice_in(report, text) != 0; }

void suggest(Talk& talk, Report report) {
  auto asked = notice("dialog.suggest");
  for (const auto& article : talk.world.suggestions) {
    if (report.suggested.size() == suggested_at_most) break;
    report.suggested.push_back(article.id);
    const auto number = std::to_string(report.suggested.size());
    asked.params["title_" + number] = article.title;
    asked.items.push_back({{"suggested", "1"}, {"n", number}, {"title", article.title}});
    asked.choices.push_back({"dialog.suggested_" + number, "kb.pick." + number});
  }
  asked.params["none"] = std::to_string(report.suggested.size() + 1);
  asked.choices.push_back({"dialog.button_none", "kb.none"});
  talk.effects.push_back(ArticleFeedback{report.suggested.front(), "suggested", "search", {}});
  report.card = card_id(talk, "kb");
  report.wake_at = talk.world.now + talk.world.timeout;
  asked.task_id = report.card;
  tell(talk, report, Place::here, std::move(asked));
  keep(talk, std::move(report));
}

void after_suggestion(Talk& talk, Report report, const std::string& text, Word word) {
  if (const auto place = choice_in(report, text); place != 0) return choose(talk, std::move(report), place);
  if (word == Word::cancel) return cancel(talk, report);
  if (word == Word::solved) {
    close_suggestion(talk, report);
    return reply(talk, notice("dialog.solved"));
  }
  if (word == Word::human) {
    close_suggestion(talk, report);
    return hand_over(talk, std::move(report));
  }
  if (asks_progress(text)) {
    show_progress(talk);
    return keep(talk, std::move(report));
  }
  if (word != Word::none || says_nothing(talk, text) || fingerprint(text) == report.said)
    return repeat(talk, std::move(report), "dialog.suggest_waits");
  if (const auto rest = after_fresh(text)) {
    // Another matter. The first still waits for its choice, and for its timer, which makes it a ticket.
    keep(talk, std::move(report));
    return start_over(talk, *rest);
  }
  say_on(talk, std::move(report), text);
}

bool pressed_suggestion(Talk& talk, Report report) {
  const auto& key = talk.message.click.key;
  const auto last = report.suggested.size() + 1;
  if (key == "kb.none") {
    none_meant(talk, std::move(report));
    return true;
  }
  if (!key.starts_with("kb.pick.") || key.size() != 9) return false;
  const auto place = static_cast<std::size_t>(key[8] - '0');
  if (place == 0 || place >= last) return false;
  choose(talk, std::move(report), place);
  return true;
}

void suggestion_left(Talk& talk, Report report) {
  close_suggestion(talk, report);
  open_ticket(talk, report);
  report.spoke_at = report.wake_at - talk.world.timeout;
  report.wake_at = {};
  report.questions = 1;  // late words answer what its ticket lacks
  submit(talk, report, "dialog.suggestion_left");
  report.asked = still_missing(talk.world, report);
  keep(talk, std::move(report));
}
