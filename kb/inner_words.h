#pragma once
#include <string>
#include <string_view>
#include <vector>

/// What a search that finds Chinese words inside of others keeps of a text: pairs of neighbouring Chinese
/// characters, and words of letters or digits. Full width, case, Traditional and Simplified are one. Each
/// once, sorted; of a word the first 40 characters, of a text the first 8,000.
std::vector<std::string> inner_words(std::string_view text);
