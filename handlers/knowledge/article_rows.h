#pragma once
#include <string>

#include "handlers/knowledge/article_store.h"

/// Between rows and values, for the stores of this folder.

/// Milliseconds since 1970, as every statement takes a point in time.
std::string millis_of(Time at);
Time time_at(long long millis);
/// The columns of `article` that head_of reads.
extern const char* const head_columns;
ArticleHead head_of(const Row& row);
/// What was submitted goes to its readers without a reviewer and without regard to the others: for imports
/// by whoever runs the desk.
void publish_unreviewed(Transaction& transaction, const ArticleHead& head, const Editor& editor, Time now);
/// The desk's own steps, when their time has come: go_live, expire.
Result<ArticleHead> step_by_clock(Transaction& transaction, const std::string& id, ArticleStep step,
                                  Time now);
/// A body that cannot be read stops the transaction.
Article article_in(const Row& row, const char* column);
/// What is published and lies in its days, `a` article and `v` its live version; $1 is the day.
extern const char* const live_from_where;
