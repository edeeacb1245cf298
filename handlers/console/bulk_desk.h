#pragma once
#include <functional>
#include <string>
#include <vector>

#include "handlers/console/bulk_store.h"
#include "handlers/console/verb.h"
#include "handlers/web/web.h"

/// One verb for many tickets of the queue: what is ticked, or all that fit the filter, becomes a draft; its
/// page asks for the verb once, says what will happen to how many, and then follows the run.
class BulkDesk {
 public:
  struct Parts {
    const Directory* directory = nullptr;
    const Shelf* library = nullptr;
    int minutes_east = 480;
    std::string locale;      // of what is said to others
    std::size_t most = 500;  // tickets of a run
    std::function<void()> wake_keeper;
    std::function<void()> wake_deliverer;
  };
  BulkDesk(Web& web, Parts parts) : web_(web), parts_(std::move(parts)) {}
  std::vector<WebRoute> routes();

 private:
  struct Chosen;  // a draft with its tickets

  // bulk_desk.cpp
  HttpResponse begin(const WebRequest& request, Connection& connection) const;
  HttpResponse runs(const WebRequest& request, Connection& connection) const;
  HttpResponse page(const WebRequest& request, Connection& connection) const;
  HttpResponse step(const WebRequest& request, Connection& connection) const;
  HttpResponse progress(const WebRequest& request, Connection& connection) const;
  HttpResponse choose(const WebRequest& request, Connection& connection, const std::string& id) const;
  HttpResponse start(const WebRequest& request, Connection& connection, const std::string& id) const;
  HttpResponse stop(const WebRequest& request, Connection& connection, const std::string& id) const;
  // bulk_view.cpp
  PageData frame(const WebRequest& request, const std::string& title) const;
  HttpResponse shown(const WebRequest& request, PageView view) const;
  VerbWorld world(const WebRequest& request) const;
  std::optional<Command> command_for(const WebRequest& request, const std::string& form,
                                     long long number) const;
  HttpResponse choices_page(const WebRequest& request, const Chosen& chosen) const;
  HttpResponse preview_page(const WebRequest& request, const Chosen& chosen) const;
  void add_arguments(PageData& data, const WebRequest& request, const Command& command) const;
  PageData run_line(const WebRequest& request, const BulkRun& run) const;
  void add_results(PageData& data, const WebRequest& request, const std::vector<BulkItem>& items) const;

  Web& web_;
  Parts parts_;
};

Doer doer_of(const WebRequest& request);
