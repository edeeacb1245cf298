#pragma once
#include <string>
#include <vector>

#include "kb/article_diff.h"
#include "templates/page_data.h"

/// The lines of a comparison for a page's ".diff": what changed with a little around it; `skipped` stands
/// where equal lines are left out.
std::vector<PageData> diff_view(const std::vector<DiffLine>& lines, const std::string& skipped);
/// Of two texts.
std::vector<PageData> diff_view(const std::string& before, const std::string& after,
                                const std::string& skipped);
