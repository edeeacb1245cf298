// Every scene of tests/dialogs/duty/*.txt happens as it is written, in the words that people read.
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "handlers/intake/directory.h"
#include "handlers/sla/duty_told.h"
#include "handlers/sla/swap_orders.h"
#include "templates/render.h"
#include "tests/support/small_roster.h"

namespace {

using namespace std::chrono_literals;
using State = DutyProposal::State;
const std::string source = SOURCE_FOLDER;
const Time start = Time{std::chrono::sys_days{std::chrono::year{2026} / 3 / 10}} + 2h;

ClockRules in_turn() {
  ClockRules rules;
  rules.rosters = {
      small_roster("事件值班", {"陈洁", "林涛", "李明"}, LocalDay{std::chrono::year{2026} / 3 / 9})};
  return rules;
}

/// A desk without a database: what is decided happens at once.
class SwapStage {
 public:
  explicit SwapStage(std::shared_ptr<const Wording> wording) : wording_(std::move(wording)) {}

  std::string play(const std::string& line) {
    happened_.clear();
    if (line.ends_with(" hours pass"))
      now_ += std::chrono::hours{std::stoi(line)};
    else if (line.starts_with("duty "))
      changes_.push_back(
          {0, "desk", moment(line.substr(5, 16)), moment(line.substr(25, 16)), line.substr(43), "", "x"});
    else
      speak(line);
    return happened_;
  }

 private:
  static Time moment(const std::string& text) {
    const auto shift = shift_of(text.substr(11) + "-48:00");
    return instant_of(fixed_zone(8h), LocalTime{*day_named(text.substr(0, 10))} + shift->from);
  }

  void speak(const std::string& line) {
    Inbound message;
    const auto name = line.substr(0, line.find(' '));
    if (const auto press = line.find(" presses "); press != line.npos) {
      message.kind = Inbound::Kind::click;
      message.click = {line.substr(press + 9), "card", "", {}};
    } else {
      message.text = line.substr(line.find(": ") + 2);
    }
    if (line.find(" in 团队群") != line.npos) message.chat = {"bot", "团队群", ChatKind::group};
    const auto order = duty_order_of(message, Role::agent);
    REQUIRE(order);
    decide(name, message.chat, *order);
  }

  void decide(const std::string& name, const Chat& chat, const DutyOrder& order) {
    auto rules = in_turn();
    rules.rosters[0] = with_changes(rules.rosters[0], changes_);
    SwapWorld world;
    world.now = now_;
    world.me = {name, name};
    world.people = {{"陈洁", "陈洁"}, {"林涛", "林涛"}, {"李明", "李明"}, {"赵刚", "赵刚", true}};
    world.rules = &rules;
    world.chat = chat;
    for (const auto& one : proposals_) {
      if (one.id == order.number) world.named = one;
      const bool asks = one.asked_by == name, concerns = one.giver == name || one.taker == name;
      if ((one.state == State::drafted && asks) || (one.state == State::asked && concerns))
        world.open.push_back(one);
    }
    auto decision = decide_swap(world, order);
    if (decision.opens) {
      with_number(decision, static_cast<long long>(proposals_.size()) + 1);
      proposals_.push_back(*decision.opens);
    }
    for (const auto& say : decision.says) hear(say.to.kind == To::Kind::reply ? name : say.to.contact, say);
    if (decision.moves) proposals_[static_cast<std::size_t>(decision.moves->id) - 1] = *decision.moves;
    for (const auto& change : decision.changes) {
      changes_.push_back(change);
      happened_ += "-> duty " + roster_clock(rules.rosters[0], change.from) + " to " +
                   roster_clock(rules.rosters[0], change.to) + ": " + change.person + "\n";
    }
  }

  void hear(const std::string& who, const Say& say) {
    const auto english = wording_->render("en", say.notice);
    REQUIRE(english);
    CHECK(english->text.find("{{") == std::string::npos);
    const auto said = wording_->render("zh-CN", say.notice);
    REQUIRE(said);
    auto text = said->text;
    for (auto at = text.find('\n'); at != text.npos; at = text.find('\n', at)) text.replace(at, 1, " / ");
    happened_ += "-> " + who + ": " + text + "\n";
  }

  std::shared_ptr<const Wording> wording_;
  Time now_ = start;
  std::vector<DutyProposal> proposals_;
  std::vector<DutyChange> changes_;
  std::string happened_;
};

}  // namespace

TEST_CASE("every transcript of duty happens as it is written") {
  const auto wording = Wording::load(source + "/templates/messages");
  REQUIRE(wording);
  std::size_t scenes = 0;
  for (const auto& entry : std::filesystem::directory_iterator(source + "/tests/dialogs/duty")) {
    std::ifstream file(entry.path());
    std::unique_ptr<SwapStage> stage;
    std::string wanted, happened;
    for (std::string line; std::getline(file, line);) {
      if (line.empty() || line.starts_with("# ")) continue;
      wanted += line + "\n";
      if (line.starts_with("-> ")) continue;
      happened += line + "\n";
      INFO(line);
      if (line.starts_with("== ")) {
        stage = std::make_unique<SwapStage>(*wording);
        ++scenes;
      } else {
        happened += stage->play(line);
      }
    }
    CHECK(happened == wanted);
  }
  CHECK(scenes >= 8);
}

TEST_CASE("a press by somebody a card does not wait for leaves the card as it is") {
  DutyProposal proposal;
  proposal.id = 7;
  proposal.roster = "desk";
  proposal.from = start + 24h;
  proposal.to = start + 48h;
  proposal.giver = proposal.asked_by = "陈洁";
  proposal.taker = "林涛";
  proposal.made_at = start;
  const auto rules = in_turn();
  const auto pressed = [&](const std::string& by, const char* key) {
    SwapWorld world;
    world.now = start;
    world.me = {by, by};
    world.people = {{"陈洁", "陈洁"}, {"林涛", "林涛"}};
    world.rules = &rules;
    world.named = proposal;
    return decide_swap(world, *duty_order_of_click({key, "card", "", {}}));
  };
  for (const auto* by : {"林涛", "某人"}) {
    const auto decision = pressed(by, "duty.agree:7");
    CHECK_FALSE(decision.says.at(0).notice.updates_card);
    CHECK_FALSE(decision.moves);
  }
  CHECK(pressed("陈洁", "duty.decline:7").says.at(0).notice.updates_card);
}

TEST_CASE("only the team's words are about shifts, and reports that begin alike are none") {
  Inbound message;
  for (const auto* text : {"换班 3月8日 给 李明", "替班 明天", "swap shift mar 8 to ann", "换班"}) {
    message.text = text;
    INFO(text);
    for (int i = 0; i < role_count; ++i) {
      const auto role = static_cast<Role>(i);
      INFO(name_of(role));
      CHECK(duty_order_of(message, role).has_value() == is_team(role));
    }
  }
  for (const auto* text :
       {"换班时间到了怎么交接", "换班 后登录不了", "swap 3/8 failed", "cover 3000 shares"}) {
    message.text = text;
    INFO(text);
    CHECK_FALSE(duty_order_of(message, Role::agent));
  }
}
