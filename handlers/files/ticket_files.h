#pragma once
#include <string>
#include <vector>

#include "gateway/delivery/kept_files.h"
#include "handlers/tickets/rights.h"
#include "handlers/web/web.h"

/// Pictures and files of tickets on pages: taken into a form's basket before the form is sent, shown to those
/// who may see the ticket.

/// Whoever of the team may see the ticket sees all its files; its reporter, what is not the team's own. Pure.
bool sees_file(const Actor& actor, const Ticket& ticket, FileSide side);

class TicketFiles {
 public:
  struct Settings {
    std::string folder;
    FileRules rules;
  };
  TicketFiles(Web& web, Settings settings) : web_(web), settings_(std::move(settings)) {}
  std::vector<WebRoute> routes();

  const FileRules& rules() const { return settings_.rules; }
  /// Largest body of a form that brings files along.
  std::size_t form_bytes() const;
  /// The basket of this visitor's form; its secret is the form's "once".
  static Basket basket_of(const WebRequest& request);
  /// Files that came with the form itself (a browser without scripts) join the basket. Empty, or the word of
  /// what is wrong with one.
  std::string take_along(const WebRequest& request, Connection& connection) const;
  /// "files": a picture has small_url and its size; all have name, url, size.
  /// Of somebody else's ticket a contractor has no address of a document.
  std::vector<PageData> cards(const WebRequest& request, const std::vector<MediaEntry>& entries,
                              bool own_ticket = false) const;
  /// What a page needs to show the form's basket ("parts/basket.html").
  void add_basket(PageData& data, const WebRequest& request, const std::string& once,
                  const std::vector<KeptFile>& files, const std::string& problem = "") const;

 private:
  HttpResponse give(const WebRequest& request, Connection& connection) const;
  HttpResponse take(const WebRequest& request, Connection& connection) const;
  HttpResponse drop(const WebRequest& request, Connection& connection) const;
  HttpResponse basket(const WebRequest& request, Connection& connection, const std::string& problem,
                      int status) const;
  std::string keep(const WebRequest& request, Connection& connection, const FormFile& sent) const;

  Web& web_;
  Settings settings_;
};

/// As the pages show a file that waits in a basket.
MediaEntry entry_of(const KeptFile& file);
/// Those of the entries that the event names.
std::vector<MediaEntry> files_of_event(const TicketEvent& event, const std::vector<MediaEntry>& entries);
