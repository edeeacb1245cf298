#include <thread>

#include "handlers/intake/asks.h"
#include "handlers/intake/keeper.h"
#include "handlers/intake/lookup.h"
#include "tests/handlers/knowledge_world.h"

namespace {

Config desk_config() {
  Config config;
  config.templates_folder = SOURCE_FOLDER "/templates";
  config.public_url = "https://desk.example.com";
  return config;
}

Library library_of(std::vector<Article> articles, std::vector<IncidentStatus> statuses = {}) {
  static const auto files = load_library(desk_config());
  if (!files) FAIL(files.error().text);
  Knowledge knowledge;
  for (auto& article : articles) knowledge.articles.push_back({std::move(article), {}, false});
  knowledge.statuses = std::move(statuses);
  const auto made = with_knowledge(**files, std::move(knowledge));
  if (!made) FAIL(made.error().text);
  return **made;
}

Inbound message(const std::string& text, const std::string& chat = "group-1") {
  Inbound said;
  said.account = "bot";
  said.external_id = text;
  said.contact = "li.lei";
  said.chat = {"bot", chat, ChatKind::group};
  said.text = text;
  return said;
}

/// What one turn of a person says and asks for.
struct Turned {
  Plan plan;
  std::vector<AskRecord> asks;
  std::string key() const { return plan.says.empty() ? "" : plan.says.front().notice.key; }
  std::string param(const std::string& name) const {
    const auto& params = plan.says.at(0).notice.params;
    const auto found = params.find(name);
    return found == params.end() ? "" : found->second;
  }
};

Turned turned(const Library& library, const Inbound& said, Time now, const Known& known = {}) {
  static const Directory directory{desk_config()};
  Surroundings around;
  around.directory = &directory;
  around.library = &library;
  around.now = now;
  const auto intent = intent_of(said, 1, directory);
  Turned result;
  result.plan = plan(around, intent, known);
  result.asks = asks_of("org/li.lei", intent, known, result.plan, result.plan.opens ? 1001 : 0);
  return result;
}

const Time now = *time_of("2026-03-10T10:00", 480);

/// Open for a minute.
IncidentStatus incident(const std::string& title, const std::string& pattern) {
  IncidentStatus status;
  status.id = 7;
  status.title = title;
  status.text = "正在处理";
  status.patterns = {pattern};
  status.until = now + Seconds{60};
  return status;
}

}  // namespace

TEST_CASE(
    "查 answers with titles and links and leaves the dialog as it is; nothing found is kept as a question") {
  const auto library = library_of({KnowledgeWorld::article("limit", "转账限额", "银证转账限额是多少")});
  const auto found = turned(library, message("查 限额"), now);
  CHECK(found.key() == "knowledge.found");
  REQUIRE(found.plan.says.at(0).notice.items.size() == 1);
  CHECK(found.plan.says[0].notice.items[0].at("link") == "https://desk.example.com/qa/article/limit");
  CHECK(found.plan.says[0].notice.items[0].at("answer") == "答案 limit");
  CHECK_FALSE(found.plan.opens);
  CHECK(found.asks.at(0).outcome == "searched");
  const auto missed = turned(library, message("查 可转债"), now);
  CHECK(missed.key() == "knowledge.nothing");
  CHECK(missed.asks.at(0).outcome == "missed");
  CHECK(missed.asks.at(0).words == "可转债");
}

TEST_CASE("an answer in chat leads to the whole article, the words of an incident lead nowhere") {
  const std::vector<Article> articles{KnowledgeWorld::article("limit", "转账限额", "银证转账限额是多少")};
  const auto answer = turned(library_of(articles), message("银证转账限额是多少"), now);
  REQUIRE(answer.key() == "dialog.article");
  CHECK(answer.param("link") == "https://desk.example.com/qa/article/limit");
  const auto open = incident("转账变慢", "转账");
  const auto status = turned(library_of(articles, {open}), message("银证转账限额是多少"), now);
  REQUIRE(status.key() == "dialog.article");
  CHECK(status.param("title") == "转账变慢");
  CHECK(status.param("link").empty());
}

TEST_CASE("热点 shows at most five, hottest first") {
  const auto library = library_of({});
  Known known;
  for (int i = 0; i < 7; ++i) known.hot.push_back({"a" + std::to_string(i), "标题", "", 9 - i, 1.0, false});
  const auto shown = turned(library, message("热点"), now, known);
  CHECK(shown.key() == "knowledge.hot");
  REQUIRE(shown.plan.says.at(0).notice.items.size() == 5);
  CHECK(shown.plan.says[0].notice.items[0].at("asks") == "9");
  CHECK(shown.asks.empty());
  CHECK(turned(library, message("热点"), now).key() == "knowledge.hot_none");
}

