// "您是不是想问" as turns through the database: what is suggested, chosen, rejected, and what remains of it.
#include <future>

#include "bot/text.h"
#include "gateway/channel/json.h"
#include "gateway/channel/wecom_card.h"
#include "gateway/clock.h"
#include "gateway/delivery/inbox.h"
#include "handlers/intake/batch.h"
#include "handlers/intake/dialog_json.h"
#include "handlers/knowledge/hot.h"
#include "handlers/knowledge/worklist.h"
#include "handlers/tickets/ticket_store.h"
#include "tests/handlers/knowledge_world.h"

namespace {

const std::string half_asked = "密码怎么换";  // like a phrasing, but not the same

Article asked_as(const std::string& id, const std::string& title, std::vector<std::string> phrasings) {
  auto made = KnowledgeWorld::article(id, "", title);
  made.title = title;
  made.patterns.clear();
  made.system = "login";
  made.phrasings = std::move(phrasings);
  return made;
}

Config desk_config() {
  Config config;
  config.templates_folder = SOURCE_FOLDER "/templates";
  AccountConfig bot;
  bot.name = "bot";
  bot.kind = "wecom_aibot";
  config.accounts = {bot};
  return config;
}

/// A desk whose people speak through the inbox, one turn at a time.
struct SuggestWorld : KnowledgeWorld {
  Config config = desk_config();
  Directory directory{config};
  Shelf shelf{files()};
  InboxWriter inbox{{database.settings()},
                    [this](const Inbound& message) { return directory.conversation_of(message); }};
  int said = 0;

  SuggestWorld() {
    now = ::now();  // timers are the database's
    publish(asked_as("password", "怎么修改密码", {"密码忘了", "想换个密码"}));
    publish(asked_as("printer", "打印机卡纸怎么办", {"打印机不出纸"}));
    publish(asked_as("leave", "如何申请年假", {"请年假的流程"}));
    take();
  }
  static std::shared_ptr<const Library> files() {
    static const auto loaded = load_library(desk_config());
    if (!loaded) FAIL(loaded.error().text);
    return *loaded;
  }
  void take() {
    REQUIRE(shelf.take_knowledge(in([&](Transaction& t) { return load_knowledge(t, 480, now); })));
  }

