#pragma once
#include <span>
#include <string>
#include <vector>

#include "kb/search_model.h"
#include "kb/word_evidence.h"

/// Words of the message that no phrasing of the entry has, faithful ones first: what makes a near miss.
std::vector<std::string> unsaid_words(const SearchModel& model, const WordEvidence& evidence,
                                      const std::string& message, std::uint32_t entry);
/// Words that the entry's ways of asking (in normal form) have and the message lacks, the strangest first.
std::vector<std::string> missing_words(const SearchModel& model, const WordEvidence& evidence,
                                       const std::string& message, std::uint32_t entry,
                                       std::span<const std::string> ways);
