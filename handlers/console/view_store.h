#pragma once
#include <optional>
#include <string>
#include <vector>

#include "gateway/store/database.h"

/// Filters of the queue with a name: a person's own, and those that all of the team share. Only inside
/// Connection::transact.

struct SavedView {
  long long id = 0;
  std::string owner;  // key of the person who made it
  std::string name;
  std::string query;  // as text_of(QueueQuery) writes it
  bool shared = false;
  bool is_default = false;  // of whoever asks: what the queue opens with
};
/// Whose eyes see which views.
struct ViewReader {
  std::string person, org;
};
/// Own ones, then those of the team, each in their order. One statement, one walk of an index.
std::vector<SavedView> saved_views(Transaction& transaction, const ViewReader& reader);
/// At the end of its list; 0: that list has `most` already.
long long add_view(Transaction& transaction, const ViewReader& reader, const SavedView& view,
                   std::size_t most);

/// `view` as saved_views gave it to this reader; who may is asked before.
void rename_view(Transaction& transaction, const SavedView& view, const std::string& name);
void remove_view(Transaction& transaction, const SavedView& view);
/// One place up or down within its list.
void move_view(Transaction& transaction, const SavedView& view, bool up);
/// Into the team's list, or back into that of who made it; false: that list is full.
bool share_view(Transaction& transaction, const ViewReader& reader, const SavedView& view, bool shared,
                std::size_t most);
/// 0: the queue opens with what waits.
void set_default_view(Transaction& transaction, const std::string& person, long long view);
