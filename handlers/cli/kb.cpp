#include "handlers/cli/kb.h"

#include <nlohmann/json.hpp>

#include "kb/lint.h"
#include "kb/matcher.h"

namespace {

using nlohmann::json;

Result<std::shared_ptr<const Matcher>> matcher_of(const std::string& source) {
  auto articles = read_knowledge(source);
  if (!articles) return articles.error();
  return Matcher::build(std::move(*articles));
}

int refuse(const Error& error, std::ostream& problems) {
  problems << error.text << '\n';
  return 1;
}

std::string text_in(const json& value, const char* name) {
  const auto found = value.find(name);
  return found != value.end() && found->is_string() ? found->get<std::string>() : std::string();
}

json answer(const Matcher& matcher, const std::string& text, const std::string& system) {
  json suggestions = json::array();
  const auto hits = matcher.match(text, system);
  for (const auto& hit : hits) suggestions.push_back(matcher.articles()[hit.article].id);
  if (hits.empty())
    return {{"answer", nullptr}, {"suggestions", suggestions}, {"confidence", 0}, {"by", nullptr}};
  return {{"answer", suggestions[0]},
          {"suggestions", suggestions},
          {"confidence", hits.front().confidence},
          {"by", hits.front().by}};
}

}  // namespace

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

int run_kb_lint(const std::string& source, std::ostream& out, std::ostream& problems) {
  const auto matcher = matcher_of(source);
  if (!matcher) return refuse(matcher.error(), problems);
  std::size_t errors = 0, warnings = 0;
  for (const auto& finding : lint(**matcher)) {
    out << (finding.error ? "error " : "warning ") << finding.article << ": " << finding.text << '\n';
    ++(finding.error ? errors : warnings);
  }
  out << (*matcher)->articles().size() << " articles, " << errors << " errors, " << warnings << " warnings\n";
  return errors == 0 ? 0 : 1;
}

int run_kb_match(const std::string& source, std::istream& in, std::ostream& out, std::ostream& problems) {
  const auto matcher = matcher_of(source);
  if (!matcher) return refuse(matcher.error(), problems);
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
    out << answer(**matcher, asked ? text_in(value, "text") : "", asked ? text_in(value, "system") : "")
               .dump()
        << '\n';
  }
  return status;
}
