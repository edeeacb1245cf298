#pragma once
#include <map>
#include <string>
#include <vector>

/// What is known of a report: field name → canonical value. Names are those of the forms and of extraction:
/// phone, id_number, account, customer_name, stock, amount, time, system, operation, error, and a form's own.
using Fields = std::map<std::string, std::string>;

/// The words of the trade: canonical id → words people use for it. Loaded from
/// templates/forms/dictionary.toml.
struct Dictionary {
  struct Entry {
    std::string id;                            // "trading", "buy"
    std::map<std::string, std::string> label;  // locale → "交易系统": shown to people
    std::vector<std::string> words;            // normal form (bot/text)
    // Phrases in which such a word means something else: "交易密码" is not about trading.
    std::vector<std::string> silent = {};
  };
  std::vector<Entry> systems;
  std::vector<Entry> operations;
};
