#include "kb/word_evidence.h"

#include <catch2/catch.hpp>

namespace {

/// Ten subjects; each always names its own thing, and "please" comes and goes.
struct Desk {
  Desk() {
    const std::vector<std::string> things{"refund",  "password", "invoice", "printer", "holiday",
                                          "parking", "badge",    "laptop",  "meeting", "salary"};
    for (std::uint32_t entry = 0; entry < things.size(); ++entry) {
      phrasings.push_back({entry, tokens_of(things[entry] + " help please")});
      phrasings.push_back({entry, tokens_of("about " + things[entry])});
      phrasings.push_back({entry, tokens_of("my " + things[entry] + (entry % 2 ? " please" : " again"))});
    }
    for (const auto& phrasing : phrasings) learned.push_back(&phrasing);
  }
  std::vector<Phrasing> phrasings;
  std::vector<const Phrasing*> learned;
};

}  // namespace

TEST_CASE("a faithful word unsaid by an entry weighs more against it than one that comes and goes") {
  const Desk desk;
  const SearchModel model(desk.learned, 10);
  const WordEvidence evidence(model);
  const auto against = [&](const std::string& word) {
    return evidence.of(evidence.features_of(model.vector_of(tokens_of(word))), 0)[0].unsaid;
  };
  CHECK(against("password") < -1);
  CHECK(against("password") < 4 * against("again"));
}

TEST_CASE("a word that all of an entry's phrasings have speaks for it, and its absence against it") {
  const Desk desk;
  const SearchModel model(desk.learned, 10);
  const WordEvidence evidence(model);
  const auto named = evidence.of(evidence.features_of(model.vector_of(tokens_of("my refund"))), 0)[0];
  const auto unnamed = evidence.of(evidence.features_of(model.vector_of(tokens_of("help please"))), 0)[0];
  CHECK(named.said > 1);
  CHECK(named.unsaid > -0.1);
  CHECK(unnamed.missing < named.missing - 1);
  CHECK(unnamed.missing_most < -1);
}

TEST_CASE("one word's evidence is what the sums are made of") {
  const Desk desk;
  const SearchModel model(desk.learned, 10);
  const WordEvidence evidence(model);
  const auto tokens = tokens_of("refund");
  const auto feature = model.feature(tokens.at(0));
  REQUIRE(feature);
  const auto sums = evidence.of(evidence.features_of(model.vector_of(tokens)), 0)[0];
  CHECK(evidence.present(*feature, 0) == Approx(sums.said));
  CHECK(evidence.absent(*feature, 0) < 0);
  CHECK(evidence.absent(*feature, 1) == 0);  // the entry never had it
}
