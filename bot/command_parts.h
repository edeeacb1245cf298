#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "bot/command.h"
#include "bot/reader.h"

/// The vocabulary of bot/command: words of the verbs, roles and categories. Only for command.cpp and its
/// parts.

struct VerbWord {
  std::string_view word;  // normal form
  Verb verb;
  bool weak = false;  // too common to mean a verb unless a ticket is named
};

/// Takes the longest verb word that comes next; a Latin word must end there.
std::optional<VerbWord> verb_at(Reader& reader);
std::optional<Verb> verb_named(std::string_view name);
/// The verb a mistyped first word is one slip away from.
std::optional<Verb> nearest_verb(const std::string& text);

bool begins_with_category(const Reader& reader);
/// Target and reason of a transfer.
void read_transfer(Command& command, Reader& reader);
/// Severity first, then why; all of it is the text too.
void read_severity(Command& command, Reader& reader);
/// The parent: behind "到", else the first of several, or the last behind "归入".
void read_parent(Command& command, Reader& reader);
/// Category, reason and solution.
void read_resolution(Command& command, Reader& reader);
