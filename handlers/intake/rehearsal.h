#pragma once
#include <string>

#include "bot/dialog.h"

/// A reporter for measuring: sends a first sentence, then answers each question in one line with what they
/// know, 不知道 for the rest.
struct Rehearsal {
  int questions = 0;
  bool submitted = false;  // false: it was taken for small talk, so there is no ticket
  Fields fields;           // of the submitted ticket
};
/// Pure. `knows` are the labels of the sentence: what a careful person would fill in.
Rehearsal rehearse(const Forms& forms, const Dictionary& dictionary, const std::string& text, Time now,
                   int minutes_east, const Fields& knows);
/// The line in which such a reporter answers a question about these fields.
std::string answer_line(const std::vector<std::string>& asked, const Fields& knows,
                        const Dictionary& dictionary);
