#include "handlers/intake/names.h"

#include <atomic>
#include <catch2/catch.hpp>
#include <future>

namespace {

const Time morning = Time{} + Seconds{1773108000};

Claim claim_of(const std::string& userid, const std::string& name = "") {
  Claim claim;
  claim.conversation = "corp/" + userid;
  ClaimedMessage message;
  message.message.contact = userid;
  message.message.contact_name = name;
  claim.messages.push_back(message);
  return claim;
}

std::string name_in(const Claim& claim) { return claim.messages.front().message.contact_name; }

Directory directory_with(const std::string& userid) {
  Config config;
  PersonConfig person;
  person.userid = userid;
  person.name = "陈洁";
  config.people.push_back(person);
  return Directory(config);
}

NameBook::Settings patient(Millis patience) {
  NameBook::Settings settings;
  settings.patience = patience;
  return settings;
}

}  // namespace

TEST_CASE("who writes for the first time has a name before their turn, and is asked about once") {
  std::atomic<int> asked{0};
  NameBook book(
      patient(Millis{5000}),
      [&](const std::string&, const std::string& userid) -> Result<std::string> {
        ++asked;
        return "name of " + userid;
      },
      [] { return morning; });
  const auto directory = directory_with("chenjie");
  for (int round = 0; round < 2; ++round) {
    std::vector<Claim> claims{claim_of("lilei"), claim_of("chenjie"), claim_of("wangmin", "王敏"), Claim{}};
    book.put_names(claims, directory);
    CHECK(name_in(claims[0]) == "name of lilei");
    CHECK(name_in(claims[1]).empty());  // configured: their name is known elsewhere
    CHECK(name_in(claims[2]) == "王敏");
    CHECK(asked == 1);
  }
}

TEST_CASE("a platform that does not answer costs one short wait, and is left alone after its failure") {
  std::promise<void> answered;
  auto gate = answered.get_future().share();
  std::atomic<int> asked{0};
  std::atomic<long long> now{0};
  NameBook book(
      patient(Millis{1}),
      [&](const std::string&, const std::string&) -> Result<std::string> {
        ++asked;
        gate.wait();
        return Error{Kind::try_later, "gone"};
      },
      [&] { return morning + Seconds{now.load()}; });
  const auto directory = directory_with("chenjie");
  std::vector<Claim> claims{claim_of("lilei")};
  book.put_names(claims, directory);
  CHECK(name_in(claims[0]).empty());
  answered.set_value();
  // Once the failure is noted, nobody is asked about until the rest is over.
  const auto deadline = std::chrono::steady_clock::now() + Seconds{5};
  std::vector<Claim> others{claim_of("wangmin")};
  do {
    book.put_names(others, directory);
  } while (asked == 0 && std::chrono::steady_clock::now() < deadline);
  const int before = asked;
  while (asked == before && std::chrono::steady_clock::now() < deadline) {
    now += 31;  // the failure may be noted only now, and the rest begin with it
    book.put_names(others, directory);
  }
  CHECK(asked > before);
}

TEST_CASE("many new people at once are not kept waiting for their names") {
  std::promise<void> answered;
  auto gate = answered.get_future().share();
  NameBook book(
      patient(Millis{60000}),
      [&](const std::string&, const std::string&) -> Result<std::string> {
        gate.wait();
        return std::string("late");
      },
      [] { return morning; });
  std::vector<Claim> claims;
  for (int i = 0; i < 5; ++i) claims.push_back(claim_of("p" + std::to_string(i)));
  book.put_names(claims, directory_with("chenjie"));
  CHECK(name_in(claims[0]).empty());
  answered.set_value();
}
