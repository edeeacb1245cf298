#include "handlers/cli/knowledge.h"

#include "handlers/cli/knowledge_files.h"
#include "handlers/intake/library.h"
#include "handlers/settings/layers.h"
#include "handlers/tickets/notices.h"
#include "kb/exchange.h"

namespace {

int refuse(const std::string& text, std::ostream& out) {
  out << text << '\n';
  return 1;
}

std::string indented(const std::string& text) {
  std::string out = "    ";
  for (const char c : text) out += c == '\n' ? std::string("\n    ") : std::string(1, c);
  return out;
}

void print(const ImportLine& line, std::ostream& out) {
  constexpr const char* marks = "+~=!";
  out << marks[static_cast<std::size_t>(line.what)] << ' ' << line.id;
  for (const auto& field : line.diff) {
    std::size_t given = 0, taken = 0;
    for (const auto& one : field.lines) {
      given += one.kind == DiffLine::Kind::added ? 1 : 0;
      taken += one.kind == DiffLine::Kind::removed ? 1 : 0;
    }
    out << "  " << field.field << " +" << given << " -" << taken;
  }
  out << '\n';
  if (!line.problem.empty()) out << indented(line.problem) << '\n';
}

int summary(const std::vector<ImportLine>& lines, ImportTo to, std::ostream& out) {
  std::size_t counts[4] = {0, 0, 0, 0};
  for (const auto& line : lines) ++counts[static_cast<std::size_t>(line.what)];
  out << counts[0] << " new, " << counts[1] << " changed, " << counts[2] << " the same, " << counts[3]
      << " refused";
  if (counts[3] > 0) {
    out << ": nothing was written\n";
    return 1;
  }
  out << (to == ImportTo::nothing  ? "; a dry run, nothing was written\n"
          : to == ImportTo::review ? "; new and changed ones wait for their reviewers\n"
                                   : "; published\n");
  return 0;
}

}  // namespace

int run_kb_take(Connection& connection, const std::string& from, ImportTo to, Time now, std::ostream& out,
                std::ostream& problems) {
  const auto articles = read_knowledge(from);
  if (!articles) return refuse(articles.error().text, problems);
  if (to != ImportTo::nothing) {
    const auto files = take_files(connection, *articles, from, now);
    if (!files) return refuse(files.error().text, problems);
    if (*files > 0) out << *files << " pictures and documents\n";
  }
  const auto lines = connection.transact([&](Transaction& transaction) {
    return import_articles(transaction, *articles, to, {"", "dutydesk kb import", "admin"}, now);
  });
  if (!lines) return refuse("database: " + lines.error().text, problems);
  for (const auto& line : *lines)
    if (line.what != ImportLine::What::same) print(line, out);
  return summary(*lines, to, out);
}

int run_kb_give(Connection& connection, const std::string& format, const std::string& folder,
                std::ostream& out, std::ostream& problems) {
  const auto articles =
      connection.transact([](Transaction& transaction) { return newest_articles(transaction); });
  if (!articles) return refuse("database: " + articles.error().text, problems);
  if (folder.empty()) {
    format == "csv" ? write_csv(*articles, out) : write_jsonl(*articles, out);
    return 0;
  }
  std::vector<Article> whole;  // a draft that lacks its answer cannot be read back from a folder
  for (const auto& article : *articles) {
    if (problems_of(article).empty())
      whole.push_back(article);
    else
      problems << article.id << ": left out, it is not finished\n";
  }
  if (const auto written = write_folder(whole, folder, Existing::replace); !written)
    return refuse(written.error().text, problems);
  const auto files = give_files(connection, whole, folder);
  if (!files) return refuse(files.error().text, problems);
  out << whole.size() << " articles, " << *files << " pictures and documents in " << folder << '\n';
  return 0;
}

Result<std::shared_ptr<const Answerer>> answers_in_force(Connection& connection, const Config& config,
                                                         Time now) {
  auto knowledge = connection.transact(
      [&](Transaction& transaction) { return load_knowledge(transaction, config.minutes_east, now); });
  if (!knowledge) return Error{knowledge.error().kind, "database: " + knowledge.error().text};
  const auto files = layered_files(config, knowledge->edits);
  if (!files) return files.error();
  const auto library = with_knowledge(**files, *std::move(knowledge), nullptr);
  if (!library) return library.error();
  return (*library)->answerer;
}

int run_status_set(Connection& connection, const StatusWords& words, int minutes_east, Time now,
                   std::ostream& out) {
  IncidentStatus status;
  status.system = words.system;
  status.title = words.title;
  status.text = words.text;
  status.patterns = words.patterns;
  for (const auto& word : words.words) status.keywords.push_back({word});
  status.set_by = "dutydesk kb status";
  status.until = now + std::chrono::minutes{words.minutes};
  const auto id =
      connection.transact([&](Transaction& transaction) { return set_status(transaction, status, now); });
  if (!id) return refuse("database: " + id.error().text, out);
  if (!*id) return refuse(id->error().text, out);
  out << "status " << **id << " answers until " << clock_text(status.until, minutes_east)
      << "; dutydesk kb status clear " << **id << '\n';
  return 0;
}

int run_status_clear(Connection& connection, long long id, Time now, std::ostream& out) {
  const auto cleared =
      connection.transact([&](Transaction& transaction) { return clear_status(transaction, id, now); });
  if (!cleared) return refuse("database: " + cleared.error().text, out);
  if (!*cleared) return refuse("no open status " + std::to_string(id), out);
  out << "status " << id << " is cleared\n";
  return 0;
}

int run_status_list(Connection& connection, int minutes_east, Time now, std::ostream& out) {
  const auto open =
      connection.transact([&](Transaction& transaction) { return open_statuses(transaction, now); });
  if (!open) return refuse("database: " + open.error().text, out);
  for (const auto& status : *open) {
    out << status.id << "  until " << clock_text(status.until, minutes_east);
    if (!status.system.empty()) out << "  " << status.system;
    for (const auto& pattern : status.patterns) out << "  /" << pattern << '/';
    for (const auto& set : status.keywords)
      for (const auto& word : set) out << "  " << word;
    out << '\n' << indented(status.text) << '\n';
  }
  return 0;
}

int run_reviewers(Connection& connection, const std::string& system, const std::vector<std::string>& userids,
                  std::ostream& out) {
  const auto now_named = connection.transact([&](Transaction& transaction) {
    if (!userids.empty()) set_reviewers(transaction, system, userids);
    return reviewers_of(transaction, system);
  });
  if (!now_named) return refuse("database: " + now_named.error().text, out);
  for (const auto& userid : *now_named) out << userid << '\n';
  if (now_named->empty()) out << "nobody is named: product and lead confirm\n";
  return 0;
}
