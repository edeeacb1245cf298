#include "handlers/knowledge/status.h"

#include <algorithm>

namespace {

Article article_of(const IncidentStatus& status) {
  Article article;
  article.id = std::to_string(status.id);
  article.patterns = status.patterns;
  article.keywords = status.keywords;
  return article;
}

bool speaks_by_system(const IncidentStatus& status) {
  return status.patterns.empty() && status.keywords.empty();
}

}  // namespace

StatusBoard::StatusBoard(std::vector<IncidentStatus> statuses) {
  std::vector<Article> articles;
  for (auto& status : statuses) {
    auto article = article_of(status);
    if (!speaks_by_system(status)) {
      if (!Matcher::build({article})) continue;
      articles.push_back(std::move(article));
    }
    statuses_.push_back(std::move(status));
  }
  if (articles.empty()) return;
  if (auto matcher = Matcher::build(std::move(articles))) matcher_ = *matcher;
}

const IncidentStatus* StatusBoard::match(const std::string& text, const std::string& system, Time now) const {
  if (statuses_.empty()) return nullptr;
  std::vector<long long> hit;
  if (matcher_)
    for (const auto& one : matcher_->match(text, {}, statuses_.size()))
      hit.push_back(std::stoll(matcher_->articles()[one.article].id));
  for (const auto& status : statuses_) {
    if (status.until <= now) continue;
    const bool about = status.system.empty() || system.empty() || status.system == system;
    const bool found = std::find(hit.begin(), hit.end(), status.id) != hit.end();
    if (speaks_by_system(status) ? !system.empty() && status.system == system : about && found)
      return &status;
  }
  return nullptr;
}