TEST_CASE("the words of an open incident answer in the place of an article, until it ends") {
  const auto library = library_of({KnowledgeWorld::article("slow", "委托.{0,6}慢", "委托很慢怎么办")},
                                  {incident("委托延迟", "委托.{0,6}慢")});
  const auto during = turned(library, message("委托很慢怎么办"), now);
  CHECK(during.param("answer") == "正在处理");
  const auto afterwards = turned(library, message("委托很慢怎么办"), now + Seconds{60});
  CHECK(afterwards.param("answer") == "答案 slow");
}

TEST_CASE("an article bound to a group answers there alone") {
  auto bound = KnowledgeWorld::article("bound", "几点开盘", "几点开盘");
  bound.groups = {"group-2"};
  const auto library = library_of({bound});
  CHECK(turned(library, message("几点开盘", "group-2"), now).param("answer") == "答案 bound");
  for (const auto& ask : turned(library, message("几点开盘", "group-1"), now).asks)
    CHECK(ask.outcome == "none");
}

TEST_CASE("changed synonyms hold from the next sentence on, and nothing else is built again") {
  auto article = KnowledgeWorld::article("margin", "", "融资融券的保证金比例");
  article.patterns.clear();
  article.keywords = {{"融资融券", "保证金"}};
  auto library = library_of({article});
  library.synonyms.clear();
  Shelf shelf(std::make_shared<const Library>(library));
  Knowledge knowledge = *library.knowledge;
  knowledge.version = 1;
  REQUIRE(shelf.take_knowledge(knowledge));
  const auto before = shelf.get()->answerer;
  for (const auto& ask : turned(*shelf.get(), message("两融保证金几成"), now).asks)
    CHECK(ask.found_by != "keyword");
  REQUIRE(shelf.take_files(library));
  CHECK(shelf.get()->answerer == before);
  auto files = library;
  files.synonyms = {{"融资融券", "两融"}};
  REQUIRE(shelf.take_files(files));
  const auto answered = turned(*shelf.get(), message("两融保证金几成"), now);
  CHECK(answered.param("answer") == "答案 margin");
  CHECK(answered.asks.at(0).found_by == "keyword");
}

TEST_CASE("an answer that is shown is recorded with its question, an unanswered report with its ticket") {
  const auto library = library_of({KnowledgeWorld::article("hours", "几点开盘", "几点开盘")});
  const auto shown = turned(library, message("请问几点开盘"), now);
  REQUIRE(shown.asks.size() == 1);
  CHECK(shown.asks[0].article == "hours");
  CHECK(shown.asks[0].outcome == "shown");
  CHECK(shown.asks[0].words == "请问几点开盘");
  const auto report = turned(library, message("APP登录不了"), now);
  REQUIRE(report.plan.opens);
  REQUIRE(report.asks.size() == 1);
  CHECK(report.asks[0].outcome == "none");
  CHECK(report.asks[0].words == "APP登录不了");
  CHECK(report.asks[0].ticket == 1001);
}

TEST_CASE("没解决 is the answer's failure, and its ticket is no unanswered question") {
  const auto library = library_of({KnowledgeWorld::article("hours", "几点开盘", "几点开盘")});
  Known known;
  known.dialogs = turned(library, message("请问几点开盘"), now).plan.dialogs;
  const auto failed = turned(library, message("没解决"), now + Seconds{30}, known);
  REQUIRE(failed.asks.size() == 2);
  CHECK(failed.asks[0].outcome == "unsolved");
  CHECK(failed.asks[1].outcome == "ticket");
  CHECK(failed.asks[1].article == "hours");
}

TEST_CASE("an article that cannot be read is left out; the others answer") {
  const auto library = library_of({KnowledgeWorld::article("broken", "(", "甲"),
                                   KnowledgeWorld::article("good", "几点开盘", "几点开盘")});
  REQUIRE(library.answerer->articles().size() == 1);
  CHECK(library.answerer->articles()[0].id == "good");
}

TEST_CASE("a gateway begins with the folder's articles, follows each publish, and keeps its files", "[pg]") {
  KnowledgeWorld world;
  const auto files = load_library(desk_config());
  REQUIRE(files);
  Shelf shelf(*files);
  auto config = desk_config();
  const Directory directory(config);
  auto keeper = KnowledgeKeeper::start({&config, world.database.settings(), &shelf, &directory,
                                        [&] { return world.now; }, [] {}, Seconds{20}});
  REQUIRE(keeper);
  const auto of_folder = (*files)->answerer->articles().size();
  CHECK(shelf.get()->answerer->articles().size() == of_folder);
  world.publish(world.article("zz-fresh", "天外来客", "天外来客怎么办"));
  const auto deadline = std::chrono::steady_clock::now() + Seconds{10};
  while (shelf.get()->answerer->articles().size() == of_folder && std::chrono::steady_clock::now() < deadline)
    std::this_thread::sleep_for(Millis{5});
  const auto now_answers = shelf.get()->answerer->matcher().match("天外来客怎么办");
  REQUIRE(now_answers.size() == 1);
  CHECK(shelf.get()->catalogue->search().search("天外来客").total == 1);
  REQUIRE(shelf.take_files(**files));
  CHECK(shelf.get()->answerer->articles().size() == of_folder + 1);
}
