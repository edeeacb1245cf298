#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Words that steer a dialog, in Chinese (either script) and English. A word counts only when the message
/// says nothing else.
enum class Word {
  none,
  cancel,
  back,
  help,
  human,

  skip,
  solved,
  unsolved,
  thanks,
  greeting,
  progress
};

/// Letters and digits of the normal form: no spaces, no punctuation.
std::string bare(std::string_view text);
/// What the whole message says; polite words around it do not matter ("谢谢，已经好了" is solved).
Word word_of(std::string_view text);
/// Behind a leading "新问题" or "报障": the rest as said (may be empty); nothing where the message does not
/// begin so.
std::optional<std::string> after_fresh(std::string_view text);
/// Numbers of 3 to 9 digits that stand alone, as in "#1002" or "进度 1002".
std::vector<long long> numbers_in(std::string_view text);
/// "进度 1002", "我的", "status #1002".
bool asks_progress(std::string_view text);
