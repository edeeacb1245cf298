#pragma once
#include <string>
#include <vector>

#include "bot/time.h"
#include "gateway/store/database.h"

/// What is asked, and what became of it. Only inside Connection::transact.

/// One thing somebody asked or did about an article. Words are masked here.
struct AskRecord {
  std::string person;   // key of the conversation: organisation/userid
  std::string article;  // empty: none
  /// shown: the bot answered with it · solved · unsolved · none: a report that nothing answered, `ticket` of
  /// it · ticket: a report after an answer · viewed: its page was opened · missed: a page search found
  /// nothing · suggested: "您是不是想问", with this one first · chosen from them · rejected: none of them
  std::string outcome;
  std::string words, system;
  long long ticket = 0;
  std::string found_by = {};  // what found the article: pattern, keyword, search, chosen, status
};
void keep_asks(Transaction& transaction, const std::vector<AskRecord>& asks, Time now);
/// A search on a page: logged once for what a person types in one go. `hits` 0 goes to the worklist.
void keep_search(Transaction& transaction, const std::string& person, const std::string& words,
                 const std::string& system, std::size_t hits, Time now);

/// "有帮助吗": one vote a person and article; the last counts. `words`: what was missing.
void keep_vote(Transaction& transaction, const std::string& article, const std::string& person, bool helpful,
               const std::string& words, Time now);
struct Votes {
  long long helpful = 0, unhelpful = 0;
};
Votes votes_of(Transaction& transaction, const std::string& article);

struct HotArticle {
  std::string article, title, system;
  long long asks = 0;  // in the last 7 days
  double heat = 0;     // the same, each ask worth half after 2 days
  bool pinned = false;
};
/// Published articles: pinned ones, then the hottest; `system` empty: all.
std::vector<HotArticle> hot_articles(Transaction& transaction, const std::string& system, Time now,
                                     std::size_t limit = 10);

/// How much the answers took off the team, of answers shown in [from, to).
struct DeflectionFigures {
  long long shown = 0;       // answers given
  long long solved = 0;      // raw: the reporter said so
  long long silent = 0;      // neither said so nor asked on
  long long unsolved = 0;    // the reporter said it did not help
  long long kept = 0;        // true: no ticket and no repeat by that person on that subject within 7 days
  long long repeated = 0;    // the same person was shown the same article again within 7 days
  long long ticketed = 0;    // the same person opened a ticket on the same system within 7 days
  long long undecided = 0;   // the 7 days are not over
  long long unanswered = 0;  // reports that nothing answered
  long long searched = 0;    // of shown: found by ranked search
  long long suggested = 0;   // questions answered with suggestions,
  long long chosen = 0;      // of which one was chosen (and then shown),
  long long rejected = 0;    // or none
  double raw_share = 0;      // solved and silent, of shown
  double true_share = 0;     // kept, of shown without undecided
};
/// `system` and `article` empty: all.
DeflectionFigures deflection(Transaction& transaction, const std::string& system, const std::string& article,
                             Time from, Time to, Time now);
struct ArticleFigures {
  std::string article, title, system;
  long long shown = 0, solved = 0, unsolved = 0, viewed = 0, helpful = 0, unhelpful = 0;
};
/// Most shown first.
std::vector<ArticleFigures> article_figures(Transaction& transaction, const std::string& system, Time from,
                                            Time to, std::size_t limit = 50);
