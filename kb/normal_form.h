#pragma once
#include <string>
#include <string_view>

/// The one form in which articles and messages meet. Any thread.

/// NFKC, case folded, Traditional → Simplified (by phrases, so 乾 and 著 come out right), invisible
/// characters and emoji off, mentions and greetings off, runs of white space one space. May be empty.
std::string normal_form(std::string_view text);
