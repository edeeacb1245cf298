#pragma once
#include <optional>
#include <string>
#include <vector>

#include "gateway/store/database.h"
#include "handlers/knowledge/life.h"
#include "kb/article.h"
#include "kb/article_check.h"
#include "kb/article_diff.h"

/// Articles in the database, every version kept. Only inside Connection::transact. A step that is refused
/// (bad_input: what is wrong with the article, one problem a line; unauthorized: not this system's reviewer;
/// conflict: somebody was quicker, or the state does not allow it; not_found) has written nothing.

/// An article without its words, for lists.
struct ArticleHead {
  std::string id, title, system, category, owner;
  ArticleLife life;
  std::string review_by, valid_until;  // "2026-03-10"; empty: none
  std::string changed_by;              // name of who made the newest version
  Time changed_at{};
  bool pinned = false;
};
struct StoredArticle {
  ArticleHead head;
  Article article;  // the newest version
};

struct ArticleFilter {
  std::string system, category, owner;  // empty: any
  std::optional<ArticleState> state;
  std::string words;       // in title or id
  std::string review_due;  // "2026-03-10": those to be looked at again by that day
  int limit = 50, offset = 0;
};
/// Last changed first.
std::vector<ArticleHead> list_articles(Transaction& transaction, const ArticleFilter& filter);
long long count_articles(Transaction& transaction, const ArticleFilter& filter);
std::optional<StoredArticle> find_article(Transaction& transaction, const std::string& id);

/// What readers see and the bot answers with: published, and valid on `today` ("2026-03-10", the firm's
/// calendar). In order of id.
struct LiveArticle {
  Article article;
  Time published_at{};
  bool pinned = false;
  bool operator==(const LiveArticle&) const = default;
};
std::vector<LiveArticle> live_articles(Transaction& transaction, const std::string& today);

struct ArticleVersion {
  int version = 0;
  Time at{};
  std::string by, note;  // name; what the editor wrote about the change
  bool live = false;
};
/// Newest first.
std::vector<ArticleVersion> versions_of(Transaction& transaction, const std::string& id);
std::optional<Article> article_version(Transaction& transaction, const std::string& id, int version);
/// diff_of (kb/article_diff.h) of two versions; version 0 is an empty article. Nothing where one is missing.
std::vector<FieldDiff> diff_versions(Transaction& transaction, const std::string& id, int from, int to);

struct ArticleLogLine {
  Time at{};
  std::string step, by, note;  // save, submit, approve, …; name; reason
  int version = 0;
};
/// Newest first.
std::vector<ArticleLogLine> article_log(Transaction& transaction, const std::string& id);

/// What an editor is shown beside the article: faults, near-duplicates, patterns in each other's way, example
/// sentences of any article that would no longer find it. Writes nothing.
ArticleCheck check_draft(Transaction& transaction, const Article& article, const std::string& today,
                         const Synonyms& synonyms = {});

/// A new version. `base`: the version the editor began from, 0 for a new article; conflict when there is a
/// newer one. A pattern that cannot be read is refused with its column; what is merely missing (an answer, a
/// pattern) is refused at submit_article.
Result<ArticleHead> save_draft(Transaction& transaction, const Article& article, int base,
                               const Editor& editor, const std::string& note, Time now);
/// To the reviewers of its system. `version`: the one the editor saw.
Result<ArticleHead> submit_article(Transaction& transaction, const std::string& id, int version,
                                   const Editor& editor, Time now);
/// Confirmed: readers see it now, or from `publish_at` on. Refused while an example sentence of any published
/// article would find another one.
Result<ArticleHead> approve_article(Transaction& transaction, const std::string& id, int version,
                                    const Editor& editor, const std::optional<Time>& publish_at,
                                    const std::string& today, Time now, const Synonyms& synonyms = {});
/// Back to the editor, with the reason.
Result<ArticleHead> reject_article(Transaction& transaction, const std::string& id, int version,
                                   const Editor& editor, const std::string& reason, Time now);
/// No longer for readers, kept with its versions. By a reviewer of its system or its owner.
Result<ArticleHead> retire_article(Transaction& transaction, const std::string& id, const Editor& editor,
                                   const std::string& reason, Time now);
/// An older version's words as a new draft.
Result<ArticleHead> restore_version(Transaction& transaction, const std::string& id, int version,
                                    const Editor& editor, Time now);
/// Stands first among the hot questions.
bool pin_article(Transaction& transaction, const std::string& id, bool pinned);

/// Who confirms the articles of a system; "" holds for systems without a line of their own.
std::vector<std::string> reviewers_of(Transaction& transaction, const std::string& system);
void set_reviewers(Transaction& transaction, const std::string& system,
                   const std::vector<std::string>& userids);
bool may_review(Transaction& transaction, const Editor& editor, const std::string& system);

/// A title in Latin letters and digits that no article has yet: "atm-transfer", else "article-17".
std::string free_article_id(Transaction& transaction, const std::string& title);
/// The day on the firm's clock: "2026-03-10".
std::string day_of(Time at, int minutes_east);
/// A day or a time on the firm's clock, "2026-03-10" or "2026-03-10T09:00", as a point in time.
std::optional<Time> time_of(const std::string& local, int minutes_east);
