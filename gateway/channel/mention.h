#pragma once
#include <string>
#include <vector>

/// Mentions are made from typed ids only. An id is letters, digits and `_ . @ -`, at most 64, and never calls
/// everybody; what is not one is left out, so that no text can pass for a mention.
std::vector<std::string> mentionable(const std::vector<std::string>& ids);
/// `<@a> <@b> `, for the markdown of a group; empty when nobody is left.
std::string mention_markup(const std::vector<std::string>& ids);
