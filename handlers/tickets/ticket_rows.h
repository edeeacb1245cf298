#pragma once
#include <string>
#include <vector>

#include "gateway/store/database.h"
#include "handlers/tickets/ticket.h"

/// Tickets and events as the stores write them.

/// The columns of many rows, each as one array parameter.
class Columns {
 public:
  explicit Columns(std::size_t count) : columns_(count) {}
  void add(const std::vector<std::string>& row) {
    for (std::size_t i = 0; i < columns_.size(); ++i) columns_[i].push_back(row[i]);
  }
  std::vector<Arg> args() const {
    std::vector<Arg> out;
    out.reserve(columns_.size());
    for (const auto& column : columns_) out.emplace_back(text_array(column));
    return out;
  }

 private:
  std::vector<std::vector<std::string>> columns_;
};

std::vector<Arg> joined(const Columns& first, const Columns& second);

std::string millis(Time at);
std::string numbers_array(const std::vector<long long>& numbers);
/// number … body, in the order of the table.
std::vector<std::string> row_of(const Ticket& ticket);
std::vector<std::string> row_of(long long number, int seq, const TicketEvent& event);
