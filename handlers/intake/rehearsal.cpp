#include "handlers/intake/rehearsal.h"

#include "bot/extract.h"
#include "bot/form.h"

namespace {

std::string get(const Fields& fields, const std::string& name) {
  const auto found = fields.find(name);
  return found == fields.end() ? std::string() : found->second;
}

/// "2026-03-10T09:40" → "2026年3月10日9:40", "2026-03-10/pm" → "2026年3月10日下午".
std::string spoken_time(const std::string& time) {
  if (time.size() < 10) return time;
  const auto number = [&](std::size_t from, std::size_t size) {
    return std::to_string(std::stoi(time.substr(from, size)));
  };
  auto words = time.substr(0, 4) + "年" + number(5, 2) + "月" + number(8, 2) + "日";
  if (time.find('T') != std::string::npos && time.size() >= 16)
    words += number(11, 2) + ":" + time.substr(14, 2);
  if (time.ends_with("/am")) words += "上午";
  if (time.ends_with("/pm")) words += "下午";
  if (time.ends_with("/evening")) words += "晚上";
  return words;
}

std::string spoken(const std::string& field, const Fields& knows, const Dictionary& dictionary) {
  if (field == "customer") {
    if (auto phone = get(knows, "phone"); !phone.empty()) return phone;
    if (const auto id = get(knows, "id_number"); !id.empty()) return "身份证" + id;
    if (const auto account = get(knows, "account"); !account.empty()) return "资金账号" + account;
    return {};
  }
  auto value = get(knows, field);
  if (field == "time" && !value.empty()) return spoken_time(value);
  return field == "system" ? label_of(dictionary.systems, value, "zh-CN") : value;
}

std::vector<std::string> asked_by(const Say& say) {
  std::vector<std::string> names;
  for (const auto& item : say.notice.items)
    if (item.contains("missing")) names.push_back(item.at("field"));
  return names;
}

}  // namespace

std::string answer_line(const std::vector<std::string>& asked, const Fields& knows,
                        const Dictionary& dictionary) {
  std::string line;
  bool unknown = false;
  for (const auto& field : asked) {
    const auto words = spoken(field, knows, dictionary);
    unknown = unknown || words.empty();
    if (!words.empty()) line += (line.empty() ? "" : " ") + words;
  }
  if (unknown) line += line.empty() ? "不知道" : " 其他不知道";
  return line;
}

Rehearsal rehearse(const Forms& forms, const Dictionary& dictionary, const std::string& text, Time now,
                   int minutes_east, const Fields& knows) {
  constexpr int turns_at_most = 10;
  Rehearsal rehearsal;
  World world;
  world.now = now;
  world.minutes_east = minutes_east;
  world.forms = &forms;
  world.dictionary = &dictionary;
  Dialogs dialogs;
  auto line = text;
  for (int turns = 0; turns < turns_at_most && !line.empty(); ++turns) {
    Said said;
    said.message.contact = "reporter";
    said.message.chat = {"app", "reporter", ChatKind::single};
    said.message.external_id = std::to_string(turns);
    said.message.text = line;
    said.fields = extract(line, dictionary, now, minutes_east);
    auto made = turn(world, dialogs, said);
    dialogs = std::move(made.dialogs);
    numbered(dialogs, said.message.chat, 1);
    line.clear();
    for (const auto& effect : made.effects) {
      if (const auto* submit = std::get_if<SubmitTicket>(&effect)) {
        rehearsal.submitted = true;
        rehearsal.fields = submit->report.fields;
        return rehearsal;
      }
      const auto* say = std::get_if<Say>(&effect);
      if (say == nullptr || asked_by(*say).empty()) continue;
      ++rehearsal.questions;
      line = answer_line(asked_by(*say), knows, dictionary);
    }
  }
  return rehearsal;
}
