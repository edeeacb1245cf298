#pragma once
#include <string>
#include <string_view>

/// Makes text from people harmless inside the markdown that WeCom faces share, which knows no escape
/// character:
/// `<` (fonts, mentions, tags), brackets of links, backticks, runs of asterisks, bars, and `>` `#` rules at a
/// line's start become their full-width or plain look-alikes; `@all` and its kin get a space; entities lose
/// their `&`. Idempotent. The value may stand anywhere in a line. Mentions are made from typed fields only,
/// never from text.
std::string escape_markdown(std::string_view text);
