#pragma once
#include <optional>
#include <string>
#include <vector>

#include "bot/result.h"
#include "bot/time.h"

/// The life of an article: draft → in review → (scheduled →) published → expired or retired. Pure.
///
/// The state is that of the newest version. Readers go on seeing the version that was published last while a
/// newer one is written and reviewed; `live_version` names it.

enum class ArticleState { draft, in_review, scheduled, published, expired, retired };
enum class ArticleStep { save, submit, approve, reject, go_live, expire, retire };

std::string name_of(ArticleState state);
std::optional<ArticleState> article_state_of(const std::string& name);
std::string name_of(ArticleStep step);

/// A person who works on articles, as a page or a command knows them. The desk itself: an empty userid.
struct Editor {
  std::string userid, name;
  std::string role;  // agent, tester, developer, ops, product, lead, admin
};

struct ArticleLife {
  ArticleState state = ArticleState::draft;
  int version = 0;       // newest; each save adds one
  int live_version = 0;  // what readers see; 0: nothing
  std::optional<Time> publish_at;
  bool operator==(const ArticleLife&) const = default;
};

/// The product reviewer of the system confirms. `reviewers`: user ids named for the article's system; where
/// nobody is named, product and lead confirm. An admin always may.
bool may_review(const Editor& editor, const std::vector<std::string>& reviewers);
/// The life after a step; conflict: the state does not allow it. `publish_at` (approve): not before then.
Result<ArticleLife> after(const ArticleLife& life, ArticleStep step, Time now,
                          const std::optional<Time>& publish_at = std::nullopt);
/// The steps that a page may offer.
std::vector<ArticleStep> steps_from(const ArticleLife& life);
