// Dialogs survive a restart: what is written is read back whole.
#include "handlers/intake/dialog_json.h"

#include <catch2/catch.hpp>

namespace {

const Time noon{std::chrono::milliseconds{1773115500123}};

Report full_report() {
  Report report;
  report.origin = {"bot", "Group-1", ChatKind::group};
  report.contact = "LiLei";
  report.contact_name = "李磊";
  report.ticket = 1002;
  report.form = "trading";
  report.fields = {{"phone", "13900001111"}, {"error", "“资金账号异常”\n\t\\"}};
  report.asked = {"customer", "time"};
  report.skipped = {"time"};
  report.text = "股票交易不了\n😀";
  report.said = "0123456789abcdef";
  report.media = {{Media::Kind::video, "https://x/1", "", "a2V5"}, {Media::Kind::image, "", "MEDIA", ""}};
  report.articles = {"trading-time"};
  report.by = "search";
  report.suggested = {"trading-time", "t-plus-one"};
  report.card = "kb-1";
  report.answered = {"phone"};
  report.questions = 2;
  report.misunderstood = 1;
  report.wake_at = noon;
  report.spoke_at = noon + Seconds{1};
  return report;
}

}  // namespace

TEST_CASE("every part of a person's dialogs survives being written and read") {
  Dialogs dialogs;
  dialogs.reports = {full_report(), Report{}};
  dialogs.past = {{{"app", "LiLei", ChatKind::single}, "fp", "card", 1001, Past::End::cancelled, noon},
                  {{"bot", "G", ChatKind::group}, "", "", 0, Past::End::answered, Time{}},
                  {{"bot", "G", ChatKind::group}, "", "", 1, Past::End::submitted, noon}};
  dialogs.handover = HandOverDraft{1002,
                                   {"bot", "team", ChatKind::group},
                                   "developer",
                                   "wu",
                                   "研发",
                                   "日志报空指针",
                                   {{"why", "program_fault"}},
                                   {"log"},
                                   {{Media::Kind::image, "", "MEDIA", ""}},
                                   noon};
  const auto read = dialogs_from_json(to_json(dialogs));
  REQUIRE(read);
  CHECK(*read == dialogs);
}

TEST_CASE("no text and an empty object are nothing in progress") {
  for (const std::string text : {"", "{}"}) {
    const auto read = dialogs_from_json(text);
    REQUIRE(read);
    CHECK(*read == Dialogs{});
  }
  CHECK(to_json(Dialogs{}) == "{}");
}

TEST_CASE("unreadable dialogs are an error, never an empty state") {
  for (const std::string text :
       {"{", "[]", "null", "{\"reports\":[{\"fields\":5}]}", "{\"reports\":{}}", "{\"past\":[1]}"}) {
    INFO(text);
    CHECK_FALSE(dialogs_from_json(text));
  }
}

TEST_CASE("what a newer version added and what an older one lacked do no harm") {
  const auto read = dialogs_from_json(R"({"reports":[{"ticket":7,"colour":"red"}],"mood":1})");
  REQUIRE(read);
  REQUIRE(read->reports.size() == 1);
  CHECK(read->reports[0].ticket == 7);
  CHECK(read->reports[0].fields.empty());
}

TEST_CASE("broken bytes from a platform do not stop a dialog from being kept") {
  Dialogs dialogs;
  dialogs.reports.emplace_back().text = "坏\xff\xfe";
  CHECK(dialogs_from_json(to_json(dialogs)));
}
