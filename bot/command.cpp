#include "bot/command.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "bot/command_parts.h"
#include "bot/reader.h"
#include "bot/text.h"

namespace {

/// What stands behind a verb or a number tells a command from a report that begins alike.
enum class Behind { nothing, gap, words };

Behind behind(const Reader& reader) {
  Reader ahead = reader;
  const bool gap = ahead.skip_gap();
  if (ahead.done()) return Behind::nothing;
  return gap ? Behind::gap : Behind::words;
}

void skip_politeness(Reader& reader) {
  for (bool again = true; again;) {
    reader.skip_gap();
    again = false;
    for (const std::string_view word : {"请", "麻烦", "帮我", "帮忙", "我来", "我要", "把", "将", "please "})
      again = again || reader.eat(word);
  }
}

/// "受理一下", "受理了": particles between verb and number or end. Left alone when other words follow.
void skip_particles(Reader& reader) {
  const auto begin = reader.position();
  for (const std::string_view particle : {"一下", "下", "了", "吧", "啦"}) {
    if (!reader.eat(particle)) continue;
    Reader ahead = reader;
    if (behind(reader) != Behind::words || ahead.number()) return;
    reader.back_to(begin);
  }
}

struct Numbers {
  std::vector<long long> values;
  bool marked = false;
};

Numbers numbers(Reader& reader, bool several) {
  Numbers found;
  while (true) {
    const auto begin = reader.position();
    reader.skip_gap();
    for (const std::string_view joint : {"和", "与", "跟", "及", "and "})
      if (!found.values.empty() && reader.eat(joint)) reader.skip_gap();
    const auto number = found.values.empty() || several ? reader.number() : std::nullopt;
    if (!number) {
      reader.back_to(begin);
      return found;
    }
    found.marked = found.marked || number->marked;
    if (std::find(found.values.begin(), found.values.end(), number->value) == found.values.end())
      found.values.push_back(number->value);
  }
}

bool takes_several(Verb verb) {
  return verb == Verb::accept || verb == Verb::close || verb == Verb::show || verb == Verb::join;
}
bool needs_number(Verb verb) {
  return verb != Verb::mine && verb != Verb::queue && verb != Verb::duty && verb != Verb::help;
}
bool carries_words(Verb verb) {
  return verb == Verb::reply || verb == Verb::note || verb == Verb::ask || verb == Verb::transfer ||
         verb == Verb::wait;
}

/// "解决不了", "关闭失败": the report of a trouble, not an order.
bool sounds_like_trouble(const Reader& reader) {
  static constexpr std::array<std::string_view, 16> words{"不",   "没",   "未",   "无",  "失败", "错误",
                                                          "报错", "异常", "了吗", "吗",  "慢",   "啥",
                                                          "什么", "怎",   "多久", "出错"};
  return std::any_of(words.begin(), words.end(), [&](auto word) { return reader.sees(word); });
}

/// Whether the words right behind the verb, without any gap, still make a command.
bool may_be_glued(Verb verb, const Reader& reader, bool number_known) {
  if (verb == Verb::join) return number_known;
  if (!number_known || sounds_like_trouble(reader)) return false;
  return carries_words(verb) || verb == Verb::grade ||
         (verb == Verb::resolve && begins_with_category(reader));
}

void read_words(Command& command, Reader& reader) {
  if (command.verb == Verb::transfer) return read_transfer(command, reader);
  if (command.verb == Verb::resolve) return read_resolution(command, reader);
  if (command.verb == Verb::grade) return read_severity(command, reader);
  if (command.verb == Verb::join) return read_parent(command, reader);
  command.text = reader.rest();
}

/// The number that the words name further on, else the one that the quoted message carries.
std::vector<long long> named_elsewhere(const Reader& reader, const std::string& quoted) {
  if (const auto named = ticket_in(reader.rest())) return {*named};
  if (const auto named = ticket_in(quoted)) return {*named};
  return {};
}

std::optional<Command> finish(Reader& reader, const VerbWord& word, std::string typed,
                              std::vector<long long> before, const std::string& quoted) {
  Command command;
  command.verb = word.verb;
  command.word = std::move(typed);
  command.tickets = std::move(before);
  skip_particles(reader);
  if (word.verb == Verb::duty) reader.eat("?");  // the one verb that is asked
  const auto verb_end = reader.position();
  if (command.tickets.empty() && needs_number(word.verb))
    command.tickets = numbers(reader, takes_several(word.verb)).values;
  const bool number_behind = reader.position() != verb_end;
  const auto after = behind(reader);
  if (command.tickets.empty() && needs_number(word.verb)) command.tickets = named_elsewhere(reader, quoted);
  const bool known = !command.tickets.empty();
  if (word.weak && !known) return std::nullopt;
  if (!number_behind && after == Behind::words && !may_be_glued(word.verb, reader, known))
    return std::nullopt;
  command.certain = after == Behind::nothing || (known && word.verb != Verb::show);
  if (!known && word.verb == Verb::resolve) command.certain = begins_with_category(reader);
  read_words(command, reader);
  return command;
}

std::optional<VerbWord> read_verb(Reader& reader, std::string& typed) {
  const auto begin = reader.position();
  const auto word = verb_at(reader);
  if (word) typed = reader.typed(begin, reader.position());
  return word;
}

/// Words about a ticket without a verb: internal, or a look at it when there are no words at all.
std::optional<Command> implied(const std::string& text, long long number, bool certain) {
  Command command;
  command.text = trimmed(text);
  command.verb = command.text.empty() ? Verb::show : Verb::note;
  command.tickets = {number};
  command.implied = true;
  command.certain = certain;
  return command;
}

}  // namespace

