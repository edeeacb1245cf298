#include "handlers/intake/asks.h"

#include <algorithm>

namespace {

/// The question for which nothing was chosen from the suggestions; empty: nothing was suggested.
std::string suggested_for(const Known& known, const Plan& plan) {
  for (const auto& report : known.dialogs.reports)
    if (report.origin == plan.opens->event.origin && report.ticket == 0 && !report.suggested.empty())
      return report.text;
  return {};
}

/// The article that was shown before the report became a ticket; empty: none was.
std::string shown_before(const Known& known, const Plan& plan) {
  for (const auto& feedback : plan.feedback)
    if (feedback.outcome == "unsolved") return feedback.article;
  for (const auto& report : known.dialogs.reports)
    if (report.origin == plan.opens->event.origin && report.ticket == 0 && !report.articles.empty())
      return report.articles.front();
  return {};
}

AskRecord opened_ticket(const std::string& person, const Known& known, const Plan& plan, long long opened) {
  const auto& event = plan.opens->event;
  AskRecord ask;
  ask.person = person;
  ask.article = shown_before(known, plan);
  ask.outcome = ask.article.empty() ? "none" : "ticket";
  ask.words = suggested_for(known, plan);
  if (ask.words.empty()) ask.words = event.text;
  ask.system = event.system;
  if (const auto said = event.fields.find("system"); ask.system.empty() && said != event.fields.end())
    ask.system = said->second;
  ask.ticket = opened;
  return ask;
}

}  // namespace

std::vector<AskRecord> asks_of(const std::string& person, const Intent& intent, const Known& known,
                               const Plan& plan, long long opened) {
  std::vector<AskRecord> asks;
  for (const auto& feedback : plan.feedback) {
    const bool asked_now = feedback.outcome == "shown" || feedback.outcome == "suggested";
    asks.push_back(
        {person, feedback.article, feedback.outcome,
         asked_now && feedback.words.empty() && intent.message ? intent.message->text : feedback.words, "", 0,
         feedback.by});
  }
  if (intent.lookup && !intent.lookup->hot)
    for (const auto& say : plan.says)
      asks.push_back({person, "", say.notice.key == "knowledge.nothing" ? "missed" : "searched",
                      intent.lookup->words, "", 0});
  if (plan.opens) asks.push_back(opened_ticket(person, known, plan, opened));
  return asks;
}
