#include "handlers/console/view_desk.h"

#include <algorithm>

#include "bot/mask.h"
#include "bot/text.h"
#include "handlers/audit/audit_store.h"
#include "handlers/console/console.h"
#include "handlers/console/search_store.h"

namespace {

constexpr std::size_t longest_name = 30;  // characters

AuditRow row_of(const WebRequest& request, const std::string& act, long long id, const std::string& name) {
  return {request.visitor.key(),
          request.visitor.role,
          "view_" + act,
          "view:" + std::to_string(id),
          mask(name),
          "",
          "page",
          request.http->remote};
}

const SavedView* find(const std::vector<SavedView>& views, long long id) {
  const auto found = std::find_if(views.begin(), views.end(), [&](const auto& one) { return one.id == id; });
  return found == views.end() ? nullptr : &*found;
}

/// Words and filters over what has ended are the search's, which counts nothing.
std::string count_of(Transaction& transaction, const SavedView& view, const Actor& actor) {
  const auto filter = filter_of(queue_query(view.query), actor);
  return wants_search(filter) ? "" : count_of(transaction, filter);
}

/// "": done; else why not.
std::string changed(Transaction& transaction, const WebRequest& request, const SavedView& view,
                    std::size_t most) {
  const auto what = request.form.text("do");
  const auto name = trimmed(request.form.text("name"));
  if (what == "default" || what == "no_default") {
    set_default_view(transaction, request.visitor.key(), what == "default" ? view.id : 0);
    return {};
  }
  const bool shares = what == "share" || what == "unshare";
  const bool may_share = request.visitor.may(Act::share, Thing::view) != Grant::no;
  if (!may_change(request.visitor, view) || (shares && !may_share)) return "not_yours";
  if (what == "rename") {
    if (auto fault = fault_of_view(name, {}); !fault.empty()) return fault;
    rename_view(transaction, view, name);
  } else if (what == "remove") {
    remove_view(transaction, view);
  } else if (what == "up" || what == "down") {
    move_view(transaction, view, what == "up");
  } else if (shares) {
    if (!share_view(transaction, reader_of(request), view, what == "share", most)) return "full";
  } else {
    return "unknown";
  }
  audit(transaction, {row_of(request, what, view.id, what == "rename" ? name : view.name)});
  return {};
}

}  // namespace

std::string kept_query(const QueueQuery& query) {
  auto kept = query;
  if (kept.value("find").empty()) kept.values["view"] = name_of(filter_of(query, {}).view);
  return text_of(kept, "after");
}

std::string fault_of_view(const std::string& name, const QueueQuery& query) {
  if (name.empty() || code_points(name) > longest_name) return "name";
  const auto words = query.value("find");
  return mask(name) != name || mask(words) != words ? "numbers" : "";
}

bool may_change(const Visitor& visitor, const SavedView& view) {
  return !view.shared || visitor.may(Act::share, Thing::view) != Grant::no;
}

ViewReader reader_of(const WebRequest& request) { return {request.visitor.key(), request.visitor.org}; }

std::vector<WebRoute> ViewDesk::routes() {
  const auto bind = [this](auto method) {
    return [this, method](const WebRequest& request, Connection& connection) {
      return (this->*method)(request, connection);
    };
  };
  const auto writes = Access::to(Act::write, Thing::view);
  return {{"GET", "/desk/views", writes, bind(&ViewDesk::page)},
          {"POST", "/desk/views", writes, bind(&ViewDesk::add), 8192},
          {"POST", "/desk/views/", writes, bind(&ViewDesk::change), 8192}};
}

HttpResponse ViewDesk::page(const WebRequest& request, Connection& connection) const {
  const bool reads = request.visitor.may(Act::see, Thing::queue) != Grant::no;
  std::vector<std::string> counts;
  const auto views = connection.transact([&](Transaction& transaction) {
    counts.clear();
    auto all = saved_views(transaction, reader_of(request));
    for (const auto& view : all)
      counts.push_back(reads ? count_of(transaction, view, actor_of(request)) : std::string());
    return all;
  });
  if (!views) return web_.failure(request, 503, "busy");
  PageData data;
  data.text("title", web_.word(request, "view.title"))
      .flag("nav_desk", true)
      .flag("tab_queue", true)
      .flag("tab_views", true);
  const bool may_share = request.visitor.may(Act::share, Thing::view) != Grant::no;
  std::vector<PageData> own, shared;
  for (std::size_t i = 0; i < views->size(); ++i) {
    const auto& view = (*views)[i];
    PageData line;
    line.number("id", view.id).text("name", view.name).text("open_count", counts[i]);
    line.flag("is_default", view.is_default).flag("may_change", may_change(request.visitor, view));
    line.flag("can_share", may_share && !view.shared).flag("can_unshare", may_share && view.shared);
    if (reads) line.text("url", "/desk?" + view.query);
    (view.shared ? shared : own).push_back(std::move(line));
  }
  data.number("most", static_cast<long long>(parts_.most));
  data.list("own", std::move(own)).list("team", std::move(shared));
  for (const auto* known : {"name", "numbers", "full", "not_yours"})
    if (request.query("fault") == known)
      data.text("fault", web_.word(request, std::string("view_fault.") + known));
  auto response = web_.show(request, {"desk/views", std::move(data)});
  response.headers["cache-control"] = "no-store";
  return response;
}

HttpResponse ViewDesk::add(const WebRequest& request, Connection& connection) const {
  const auto query = queue_query(request.form.text("query"));
  SavedView view;
  view.name = trimmed(request.form.text("name"));
  view.query = kept_query(query);
  view.shared =
      request.form.text("shared") == "yes" && request.visitor.may(Act::share, Thing::view) != Grant::no;
  if (const auto fault = fault_of_view(view.name, query); !fault.empty())
    return web_.redirect(request, "/desk/views?fault=" + fault);
  const auto added = connection.transact([&](Transaction& transaction) {
    const auto id = add_view(transaction, reader_of(request), view, parts_.most);
    if (id != 0) audit(transaction, {row_of(request, view.shared ? "share" : "add", id, view.name)});
    return id;
  });
  if (!added) return web_.failure(request, 503, "busy");
  return web_.redirect(request, *added == 0 ? "/desk/views?fault=full" : "/desk?" + view.query);
}

HttpResponse ViewDesk::change(const WebRequest& request, Connection& connection) const {
  const auto id = number_of(request.rest);
  const auto fault = connection.transact([&](Transaction& transaction) {
    const auto views = saved_views(transaction, reader_of(request));
    const auto* view = find(views, id);
    return view == nullptr ? std::string("not_found") : changed(transaction, request, *view, parts_.most);
  });
  if (!fault) return web_.failure(request, 503, "busy");
  if (*fault == "not_found") return web_.failure(request, 404, "not_found");
  if (*fault == "unknown") return web_.failure(request, 400, "bad_form");
  if (*fault == "not_yours") return web_.failure(request, 403, "not_yours");
  return web_.redirect(request, fault->empty() ? "/desk/views" : "/desk/views?fault=" + *fault);
}
