#include "kb/matcher.h"

#include <catch2/catch.hpp>

namespace {

Article article(const std::string& id, std::vector<std::string> patterns,
                std::vector<std::vector<std::string>> keywords = {}, std::vector<std::string> excludes = {}) {
  Article one;
  one.id = id;
  one.title = id;
  one.answer = "答";
  one.patterns = std::move(patterns);
  one.keywords = std::move(keywords);
  one.excludes = std::move(excludes);
  return one;
}

std::shared_ptr<const Matcher> built(std::vector<Article> articles) {
  auto matcher = Matcher::build(std::move(articles));
  INFO((matcher ? "" : matcher.error().text));
  REQUIRE(matcher);
  return *matcher;
}

std::vector<std::string> ids(const Matcher& matcher, const std::string& text, const std::string& system = {},
                             std::size_t limit = 3) {
  std::vector<std::string> found;
  for (const auto& hit : matcher.match(text, system, limit))
    found.push_back(matcher.articles()[hit.article].id);
  return found;
}

using Ids = std::vector<std::string>;

}  // namespace

TEST_CASE(
    "patterns see the normal form: full width, Traditional, capitals and wide spaces are no hindrance") {
  const auto matcher = built({article("open", {"app.{0,2}开户 ?失败"}), article("vpn", {"VPN"})});
  CHECK(ids(*matcher, "ＡＰＰ里開戶　失敗了") == Ids{"open"});
  CHECK(ids(*matcher, "ｖｐｎ连不上") == Ids{"vpn"});
  CHECK(ids(*matcher, "开户很顺利") == Ids{});
}

TEST_CASE("all words of a keyword set must occur, and a Latin word only whole") {
  const auto matcher = built({article("frozen", {}, {{"资金", "冻结"}, {"app", "闪退"}})});
  CHECK(ids(*matcher, "冻结了客户的资金") == Ids{"frozen"});
  CHECK(ids(*matcher, "资金正常") == Ids{});
  CHECK(ids(*matcher, "APP闪退") == Ids{"frozen"});
  CHECK(ids(*matcher, "happy闪退") == Ids{});
}

TEST_CASE("an exclude silences its article and no other") {
  const auto matcher = built({article("a", {"交易不了"}, {}, {"[0-9]{6}"}), article("b", {"交易"})});
  CHECK(ids(*matcher, "交易不了") == Ids{"a", "b"});
  CHECK(ids(*matcher, "600519交易不了") == Ids{"b"});
}

TEST_CASE("a pattern goes before keywords, and more of the message before less") {
  const auto matcher = built(
      {article("words", {}, {{"忘记", "密码"}}), article("short", {"密码"}), article("long", {"忘记密码"})});
  CHECK(ids(*matcher, "忘记密码了") == Ids{"long", "short", "words"});
  CHECK(ids(*matcher, "忘记密码了", "", 1) == Ids{"long"});
  const auto hits = matcher->match("忘记密码了");
  CHECK(hits[0].by == "pattern");
  CHECK(hits[0].evidence == "忘记密码");
  CHECK(hits[2].by == "keyword");
  CHECK(hits[2].evidence == "忘记 密码");
  CHECK(hits[0].confidence > hits[1].confidence);
  CHECK(hits[1].confidence >= hits[2].confidence);
}

TEST_CASE("an article of one system is silent in another; one of none speaks everywhere") {
  auto login = article("login", {"密码"}), any = article("any", {"密码"});
  login.system = "login";
  const auto matcher = built({login, any});
  CHECK(ids(*matcher, "密码", "login") == Ids{"login", "any"});
  CHECK(ids(*matcher, "密码", "trading") == Ids{"any"});
  CHECK(ids(*matcher, "密码") == Ids{"login", "any"});
}

TEST_CASE("every bad pattern is named with its article, and nothing is built") {
  const auto matcher =
      Matcher::build({article("a", {"(开户", "好"}), article("b", {"x{1001}"}), article("c", {"(交易)?"}),
                      article("d", {std::string(600, 'x')}), article("a", {"y"})});
  REQUIRE_FALSE(matcher);
  const auto& text = matcher.error().text;
  CHECK(text.find("article \"a\": pattern \"(开户\"") != std::string::npos);
  CHECK(text.find("article \"b\": pattern \"x{1001}\"") != std::string::npos);
  CHECK(text.find("would match everything") != std::string::npos);
  CHECK(text.find("longer than 512 bytes") != std::string::npos);
  CHECK(text.find("article \"a\" occurs twice") != std::string::npos);
}

