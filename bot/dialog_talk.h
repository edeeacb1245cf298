#pragma once
#include <string>
#include <vector>

#include "bot/dialog.h"
#include "bot/words.h"

/// The parts that a turn of the reporter's dialog is made of. For bot/dialog*.cpp only.

/// One turn while it is thought: what is known, the state being changed, the effects so far.
struct Talk {
  const World& world;
  Inbound message;  // of the event; empty for a timer
  Fields fields;    // extracted from it
  Dialogs dialogs;
  std::vector<Effect> effects;
};

inline constexpr int questions_at_most = 3;

// What is said.
Notice notice(std::string key);
/// To where the person spoke.
void reply(Talk& talk, Notice notice, long long ticket = 0);
/// About `report`: to where the person spoke, or to the person where prompts leave the group.
enum class Place { here, onwards };
void tell(Talk& talk, const Report& report, Place place, Notice notice);
/// Prompts leave a group for the person once: while nothing has been asked yet and the person can be reached.
Place place_of(const Talk& talk, const Report& report);
std::string card_id(const Talk& talk, const std::string& what);

// What a report looks like to people: labels and masked values of what is known.
std::vector<Params> known_items(const World& world, const Report& report);
std::string title_of(const World& world, const Report& report);
std::string fingerprint(const std::string& text);

// Steps. Each takes the report over by value and puts it back with keep() where it goes on.
void keep(Talk& talk, Report report);
void remember(Talk& talk, const Report& report, Past::End end);
void open_ticket(Talk& talk, const Report& report);
void ask(Talk& talk, Report report, const std::vector<Problem>& problems, const std::string& key);
/// The same question again, not counted: after help, back, or the same words.
void ask_again(Talk& talk, Report report, const std::string& key);
void submit(Talk& talk, Report report, const std::string& key);
void cancel(Talk& talk, const Report& report);
/// The world's articles, as an answer that waits for 已解决 / 没解决. `asked`: the question, where this
/// turn's message is not it.
void show_articles(Talk& talk, Report report, const std::vector<KnownArticle>& articles,
                   const std::string& asked = {});
void show_progress(Talk& talk);

// The report as a value.
Report new_report(const Talk& talk, const std::string& text);
void choose_form(const World& world, Report& report);
void add_words(Talk& talk, Report& report, const std::string& text);
std::vector<std::string> still_missing(const World& world, const Report& report);
/// Complete and about a certain customer: an incident, whatever articles say.
bool is_whole(const World& world, const Report& report);
/// What was said, else what was quoted.
std::string words_of(const Inbound& message);

// With no report in progress.
bool in_group(const Talk& talk);
/// One of this person's tickets that `text` names.
std::optional<KnownTicket> own_ticket(const Talk& talk, const std::string& text);
/// The ticket whose team spoke last to this person, within a week and not closed.
std::optional<KnownTicket> spoken_about(const World& world);
void follow_up(Talk& talk, const KnownTicket& ticket);
/// True where only what identifies a customer or a moment is said: an answer to something, no report of its
/// own.
bool only_answers(const Talk& talk, const std::string& text);
void idle(Talk& talk, const std::string& text, Word word);

// From its first words to its last.
void begin(Talk& talk, const std::string& text);
/// A new report on purpose; without words it asks for them and waits.
void start_over(Talk& talk, const std::string& rest);
void go_on(Talk& talk, Report report);
/// To the team as it stands.
void hand_over(Talk& talk, Report report);
void after_invitation(Talk& talk, Report report, const std::string& text, Word word);
void after_article(Talk& talk, Report report, const std::string& text, Word word);
void after_question(Talk& talk, Report report, const std::string& text, Word word);
/// False: this button has nothing to do here.
bool pressed(Talk& talk, Report report);
/// The pressed card changes to these words.
void card_says(Talk& talk, const Report& report, Notice told);
bool says_nothing(const Talk& talk, const std::string& text);
void repeat(Talk& talk, Report report, const std::string& key);

// "您是不是想问": between an answer and silence.
void suggest(Talk& talk, Report report);
/// Words that choose from the suggestions as a button does.
bool chooses(const Report& report, const std::string& text);
void after_suggestion(Talk& talk, Report report, const std::string& text, Word word);
bool pressed_suggestion(Talk& talk, Report report);
/// Nobody chose: the question goes to the team as it was asked.
void suggestion_left(Talk& talk, Report report);
