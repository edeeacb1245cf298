// Every scene of tests/dialogs/desk/*.txt happens as it is written, in the words that people read.
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "handlers/intake/turn.h"
#include "handlers/tickets/incident.h"
#include "templates/dictionary.h"
#include "templates/forms.h"
#include "tests/support/small_desk.h"

namespace {

namespace fs = std::filesystem;
const std::string source = SOURCE_FOLDER;
const Time start = Time{std::chrono::sys_days{std::chrono::year{2026} / 3 / 10}} + std::chrono::hours{2};

template <class T>
T or_fail(Result<T> result) {
  INFO((result ? std::string() : result.error().text));
  REQUIRE(result);
  return *std::move(result);
}

Config cast() {
  auto config = small_desk("团队群");
  config.people = {{"陈洁", "陈洁", "agent"},
                   {"林涛", "林涛", "agent"},
                   {"吴明", "吴明", "developer"},
                   {"孙健", "孙健", "ops"},
                   {"赵刚", "赵刚", "lead"}};
  return config;
}

/// On duty by day, in a roster each.
std::shared_ptr<const ClockRules> rosters() {
  ClockRules rules;
  for (const char* person : {"陈洁", "林涛", "吴明"}) {
    Roster roster;
    roster.zone = fixed_zone(std::chrono::hours{8});
    Rotation rotation;
    rotation.people = {person};
    rotation.first = LocalDay{std::chrono::year{2026} / 1 / 1};
    rotation.hours = {{std::chrono::hours{9}, std::chrono::hours{22}}};
    roster.layers = {rotation};
    rules.rosters.push_back(std::move(roster));
  }
  return std::make_shared<const ClockRules>(std::move(rules));
}

std::shared_ptr<Library> shelf() {
  auto library = std::make_shared<Library>();
  library->wording = or_fail(Wording::load(source + "/templates/messages"));
  library->forms = or_fail(load_forms(source + "/templates/forms"));
  library->dictionary = or_fail(load_dictionary(source + "/templates/forms/dictionary.toml"));
  library->handover =
      std::make_shared<const HandOverRules>(or_fail(load_handover_rules(source + "/templates/handover")));
  library->clocks = rosters();
  library->runbooks =
      std::make_shared<const std::vector<Runbook>>(or_fail(load_runbooks(source + "/templates/runbooks")));
  return library;
}

std::string one_line(std::string text) {
  for (auto at = text.find('\n'); at != text.npos; at = text.find('\n', at)) text.replace(at, 1, " / ");
  return text;
}

/// A desk without a database: what is planned happens at once.
class Stage {
 public:
  explicit Stage(std::shared_ptr<Library> library) : library_(std::move(library)), directory_(cast()) {}

  /// One line of a scene; what comes of it as lines "-> …".
  std::string play(const std::string& line) {
    happened_.clear();
    if (line.starts_with("#"))
      report(line);
    else if (line.ends_with(" minutes pass"))
      now_ += std::chrono::minutes{std::stoi(line)};
    else
      speak(line);
    return happened_;
  }

 private:
  /// "#1002 股票交易不了 by 李磊" with ", like #1001", ", solved" …
  void report(const std::string& line) {
    const auto space = line.find(' '), by = line.find(" by ");
    const auto number = std::stoll(line.substr(1));
    const auto words = line.substr(space + 1, by - space - 1);
    TicketEvent event;
    event.step = Step::opened;
    event.at = now_;
    event.by = party(line.substr(by + 4));
    event.role = "reporter";
    event.title = event.text = words;
    event.system = "trading";
    event.fields = {{"system", "trading"}, {"time", "2026-03-10T09:40"}};
    event.origin = {"app", event.by.contact, ChatKind::single};
    auto& ticket = tickets_[number];
    ticket.number = number;
    ticket = applied(ticket, event);
    event.step = Step::submitted;
    ticket = applied(ticket, event);
  }

  static Party party(const std::string& name) { return {"corp/" + name, name, name}; }

