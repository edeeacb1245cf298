#include "handlers/files/ticket_files.h"

#include <algorithm>

#include "bot/mask.h"
#include "gateway/delivery/file_folder.h"
#include "gateway/log.h"
#include "gateway/picture.h"
#include "handlers/audit/audit_store.h"
#include "handlers/qa/files.h"
#include "handlers/tickets/notices.h"
#include "handlers/tickets/ticket_store.h"

namespace {

constexpr std::size_t beside_the_files = 64 * 1024;  // words of the form and the lines between its parts
constexpr std::size_t secret_length = 22;

/// Only these are shown where they stand; everything else is for saving.
bool is_shown(const std::string& type) {
  return type == "image/png" || type == "image/jpeg" || type == "image/webp";
}

std::string disposition_of(const MediaFile& file) {
  const auto name = file.file_name.empty() ? "file" : mask(file.file_name);
  return std::string(is_shown(file.type) ? "inline" : "attachment") + "; filename*=UTF-8''" + in_url(name);
}

/// Who may see no whole value of any ticket may look at pictures, marked as theirs, and takes nothing away.
bool only_looks(const std::string& role) {
  const auto known = role_named(role).value_or(Role::ended);
  return is_team(known) && granted(known, Act::unmask, Thing::held_ticket) == Grant::no &&
         granted(known, Act::unmask, Thing::team_ticket) == Grant::no;
}

std::string file_page(long long id) { return "/file/" + std::to_string(id); }

/// "12" or "12/small"; 0: neither.
std::pair<long long, bool> asked_for(std::string rest) {
  const bool small = rest.ends_with("/small");
  if (small) rest.resize(rest.size() - 6);
  const bool number =
      !rest.empty() && rest.size() <= 15 && rest.find_first_not_of("0123456789") == std::string::npos;
  return {number ? std::stoll(rest) : 0, small};
}

Actor actor_of_page(const WebRequest& request) {
  return {request.visitor.key(), role_named(request.visitor.role).value_or(Role::ended)};
}

}  // namespace

bool sees_file(const Actor& actor, const Ticket& ticket, FileSide side) {
  if (granted(actor.role, Act::see, thing_of(actor, ticket)) != Grant::no) return true;
  if (side == FileSide::team || ticket.reporter.person != actor.person) return false;
  return granted(actor.role, Act::see, Thing::own_ticket) != Grant::no;
}

MediaEntry entry_of(const KeptFile& file) {
  MediaEntry entry;
  entry.id = file.id;
  entry.kind = file.kind == Media::Kind::image ? "image" : "file";
  entry.state = "kept";
  entry.type = file.file.type;
  entry.file_name = file.file.file_name;
  entry.bytes = file.file.bytes;
  entry.small_sha256 = file.file.small_sha256;
  entry.source = file.source;
  entry.contact = file.contact;
  entry.width = file.file.width;
  entry.height = file.file.height;
  entry.side = file.side;
  return entry;
}

std::vector<MediaEntry> files_of_event(const TicketEvent& event, const std::vector<MediaEntry>& entries) {
  std::vector<MediaEntry> found;
  for (const auto& media : event.media)
    for (const auto& entry : entries)
      if (entry.source == source_of(media)) found.push_back(entry);
  return found;
}

std::size_t TicketFiles::form_bytes() const {
  return static_cast<std::size_t>(settings_.rules.largest) + beside_the_files;
}

std::vector<WebRoute> TicketFiles::routes() {
  const auto bind = [this](auto method) {
    return [this, method](const WebRequest& request, Connection& connection) {
      return (this->*method)(request, connection);
    };
  };
  // Whose file it is decides; the table is asked for its ticket.
  return {{"GET", "/file/", Access::reader, bind(&TicketFiles::give)},
          {"POST", "/file/add", Access::reader, bind(&TicketFiles::take), form_bytes()},
          {"POST", "/file/drop", Access::reader, bind(&TicketFiles::drop), 65536}};
}

Basket TicketFiles::basket_of(const WebRequest& request) {
  return {request.visitor.org, request.visitor.userid, request.form.text("once")};
}

/// One answer for what does not exist and what is not theirs.
HttpResponse TicketFiles::give(const WebRequest& request, Connection& connection) const {
  const auto asked = asked_for(request.rest);
  const auto id = asked.first;
  const bool small = asked.second;
  const auto actor = actor_of_page(request);
  bool whole = true;
  const auto found = connection.transact([&](Transaction& transaction) -> std::optional<KeptFile> {
    const auto files = kept_files(transaction, {id});
    if (files.empty()) return std::nullopt;
    const auto& file = files.front();
    const bool own_basket =
        file.ticket == 0 && file.org == request.visitor.org && file.contact == request.visitor.userid;
    if (own_basket) return file;
    const auto tickets = load_tickets(transaction, {file.ticket});
    if (tickets.empty() || !sees_file(actor, tickets.front(), file.side)) return std::nullopt;
    whole = !only_looks(request.visitor.role) || tickets.front().reporter.person == actor.person ||
            file.contact == request.visitor.userid;
    const auto thing = "ticket:" + std::to_string(file.ticket);
    if (!small)
      audit(transaction, {{actor.person, request.visitor.role, "see_file", thing,
                           "file:" + std::to_string(id), "", "page", request.http->remote}});
    return file;
  });
  if (!found) return web_.failure(request, 503, "busy");
  if (!*found) return web_.failure(request, 404, "not_found");
  const auto& file = (*found)->file;
  const bool small_copy = small && !file.small_sha256.empty();
  auto bytes = read_kept(settings_.folder, small_copy ? file.small_sha256 : file.sha256);
  if (!bytes) log_warn("file_missing", {{"file", std::to_string(id)}});
  if (!bytes) return web_.failure(request, 404, "not_found");
  if (!whole) {
    if (!is_shown(file.type)) return web_.failure(request, 403, "team_only");
    auto marked = marked_picture(*bytes, request.visitor.userid + " " + clock_text(request.now, 0) + " UTC");
    if (!marked) return web_.failure(request, 403, "team_only");
    bytes = std::move(marked->bytes);
  }
  HttpResponse response{200, {}, std::move(*bytes)};
  response.headers = {{"content-type", file.type + (file.type == "text/plain" ? "; charset=utf-8" : "")},
                      {"content-disposition", disposition_of(file)},
                      {"content-security-policy", "default-src 'none'; sandbox"},
                      {"x-content-type-options", "nosniff"},
                      {"cross-origin-resource-policy", "same-origin"},
                      {"cache-control", "no-store"}};
  return response;
}

