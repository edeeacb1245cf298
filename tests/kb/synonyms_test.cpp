#include "kb/synonyms.h"

#include <catch2/catch.hpp>

#include "kb/answerer.h"

TEST_CASE(
    "every word of a list becomes its first, the longest where several begin, a Latin word only whole") {
  const SynonymFold same(
      {{"客户端", "APP", "手机app"}, {"新股申购", "打新", "打新股"}, {"登录", "登錄", "登陆"}});
  CHECK(same.fold("app登陆不上") == "客户端登录不上");
  CHECK(same.fold("手机app打不开") == "客户端打不开");
  CHECK(same.fold("怎么打新股") == "怎么新股申购");
  CHECK(same.fold("it happens in my app.") == "it happens in my 客户端.");
  CHECK(same.fold("") == "");
  CHECK(SynonymFold({}).fold("app") == "app");
}

TEST_CASE("a text is told what it might have said instead, each list once") {
  const SynonymFold same({{"客户端", "APP", "手机app"}, {"新股申购", "打新", "打新股"}},
                         SynonymFold::Form::characters);
  CHECK(same.others("app里打新股，打新怎么做") ==
        std::vector<std::string>{"客户端", "手机app", "新股申购", "打新"});
  CHECK(same.others("it happens").empty());
  CHECK(SynonymFold({}).others("app").empty());
}

TEST_CASE("ranked search takes a synonym for the word of the article") {
  Article password, printer;
  password.id = "password";
  password.title = "交易密码忘记怎么找回";
  printer.id = "printer";
  printer.title = "打印机卡纸怎么办";
  const auto matcher = Matcher::build({password, printer}, Matcher::Broken::refuse, {{"密码", "口令"}});
  REQUIRE(matcher);
  const Answerer answerer(*matcher);
  const auto decision = answerer.decide("交易口令忘记怎么找回");
  CHECK(decision.kind == Decision::Kind::answer);
  REQUIRE_FALSE(decision.articles.empty());
  CHECK(answerer.articles()[decision.articles[0]].id == "password");
}
