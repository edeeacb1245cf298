#pragma once
#include <string>
#include <vector>

#include "handlers/knowledge/article_store.h"

/// Questions that nothing answered or whose answer did not help, grouped by likeness: what to write next.
/// Only inside Connection::transact. All words are masked when they are recorded.

struct WorklistEntry {
  std::vector<std::string> keys;       // of the questions in it; what the actions below take
  std::string text;                    // the most asked of them
  std::vector<std::string> phrasings;  // all, most asked first, `text` among them
  int asks = 0, persons = 0;
  int unsolved = 0;  // of the asks: an article was shown and did not help
  int chosen = 0;    // of the asks: one of the suggestions was chosen, so its article lacks these words
  std::string system;
  Time last_at{};
  std::vector<std::string> shown;    // ids of articles that were shown and did not help
  std::vector<std::string> nearest;  // ids of articles chosen for it, then of those like it, at most 3
};
/// Most asked first, of the last 90 days; `system` empty: all.
std::vector<WorklistEntry> worklist(Transaction& transaction, const std::string& system, Time now,
                                    std::size_t limit = 50);

/// A new draft that carries the phrasings. Its questions leave the worklist.
Result<ArticleHead> article_from_questions(Transaction& transaction, const std::vector<std::string>& keys,
                                           const Editor& editor, Time now);
/// A new version of the article with the questions among its phrasings, submitted where the article was
/// published. Its questions leave the worklist.
Result<ArticleHead> add_phrasings(Transaction& transaction, const std::string& article,
                                  const std::vector<std::string>& keys, const Editor& editor, Time now);
/// Not worth an article. They come back when they are asked again after 30 days.
void dismiss_questions(Transaction& transaction, const std::vector<std::string>& keys, const Editor& editor,
                       Time now);
/// The article that was drafted from the ticket; empty: none.
std::string drafted_from(Transaction& transaction, long long ticket);
/// A draft of a resolved ticket's question and solution, masked. conflict: the ticket is not resolved.
Result<ArticleHead> article_from_ticket(Transaction& transaction, long long ticket, const Editor& editor,
                                        Time now);
