#pragma once
#include <string>

/// The text in the mainland's characters and words (軟體 → 软件), whichever way it was written: through
/// OpenCC to Traditional and back, so that 查询 and 查詢 become the same whatever its dictionaries make of
/// them. `text` is UTF-8 without NUL; as it was where the dictionaries are not installed. Any thread.
std::string chinese_form(const std::string& text);