/// Empty: it is in the basket; else the word of what is wrong.
std::string TicketFiles::keep(const WebRequest& request, Connection& connection, const FormFile& sent) const {
  const auto file = keep_file(settings_.folder, sent.bytes, sent.name, settings_.rules);
  if (!file && file.error().kind == Kind::try_later)
    log_error("file_not_kept", {{"error", file.error().text}});
  if (!file) return file.error().kind == Kind::try_later ? "busy" : file.error().text;
  const auto basket = basket_of(request);
  const auto kept = connection.transact([&](Transaction& transaction) -> std::string {
    lock_sender(transaction, request.visitor.key());
    auto over = over_quota(transaction, settings_.rules, {0, basket.org, basket.contact}, file->bytes);
    const auto waiting = static_cast<long long>(in_basket(transaction, basket).size());
    if (over.empty() && waiting >= settings_.rules.files_of_ticket) over = "of_ticket";
    if (over.empty()) put_in_basket(transaction, basket, *file);
    return over;
  });
  if (!kept) log_error("file_not_kept", {{"error", kept.error().text}});
  return kept ? *kept : "busy";
}

std::string TicketFiles::take_along(const WebRequest& request, Connection& connection) const {
  for (const auto& sent : request.files) {
    if (sent.name.empty() && sent.bytes.empty()) continue;  // nothing was chosen
    if (auto problem = keep(request, connection, sent); !problem.empty()) return problem;
  }
  return "";
}

HttpResponse TicketFiles::take(const WebRequest& request, Connection& connection) const {
  if (request.form.text("once").size() != secret_length) return web_.failure(request, 400, "bad_form");
  if (request.files.empty()) return basket(request, connection, "empty", 422);
  const auto problem = take_along(request, connection);
  return basket(request, connection, problem, problem.empty() ? 200 : problem == "busy" ? 503 : 422);
}

HttpResponse TicketFiles::drop(const WebRequest& request, Connection& connection) const {
  const auto id = asked_for(request.form.text("file_id")).first;
  const auto done = connection.transact(
      [&](Transaction& transaction) { return take_out_of_basket(transaction, basket_of(request), id); });
  if (!done) return web_.failure(request, 503, "busy");
  return basket(request, connection, "", 200);
}

HttpResponse TicketFiles::basket(const WebRequest& request, Connection& connection,
                                 const std::string& problem, int status) const {
  const auto held = basket_of(request);
  const auto files =
      connection.transact([&](Transaction& transaction) { return in_basket(transaction, held); });
  if (!files) return web_.failure(request, 503, "busy");
  PageData data;
  add_basket(data, request, held.form, *files, problem);
  return web_.show(request, {"files/basket", std::move(data), status, false, true});
}

std::vector<PageData> TicketFiles::cards(const WebRequest& request, const std::vector<MediaEntry>& entries,
                                         bool own_ticket) const {
  std::vector<PageData> cards;
  for (const auto& entry : entries) {
    const bool closed = only_looks(request.visitor.role) && !own_ticket && !is_shown(entry.type) &&
                        entry.contact != request.visitor.userid;
    const bool kept = entry.state == "kept" && !closed;
    const bool picture = kept && is_shown(entry.type);
    const auto kind = web_.word(request, "media." + entry.kind);
    PageData card;
    card.number("id", entry.id).flag("kept", kept).flag("picture", picture);
    card.text("name", entry.file_name.empty() ? kind : mask(entry.file_name)).text("kind", kind);
    if (kept) card.text("url", file_page(entry.id)).text("size", size_text(entry.bytes));
    if (picture) card.text("small_url", file_page(entry.id) + "/small");
    if (picture) card.number("width", entry.width).number("height", entry.height);
    if (!kept)
      card.text("state", web_.word(request, closed ? "ticket_file.closed" : "media_state." + entry.state));
    if (kept) card.text("side", web_.word(request, std::string("file_side.") + name_of(entry.side)));
    card.flag("inner", entry.side == FileSide::team);
    cards.push_back(std::move(card));
  }
  return cards;
}

void TicketFiles::add_basket(PageData& data, const WebRequest& request, const std::string& once,
                             const std::vector<KeptFile>& files, const std::string& problem) const {
  std::vector<MediaEntry> entries;
  for (const auto& file : files) entries.push_back(entry_of(file));
  data.text("once", once).list("basket", cards(request, entries)).flag("has_basket", !files.empty());
  if (!problem.empty()) data.text("basket_problem", web_.word(request, "ticket_file." + problem));
  data.number("largest", settings_.rules.largest);
}
