#include <CLI/CLI.hpp>
#include <iostream>

#include "gateway/clock.h"
#include "handlers/app.h"
#include "handlers/cli/appchat.h"
#include "handlers/cli/audit.h"
#include "handlers/cli/check_config.h"
#include "handlers/cli/clock.h"
#include "handlers/cli/doctor.h"
#include "handlers/cli/extract.h"
#include "handlers/cli/inbox.h"
#include "handlers/cli/kb.h"
#include "handlers/cli/knowledge.h"
#include "handlers/cli/migrate.h"
#include "handlers/cli/outbox.h"
#include "handlers/cli/person.h"
#include "handlers/cli/ticket.h"
#include "handlers/settings/layers.h"

namespace {

/// What the command line said.
struct Words {
  std::string config = "dutydesk.toml";
  std::string userid, name, role, until, team, said;
  std::string state, reason = "dropped by the operator", source, folder, templates, synonyms;
  std::size_t limit = 50;
  long long id = 0;
  bool replace = false, dry_run = false, publish = false;
  std::string system, format = "jsonl", text;
  std::vector<std::string> userids;
  StatusWords status;
};

int fail(const std::string& what) {
  std::cerr << what << '\n';
  return 1;
}

int with_config(const Words& words, const std::function<int(const Config&)>& run) {
  const auto config = load_config(words.config);
  return config ? run(*config) : fail(config.error().text);
}

int with_database(const Words& words, const std::function<int(Connection&, const Config&)>& run) {
  return with_config(words, [&](const Config& config) {
    Connection connection(database_of(config));
    if (const auto kept = audit_by_hand(connection, words.said, words.id, words.userid); !kept)
      return fail(kept.error().text);
    return run(connection, config);
  });
}

/// By what the named source answers, else by what the desk answers now.
int with_answers(const Words& words, const std::function<int(const Answerer&)>& run) {
  const auto told = [&](const Result<std::shared_ptr<const Answerer>>& answers) {
    return answers ? run(**answers) : fail(answers.error().text);
  };
  if (!words.source.empty()) return told(answers_of(words.source, words.synonyms));
  return with_database(words, [&](Connection& connection, const Config& config) {
    return told(answers_in_force(connection, config, now()));
  });
}

class CommandLine {
 public:
  CommandLine() : app_("Dutydesk: an incident desk that lives in enterprise chat.") {
    app_.require_subcommand(1);
    app_.set_version_flag("--version", "dutydesk 0.1.0");
    gateway();
    outbox();
    inbox();
    knowledge();
    persons();
    others();
  }
  int run(int count, char** arguments) {
    CLI11_PARSE(app_, count, arguments);
    return status_;
  }

 private:
  CLI::App* command(CLI::App& parent, const char* name, const char* help, std::function<int()> run) {
    auto* sub = parent.add_subcommand(name, help);
    sub->callback([this, run = std::move(run), said = (parent.get_name() + " " + name)] {
      words_.said = said;
      status_ = run();
    });
    return sub;
  }
  CLI::App* configured(CLI::App& parent, const char* name, const char* help, std::function<int()> run) {
    auto* sub = command(parent, name, help, std::move(run));
    sub->add_option("-c,--config", words_.config, "configuration file (TOML)")->capture_default_str();
    return sub;
  }
  CLI::App* stored(CLI::App& parent, const char* name, const char* what,
                   std::function<int(Connection&, const Config&)> run) {
    return configured(parent, name, what,
                      [this, run = std::move(run)] { return with_database(words_, run); });
  }
  CLI::App* group(const char* name, const char* help) {
    auto* sub = app_.add_subcommand(name, help);
    sub->require_subcommand(1);
    return sub;
  }

  void gateway() {
    configured(app_, "serve", "run the gateway until SIGTERM; SIGHUP reloads wording, forms and limits",
               [this] { return serve(words_.config); });
    configured(app_, "check-config", "report every problem of the configuration, with line and field",
               [this] { return run_check_config(words_.config, std::cout); });
    configured(app_, "migrate", "bring the database's tables up to date (serve does it too)",
               [this] { return with_config(words_, run_migrate); });
    configured(app_, "doctor",
               "look at database, clock, tokens, reachability, disk and fonts; say what to do", [this] {
                 return with_config(words_, [](const Config& config) {
                   return run_doctor(config, database_of(config), std::cout);
                 });
               });
  }

  void rows(CLI::App& parent, const char* what,
            int (*list)(Connection&, const std::string& state, std::size_t limit, std::ostream&)) {
    auto* sub = stored(parent, "list", what, [this, list](Connection& connection, const Config&) {
      return list(connection, words_.state, words_.limit, std::cout);
    });
    sub->add_option("--state", words_.state, "only those in this state");
    sub->add_option("--limit", words_.limit, "at most so many, newest first")->capture_default_str();
  }
  CLI::App* one(CLI::App& parent, const char* name, const char* what,
                std::function<int(Connection&, const Config&)> run) {
    auto* sub = stored(parent, name, what, std::move(run));
    sub->add_option("id", words_.id, "its number")->required();
    return sub;
  }

