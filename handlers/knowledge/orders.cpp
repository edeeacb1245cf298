#include "handlers/knowledge/orders.h"

#include <algorithm>

#include "bot/extract.h"
#include "bot/form.h"
#include "bot/mask.h"
#include "bot/text.h"
#include "handlers/knowledge/status.h"
#include "handlers/knowledge/worklist.h"
#include "handlers/tickets/ticket_store.h"

namespace {

constexpr std::chrono::hours status_lasts{8};  // an incident that goes on is told anew by the next shift

Notice notice_of(const std::string& key, Params params = {}) {
  Notice notice;
  notice.key = "knowledge." + key;
  notice.params = std::move(params);
  return notice;
}

Say reply(Notice notice, long long ticket = 0) { return to_asker(ticket, std::move(notice)); }

/// A status is called by its ticket where it has one.
std::string called(const IncidentStatus& status) {
  return std::to_string(status.ticket != 0 ? status.ticket : status.id);
}

class Orders {
 public:
  Orders(Transaction& transaction, const OrderWorld& world) : transaction_(transaction), world_(world) {}

  std::vector<Say> run(const KbOrder& order) {
    switch (order.kind) {
      case KbOrder::Kind::draft:
        return draft(order);
      case KbOrder::Kind::set_status:
        return set(order);
      case KbOrder::Kind::clear_status:
        return clear(order);
      case KbOrder::Kind::list_statuses:
        return {reply(listed(open_statuses(transaction_, world_.now)))};
    }
    return {};
  }

 private:
  std::string system_name(const std::string& id) const {
    return label_of(world_.dictionary->systems, id, world_.locale);
  }

  std::string edit_link(const std::string& article) const {
    return world_.public_url.empty() ? "" : world_.public_url + "/kb/edit/" + article;
  }

  std::vector<Say> draft(const KbOrder& order) {
    if (order.number == 0) return {reply(notice_of("draft_which"))};
    const auto number = std::to_string(order.number);
    std::vector<Say> says;
    if (!world_.card.empty())
      if (const auto tickets = load_tickets(transaction_, {order.number}); !tickets.empty())
        says.push_back(reply(
            updated_card(tickets.front(), {world_.now, world_.minutes_east, world_.dictionary, world_.locale},
                         world_.card),
            order.number));
    says.push_back(reply(drafted(order.number, number), order.number));
    return says;
  }

  Notice drafted(long long ticket, const std::string& number) {
    if (const auto known = drafted_from(transaction_, ticket); !known.empty()) {
      const auto stored = find_article(transaction_, known);
      return notice_of("draft_known", {{"number", number},
                                       {"title", stored ? mask(stored->head.title) : known},
                                       {"link", edit_link(known)}});
    }
    const auto head = article_from_ticket(transaction_, ticket, world_.editor, world_.now);
    if (head)
      return notice_of("drafted",
                       {{"number", number}, {"title", mask(head->title)}, {"link", edit_link(head->id)}});
    return notice_of(head.error().kind == Kind::not_found ? "draft_no_ticket" : "draft_unsolved",
                     {{"number", number}});
  }

  std::vector<Say> set(const KbOrder& order) {
    if (order.words.empty())
      return {reply(notice_of("status_words", {{"number", std::to_string(order.number)}}))};
    IncidentStatus status;
    status.text = mask(order.words);
    status.set_by = world_.editor.name.empty() ? world_.editor.userid : world_.editor.name;
    status.until = world_.now + status_lasts;
    if (auto refused = about_ticket(order, status)) return {reply(std::move(*refused))};
    if (status.system.empty()) {
      const auto fields = extract(order.words, *world_.dictionary, world_.now, world_.minutes_east);
      if (const auto system = fields.find("system"); system != fields.end()) status.system = system->second;
    }
    if (status.system.empty()) return {reply(notice_of("status_system"))};
    if (status.title.empty()) status.title = system_name(status.system);
    const auto id = set_status(transaction_, status, world_.now);
    if (!id) return {reply(notice_of("status_long"))};
    status.id = *id;
    auto told = notice_of("status_set", params_of(status));
    if (status.ticket != 0) told.params["number"] = std::to_string(status.ticket);
    told.params["by"] = status.set_by;
    std::vector<Say> says{reply(told, order.number)};
    if (!world_.in_team_chat) says.push_back({{To::Kind::team, {}, ""}, told, order.number, false});
    return says;
  }

  /// Its system and title, where a ticket is named; a refusal where it is gone or over. Of one that was put
  /// under an incident it is the incident's.
  std::optional<Notice> about_ticket(const KbOrder& order, IncidentStatus& status) {
    if (order.number == 0) return std::nullopt;
    auto tickets = load_tickets(transaction_, {order.number});
    if (!tickets.empty() && tickets.front().parent != 0)
      tickets = load_tickets(transaction_, {tickets.front().parent});
    const auto number = std::to_string(order.number);
    if (tickets.empty()) return notice_of("draft_no_ticket", {{"number", number}});
    const auto state = tickets.front().state;
    if (state == TicketState::resolved || state == TicketState::closed || state == TicketState::cancelled)
      return notice_of("status_over", {{"number", number}});
    status.ticket = tickets.front().number;
    status.system = tickets.front().system;
    status.title = mask(tickets.front().title);
    return std::nullopt;
  }

  Params params_of(const IncidentStatus& status) const {
    return {{"n", called(status)},
            {"system", system_name(status.system)},
            {"text", status.text},
            {"until", clock_text(status.until, world_.minutes_east)},
            {"by", status.set_by}};
  }

  Notice listed(const std::vector<IncidentStatus>& open) const {
    auto notice = notice_of(open.empty() ? "statuses_none" : "statuses");
    for (const auto& status : open) notice.items.push_back(params_of(status));
    return notice;
  }

  std::vector<Say> clear(const KbOrder& order) {
    const auto open = open_statuses(transaction_, world_.now);
    if (open.empty()) return {reply(listed(open))};
    const auto found = std::find_if(open.begin(), open.end(), [&](const IncidentStatus& status) {
      if (order.of_status) return status.id == order.number;
      return order.number == 0 ? open.size() == 1 : called(status) == std::to_string(order.number);
    });
    if (found == open.end()) return {reply(listed(open))};
    clear_status(transaction_, found->id, world_.now);
    const auto told = notice_of("status_cleared", params_of(*found));
    std::vector<Say> says{reply(told)};
    if (!world_.in_team_chat) says.push_back({{To::Kind::team, {}, ""}, told, 0, false});
    return says;
  }

  Transaction& transaction_;
  const OrderWorld& world_;
};

}  // namespace

std::optional<KbOrder> kb_order_of(const Inbound& message, Role role) {
  if (granted(role, Act::write, Thing::article) != Grant::yes) return std::nullopt;
  if (message.kind == Inbound::Kind::click) return kb_order_of_click(message.click);
  if (message.kind != Inbound::Kind::text) return std::nullopt;
  return parse_kb_order(message.text, message.quoted);
}

std::vector<Say> carry_out(Transaction& transaction, const KbOrder& order, const OrderWorld& world) {
  return Orders(transaction, world).run(order);
}
