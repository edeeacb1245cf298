#pragma once
#include <functional>
#include <map>
#include <string>

#include "handlers/console/list_store.h"
#include "handlers/tickets/rights.h"

/// What of the queue an address asks for: the same words in the browser, in a saved view and in a bulk run.
/// Pure.
struct QueueQuery {
  std::map<std::string, std::string> values;  // of known names; none is empty
  std::string value(const std::string& name) const;
};
QueueQuery queue_query(const std::function<std::string(const std::string& name)>& value_of);
/// From "view=open&severity=high".
QueueQuery queue_query(const std::string& text);
/// The other way round, names in the order of the page; without what is named in `without`.
std::string text_of(const QueueQuery& query, const std::string& without = "");
ListFilter filter_of(const QueueQuery& query, const Actor& actor);

const char* name_of(ListFilter::View view);
/// "3-1773100000000-1002": where the next page of a list begins.
std::string place_in_url(const ListPlace& place);
/// Whose tickets alone they see, where that is not every ticket of the team.
void narrow(ListFilter& filter, const Actor& actor);
