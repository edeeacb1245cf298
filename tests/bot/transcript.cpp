#include "tests/bot/transcript.h"

#include <algorithm>
#include <fstream>
#include <map>
#include <sstream>

#include "bot/extract.h"
#include "bot/result.h"
#include "bot/text.h"

namespace {

std::string after(const std::string& line, std::string_view prefix) { return line.substr(prefix.size()); }

/// Puts what stands for each {} of the pattern into `parts`; each takes as little as it can, the last one
/// all.
bool fits(std::string_view line, std::string_view pattern, std::vector<std::string>& parts) {
  parts.clear();
  for (auto mark = pattern.find("{}"); mark != std::string_view::npos; mark = pattern.find("{}")) {
    if (!line.starts_with(pattern.substr(0, mark))) return false;
    line.remove_prefix(mark);
    pattern.remove_prefix(mark + 2);
    const auto literal = pattern.substr(0, pattern.find("{}"));
    const auto end = pattern.empty() ? line.size() : line.find(literal);
    if (end == std::string_view::npos) return false;
    parts.emplace_back(line.substr(0, end));
    line.remove_prefix(end);
  }
  return line == pattern;
}

/// An unbroken run of 11 digits or more, as phones and identity numbers are.
bool holds_whole_number(const std::string& text) {
  std::size_t run = 0;
  for (const char c : text) {
    run = c >= '0' && c <= '9' ? run + 1 : 0;
    if (run == 11) return true;
  }
  return false;
}

class Stage {
 public:
  Stage(const Forms& forms, const Dictionary& dictionary) : forms_(forms), dictionary_(dictionary) {}

  Played play(const Scene& scene) {
    for (const auto& line : scene.lines) {
      if (line.starts_with("  ")) {
        detail(trimmed(line));
        continue;
      }
      if (line.starts_with("->")) {
        perform();
        played_.wanted += line + "\n";
        continue;
      }
      perform();
      played_.wanted += line + "\n";
      played_.happened += line + "\n";
      direct(line);
    }
    perform();
    return std::move(played_);
  }

 private:
  struct Person {
    Dialogs dialogs;
    std::vector<KnownTicket> tickets;
    std::vector<std::string> cards;
    bool reachable = false;
  };

  void direct(const std::string& line) {
    std::vector<std::string> parts;
    if (fits(line, "{} can be reached 1:1", parts)) {
      people_[parts[0]].reachable = true;
    } else if (fits(line, "the next ticket is #{}", parts)) {
      next_ticket_ = std::stoll(parts[0]);
    } else if (fits(line, "{} minutes pass", parts)) {
      pass(std::stoll(parts[0]));
    } else if (fits(line, "the team speaks about #{}", parts)) {
      ticket(std::stoll(parts[0])).team_spoke_at = now_;
    } else if (fits(line, "article {} is withdrawn", parts)) {
      std::erase_if(choices_, [&](const KnownArticle& one) { return one.id == parts[0]; });
    } else if (line.starts_with("#") && fits(line, "#{} is {}", parts)) {
      ticket(std::stoll(parts[0])).state = parts[1];
    } else {
      speak(line);
    }
  }

  void speak(const std::string& line) {
    std::vector<std::string> parts;
    said_ = {};
    auto& message = said_.message;
    message.external_id = "m" + std::to_string(++messages_);
    const bool presses = line.find(" presses ") != std::string::npos;
    if (fits(line, presses ? "{} in {} presses {}" : "{} in {}:{}", parts) &&
        parts[0].find(' ') == std::string::npos) {
      message.chat = {"bot", parts[1], ChatKind::group};
    } else if (fits(line, presses ? "{} 1:1 presses {}" : "{} 1:1:{}", parts)) {
      message.chat = {"app", parts[0], ChatKind::single};
    } else {
      played_.broken.push_back("not understood: " + line);
      return;
    }
    message.contact = parts[0];
    message.text = trimmed(parts.back());
    if (presses) press(message.text);
    waiting_ = true;
  }

  void press(std::string what) {
    std::vector<std::string> parts;
    auto owner = said_.message.contact;
    if (fits(what, "{} on the card of {}", parts)) {
      owner = parts[1];
      what = parts[0];
    }
    const auto& cards = people_[owner].cards;
    const bool first = what.ends_with(" on the first card");
    if (first) what = what.substr(0, what.find(' '));
    said_.message.kind = Inbound::Kind::click;
    said_.message.text.clear();
    said_.message.click.key = what;
    if (!cards.empty()) said_.message.click.task_id = first ? cards.front() : cards.back();
  }