  void plain(CLI::App& parent, const char* name, const char* what,
             int (*work)(Connection&, long long, std::ostream&)) {
    one(parent, name, what, [this, work](Connection& connection, const Config&) {
      return work(connection, words_.id, std::cout);
    });
  }

  void outbox() {
    auto* sub = group("outbox", "what is to be said: waiting, sent, dead");
    rows(*sub, "states: due, sent, dead, unknown, dropped, superseded, merged, recalled", run_outbox_list);
    plain(*sub, "show", "one row with its last error", run_outbox_show);
    plain(*sub, "retry", "send a dead row again", run_outbox_retry);
    one(*sub, "recall", "take back what the app said to a person, within 24 hours",
        [this](Connection& connection, const Config& config) {
          return run_outbox_recall(connection, config, words_.id, std::cout);
        });
    one(*sub, "drop", "never send a row",
        [this](Connection& connection, const Config&) {
          return run_outbox_drop(connection, words_.id, words_.reason, std::cout);
        })
        ->add_option("--reason", words_.reason, "kept with the row")
        ->capture_default_str();
  }

  void inbox() {
    auto* sub = group("inbox", "what platforms handed over");
    rows(*sub, "states: waiting, done, dead", run_inbox_list);
    plain(*sub, "show", "one message, personal data masked", run_inbox_show);
    plain(*sub, "replay", "let a dead message be worked on again", run_inbox_replay);
  }

  void knowledge() {
    auto* sub =
        group("kb", "articles of the database; of a folder, a table or JSON lines where one is named");
    const auto source = [this](CLI::App* of) {
      of->add_option("--kb", words_.source, "instead of the database: a folder, FILE.csv or FILE.jsonl");
      of->add_option("--synonyms", words_.synonyms, "words that mean the same: templates/synonyms.toml");
    };
    import(*sub);
    auto* export_ = configured(*sub, "export", "articles on standard output, or into a folder", [this] {
      if (!words_.source.empty()) return run_kb_export(words_.source, std::cout, std::cerr);
      return with_database(words_, [this](Connection& connection, const Config&) {
        return run_kb_give(connection, words_.format, words_.folder, std::cout, std::cerr);
      });
    });
    export_->add_option("--format", words_.format, "of standard output")
        ->check(CLI::IsMember({"jsonl", "csv"}))
        ->capture_default_str();
    export_->add_option("--to", words_.folder, "write Markdown files into this folder instead");
    export_->add_option("--kb", words_.source, "instead of the database: a folder, FILE.csv or FILE.jsonl");
    source(configured(*sub, "lint", "what is wrong with the articles", [this] {
      return with_answers(words_, [](const Answerer& all) { return run_kb_lint(all.matcher(), std::cout); });
    }));
    const auto match = [](const Answerer& all) { return run_kb_match(all, std::cin, std::cout, std::cerr); };
    source(configured(*sub, "match",
                      R"({"text"} lines in, {"answer","suggestions","confidence","by"} lines out)",
                      [this, match] { return with_answers(words_, match); }));
    auto* explain =
        configured(*sub, "explain", "which article speaks to a sentence, by what, how surely", [this] {
          return with_answers(words_, [this](const Answerer& all) {
            return run_kb_explain(all, words_.text, words_.system, std::cout);
          });
        });
    source(explain);
    explain->add_option("--system", words_.system, "as if asked about this system");
    explain->add_option("text", words_.text, "the sentence")->required();
    auto* reviewers =
        stored(*sub, "reviewers", "who confirms the articles of a system; with user ids: set them",
               [this](Connection& connection, const Config&) {
                 return run_reviewers(connection, words_.system, words_.userids, std::cout);
               });
    reviewers->add_option("--system", words_.system, "id of the system; left out: all without their own");
    reviewers->add_option("userid", words_.userids, "one or more");
    status(*sub);
  }

  void import(CLI::App& parent) {
    auto* sub =
        configured(parent, "import", "take articles into the database, where reviewers confirm them", [this] {
          if (!words_.folder.empty() && words_.source.empty())
            return run_kb_import(std::cin, words_.folder, words_.replace ? Existing::replace : Existing::keep,
                                 std::cout, std::cerr);
          if (words_.source.empty())
            return fail("name what is to be imported: a folder, FILE.csv or FILE.jsonl");
          return with_database(words_, [this](Connection& connection, const Config&) {
            const auto to = words_.dry_run   ? ImportTo::nothing
                            : words_.publish ? ImportTo::readers
                                             : ImportTo::review;
            return run_kb_take(connection, words_.source, to, now(), std::cout, std::cerr);
          });
        });
    sub->add_option("from", words_.source, "folder of Markdown files, FILE.csv or FILE.jsonl");
    sub->add_flag("--dry-run", words_.dry_run, "only say what would change");
    sub->add_flag("--publish", words_.publish, "without waiting for a reviewer");
    sub->add_option("--to", words_.folder,
                    "no database: JSON lines on standard input become files of this folder");
    sub->add_flag("--replace", words_.replace, "with --to: write over files that exist");
  }

