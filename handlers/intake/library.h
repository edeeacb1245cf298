#pragma once
#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "bot/alike.h"
#include "bot/fields.h"
#include "bot/form.h"
#include "bot/result.h"
#include "gateway/config.h"
#include "handlers/diagnostics/book.h"
#include "handlers/knowledge/catalogue.h"
#include "handlers/knowledge/watch.h"
#include "handlers/settings/edits.h"
#include "kb/answerer.h"
#include "templates/clock_rules.h"
#include "templates/handover.h"
#include "templates/incidents.h"
#include "templates/render.h"
#include "templates/runbooks.h"
#include "templates/text_layer.h"

/// What the desk answers with: wording, forms and dictionary, which an operator changes in files, and the
/// published articles with the status texts of open incidents, which live in the database. Swapped together,
/// immutable in between.
struct Library {
  std::shared_ptr<const Wording> wording;
  Forms forms;
  Dictionary dictionary;
  Synonyms synonyms;
  std::shared_ptr<const HandOverRules> handover;      // null: a transfer needs words alone
  std::shared_ptr<const DiagnosticBook> diagnostics;  // null: none is configured
  std::shared_ptr<const Answerer> answerer;           // of the published articles that are valid today
  std::shared_ptr<const Catalogue> catalogue =
      std::make_shared<const Catalogue>(std::vector<ReaderArticle>{});
  std::shared_ptr<const ClockRules> clock_files = std::make_shared<const ClockRules>();
  std::shared_ptr<const ClockRules> clocks = clock_files;  // with the changes of duty that the database has
  std::shared_ptr<const Knowledge> knowledge = std::make_shared<const Knowledge>();
  StatusBoard statuses{{}};
  std::string public_url;  // of links; empty: messages name no page
  int minutes_east = 480;
  std::shared_ptr<const std::vector<Runbook>> runbooks;  // null: none
  BurstRule burst;                                       // when like tickets are an incident
  std::vector<RefusedEdit> refused_edits;                // of administrators; the files count in their place
};

/// Files without articles, texts of the layer in the place of some; every problem of every part at once.
Result<std::shared_ptr<Library>> load_files(const Config& config, const TextLayer& layer = {});
/// The same with the articles; every problem at once. The articles are those of the folder, which a new
/// database begins with.
Result<std::shared_ptr<const Library>> load_library(const Config& config);
/// The same with what the database has published. An article that cannot be read is left out, and logged.
/// Building costs a second where there are thousands; `before`'s is taken where the articles are the same.
Result<std::shared_ptr<const Library>> with_knowledge(const Library& library, Knowledge knowledge,
                                                      const Library* before = nullptr);

/// The current library; a change that fails leaves it as it is. Files and articles change from two threads.
class Shelf {
 public:
  explicit Shelf(std::shared_ptr<const Library> library) : library_(std::move(library)) {}
  std::shared_ptr<const Library> get() const { return library_.load(); }
  void put(std::shared_ptr<const Library> library) { library_.store(std::move(library)); }
  /// Other files, the articles stay.
  Result<Done> take_files(const Library& files);
  /// Reads files with what administrators changed of them.
  using ReadFiles =
      std::function<Result<std::shared_ptr<const Library>>(const std::vector<TemplateEdit>& edits)>;
  Result<Done> take_files(const ReadFiles& read);
  /// Other articles; the files stay, unless administrators have changed something. Files that cannot be read
  /// just then are left as they are, with an alarm.
  Result<Done> take_knowledge(Knowledge knowledge, const ReadFiles& read = {});

 private:
  Result<Done> change(const Library& files, Knowledge knowledge);

  std::mutex changing_;
  std::atomic<std::shared_ptr<const Library>> library_;
};
