#pragma once
#include "gateway/delivery/breaker.h"
#include "gateway/delivery/deliverer.h"
#include "gateway/delivery/kept_files.h"
#include "gateway/delivery/limiter.h"
#include "gateway/delivery/outbox_claim.h"

/// The word for logs, metrics and the row.
const char* verdict_name(Verdict::Next next);

/// One row from claim to record, on the connection of the thread that sends it.
class Sending {
 public:
  Sending(const Deliverer::Settings& settings, const Deliverer::Parts& parts, Breaker& breaker,
          const RatesInForce& rates, Connection& connection)
      : settings_(settings), parts_(parts), breaker_(breaker), rates_(rates), connection_(connection) {}
  void send(const OutboxRow& row);

 private:
  struct Outcome {
    Verdict verdict;
    int parts_done = 0;
    bool repeatable = false;  // the same call again is not shown twice
  };
  Outcome attempt(const OutboxRow& row);
  Outcome unasked(OutboxRow& row, Outcome before);
  Result<std::vector<Call>> calls_of(const OutboxRow& row, const Outbound& message, Secret& token);
  Result<HttpResponse> make(const OutboxRow& row, const Call& call, Millis deadline);
  // sending_files.cpp
  Verdict add_files(const OutboxRow& row, Outbound& message);
  std::optional<Verdict> add_file(const OutboxRow& row, const KeptFile& file, Outbound& message);
  Verdict uploaded(const OutboxRow& row, const FileUpload& file, std::string& media_id);
  void add_link(const OutboxRow& row, const KeptFile& file, Outbound& message);
  void forget_files(const OutboxRow& row, const Outbound& message);
  void record(const OutboxRow& row, const Outcome& outcome);
  void record_failure(const OutboxRow& row, const Outcome& outcome);
  void note_health(const OutboxRow& row, const Verdict& verdict);
  std::optional<Millis> wait_of(const OutboxRow& row, const Outcome& outcome) const;

  const Deliverer::Settings& settings_;
  const Deliverer::Parts& parts_;
  Breaker& breaker_;
  const RatesInForce& rates_;
  Connection& connection_;
};
