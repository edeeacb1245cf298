#pragma once
#include <functional>
#include <string>
#include <vector>

#include "handlers/files/ticket_files.h"
#include "handlers/intake/directory.h"
#include "handlers/intake/library.h"

/// A ticket as its reporter sees it: state, what was said to them and by them, pictures and files, and a way
/// to add more. Nobody else gets it, whatever their role.
class QaTicket {
 public:
  struct Parts {
    const Shelf* library = nullptr;
    const Directory* directory = nullptr;
    const TicketFiles* files = nullptr;
    int minutes_east = 480;
    std::string locale;               // of the notices
    std::function<void()> committed;  // wakes the deliverer
  };
  QaTicket(Web& web, Parts parts) : web_(web), parts_(std::move(parts)) {}
  std::vector<WebRoute> routes();

 private:
  struct Seen;
  HttpResponse list(const WebRequest& request, Connection& connection) const;
  HttpResponse show(const WebRequest& request, Connection& connection) const;
  HttpResponse add(const WebRequest& request, Connection& connection) const;
  HttpResponse page(const WebRequest& request, const Seen& seen, const std::string& problem) const;
  Result<Seen> look(const WebRequest& request, Connection& connection) const;
  void say(Transaction& transaction, const WebRequest& request, const Ticket& ticket,
           const std::string& words) const;

  Web& web_;
  Parts parts_;
};