  void status(CLI::App& parent) {
    auto* sub =
        parent.add_subcommand("status", "words about an open incident that answer in the place of articles");
    sub->require_subcommand(1);
    auto* set =
        stored(*sub, "set", "answer matching questions with a text",
               [this](Connection& connection, const Config& config) {
                 return run_status_set(connection, words_.status, config.minutes_east, now(), std::cout);
               });
    set->add_option("--text", words_.status.text, "what is said, at most 300 characters")->required();
    set->add_option("--title", words_.status.title, "headline of the card")->required();
    set->add_option("--system", words_.status.system, "id of the system; alone: all questions about it");
    set->add_option("--pattern", words_.status.patterns, "RE2, as in an article");
    set->add_option("--word", words_.status.words, "questions that hold it");
    set->add_option("--minutes", words_.status.minutes, "how long")->capture_default_str();
    stored(*sub, "clear", "articles answer again",
           [this](Connection& connection, const Config&) {
             return run_status_clear(connection, words_.id, now(), std::cout);
           })
        ->add_option("id", words_.id, "its number")
        ->required();
    stored(*sub, "list", "those that are open", [](Connection& connection, const Config& config) {
      return run_status_list(connection, config.minutes_east, now(), std::cout);
    });
  }

  void persons() {
    auto* sub = group("person", "who signs in with a password");
    stored(*sub, "list", "everybody, with their role",
           [](Connection& connection, const Config&) { return run_person_list(connection, std::cout); });
    const auto make = [this](Connection& connection, const Config& config) {
      const PersonWords person{words_.userid, words_.name, words_.role, words_.until, words_.team};
      return run_person_add(connection, person, config.minutes_east, std::cout);
    };
    auto* add = stored(*sub, "add", "make a person, or change name and role", make);
    add->add_option("userid", words_.userid, "as in WeCom, so that both ways lead to one person")->required();
    add->add_option("--name", words_.name, "as people know them")->required();
    add->add_option("--role", words_.role, "what they may do")
        ->required()
        ->check(CLI::IsMember(
            {"agent", "tester", "developer", "ops", "product", "contractor", "lead", "admin", "auditor"}));
    add->add_option("--team", words_.team, "the team they belong to");
    add->add_option("--until", words_.until, "last day of their access, 2026-12-31; left out: no end");
    const auto of_one = [&](const char* name, const char* what, auto act) {
      stored(*sub, name, what,
             [this, act](Connection& connection, const Config&) {
               return act(connection, words_.userid, std::cout);
             })
          ->add_option("userid", words_.userid, "whose")
          ->required();
    };
    of_one("sign-out", "end all sessions of a person", run_person_sign_out);
    of_one("reset-second", "a lost telephone: set up the second factor anew", run_person_reset_second);
    of_one("password", "set the password: one line on standard input",
           [](Connection& connection, const std::string& userid, std::ostream& out) {
             return run_person_password(connection, userid, std::cin, out);
           });
  }

  void audit() {
    auto* sub = group("audit", "who did and read what, as a chain of hashes");
    stored(*sub, "verify", "find rows that were changed, removed, put in or moved",
           [this](Connection& connection, const Config&) {
             return run_audit_verify(connection, words_.source, std::cout);
           })
        ->add_option("--checkpoint", words_.source, "COUNT:HASH that was kept elsewhere, or a file of them");
    stored(*sub, "checkpoint", "how many rows there are, and the last hash",
           [](Connection& connection, const Config&) { return run_audit_checkpoint(connection, std::cout); });
  }

  void others() {
    audit();
    auto* chats = group("appchat", "groups that the app makes: it speaks there, and hears nothing");
    auto* make = configured(*chats, "create", "make one, and say what goes into the configuration", [this] {
      return with_config(words_, [this](const Config& config) {
        return run_appchat_create(config, words_.name, words_.userid, words_.userids, std::cout, std::cerr);
      });
    });
    make->add_option("name", words_.name, "what people see, at most 50 characters")->required();
    make->add_option("--owner", words_.userid, "userid of its owner")->required();
    make->add_option("--member", words_.userids, "userid, as often as there are members")->required();
    auto* sub = group("ticket", "tickets");
    one(*sub, "show", "state, fields, events and the delivery of each notice",
        [this](Connection& connection, const Config& config) {
          return run_ticket_show(connection, words_.id, config.minutes_east, std::cout);
        });
    one(*sub, "clock", "both clocks, and what of the ticket's time counted",
        [this](Connection& connection, const Config& config) {
          const auto rules = clocks_in_force(config, connection);
          if (!rules) return fail(rules.error().text);
          return run_ticket_clock(connection, **rules, words_.id, now(), config.minutes_east, std::cout);
        });
    command(app_, "extract", R"({"text","now"} lines in, {"fields"} lines out)", [this] {
      return run_extract(std::cin, std::cout, std::cerr, words_.templates);
    })->add_option("--templates", words_.templates, "folder with forms/dictionary.toml");
  }

  CLI::App app_;
  Words words_;
  int status_ = 0;
};

}  // namespace

int main(int count, char** arguments) {
  try {
    return CommandLine().run(count, arguments);
  } catch (const std::exception& failed) {
    return fail(failed.what());
  }
}
