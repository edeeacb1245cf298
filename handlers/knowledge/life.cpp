#include "handlers/knowledge/life.h"

#include <algorithm>
#include <array>

namespace {

struct StateName {
  ArticleState state;
  const char* name;
};
constexpr std::array<StateName, 6> states{{{ArticleState::draft, "draft"},
                                           {ArticleState::in_review, "in_review"},
                                           {ArticleState::scheduled, "scheduled"},
                                           {ArticleState::published, "published"},
                                           {ArticleState::expired, "expired"},
                                           {ArticleState::retired, "retired"}}};

struct StepName {
  ArticleStep step;
  const char* name;
};
constexpr std::array<StepName, 7> steps{{{ArticleStep::save, "save"},
                                         {ArticleStep::submit, "submit"},
                                         {ArticleStep::approve, "approve"},
                                         {ArticleStep::reject, "reject"},
                                         {ArticleStep::go_live, "go_live"},
                                         {ArticleStep::expire, "expire"},
                                         {ArticleStep::retire, "retire"}}};

bool allowed(const ArticleLife& life, ArticleStep step) {
  using S = ArticleState;
  const auto is = [&](S one, S other) { return life.state == one || life.state == other; };
  switch (step) {
    case ArticleStep::save:
      return true;
    case ArticleStep::submit:
      return life.state == S::draft && life.version > 0;
    case ArticleStep::approve:
      return life.state == S::in_review;
    case ArticleStep::reject:
      return is(S::in_review, S::scheduled);
    case ArticleStep::go_live:
      return life.state == S::scheduled;
    case ArticleStep::expire:
      return life.live_version > 0;
    case ArticleStep::retire:
      return life.state != S::retired;
  }
  return false;
}

ArticleLife live(ArticleLife life) {
  life.state = ArticleState::published;
  life.live_version = life.version;
  life.publish_at.reset();
  return life;
}

/// What readers saw is gone; a newer version that is being written goes on.
ArticleLife expired(ArticleLife life) {
  if (life.live_version == life.version) life.state = ArticleState::expired;
  life.live_version = 0;
  return life;
}

}  // namespace

std::string name_of(ArticleState state) {
  return std::find_if(states.begin(), states.end(), [&](const StateName& one) { return one.state == state; })
      ->name;
}

std::optional<ArticleState> article_state_of(const std::string& name) {
  for (const auto& one : states)
    if (name == one.name) return one.state;
  return std::nullopt;
}

std::string name_of(ArticleStep step) {
  return std::find_if(steps.begin(), steps.end(), [&](const StepName& one) { return one.step == step; })
      ->name;
}

bool may_review(const Editor& editor, const std::vector<std::string>& reviewers) {
  if (editor.role == "admin") return true;
  if (reviewers.empty()) return editor.role == "product" || editor.role == "lead";
  return !editor.userid.empty() &&
         std::find(reviewers.begin(), reviewers.end(), editor.userid) != reviewers.end();
}

Result<ArticleLife> after(const ArticleLife& life, ArticleStep step, Time now,
                          const std::optional<Time>& publish_at) {
  if (!allowed(life, step))
    return Error{Kind::conflict,
                 "an article in state " + name_of(life.state) + " allows no " + name_of(step)};
  auto next = life;
  switch (step) {
    case ArticleStep::save:
      ++next.version;
      next.state = ArticleState::draft;
      next.publish_at.reset();
      return next;
    case ArticleStep::submit:
      next.state = ArticleState::in_review;
      return next;
    case ArticleStep::approve:
      if (!publish_at || *publish_at <= now) return live(next);
      next.state = ArticleState::scheduled;
      next.publish_at = publish_at;
      return next;
    case ArticleStep::reject:
      next.state = ArticleState::draft;
      next.publish_at.reset();
      return next;
    case ArticleStep::go_live:
      if (life.publish_at && *life.publish_at > now)
        return Error{Kind::conflict, "it is not time yet to publish"};
      return live(next);
    case ArticleStep::expire:
      return expired(next);
    case ArticleStep::retire:
      next.state = ArticleState::retired;
      next.live_version = 0;
      next.publish_at.reset();
      return next;
  }
  return next;
}

std::vector<ArticleStep> steps_from(const ArticleLife& life) {
  std::vector<ArticleStep> possible;
  for (const auto& one : steps)
    if (one.step != ArticleStep::go_live && one.step != ArticleStep::expire && allowed(life, one.step))
      possible.push_back(one.step);
  return possible;
}