  void detail(const std::string& line) {
    std::vector<std::string> parts;
    if (line.starts_with("heard")) {
      heard_ = true;
      std::istringstream words(after(line, "heard"));
      for (std::string word; words >> word;)
        if (fits(word, "{}={}", parts)) said_.fields[parts[0]] = parts[1];
    } else if (fits(line, "article {} {}", parts)) {
      articles_.push_back({parts[0], parts[1], parts[1] + "的简短回答"});
    } else if (fits(line, "suggests {} {}", parts)) {
      suggestions_.push_back({parts[0], parts[1], parts[1] + "的简短回答", "search"});
    } else if (fits(line, "quoting {}", parts)) {
      said_.message.quoted = parts[0];
    } else if (line == "with a picture") {
      said_.message.media.push_back({Media::Kind::image, "https://media/1", {}, {}});
      said_.message.kind = Inbound::Kind::media;
    } else {
      played_.broken.push_back("not understood: " + line);
    }
  }

  World world_of(const Person& person) const {
    World world;
    world.now = now_;
    world.forms = &forms_;
    world.dictionary = &dictionary_;
    world.articles = articles_;
    world.suggestions = suggestions_;
    world.choices = choices_;
    world.tickets = person.tickets;
    world.reachable = person.reachable;
    return world;
  }

  void perform() {
    if (!waiting_) return;
    waiting_ = false;
    auto& person = people_[said_.message.contact];
    if (!heard_) said_.fields = extract(said_.message, dictionary_, now_, 480);
    heard_ = false;
    const bool click = said_.message.kind == Inbound::Kind::click;
    const Event event = click ? Event{Pressed{said_.message}} : Event{said_};
    take(said_.message.contact, turn(world_of(person), person.dialogs, event));
    articles_.clear();
    choices_.insert(choices_.end(), suggestions_.begin(), suggestions_.end());
    suggestions_.clear();
    now_ += Seconds{20};
  }

  void pass(long long minutes) {
    now_ += std::chrono::minutes{minutes};
    for (auto& [name, person] : people_) {
      const auto made = turn(world_of(person), person.dialogs, TimedOut{});
      said_.message = {};
      take(name, made);
    }
  }

  void take(const std::string& who, Turn made) {
    auto& person = people_[who];
    long long opened = 0;
    const bool timer = said_.message.contact.empty();
    bool spoke = timer;
    for (auto& effect : made.effects) {
      if (std::holds_alternative<OpenTicket>(effect)) opened = next_ticket_++;
      spoke = spoke || std::holds_alternative<Say>(effect);
      played_.happened += "-> " + told(who, effect, opened) + "\n";
    }
    person.dialogs = std::move(made.dialogs);
    if (opened != 0) {
      const auto& open = std::get<OpenTicket>(
          *std::find_if(made.effects.begin(), made.effects.end(),
                        [](const auto& effect) { return std::holds_alternative<OpenTicket>(effect); }));
      numbered(person.dialogs, open.report.origin, opened);
    }
    if (!spoke) played_.broken.push_back("silence after: " + said_.message.text);
    for (const auto& report : person.dialogs.reports)
      if (report.ticket == 0 && report.questions > 0) played_.broken.push_back("a question without a ticket");
  }

  std::string told(const std::string& who, Effect& effect, long long opened) {
    auto& tickets = people_[who].tickets;
    return std::visit(Match{[&](const Say& say) { return told_say(who, say, opened); },
                            [&](const OpenTicket& open) {
                              tickets.insert(tickets.begin(), {opened, "draft", open.title, {}});
                              return "opens #" + std::to_string(opened) + ": " + open.title;
                            },
                            [&](const SubmitTicket& submit) {
                              const auto number = submit.report.ticket == 0 ? opened : submit.report.ticket;
                              ticket(number).state = submit.complete ? "new" : "draft";
                              std::string text = "team gets #" + std::to_string(number) + ":";
                              for (const auto& [name, value] : submit.report.fields)
                                text += " " + name + "=" + value;
                              for (const auto& name : submit.report.skipped) text += " " + name + "=?";
                              if (!submit.report.media.empty()) text += " with a picture";
                              return text + (submit.complete ? "" : " (after silence)");
                            },
                            [&](const FollowUp& words) {
                              return "team gets words on #" + std::to_string(words.number) + ": " +
                                     words.text + (words.media.empty() ? "" : "with a picture");
                            },
                            [&](const CancelTicket& cancel) {
                              ticket(cancel.number).state = "cancelled";
                              return "withdraws #" + std::to_string(cancel.number);
                            },
                            [&](const ArticleFeedback& feedback) {
                              return "article " + feedback.article + " " + feedback.outcome +
                                     (feedback.words.empty() ? "" : " for " + feedback.words);
                            }},
                      effect);
  }

