#pragma once
#include <string>

#include "handlers/console/list_store.h"
#include "handlers/console/queue_query.h"
#include "handlers/console/view_store.h"
#include "handlers/web/web.h"

/// Named filters of the queue: kept, renamed, ordered, shared with the team, made the one that the queue
/// opens with.
class ViewDesk {
 public:
  struct Parts {
    std::size_t most = 20;  // views of a person, and of the team
  };
  ViewDesk(Web& web, Parts parts) : web_(web), parts_(parts) {}
  std::vector<WebRoute> routes();

 private:
  HttpResponse page(const WebRequest& request, Connection& connection) const;
  HttpResponse add(const WebRequest& request, Connection& connection) const;
  HttpResponse change(const WebRequest& request, Connection& connection) const;

  Web& web_;
  Parts parts_;
};

/// The filter as it is kept: without a place within the list, and with the list that is meant.
std::string kept_query(const QueueQuery& query);
/// Why the name, or what is looked for, is not kept: "name", "numbers"; "" where it is. Pure.
std::string fault_of_view(const std::string& name, const QueueQuery& query);
/// Own views are everybody's own matter; those of the team are the lead's and the admin's.
bool may_change(const Visitor& visitor, const SavedView& view);
ViewReader reader_of(const WebRequest& request);
