#include "handlers/cli/kb.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "kb/answerer.h"
#include "kb/lint.h"
#include "kb/matcher.h"
#include "templates/synonyms.h"

namespace {

using nlohmann::json;

Result<std::shared_ptr<const Matcher>> matcher_of(const std::string& source, const std::string& synonyms) {
  auto articles = read_knowledge(source);
  if (!articles) return articles.error();
  if (synonyms.empty()) return Matcher::build(std::move(*articles));
  const auto same = load_synonyms(synonyms);
  if (!same) return same.error();
  return Matcher::build(std::move(*articles), Matcher::Broken::refuse, *same);
}

int refuse(const Error& error, std::ostream& problems) {
  problems << error.text << '\n';
  return 1;
}

std::string text_in(const json& value, const char* name) {
  const auto found = value.find(name);
  return found != value.end() && found->is_string() ? found->get<std::string>() : std::string();
}

json ids_of(const Answerer& answerer, const Decision& decision) {
  json ids = json::array();
  for (const auto index : decision.articles) ids.push_back(answerer.articles()[index].id);
  return ids;
}

json answer(const Answerer& answerer, const std::string& text, const std::string& system) {
  const auto decision = answerer.decide(text, system);
  const auto ids = ids_of(answerer, decision);
  return {{"answer", decision.kind == Decision::Kind::answer ? ids[0] : json(nullptr)},
          {"suggestions", ids},
          {"confidence", decision.confidence},
          {"by", decision.by.empty() ? json(nullptr) : json(decision.by)}};
}

std::string in_hundreds(double share) { return std::to_string(std::lround(share * 100)) + " %"; }

}  // namespace

Result<std::shared_ptr<const Answerer>> answers_of(const std::string& source, const std::string& synonyms) {
  auto matcher = matcher_of(source, synonyms);
  if (!matcher) return matcher.error();
  return std::make_shared<const Answerer>(*std::move(matcher));
}

int run_kb_import(std::istream& in, const std::string& folder, Existing existing, std::ostream& out,
                  std::ostream& problems) {
  const auto articles = read_jsonl(in);
  if (!articles) return refuse(articles.error(), problems);
  // A pattern that does not compile would take the whole knowledge base down at the next start.
  if (const auto matcher = Matcher::build(*articles); !matcher) return refuse(matcher.error(), problems);
  if (const auto written = write_folder(*articles, folder, existing); !written)
    return refuse(written.error(), problems);
  out << articles->size() << " articles in " << folder << '\n';
  return 0;
}

int run_kb_export(const std::string& source, std::ostream& out, std::ostream& problems) {
  const auto articles = read_knowledge(source);
  if (!articles) return refuse(articles.error(), problems);
  write_jsonl(*articles, out);
  return 0;
}

int run_kb_lint(const Matcher& matcher, std::ostream& out) {
  std::size_t errors = 0, warnings = 0;
  for (const auto& finding : lint(matcher)) {
    out << (finding.error ? "error " : "warning ") << finding.article << ": " << finding.text << '\n';
    ++(finding.error ? errors : warnings);
  }
  out << matcher.articles().size() << " articles, " << errors << " errors, " << warnings << " warnings\n";
  return errors == 0 ? 0 : 1;
}

int run_kb_match(const Answerer& answerer, std::istream& in, std::ostream& out, std::ostream& problems) {
  if (!answerer.calibrated()) problems << answerer.standing() << '\n';
  int status = 0;
  std::size_t number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    if (line.find_first_not_of(" \t\r") == line.npos) continue;
    const auto value = json::parse(line, nullptr, false);
    const bool asked = value.is_object() && value.contains("text") && value["text"].is_string();
    if (!asked) {
      problems << "line " << number << ": no {\"text\": …}\n";
      status = 1;
    }
    out << answer(answerer, asked ? text_in(value, "text") : "", asked ? text_in(value, "system") : "").dump()
        << '\n';
  }
  return status;
}

namespace {

std::string listed(const std::vector<std::string>& words) {
  std::string list;
  for (const auto& word : words) list += (list.empty() ? "" : ", ") + word;
  return list;
}

void tell_doubts(const Answerer& answerer, const std::string& text, const Decision& decision,
                 std::ostream& out) {
  const auto doubts = answerer.doubts(text, decision.articles[0]);
  if (!doubts.unsaid.empty()) out << "  the article never says: " << listed(doubts.unsaid) << '\n';
  if (!doubts.missing.empty()) out << "  the message lacks its: " << listed(doubts.missing) << '\n';
  if (decision.rival >= 0.05) out << "  the second article stands at " << in_hundreds(decision.rival) << '\n';
  if (decision.none >= 0.05) out << "  that no article answers it: " << in_hundreds(decision.none) << '\n';
}

}  // namespace

int run_kb_explain(const Answerer& answerer, const std::string& text, const std::string& system,
                   std::ostream& out) {
  const auto decision = answerer.decide(text, system);
  const auto* does = decision.kind == Decision::Kind::answer  ? "answers"
                     : decision.kind == Decision::Kind::offer ? "offers"
                                                              : "keeps silent";
  out << does;
  if (!decision.by.empty())
    out << " by " << decision.by << ", confidence " << in_hundreds(decision.confidence);
  out << '\n';
  for (const auto index : decision.articles)
    out << "  " << answerer.articles()[index].id << "  " << answerer.articles()[index].title << '\n';
  for (const auto& evidence : decision.evidence) out << "  because of: " << evidence << '\n';
  if (decision.by == "search") tell_doubts(answerer, text, decision, out);
  out << answerer.standing() << '\n';
  return 0;
}
