#pragma once
#include <vector>

#include "bot/lookup.h"
#include "handlers/intake/library.h"
#include "handlers/intake/turn.h"

/// The answers to "查 关键词" and "热点": titles with links. Pure.

/// Where readers find the whole article; the library's public_url is known.
std::string article_link(const Library& library, const std::string& id);
/// Searches what is published; the best has its short answer beside it.
Say found_by(const Library& library, const std::string& words);
/// `hot`: best first.
Say hottest(const Library& library, const std::vector<HotArticle>& hot);
