// Swaps of duty on the duty page: who sees them, and that an answer there is the answer of the chat's verb.
#include "bot/duty_when.h"
#include "handlers/sla/duty_store.h"
#include "handlers/sla/swap_store.h"
#include "tests/handlers/sign_in_world.h"
#include "tests/support/small_desk.h"

namespace {

using namespace std::chrono_literals;
using State = DutyProposal::State;

struct SwapPage : SignInWorld {
  SwapPage() : SignInWorld(small_desk()) {
    Roster roster;
    roster.id = "desk";
    roster.name = "Desk";
    roster.zone = fixed_zone(8h);
    Rotation rotation;
    rotation.people = {"ann", "bob"};
    rotation.first = LocalDay{std::chrono::year{2026} / 3 / 10};
    rotation.days = 1;
    roster.layers = {rotation};
    ClockRules rules;
    rules.rosters = {roster};
    shift = shifts_meant(roster, "ann", {DutyWhen::Which::next}, now).at(0);
    clocks(rules);
    for (const auto* who : {"ann", "bob", "cid"}) person(who, "agent");
  }
  long long proposed(State state, Time made_at) {
    DutyProposal one;
    one.roster = "desk";
    one.from = shift.from;
    one.to = shift.to;
    one.giver = one.asked_by = "ann";
    one.taker = "bob";
    one.state = state;
    one.made_at = made_at;
    return in([&](Transaction& t) { return add_proposal(t, "corp", one); });
  }
  std::string state_of(long long id) {
    return name_of(in([&](Transaction& t) { return find_proposal(t, "corp", id).value(); }).state);
  }
  /// What the page offers for a swap: its line, and the buttons.
  std::string offered(const std::string& who, long long id) {
    auto browser = this->browser();
    browser.sign_in(who);
    const auto body = browser.get("/desk/duty").body;
    const auto at = body.find("action=\"/desk/duty/swap/" + std::to_string(id) + "\"");
    if (at == body.npos) return body.find("id=\"swaps\"") == body.npos ? "nothing" : "line";
    const auto form = body.substr(at, body.find("</form>", at) - at);
    std::string verbs;
    for (const std::string verb : {"agree", "decline"})
      if (form.find("value=\"" + verb + "\"") != form.npos) verbs += verb + " ";
    return verbs;
  }
  HttpResponse answers(const std::string& who, long long id, const std::string& verb) {
    auto browser = this->browser();
    browser.sign_in(who);
    browser.get("/account");
    return browser.post("/desk/duty/swap/" + std::to_string(id), "verb=" + verb + "&roster=desk");
  }
  std::string told() {
    std::string keys;
    for (const auto& row : in([](Transaction& t) {
           return t.run("SELECT chat_id, notice::jsonb->>'key' AS key FROM outbox ORDER BY id");
         }))
      keys += row.text("key") + ">" + row.text("chat_id") + " ";
    return keys;
  }
  std::vector<DutyChange> changes() {
    return in([&](Transaction& t) { return duty_changes(t, now); });
  }
  DutyShift shift;
};

}  // namespace

TEST_CASE("an open swap is listed for all, and its buttons are those of whom it waits for", "[pg]") {
  SwapPage page;
  const auto draft = page.proposed(State::drafted, page.now);
  CHECK(page.offered("ann", draft) == "agree decline ");
  CHECK(page.offered("bob", draft) == "nothing");
  page.in([&](Transaction& t) {
    auto asked = find_proposal(t, "corp", draft).value();
    asked.state = State::asked;
    move_proposal(t, asked);
    return Done{};
  });
  CHECK(page.offered("ann", draft) == "decline ");
  CHECK(page.offered("bob", draft) == "agree decline ");
  CHECK(page.offered("cid", draft) == "line");
  page.in([&](Transaction& t) {
    auto over = find_proposal(t, "corp", draft).value();
    over.state = State::declined;
    move_proposal(t, over);
    return Done{};
  });
  page.proposed(State::asked, page.now - 48h);
  CHECK(page.offered("bob", draft) == "nothing");
}

TEST_CASE("an answer on the duty page does what the same words in chat do", "[pg]") {
  SwapPage page;
  const auto id = page.proposed(State::asked, page.now);
  CHECK(page.answers("cid", id, "agree").status == 200);
  CHECK(page.state_of(id) == "asked");
  CHECK(page.answers("ann", id, "agree").status == 200);  // it is not hers to agree
  CHECK(page.state_of(id) == "asked");
  CHECK(page.told().empty());
  CHECK(page.answers("bob", id, "later").status == 400);
  const auto said = page.answers("bob", id, "agree");
  CHECK(said.status == 200);
  CHECK(said.body.find("role=\"status\"") != std::string::npos);
  CHECK(page.state_of(id) == "agreed");
  const auto changes = page.changes();
  REQUIRE(changes.size() == 1);
  CHECK(changes[0].person == "bob");
  CHECK(changes[0].from == page.shift.from);
  CHECK(page.told() == "duty.swap.done>ann ");
  CHECK(page.in([](Transaction& t) {
    return t.run("SELECT actor || ' ' || way || ' ' || remote AS it FROM audit WHERE act = 'arrange'")[0]
        .text("it");
  }) == "corp/bob page 10.0.0.1");
  CHECK(page.answers("bob", id, "agree").status == 200);
  CHECK(page.changes().size() == 1);
}

TEST_CASE("a swap that is declined on the page, or taken back there, stays undone and the other hears of it",
          "[pg]") {
  SwapPage page;
  const auto declined = page.proposed(State::asked, page.now);
  page.answers("bob", declined, "decline");
  CHECK(page.state_of(declined) == "declined");
  CHECK(page.told() == "duty.swap.was_declined>ann ");
  const auto taken_back = page.proposed(State::asked, page.now);
  page.answers("ann", taken_back, "decline");
  CHECK(page.state_of(taken_back) == "withdrawn");
  CHECK(page.told() == "duty.swap.was_declined>ann duty.swap.was_withdrawn>bob ");
  CHECK(page.changes().empty());
}
