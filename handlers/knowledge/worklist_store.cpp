// Questions without a good answer, and what editors do with them, as rows.
#include <algorithm>
#include <map>
#include <set>
#include <sstream>

#include "bot/mask.h"
#include "bot/text.h"
#include "handlers/knowledge/article_rows.h"
#include "handlers/knowledge/worklist.h"
#include "handlers/tickets/ticket_store.h"
#include "kb/likeness.h"

namespace {

constexpr std::size_t most_near = 3;
constexpr std::size_t most_phrasings = 50;  // carried into one article: more teach nothing new
constexpr std::size_t longest_title = 60, longest_answer = 300;  // characters, as kb/article_rules has them

// A question whose answer was chosen from suggestions is one ask with its choice, whatever came of it; so is
// one for which none was chosen, with its ticket. A question that was taken comes back when it is asked again
// after its article went live, or was withdrawn.
constexpr const char* questions_sql = R"(
SELECT q.key, q.words, q.system,
  count(*) FILTER (WHERE k.outcome <> 'rejected' AND (k.outcome <> 'unsolved' OR k.found_by <> 'chosen')) AS asks,
  string_agg(DISTINCT k.person, E'\n') AS persons, count(*) FILTER (WHERE k.outcome = 'chosen') AS chosen,
  coalesce(string_agg(k.article, ' ') FILTER (WHERE k.outcome = 'chosen'), '') AS choices,
  count(*) FILTER (WHERE k.outcome = 'unsolved') AS unsolved,
  (extract(epoch FROM max(k.at)) * 1000)::bigint AS last_at,
  coalesce(string_agg(DISTINCT k.article, ' ') FILTER (WHERE k.outcome = 'unsolved'), '') AS shown
FROM ask k JOIN question q ON q.key = k.question LEFT JOIN article a ON a.id = q.article
WHERE k.at > to_timestamp($1::bigint / 1000.0) - interval '90 days' AND ($2 = '' OR q.system = $2)
  AND CASE q.state WHEN 'open' THEN true
    WHEN 'dismissed' THEN k.at > q.closed_at + interval '30 days'
    ELSE k.at > q.closed_at AND (a.id IS NULL OR a.state IN ('retired', 'expired') OR k.at > a.published_at) END
GROUP BY q.key ORDER BY asks DESC, last_at DESC, q.key LIMIT 3000)";

struct OpenQuestion {
  std::string key, words, system;
  int asks = 0, unsolved = 0, chosen = 0;
  Time last_at{};
  std::vector<std::string> persons, shown, choices;
};

std::vector<std::string> split(const std::string& text, char border) {
  std::vector<std::string> parts;
  std::istringstream in(text);
  for (std::string part; std::getline(in, part, border);)
    if (!part.empty()) parts.push_back(part);
  return parts;
}

std::vector<OpenQuestion> open_questions(Transaction& transaction, const std::string& system, Time now) {
  std::vector<OpenQuestion> questions;
  for (const auto& row : transaction.run(questions_sql, {millis_of(now), system}))
    questions.push_back({row.text("key"), row.text("words"), row.text("system"),
                         static_cast<int>(row.number("asks")), static_cast<int>(row.number("unsolved")),
                         static_cast<int>(row.number("chosen")), time_at(row.number("last_at")),
                         split(row.text("persons"), '\n'), split(row.text("shown"), ' '),
                         split(row.text("choices"), ' ')});
  return questions;
}

WorklistEntry entry_of(const std::vector<OpenQuestion>& questions, const std::vector<std::size_t>& group) {
  WorklistEntry entry;
  entry.text = questions[group.front()].words;
  std::set<std::string> persons, shown;
  std::map<std::string, int> choices;
  for (const auto index : group) {
    const auto& question = questions[index];
    entry.keys.push_back(question.key);
    entry.phrasings.push_back(question.words);
    entry.asks += question.asks;
    entry.unsolved += question.unsolved;
    entry.chosen += question.chosen;
    for (const auto& article : question.choices) ++choices[article];
    entry.last_at = std::max(entry.last_at, question.last_at);
    if (entry.system.empty()) entry.system = question.system;
    persons.insert(question.persons.begin(), question.persons.end());
    shown.insert(question.shown.begin(), question.shown.end());
  }
  entry.persons = static_cast<int>(persons.size());
  entry.shown.assign(shown.begin(), shown.end());
  for (const auto& [article, times] : choices) entry.nearest.push_back(article);
  std::stable_sort(entry.nearest.begin(), entry.nearest.end(),
                   [&](const auto& left, const auto& right) { return choices.at(left) > choices.at(right); });
  if (entry.nearest.size() > most_near) entry.nearest.resize(most_near);
  return entry;
}