// A quoted card names its ticket in the first line and may mention another below; in a list each line begins
// with one.
std::optional<long long> ticket_in(const std::string& text) {
  std::vector<long long> found;
  bool one_in_first_line = false, list = false, line_begins = true;
  int line = 0;
  Reader reader(text);
  if (!reader.has_name()) return std::nullopt;
  while (!reader.done()) {
    const auto here = reader.position();
    const auto number = reader.number();
    if (!number || !number->named) {
      reader.back_to(here);
      const char c = reader.rest_flat().front();
      if (c == '\n') line += found.empty() ? 0 : 1;
      line_begins = c == '\n' || (line_begins && c == ' ');
      reader.back_to(here + 1);  // by bytes: no marker can begin inside a code point
      continue;
    }
    list = list || (line_begins && line > 0);
    line_begins = false;
    if (std::find(found.begin(), found.end(), number->value) != found.end()) continue;
    found.push_back(number->value);
    one_in_first_line = line == 0 ? found.size() == 1 : one_in_first_line;
  }
  if (found.size() == 1 || (one_in_first_line && !list)) return found.front();
  return std::nullopt;
}

std::optional<Command> parse_command(const std::string& text, const std::string& quoted) {
  Reader reader(text);
  skip_politeness(reader);
  const auto words_begin = reader.position();
  std::string typed;
  const auto leading = numbers(reader, true);
  if (!leading.values.empty()) {
    const auto behind_numbers = reader.position();
    skip_politeness(reader);
    if (const auto word = read_verb(reader, typed))
      if (auto command = finish(reader, *word, typed, leading.values, quoted)) return command;
    reader.back_to(behind_numbers);
    if (leading.values.size() == 1 && (leading.marked || behind(reader) != Behind::words))
      return implied(reader.rest(), leading.values.front(), leading.marked);
  }
  reader.back_to(words_begin);
  if (const auto word = read_verb(reader, typed))
    if (auto command = finish(reader, *word, typed, {}, quoted)) return command;
  if (const auto named = ticket_in(text)) return implied(text, *named, true);
  if (const auto named = ticket_in(quoted)) return implied(text, *named, true);
  return std::nullopt;
}

std::vector<long long> numbers_of(const Command& command) {
  auto numbers = command.tickets;
  if (command.parent != 0) numbers.push_back(command.parent);
  return numbers;
}

Command unknown_command(const std::string& text) {
  Command command;
  command.text = trimmed(text);
  command.certain = false;
  command.nearest = nearest_verb(text);
  return command;
}

std::optional<Command> command_of_click(const Click& click) {
  constexpr std::string_view prefix = "ticket.";
  const std::string_view key = click.key;
  const auto colon = key.find(':');
  if (!key.starts_with(prefix) || colon == std::string_view::npos) return std::nullopt;
  const auto verb = verb_named(key.substr(prefix.size(), colon - prefix.size()));
  auto digits = key.substr(colon + 1);
  long long number = 0, parent = 0;
  if (const auto dash = digits.find('-'); dash != digits.npos) {
    const auto rest = digits.substr(dash + 1);
    const auto [stop, wrong] = std::from_chars(rest.data(), rest.data() + rest.size(), parent);
    if (wrong != std::errc{} || stop != rest.data() + rest.size() || parent <= 0) return std::nullopt;
    digits = digits.substr(0, dash);
  }
  const auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (!verb || failed != std::errc{} || end != digits.data() + digits.size() || number <= 0)
    return std::nullopt;
  Command command;
  command.verb = *verb;
  command.tickets = {number};
  command.parent = parent;
  command.card = click.task_id;
  return command;
}
