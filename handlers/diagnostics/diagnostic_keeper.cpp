#include "handlers/diagnostics/diagnostic_keeper.h"

#include <condition_variable>
#include <future>
#include <map>
#include <mutex>
#include <stop_token>
#include <thread>

#include "gateway/log.h"
#include "gateway/metrics.h"
#include "handlers/diagnostics/book.h"
#include "handlers/diagnostics/diagnostic_notice.h"
#include "handlers/diagnostics/diagnostic_store.h"
#include "handlers/diagnostics/runner.h"
#include "handlers/intake/route.h"
#include "handlers/tickets/ticket_store.h"

namespace {

constexpr std::size_t at_once = 4;
constexpr Seconds lease{60};  // longer than any look-up may take
constexpr int most_attempts = 3;
constexpr int opening_every = 2;  // looks

/// A claim with what its look-up needs of the database.
struct Errand {
  DiagnosticClaim claim;
  std::optional<Ticket> ticket;
};

}  // namespace

struct DiagnosticKeeper::Body {
  Parts parts;
  std::stop_source stopping;
  std::mutex mutex;  // guards the next
  bool woken = false;
  std::condition_variable changed;
  std::thread thread;

  bool ends() const { return stopping.stop_requested(); }

  void open_new(Connection& connection, const DiagnosticBook& book) {
    if (!book.any_at_opening()) return;
    const auto asked = connection.transact([&](Transaction& transaction) {
      std::size_t sum = 0;
      for (const auto& one : book.all())
        if (one.at_opening) sum += ask_at_opening(transaction, one);
      return sum;
    });
    if (!asked) log_warn("lookups_not_opened", {{"error", asked.error().text}});
  }

  Result<std::vector<Errand>> claim(Connection& connection) {
    return connection.transact([](Transaction& transaction) {
      std::vector<Errand> errands;
      std::vector<long long> numbers;
      for (auto& claim : claim_diagnostics(transaction, at_once, lease)) {
        numbers.push_back(claim.ask.ticket);
        errands.push_back({std::move(claim), std::nullopt});
      }
      if (!numbers.empty())
        for (const auto& ticket : load_tickets(transaction, numbers))
          for (auto& errand : errands)
            if (errand.claim.ask.ticket == ticket.number) errand.ticket = ticket;
      return errands;
    });
  }

  DiagnosticEnd run(const Errand& errand, const DiagnosticBook& book, const Forms& forms) const {
    const auto* diagnostic = book.named(errand.claim.ask.diagnostic);
    const auto* target = diagnostic == nullptr ? nullptr : book.target_of(*diagnostic);
    if (target == nullptr || !errand.ticket) return {"gone", {}, {}, Millis{0}};
    if (errand.claim.attempts > most_attempts) return {"given_up", {}, {}, Millis{0}};
    const auto subject = subject_of(*errand.ticket);
    const auto facts = diagnostic_facts(*diagnostic, subject, parts.minutes_east);
    std::string missing;
    for (const auto& field : missing_for(*diagnostic, facts))
      missing += (missing.empty() ? "" : ", ") + field_label(forms, field, parts.locale);
    if (!missing.empty()) return {"missing", missing, {}, Millis{0}};
    const auto begun = std::chrono::steady_clock::now();
    auto looked =
        look_up(*diagnostic, call_of(*diagnostic, facts), *target, parts.minutes_east, stopping.get_token());
    const auto took = std::chrono::duration_cast<Millis>(std::chrono::steady_clock::now() - begun);
    std::string findings;
    if (looked.outcome == "found")
      findings =
          to_json(fit_to_show(std::move(looked.findings), *diagnostic, subject.fields, parts.minutes_east));
    observe("dutydesk_lookup_seconds", static_cast<double>(took.count()) / 1000);
    count("dutydesk_lookups_total", {{"lookup", diagnostic->id}, {"outcome", looked.outcome}});
    return {looked.outcome, looked.detail, findings, took};
  }

  /// False: somebody else has it by now.
  Result<bool> finish(Connection& connection, const Errand& errand, const DiagnosticEnd& end,
                      const Library& library) {
    return connection.transact([&](Transaction& transaction) {
      if (!finish_diagnostic(transaction, errand.claim, end)) return false;
      if (!errand.ticket) return true;
      std::vector<OutboxDraft> drafts;
      for (const auto& ask : askers_of(transaction, errand.claim)) {
        TurnOrigin origin;
        origin.directory = parts.directory;
        origin.org = ask.by.substr(0, ask.by.rfind('/'));
        origin.locale = parts.locale;
        origin.trace = "lookup-" + std::to_string(errand.claim.id);
        for (auto& draft : route(origin, {result_for(ask, end, *library.diagnostics, parts.locale)}))
          drafts.push_back(std::move(draft));
      }
      if (!drafts.empty()) enqueue(transaction, drafts);
      return true;
    });
  }

  static void give_back(Connection& connection, const DiagnosticClaim& claim) {
    const auto given = connection.transact([&](Transaction& transaction) {
      give_back_diagnostic(transaction, claim);
      return Done{};
    });
    if (!given) log_warn("lookup_not_given_back", {{"error", given.error().text}});
  }

  /// Whether more may wait.
  bool look(Connection& connection) {
    const auto library = parts.shelf->get();
    if (library->diagnostics == nullptr) return false;
    const auto claimed = claim(connection);
    if (!claimed || claimed->empty()) return false;
    std::vector<std::future<DiagnosticEnd>> running;
    for (const auto& errand : *claimed)
      running.push_back(std::async(std::launch::async, [this, &errand, &library] {
        return run(errand, *library->diagnostics, library->forms);
      }));
    bool told = false;
    for (std::size_t i = 0; i < running.size(); ++i) {
      const auto end = running[i].get();
      const auto& errand = (*claimed)[i];
      if (ends() && end.outcome != "found") {  // we broke it off
        give_back(connection, errand.claim);
        continue;
      }
      const auto finished = finish(connection, errand, end, *library);
      told = told || errand.claim.ask.way == "chat";
      if (!finished) log_warn("lookup_not_written", {{"error", finished.error().text}});
      if (finished && !*finished)
        log_info("lookup_taken_by_another", {{"run", std::to_string(errand.claim.id)}});
    }
    if (told) parts.wake_deliverer();
    return claimed->size() == at_once;
  }

  void work() {
    Connection connection(parts.database);
    for (int turn = 0; !ends(); ++turn) {
      const auto library = parts.shelf->get();
      if (library->diagnostics != nullptr && turn % opening_every == 0)
        open_new(connection, *library->diagnostics);
      while (look(connection) && !ends()) {
      }
      std::unique_lock lock(mutex);
      changed.wait_for(lock, parts.look_every, [&] { return ends() || woken; });
      woken = false;
    }
  }
};

DiagnosticKeeper::DiagnosticKeeper(Parts parts) : body_(std::make_unique<Body>()) {
  body_->parts = std::move(parts);
  body_->thread = std::thread([this] { body_->work(); });
}

DiagnosticKeeper::~DiagnosticKeeper() {
  {
    const std::scoped_lock lock(body_->mutex);
    body_->stopping.request_stop();
  }
  body_->changed.notify_all();
  body_->thread.join();
}

void DiagnosticKeeper::wake() {
  {
    const std::scoped_lock lock(body_->mutex);
    body_->woken = true;
  }
  body_->changed.notify_all();
}
