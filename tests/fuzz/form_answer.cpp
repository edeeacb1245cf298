// Any bytes as the answers of a whole dialog: no crash, never silence, at most three questions and a bounded
// state.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "bot/dialog.h"
#include "bot/extract.h"
#include "templates/dictionary.h"
#include "templates/forms.h"

namespace {

void insist(bool holds) {
  if (!holds) std::abort();
}

const Forms& forms() {
  static const auto loaded = [] {
    auto read = load_forms("templates/forms");
    insist(static_cast<bool>(read));
    return std::move(*read);
  }();
  return loaded;
}

const Dictionary& dictionary() {
  static const auto loaded = [] {
    auto read = load_dictionary("templates/forms/dictionary.toml");
    insist(static_cast<bool>(read));
    return std::move(*read);
  }();
  return loaded;
}

/// One line of input is one event: "!" a timer, ">" a press, anything else words; a leading "g" speaks in the
/// group.
Event event_of(std::string line, const World& world, const Dialogs& dialogs) {
  if (line.starts_with('!')) return TimedOut{};
  Inbound message;
  message.contact = "reporter";
  message.chat = {"app", "reporter", ChatKind::single};
  if (line.starts_with('g')) {
    message.chat = {"bot", "group", ChatKind::group};
    line.erase(0, 1);
  }
  if (line.starts_with('>')) {
    message.kind = Inbound::Kind::click;
    message.click.key = line.substr(1);
    if (!dialogs.reports.empty()) message.click.task_id = dialogs.reports.back().card;
    return Pressed{message};
  }
  message.text = line;
  return Said{message, extract(line, dictionary(), world.now)};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 4096) return 0;
  World world;
  world.now = Time{std::chrono::hours{490000}};
  world.forms = &forms();
  world.dictionary = &dictionary();
  Dialogs dialogs;
  std::string rest(reinterpret_cast<const char*>(data), size);
  long long number = 1000;
  while (!rest.empty()) {
    const auto end = rest.find('\n');
    auto line = rest.substr(0, end);
    rest.erase(0, end == std::string::npos ? rest.size() : end + 1);
    world.reachable = line.size() % 2 == 0;
    world.articles.clear();
    if (line.find('?') != std::string::npos) world.articles.push_back({"a", "title", "answer"});
    world.now += Seconds{line.starts_with('!') ? 700 : 5};
    const auto event = event_of(std::move(line), world, dialogs);
    auto made = turn(world, dialogs, event);
    dialogs = std::move(made.dialogs);
    bool spoke = std::holds_alternative<TimedOut>(event);
    for (const auto& effect : made.effects) {
      spoke = spoke || std::holds_alternative<Say>(effect);
      if (const auto* open = std::get_if<OpenTicket>(&effect)) {
        world.tickets.insert(world.tickets.begin(), {++number, "draft", open->title, {}});
        numbered(dialogs, open->report.origin, number);
      }
    }
    insist(spoke);
    insist(dialogs.past.size() <= 8 && dialogs.reports.size() <= 12);
    for (const auto& report : dialogs.reports)
      insist(report.questions <= 3 && report.text.size() < 32 * 1024);
  }
  return 0;
}
