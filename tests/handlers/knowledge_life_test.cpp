#include <catch2/catch.hpp>

#include "handlers/knowledge/life.h"

namespace {

const Time now{Millis{1'800'000'000'000}};

ArticleLife in_state(ArticleState state, int version, int live) {
  ArticleLife life;
  life.state = state;
  life.version = version;
  life.live_version = live;
  return life;
}

}  // namespace

TEST_CASE("an article goes from draft over review to its readers") {
  const auto draft = after(ArticleLife{}, ArticleStep::save, now);
  REQUIRE(draft);
  CHECK(*draft == in_state(ArticleState::draft, 1, 0));
  const auto waiting = after(*draft, ArticleStep::submit, now);
  REQUIRE(waiting);
  CHECK(waiting->state == ArticleState::in_review);
  const auto live = after(*waiting, ArticleStep::approve, now);
  REQUIRE(live);
  CHECK(*live == in_state(ArticleState::published, 1, 1));
}

TEST_CASE("nothing reaches its readers past the review") {
  for (const auto state : {ArticleState::draft, ArticleState::published, ArticleState::expired,
                           ArticleState::retired, ArticleState::scheduled})
    CHECK_FALSE(after(in_state(state, 1, 0), ArticleStep::approve, now));
  CHECK_FALSE(after(in_state(ArticleState::in_review, 1, 0), ArticleStep::go_live, now));
  CHECK_FALSE(after(in_state(ArticleState::retired, 1, 0), ArticleStep::submit, now));
}

TEST_CASE("readers keep the published version while a newer one is written and refused") {
  auto life = in_state(ArticleState::published, 3, 3);
  for (const auto step : {ArticleStep::save, ArticleStep::submit, ArticleStep::reject}) {
    const auto next = after(life, step, now);
    REQUIRE(next);
    life = *next;
    CHECK(life.live_version == 3);
  }
  CHECK(life == in_state(ArticleState::draft, 4, 3));
}

TEST_CASE("a version confirmed for later waits for its time") {
  const auto waiting =
      after(in_state(ArticleState::in_review, 2, 1), ArticleStep::approve, now, now + Seconds{60});
  REQUIRE(waiting);
  CHECK(waiting->state == ArticleState::scheduled);
  CHECK(waiting->live_version == 1);
  CHECK_FALSE(after(*waiting, ArticleStep::go_live, now + Seconds{59}));
  const auto live = after(*waiting, ArticleStep::go_live, now + Seconds{60});
  REQUIRE(live);
  CHECK(*live == in_state(ArticleState::published, 2, 2));
  const auto past =
      after(in_state(ArticleState::in_review, 2, 1), ArticleStep::approve, now, now - Seconds{60});
  REQUIRE(past);
  CHECK(past->state == ArticleState::published);
}

TEST_CASE("expiry takes what readers see and leaves a newer draft alone") {
  const auto ended = after(in_state(ArticleState::published, 2, 2), ArticleStep::expire, now);
  REQUIRE(ended);
  CHECK(*ended == in_state(ArticleState::expired, 2, 0));
  const auto drafted = after(in_state(ArticleState::draft, 3, 2), ArticleStep::expire, now);
  REQUIRE(drafted);
  CHECK(*drafted == in_state(ArticleState::draft, 3, 0));
}

TEST_CASE("every state allows only the steps of its row") {
  const auto count = [](ArticleState state) { return steps_from(in_state(state, 1, 0)).size(); };
  CHECK(count(ArticleState::draft) == 3);      // save, submit, retire
  CHECK(count(ArticleState::in_review) == 4);  // save, approve, reject, retire
  CHECK(count(ArticleState::scheduled) == 3);  // save, reject, retire
  CHECK(count(ArticleState::published) == 2);  // save, retire
  CHECK(count(ArticleState::expired) == 2);
  CHECK(count(ArticleState::retired) == 1);  // save
}

TEST_CASE("the system's reviewers confirm; where none are named, product and lead do") {
  const Editor product{"p", "", "product"}, agent{"a", "", "agent"}, admin{"x", "", "admin"},
      named{"a", "", ""};
  CHECK(may_review(product, {}));
  CHECK_FALSE(may_review(agent, {}));
  CHECK(may_review(named, {"a", "b"}));
  CHECK_FALSE(may_review(product, {"a", "b"}));
  CHECK(may_review(admin, {"a"}));
}