  Inbound message(const std::string& who) {
    Inbound made;
    made.account = "bot";
    made.external_id = "m" + std::to_string(++said);
    made.contact = who;
    made.chat = {"bot", "group-1", ChatKind::group};
    return made;
  }
  void say(const std::string& who, const std::string& text) {
    auto made = message(who);
    made.text = text;
    turn(std::move(made));
  }
  void press(const std::string& who, const std::string& key) {
    auto made = message(who);
    made.kind = Inbound::Kind::click;
    made.click.key = key;
    made.click.task_id = report_of(who).card;
    turn(std::move(made));
  }
  void turn(Inbound made) {
    std::promise<bool> committed;
    REQUIRE(inbox.offer({std::move(made)},
                        [&](const Result<Done>& done) { committed.set_value(static_cast<bool>(done)); }));
    REQUIRE(committed.get_future().get());
    const auto claims = in([](Transaction& t) { return claim_conversations(t, {}); });
    REQUIRE(claims.size() == 1);
    const BatchSettings settings{&directory, shelf.get(), "zh-CN", 480, Seconds{600}};
    REQUIRE(in([&](Transaction& t) { return run_turns(t, settings, claims, now); }) == 1);
    now += Seconds{20};
  }
  Report report_of(const std::string& who) {
    const auto rows = in([&](Transaction& t) {
      return t.run("SELECT dialog FROM conversation c WHERE c.key LIKE '%/' || $1", {who});
    });
    const auto dialogs = dialogs_from_json(rows[0].text("dialog"));
    REQUIRE(dialogs);
    return dialogs->reports.empty() ? Report{} : dialogs->reports.back();
  }
  /// "outcome article found_by words" of each ask of this person, oldest first.
  std::vector<std::string> asks_of(const std::string& who) {
    std::vector<std::string> lines;
    for (const auto& row : in([&](Transaction& t) {
           return t.run(
               "SELECT outcome, article, found_by, words FROM ask WHERE person LIKE '%/' || $1 ORDER BY at",
               {who});
         }))
      lines.push_back(row.text("outcome") + " " + row.text("article") + " " + row.text("found_by") + " " +
                      row.text("words"));
    return lines;
  }
  std::string last_notice() {
    return in([](Transaction& t) { return t.run("SELECT notice FROM outbox ORDER BY id DESC LIMIT 1"); })[0]
        .text("notice");
  }
  Ticket newest_ticket() {
    const auto rows = in([](Transaction& t) { return t.run("SELECT max(number) AS n FROM ticket"); });
    return in([&](Transaction& t) { return load_tickets(t, {rows[0].number("n")}); }).at(0);
  }
};

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("a chosen suggestion answers, is counted, and its words lead the editor to its article", "[pg]") {
  SuggestWorld world;
  world.say("li", half_asked);
  CHECK(world.last_notice().find("dialog.suggest") != std::string::npos);
  REQUIRE(world.report_of("li").suggested.front() == "password");
  world.press("li", "kb.pick.1");
  CHECK(world.last_notice().find("dialog.article") != std::string::npos);
  CHECK(world.asks_of("li") == Lines{"suggested password search " + half_asked,
                                     "chosen password search " + half_asked,
                                     "shown password chosen " + half_asked});
  const auto figures = world.in(
      [&](Transaction& t) { return deflection(t, "", "", world.now - Seconds{600}, world.now, world.now); });
  CHECK(figures.suggested == 1);
  CHECK(figures.chosen == 1);
  CHECK(figures.shown == 1);
  CHECK(figures.searched == 0);
  const auto work = world.in([&](Transaction& t) { return worklist(t, "", world.now); });
  REQUIRE(work.size() == 1);
  CHECK(work[0].text == half_asked);
  CHECK(work[0].asks == 1);
  CHECK(work[0].chosen == 1);
  CHECK(work[0].nearest.at(0) == "password");
  const auto hot = world.in([&](Transaction& t) { return hot_articles(t, "", world.now); });
  CHECK(hot.at(0).article == "password");
  CHECK(hot.at(0).asks == 1);
}

TEST_CASE("a phrasing added from the worklist is answered outright from its publication on", "[pg]") {
  SuggestWorld world;
  world.say("li", half_asked);
  world.say("li", "1");
  const auto work = world.in([&](Transaction& t) { return worklist(t, "", world.now); });
  REQUIRE(work.size() == 1);
  const auto added = world.in([&](Transaction& t) {
    return add_phrasings(t, work[0].nearest.at(0), work[0].keys, world.writer, world.now);
  });
  REQUIRE(added);
  REQUIRE(world.approve("password", added->life.version));
  world.take();
  CHECK(world.in([&](Transaction& t) { return worklist(t, "", world.now); }).empty());
  world.say("han", half_asked);
  CHECK(world.asks_of("han") == Lines{"shown password search " + half_asked});
}

TEST_CASE("没解决 after a choice counts once in the worklist, and the ticket begins with the first sentence",
          "[pg]") {
  SuggestWorld world;
  world.say("li", half_asked);
  world.press("li", "kb.pick.1");
  world.press("li", "kb.unsolved");
  CHECK(world.asks_of("li") ==
        Lines{"suggested password search " + half_asked, "chosen password search " + half_asked,
              "shown password chosen " + half_asked, "unsolved password chosen " + half_asked,
              "ticket password  " + half_asked});
  const auto work = world.in([&](Transaction& t) { return worklist(t, "", world.now); });
  REQUIRE(work.size() == 1);
  CHECK(work[0].asks == 1);
  CHECK(work[0].unsolved == 1);
  CHECK(world.newest_ticket().text == half_asked);
}

TEST_CASE("none of them: the ticket keeps sentence and particulars, the worklist the question", "[pg]") {
  SuggestWorld world;
  const auto words = "客户13812345678" + half_asked;
  world.say("li", words);
  REQUIRE_FALSE(world.report_of("li").suggested.empty());
  world.press("li", "kb.none");
  const auto masked = "客户138****5678" + half_asked;
  const auto asks = world.asks_of("li");
  REQUIRE(asks.size() == 3);
  CHECK(asks[1] == "rejected password search " + masked);
  CHECK(asks[2] == "none   " + masked);
  const auto ticket = world.newest_ticket();
  CHECK(ticket.text == words);
  CHECK(ticket.fields.at("phone") == "13812345678");
  const auto work = world.in([&](Transaction& t) { return worklist(t, "", world.now); });
  REQUIRE(work.size() == 1);
  CHECK(work[0].asks == 1);
  const auto figures = world.in(
      [&](Transaction& t) { return deflection(t, "", "", world.now - Seconds{600}, world.now, world.now); });
  CHECK(figures.rejected == 1);
  CHECK(figures.unanswered == 1);
}

TEST_CASE("typed on: the ticket holds both sentences, the question is the first", "[pg]") {
  SuggestWorld world;
  world.say("li", half_asked);
  world.say("li", "客户13812345678，今天9:40开始的");
  CHECK(world.newest_ticket().text == half_asked + "\n客户13812345678，今天9:40开始的");
  CHECK(world.asks_of("li").back() == "none   " + half_asked);
}

TEST_CASE("an open incident's words go before answers and suggestions", "[pg]") {
  SuggestWorld world;
  IncidentStatus status;
  status.title = "密码服务异常";
  status.text = "正在恢复";
  status.keywords = {{"密码"}};
  status.set_by = "li.lei";
  status.until = world.now + Seconds{3600};
  REQUIRE(world.in([&](Transaction& t) { return set_status(t, status, world.now); }));
  const auto before = world.shelf.get()->answerer;
  world.take();
  CHECK(world.shelf.get()->answerer == before);  // the articles are the same: nothing is built again
  world.say("li", half_asked);
  CHECK(world.last_notice().find("正在恢复") != std::string::npos);
  CHECK(world.report_of("li").by == "status");
}

TEST_CASE(
    "three of the longest titles fit a card's limits, and are numbered lines where there are no cards") {
  World world;
  const auto library = SuggestWorld::files();
  world.forms = &library->forms;
  world.dictionary = &library->dictionary;
  for (int i = 0; i < 3; ++i) {
    std::string title;
    while (code_points(title) < 60) title += "题";
    world.suggestions.push_back({"a" + std::to_string(i), title, "答案", "search"});
  }
  Said said;
  said.message.text = "问题";
  const auto made = turn(world, {}, said);
  const auto* asked = std::get_if<Say>(&made.effects.back());
  REQUIRE(asked != nullptr);
  for (const std::string locale : {"zh-CN", "en"}) {
    const auto shown = library->wording->render(locale, asked->notice);
    REQUIRE(shown);
    for (const char* line : {"1. 题", "2. 题", "3. 题", "4. "})
      CHECK(shown->text.find(line) != std::string::npos);
    CHECK(shown->text.find("5. ") == std::string::npos);
    const auto& card = shown->card.at(0);
    REQUIRE(card.buttons.size() == 4);
    CHECK(words_before(card) == card.text);  // too long to stand on the card: sent before it, whole
    const auto sent = wecom_card(card, "");
    for (const auto& button : sent["button_list"].items())
      CHECK(code_points(button["text"].text()) <= (locale == "en" ? 20 : 10));
  }
}
