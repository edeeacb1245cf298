#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "handlers/knowledge/article_store.h"
#include "handlers/knowledge/status.h"
#include "handlers/settings/edits.h"
#include "handlers/sla/duty_rules.h"

/// What this gateway answers with, as the database has it now.
struct Knowledge {
  long long version = 0;
  std::string day;  // articles are valid by days
  std::vector<LiveArticle> articles;
  std::vector<IncidentStatus> statuses;
  DutyRows duty;
  std::vector<TemplateEdit> edits;  // of forms, wording and limits, the older first
};
Knowledge load_knowledge(Transaction& transaction, int minutes_east, Time now);

/// Sees that the knowledge has moved, on any gateway, by NOTIFY and by looking each `look_every`; hands over
/// the whole of it, from a thread of its own, so that building a matcher holds up nobody.
class KnowledgeWatch {
 public:
  struct Settings {
    std::string database;
    int minutes_east = 480;
    Millis look_every{2000};
    long long version = 0;  // what the gateway has already
    std::string day;
  };
  /// False: it cannot be used, and what was before stays.
  using Taken = std::function<bool(Knowledge)>;
  KnowledgeWatch(Settings settings, std::function<Time()> clock, Taken taken);
  ~KnowledgeWatch();

 private:
  struct Body;
  std::unique_ptr<Body> body_;
};
