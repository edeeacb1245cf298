#pragma once
#include <string>

#include "bot/time.h"
#include "gateway/store/database.h"

/// Forms that count once. Only inside Connection::transact.

/// The ticket that this form has made already; 0: none. Whoever else sends it waits until the transaction
/// ends.
long long ticket_of_form(Transaction& transaction, const std::string& token);
void keep_form(Transaction& transaction, const std::string& token, long long ticket);

enum class FormKind { report, words };  // words: added to a ticket that is there
struct FormSender {
  std::string person;   // key of the conversation
  std::string address;  // of the browser; kept as a digest
  FormKind kind = FormKind::report;
};
void keep_form(Transaction& transaction, const std::string& token, long long ticket, const FormSender& sender,
               Time now);
/// False: this person has sent 6 reports within 10 minutes or 40 within a day, or added words 20 times and
/// 200 times, or this address has sent 60 forms within 10 minutes (an office may share one). Forms of one
/// person wait for each other until the transaction ends.
bool may_send_form(Transaction& transaction, const FormSender& sender, Time now);
