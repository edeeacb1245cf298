#include "kb/lint.h"

#include <map>

#include "bot/text.h"

namespace {

/// What is wrong when an example does not find its article; empty when it does.
std::string example_problem(const Matcher& matcher, const std::string& id, const std::string& example) {
  const auto& articles = matcher.articles();
  const auto hits = matcher.match(example, {}, articles.size());
  if (hits.empty()) return "the example \"" + example + "\" finds no article";
  const auto& best = articles[hits.front().article].id;
  if (best == id) return {};
  for (const auto& hit : hits)
    if (articles[hit.article].id == id)
      return "the example \"" + example + "\" finds \"" + best + "\" first, by " + hits.front().by + " \"" +
             hits.front().evidence + "\"";
  return "the example \"" + example + "\" finds only \"" + best + "\"";
}

}  // namespace

std::vector<LintFinding> lint(const Matcher& matcher) {
  std::vector<LintFinding> findings;
  std::map<std::string, std::string> owners;  // example in normal form → article
  for (const auto& article : matcher.articles()) {
    if (article.examples.empty())
      findings.push_back({false, article.id, "has no examples: nothing proves that it can be found"});
    for (const auto& example : article.examples) {
      const auto [owner, added] = owners.emplace(normal(trimmed(example)), article.id);
      if (!added && owner->second != article.id)
        findings.push_back(
            {true, article.id, "the example \"" + example + "\" is one of \"" + owner->second + "\" too"});
      if (auto problem = example_problem(matcher, article.id, example); !problem.empty())
        findings.push_back({true, article.id, std::move(problem)});
    }
    for (auto& warning : warnings_of(article)) findings.push_back({false, article.id, std::move(warning)});
  }
  return findings;
}