  void speak(const std::string& line) {
    const bool in_team = line.find(" in 团队群") != line.npos;
    const auto name = line.substr(0, line.find(' '));
    Inbound message;
    message.account = in_team ? "bot" : "app";
    message.contact = name;
    message.chat = in_team ? Chat{"bot", "团队群", ChatKind::group} : Chat{"app", name, ChatKind::single};
    const auto press = line.find(" presses ");
    if (press != line.npos) {
      message.kind = Inbound::Kind::click;
      message.click = {line.substr(press + 9), "card", "", {}};
    } else {
      message.text = line.substr(line.find(": ") + 2);
    }
    auto& dialogs = dialogs_[name];
    auto intent = intent_of(message, 0, directory_);
    answer_offer(intent, dialogs, now_);
    continue_handover(intent, dialogs, now_);
    Known known;
    known.person = {"corp/" + name, name, name, true};
    known.dialogs = dialogs;
    REQUIRE(intent.command);
    for (const auto number : numbers_of(*intent.command))
      if (const auto found = tickets_.find(number); found != tickets_.end())
        known.named.push_back(found->second);
    for (const auto& [number, ticket] : tickets_)
      if (intent.command->verb == Verb::resolve && ticket.parent != 0 &&
          ticket.parent == intent.command->tickets.front())
        known.children.push_back(ticket);
    if (intent.command->to_least) known.hands = hands();
    Surroundings around;
    around.directory = &directory_;
    around.library = library_.get();
    around.now = now_;
    auto made = plan(around, intent, known);
    numbered(made, 0);
    dialogs = made.dialogs;
    for (const auto& say : made.says) hear(name, say);
    for (const auto& change : made.changes) {
      auto& ticket = tickets_[change.number];
      ticket = applied(ticket, change.event);
      if (change.event.target != Party{}) given_at_[change.event.target.person] = now_;
    }
    for (const auto& change : made.changes)
      happened_ += "-> #" + std::to_string(change.number) + " " + name_of(change.event.step) + ": " +
                   name_of(tickets_[change.number].state) + "\n";
  }

  /// As the database would count them; every report here is of medium severity.
  std::vector<DutyHand> hands() const {
    std::vector<DutyHand> hands;
    for (const auto& member : directory_.team("corp")) {
      DutyHand hand{member.who.person, member.who.contact, member.who.name,
                    role_named(member.role).value_or(Role::ended)};
      for (const auto& [number, ticket] : tickets_)
        if (ticket.assignee.person == hand.person && is_open(ticket.state)) ++hand.open[1];
      if (const auto given = given_at_.find(hand.person); given != given_at_.end())
        hand.given_at = given->second;
      hands.push_back(std::move(hand));
    }
    return hands;
  }

  void hear(const std::string& speaker, const Say& say) {
    auto notice = say.notice;
    const auto who = say.to.kind == To::Kind::reply    ? speaker
                     : say.to.kind == To::Kind::person ? say.to.contact
                                                       : std::string("团队群");
    const auto said = or_fail(library_->wording->render("zh-CN", notice));
    CHECK(said.text.find("{{") == said.text.npos);
    happened_ += "-> " + who + ": " + one_line(said.text) + "\n";
  }

  std::shared_ptr<Library> library_;
  Directory directory_;
  Time now_ = start;
  std::map<long long, Ticket> tickets_;
  std::map<std::string, Dialogs> dialogs_;
  std::map<std::string, Time> given_at_;
  std::string happened_;
};

}  // namespace

TEST_CASE("every transcript of the desk happens as it is written") {
  const auto library = shelf();
  std::size_t scenes = 0;
  for (const auto& entry : fs::directory_iterator(source + "/tests/dialogs/desk")) {
    if (entry.path().extension() != ".txt") continue;
    std::ifstream file(entry.path());
    std::unique_ptr<Stage> stage;
    std::string wanted, happened, played;
    for (std::string line; std::getline(file, line);) {
      if (line.empty() || line.starts_with("# ")) continue;
      wanted += line + "\n";
      if (line.starts_with("== ")) {
        stage = std::make_unique<Stage>(library);
        ++scenes;
      }
      if (line.starts_with("-> ")) continue;
      INFO(entry.path().filename().string() << ": " << line);
      happened += line + "\n";
      if (!line.starts_with("== ")) happened += stage->play(line);
    }
    CHECK(happened == wanted);
  }
  CHECK(scenes >= 6);
}