/// Finds the articles, drafts included, that an entry may belong to.
class Neighbours {
 public:
  explicit Neighbours(Transaction& transaction) : texts_(sentences(transaction)) {}
  void add_to(WorklistEntry& entry) const {
    constexpr double somehow_like = 0.15;
    auto& ids = entry.nearest;
    for (const auto& found : texts_.like(entry.text, somehow_like, 30)) {
      const auto& id = owners_[found.index];
      if (ids.size() < most_near && std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(id);
    }
  }

 private:
  std::vector<std::string> sentences(Transaction& transaction) {
    static constexpr const char* sql =
        "SELECT v.body FROM article a JOIN article_version v ON v.article = a.id AND v.version = a.version "
        "WHERE a.state <> 'retired' ORDER BY a.id";
    std::vector<std::string> all;
    const auto add = [&](const Article& article, const std::vector<std::string>& texts) {
      for (const auto& text : texts) {
        all.push_back(text);
        owners_.push_back(article.id);
      }
    };
    for (const auto& row : transaction.run(sql)) {
      const auto article = article_in(row, "body");
      add(article, {article.title});
      add(article, article.examples);
      add(article, article.phrasings);
    }
    return all;
  }

  std::vector<std::string> owners_;  // before texts_: its maker fills it
  LikeTexts texts_;
};

struct ChosenQuestions {
  std::vector<std::string> words;
  std::string system;
};

/// In the order given.
ChosenQuestions chosen(Transaction& transaction, const std::vector<std::string>& keys) {
  static constexpr const char* sql =
      "SELECT q.words, q.system FROM unnest($1::text[]) WITH ORDINALITY AS w (key, place) "
      "JOIN question q USING (key) ORDER BY place LIMIT $2::int";
  ChosenQuestions found;
  for (const auto& row : transaction.run(sql, {text_array(keys), std::to_string(most_phrasings)})) {
    found.words.push_back(row.text("words"));
    if (found.system.empty()) found.system = row.text("system");
  }
  return found;
}

void close_questions(Transaction& transaction, const std::vector<std::string>& keys, const char* state,
                     const std::string& article, const Editor& editor, Time now) {
  static constexpr const char* sql =
      "UPDATE question SET state = $2, article = $3, closed_by = $4, closed_at = to_timestamp($5::bigint / "
      "1000.0) WHERE key = ANY ($1::text[])";
  transaction.run(sql, {text_array(keys), state, article, editor.userid, millis_of(now)});
}

std::string first_characters(const std::string& text, std::size_t most) {
  auto bytes = text.size();
  while (code_points(prefix_bytes(text, bytes)) > most) --bytes;
  return trimmed(prefix_bytes(text, bytes));
}

std::string title_of(const std::string& words) {
  return first_characters(words.substr(0, words.find('\n')), longest_title);
}

/// The ticket's own particulars, wherever they stand in the text, then whatever else looks like a person's.
std::string without_person(const Ticket& ticket, std::string text) {
  for (const auto& [name, value] : ticket.fields) {
    const auto hidden = mask_field(name, value);
    if (value.size() < 2 || hidden == value) continue;
    for (auto at = text.find(value); at != text.npos; at = text.find(value, at + hidden.size()))
      text.replace(at, value.size(), hidden);
  }
  return mask(text);
}

}  // namespace