TEST_CASE(
    "a broken article is left out where it may not stop the others, and its fault is told with the column") {
  const auto matcher = Matcher::build({article("a", {"开(户"}), article("b", {"开户"}, {}, {"x[1"}),
                                       article("c", {"户"}), article("c", {"开"})},
                                      Matcher::Broken::leave_out);
  REQUIRE(matcher);
  CHECK(ids(**matcher, "开户") == Ids{"c"});
  CHECK((*matcher)->articles().size() == 1);
  REQUIRE((*matcher)->problems().size() == 3);
  CHECK((*matcher)->problems()[0].article == "a");
  CHECK((*matcher)->problems()[1].text.find("exclude \"x[1\": column 2") != std::string::npos);
}

TEST_CASE("one of the any-words must occur beside a set, none of the none-words may") {
  auto one = article("transfer", {}, {{"转账"}, {"银证", "转"}});
  one.keywords_any = {"失败", "不成功"};
  one.keywords_none = {"手续费"};
  auto only_any = article("codes", {});
  only_any.keywords_any = {"e1001", "验证码"};
  const auto matcher = built({one, only_any});
  CHECK(ids(*matcher, "银证转账") == Ids{});
  CHECK(ids(*matcher, "银证转账失败") == Ids{"transfer"});
  CHECK(ids(*matcher, "转账不成功还收手续费") == Ids{});
  CHECK(ids(*matcher, "失败") == Ids{});
  CHECK(ids(*matcher, "报E1001") == Ids{"codes"});
  CHECK(ids(*matcher, "报E10012") == Ids{});
  CHECK(matcher->match("银证转账失败")[0].evidence == "银证 转 失败");
}

TEST_CASE("a synonym will do for a keyword, and the hit names the article's own word") {
  const auto matcher = Matcher::build({article("a", {}, {{"密码", "忘记"}})}, Matcher::Broken::refuse,
                                      {{"密码", "Password", "口令"}, {"忘记", "想不起"}});
  REQUIRE(matcher);
  CHECK(ids(**matcher, "口令想不起来了") == Ids{"a"});
  CHECK(ids(**matcher, "PASSWORD忘记") == Ids{"a"});
  CHECK(ids(**matcher, "口令改了") == Ids{});
  CHECK((*matcher)->match("口令想不起来了")[0].evidence == "密码 忘记");
}

TEST_CASE("signs in a keyword stand for themselves") {
  const auto matcher = built({article("a", {}, {{"t+1"}}), article("b", {}, {{"c:\\x_y (z)"}})});
  CHECK(ids(*matcher, "是T+1吗") == Ids{"a"});
  CHECK(ids(*matcher, "tt1") == Ids{});
  CHECK(ids(*matcher, "在c:\\x_y (z)里") == Ids{"b"});
}

TEST_CASE("an article of certain chats is silent in others") {
  auto one = article("a", {"密码"});
  one.groups = {"sales", "east"};
  const auto matcher = built({one, article("b", {"密码"})});
  const auto in = [&](const std::string& group) { return matcher->match("密码", {}, 3, group).size(); };
  CHECK(in("sales") == 2);
  CHECK(in("west") == 1);
  CHECK(in("") == 2);
}

TEST_CASE("broken UTF-8, nothing, and a pasted log are no danger") {
  const auto matcher = built({article("a", {"(a|b|c)*d.*e.*f"}), article("b", {"交易"})});
  CHECK(ids(*matcher, "\xFF\xFE\xE4\xBA 交易") == Ids{"b"});
  CHECK(ids(*matcher, "") == Ids{});
  CHECK(ids(*matcher, "  ") == Ids{});
  std::string log(1 << 20, 'a');
  CHECK(ids(*matcher, log) == Ids{});
  CHECK(ids(*matcher, "交易" + log) == Ids{"b"});
}
