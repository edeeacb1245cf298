#pragma once
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "bot/fields.h"
#include "bot/form.h"
#include "bot/handover.h"
#include "bot/message.h"
#include "bot/time.h"

/// The reporter's side of the desk as a pure function: (world, state, event) → (state', effects). State is
/// data, kept as JSON.

/// What happened.
struct Said {
  Inbound message;  // text, media or entered
  Fields fields;    // extracted from the text and the quoted text
};
struct Pressed {
  Inbound message;  // Kind::click
};
struct TimedOut {};
using Event = std::variant<Said, Pressed, TimedOut>;

/// What the bot may know while it thinks.
struct KnownArticle {
  std::string id, title, answer;
  std::string by = {};  // what found it: pattern, keyword, search, chosen, status
};
struct KnownTicket {
  long long number = 0;
  std::string state;  // new, accepted, waiting, …
  std::string title;
  Time team_spoke_at{};  // the team's last words to this reporter; epoch: never
};
struct World {
  Time now{};
  int minutes_east = 480;
  std::string locale = "zh-CN";  // labels and prompts of forms are said in it
  const Forms* forms = nullptr;
  const Dictionary* dictionary = nullptr;
  std::vector<KnownArticle> articles;     // those that answer the message, best first
  std::vector<KnownArticle> suggestions;  // where none does: those that may be meant, best first
  std::vector<KnownArticle> choices;      // those suggested to this person before, as they are published now
  std::vector<KnownTicket> tickets;       // this person's open and recently solved tickets, newest first
  bool reachable = false;                 // 1:1 through the app
  std::string person_name;
  Seconds timeout{600};
};

/// One report in progress, bound to the chat it began in; when prompts moved 1:1, both chats reach it.
struct Report {
  Chat origin;
  std::string contact, contact_name;
  long long ticket =
      0;  // 0: not yet numbered (only within the turn that opens it, or while an article waits)
  std::string form;
  Fields fields;
  std::vector<std::string> asked;  // fields of the last question
  std::vector<std::string> skipped;
  std::string text;  // the words as said, joined by lines; whole numbers: for the restricted view only
  std::string said;  // fingerprint of the first words: the same words again open nothing new
  std::vector<Media> media;            // pictures that came with the words
  std::vector<std::string> articles;   // shown and waiting for 已解决 / 没解决
  std::string by;                      // what found them, as KnownArticle::by
  std::vector<std::string> suggested;  // "您是不是想问": articles as listed, waiting for a choice
  std::string card;                    // task_id of the last card with buttons
  std::vector<std::string> answered;   // fields of the last answer, for 返回
  int questions = 0;
  int misunderstood = 0;
  Time wake_at{};   // when silence makes it a draft the team sees; epoch: it sleeps, its wait is over
  Time spoke_at{};  // of one that sleeps: when the bot last spoke about it
  bool operator==(const Report&) const = default;
};
/// A report that has ended: tells late answers, repeated words and old buttons what became of it.
struct Past {
  enum class End { submitted, cancelled, answered };
  Chat origin;
  std::string said;  // as Report::said
  std::string card;  // its last card
  long long ticket = 0;
  End end = End::submitted;
  Time at{};
  bool operator==(const Past&) const = default;
};
/// "和 #1002 一样吗？", waiting for a button or a word.
struct SameOffer {
  long long ticket = 0, other = 0;
  Time at{};
  bool operator==(const SameOffer&) const = default;
};
struct Dialogs {
  std::vector<Report> reports;              // last touched last
  std::vector<Past> past;                   // the few of the last day
  std::optional<HandOverDraft> handover{};  // of a member of the team
  std::optional<SameOffer> same{};
  bool operator==(const Dialogs&) const = default;
};

/// Where a sentence goes.
struct To {
  /// reply: where it was asked; person: 1:1, else by mention in `chat`; team: the team's chat; group: all in
  /// `chat`.
  enum class Kind { reply, person, team, group };
  Kind kind = Kind::reply;
  Chat chat;
  std::string contact;
  bool operator==(const To&) const = default;
};
struct Say {
  To to;
  Notice notice;         // {{number}} is filled in with the ticket's number where the params lack it
  long long ticket = 0;  // 0 with `of_new`: the ticket opened in this turn
  bool of_new = false;
  bool operator==(const Say&) const = default;
};
/// A ticket begins, always as a draft: where the report is complete at once, SubmitTicket follows in the same
/// turn with `report.ticket` 0, which means the ticket just opened. The number is given by the store and
/// written into the state by numbered().
struct OpenTicket {
  bool draft = true;
  Report report;
  std::string title;  // masked: fit for a group
  std::string contact, contact_name;
  bool operator==(const OpenTicket&) const = default;
};
/// The team sees it. `complete` is false where its reporter went silent; what they did not know is in
/// `report.skipped`.
struct SubmitTicket {
  Report report;
  std::string title;
  bool complete = true;
  bool operator==(const SubmitTicket&) const = default;
};
/// Words of the reporter for a ticket the team already has.
struct FollowUp {
  long long number = 0;
  std::string text;
  std::vector<Media> media;
  bool operator==(const FollowUp&) const = default;
};
struct CancelTicket {
  long long number = 0;
  bool operator==(const CancelTicket&) const = default;
};
/// How an article fared: shown, solved, unsolved; of suggestions, once for all of them with the first:
/// suggested, rejected; chosen with the one that was.
struct ArticleFeedback {
  std::string article, outcome;
  std::string by = {};     // as KnownArticle::by
  std::string words = {};  // the question, where the message of this turn is not it
  bool operator==(const ArticleFeedback&) const = default;
};
using Effect = std::variant<Say, OpenTicket, SubmitTicket, FollowUp, CancelTicket, ArticleFeedback>;

struct Turn {
  Dialogs dialogs;
  std::vector<Effect> effects;
  std::optional<Time> wake_at;
};

/// Writes the number of the ticket that a turn opened into the state that the turn left.
void numbered(Dialogs& dialogs, const Chat& origin, long long number);
/// False: no article matters to this message, so none need be looked for. It steers a dialog, or it is a
/// whole report.
bool asks_knowledge(const World& world, const Dialogs& dialogs, const Said& said);
/// `person` counts as one conversation: their reports in several chats stand side by side in `dialogs`.
Turn turn(const World& world, const Dialogs& dialogs, const Event& event);