std::vector<WorklistEntry> worklist(Transaction& transaction, const std::string& system, Time now,
                                    std::size_t limit) {
  const auto questions = open_questions(transaction, system, now);
  std::vector<std::string> texts;
  texts.reserve(questions.size());
  for (const auto& question : questions) texts.push_back(question.words);
  std::vector<WorklistEntry> entries;
  for (const auto& group : group_by_likeness(texts)) entries.push_back(entry_of(questions, group));
  std::stable_sort(entries.begin(), entries.end(), [](const WorklistEntry& left, const WorklistEntry& right) {
    return left.asks > right.asks;
  });
  if (entries.size() > limit) entries.resize(limit);
  if (entries.empty()) return entries;
  const Neighbours neighbours(transaction);
  for (auto& entry : entries) neighbours.add_to(entry);
  return entries;
}

Result<ArticleHead> article_from_questions(Transaction& transaction, const std::vector<std::string>& keys,
                                           const Editor& editor, Time now) {
  const auto questions = chosen(transaction, keys);
  if (questions.words.empty()) return Error{Kind::not_found, "no such questions"};
  Article article;
  article.title = title_of(questions.words.front());
  article.system = questions.system;
  article.owner = editor.userid;
  article.phrasings = questions.words;
  article.id = free_article_id(transaction, article.title);
  auto head = save_draft(transaction, article, 0, editor, "", now);
  if (head) close_questions(transaction, keys, "taken", article.id, editor, now);
  return head;
}

Result<ArticleHead> add_phrasings(Transaction& transaction, const std::string& article,
                                  const std::vector<std::string>& keys, const Editor& editor, Time now) {
  auto stored = find_article(transaction, article);
  if (!stored) return Error{Kind::not_found, "no article " + article};
  const auto questions = chosen(transaction, keys);
  if (questions.words.empty()) return Error{Kind::not_found, "no such questions"};
  std::set<std::string> known;
  for (const auto* list : {&stored->article.examples, &stored->article.phrasings})
    for (const auto& sentence : *list) known.insert(question_form(sentence));
  for (const auto& words : questions.words)
    if (known.insert(question_form(words)).second) stored->article.phrasings.push_back(words);
  const bool was_published = stored->head.life.state == ArticleState::published;
  auto head = save_draft(transaction, stored->article, stored->head.life.version, editor, "", now);
  if (!head) return head;
  close_questions(transaction, keys, "taken", article, editor, now);
  if (!was_published) return head;
  auto submitted = submit_article(transaction, article, head->life.version, editor, now);
  return submitted ? submitted : head;
}

void dismiss_questions(Transaction& transaction, const std::vector<std::string>& keys, const Editor& editor,
                       Time now) {
  close_questions(transaction, keys, "dismissed", "", editor, now);
}

Result<ArticleHead> article_from_ticket(Transaction& transaction, long long ticket, const Editor& editor,
                                        Time now) {
  const auto tickets = load_tickets(transaction, {ticket});
  if (tickets.empty()) return Error{Kind::not_found, "no ticket " + std::to_string(ticket)};
  const auto& known = tickets.front();
  const bool ended = known.state == TicketState::resolved || known.state == TicketState::closed;
  if (!ended || known.solution.empty())
    return Error{Kind::conflict, "ticket " + std::to_string(ticket) + " has no solution yet"};
  const auto words = without_person(known, known.text), solution = without_person(known, known.solution);
  Article article;
  article.title = title_of(without_person(known, known.title.empty() ? known.text : known.title));
  article.system = known.system;
  article.owner = editor.userid;
  article.answer = first_characters(solution, longest_answer);
  article.body = solution + "\n";
  if (const auto first = trimmed(words.substr(0, words.find('\n'))); !first.empty())
    article.phrasings = {first_characters(first, 200)};
  article.id = free_article_id(transaction, article.title);
  return save_draft(transaction, article, 0, editor, "#" + std::to_string(ticket), now);
}

std::string drafted_from(Transaction& transaction, long long ticket) {
  const auto rows = transaction.run(
      "SELECT article FROM article_version WHERE version = 1 AND note = $1 ORDER BY at LIMIT 1",
      {"#" + std::to_string(ticket)});
  return rows.empty() ? "" : rows[0].text("article");
}