  std::string told_say(const std::string& who, const Say& say, long long opened) {
    const bool to_group = say.to.kind == To::Kind::reply && say.to.chat.kind == ChatKind::group;
    const auto number = say.of_new && say.ticket == 0 ? opened : say.ticket;
    std::string text = (to_group ? say.to.chat.id : say.to.contact + " 1:1") + ": " + say.notice.key;
    if (number != 0) text += " #" + std::to_string(number);
    if (const auto found = say.notice.params.find("title"); found != say.notice.params.end())
      text += " 《" + found->second + "》";
    text += listed(say.notice);
    if (say.notice.updates_card) text += "; updates the card";
    if (!say.notice.task_id.empty() && !say.notice.updates_card)
      people_[who].cards.push_back(say.notice.task_id);
    if (say.to.contact != who) played_.broken.push_back("said to somebody else: " + text);
    check_masked(say, text);
    auto kept = say.notice;
    if (number != 0) kept.params.try_emplace("number", std::to_string(number));
    played_.notices.push_back(std::move(kept));
    return text;
  }

  void check_masked(const Say& say, const std::string& text) {
    if (say.to.chat.kind != ChatKind::group) return;
    auto all = say.notice.items;
    all.push_back(say.notice.params);
    for (const auto& params : all)
      for (const auto& [name, value] : params)
        if (holds_whole_number(value)) played_.broken.push_back("a whole number in a group: " + text);
  }

  static std::string listed(const Notice& notice) {
    std::string knows, asks, options, tickets, suggests, text;
    const auto add = [](std::string& list, const std::string& item) {
      list += (list.empty() ? "" : ", ") + item;
    };
    for (const auto& item : notice.items) {
      std::string wrong;
      for (const auto& [name, value] : item)
        if (name.starts_with("wrong_")) wrong = " (wrong " + name.substr(6) + ")";
      if (item.contains("known")) add(knows, item.at("label") + "=" + item.at("value"));
      if (item.contains("missing"))
        add(asks, (item.contains("description") ? "description" : item.at("label")) + wrong);
      if (item.contains("option")) add(options, item.at("n") + " " + item.at("label"));
      if (item.contains("suggested")) add(suggests, item.at("n") + " " + item.at("title"));
      if (item.contains("state")) add(tickets, "#" + item.at("number") + " " + item.at("state"));
    }
    if (!knows.empty()) text += "; knows " + knows;
    if (!asks.empty()) text += "; asks " + asks;
    if (!options.empty()) text += "; options " + options;
    if (!tickets.empty()) text += "; " + tickets;
    if (!suggests.empty()) text += "; suggests " + suggests;
    std::string buttons;
    for (const auto& choice : notice.choices) add(buttons, choice.key);
    if (!buttons.empty()) text += "; buttons " + buttons;
    return text;
  }

  KnownTicket& ticket(long long number) {
    for (auto& [name, person] : people_)
      for (auto& one : person.tickets)
        if (one.number == number) return one;
    played_.broken.push_back("no ticket #" + std::to_string(number));
    static KnownTicket none;
    return none;
  }

  const Forms& forms_;
  const Dictionary& dictionary_;
  Time now_{std::chrono::sys_days{std::chrono::year{2026} / 3 / 10} + std::chrono::hours{2} +
            std::chrono::minutes{5}};
  std::map<std::string, Person> people_;
  long long next_ticket_ = 1001;
  int messages_ = 0;
  Said said_;
  std::vector<KnownArticle> articles_, suggestions_;
  std::vector<KnownArticle> choices_;  // all that were suggested and are not withdrawn
  bool waiting_ = false, heard_ = false;
  Played played_;
};

}  // namespace

std::vector<Scene> read_scenes(const std::string& path) {
  std::vector<Scene> scenes;
  std::ifstream file(path);
  int number = 0;
  for (std::string line; std::getline(file, line);) {
    ++number;
    if (line.starts_with("== ")) {
      scenes.push_back({path.substr(path.rfind('/') + 1), line.substr(3), number, {}});
      continue;
    }
    if (scenes.empty() || line.starts_with("#!") || line.starts_with("# ") || trimmed(line).empty()) continue;
    scenes.back().lines.push_back(line);
  }
  return scenes;
}

Played play(const Scene& scene, const Forms& forms, const Dictionary& dictionary) {
  return Stage(forms, dictionary).play(scene);
}
