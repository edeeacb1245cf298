#include "handlers/sla/duty_store.h"

#include <catch2/catch.hpp>

#include "handlers/knowledge/jobs.h"
#include "tests/support/test_database.h"

namespace {

const Time noon{std::chrono::hours{500000}};

}  // namespace

TEST_CASE("arranged duty is read back until it is undone, and every gateway learns of both") {
  const TestDatabase database;
  Connection connection(database.settings());
  const auto in = [&](auto work) {
    auto done = connection.transact(work);
    REQUIRE(done);
    return *done;
  };
  const auto version = [&] { return in([](Transaction& t) { return knowledge_version(t); }); };
  const auto before = version();
  DutyChange swap{0, "desk", noon, noon + Seconds{3600}, "ann", "bob", "ann"};
  swap.id = in([&](Transaction& t) { return add_duty_change(t, swap); });
  const auto arranged = version();
  CHECK(arranged > before);
  CHECK(in([](Transaction& t) { return duty_changes(t, noon); }) == std::vector<DutyChange>{swap});
  CHECK(in([](Transaction& t) { return duty_changes(t, noon + Seconds{61 * 86400}); }).empty());
  CHECK(in([&](Transaction& t) { return undo_duty_change(t, swap.id); }) == std::vector<DutyChange>{swap});
  CHECK(version() > arranged);
  CHECK(in([&](Transaction& t) { return undo_duty_change(t, swap.id); }).empty());
  CHECK(in([](Transaction& t) { return duty_changes(t, noon); }).empty());
}
