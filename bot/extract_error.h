#pragma once
#include <optional>
#include <string_view>

#include "bot/sentence.h"

/// The message or code that the reporter gives, in quotes: “…”, 「…」, 【…】, "…". `plain`: a sentence's
/// normal form.
std::optional<Span> quoted_error(std::string_view plain);
/// The same without quotes: what stands behind 提示, 报错, 显示, "error code", up to a natural end.
/// `plain`: identifiers and times covered.
std::optional<Span> told_error(std::string_view plain);
