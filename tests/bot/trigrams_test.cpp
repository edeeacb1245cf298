#include "bot/trigrams.h"

#include <catch2/catch.hpp>
#include <string>

TEST_CASE("a word that stands in a text is never ruled out; most that do not are") {
  const std::string text = "客户13812345678今天9:40在APP买入600519提示资金账号异常 order rejected";
  const Trigrams trigrams(text);
  for (std::size_t begin = 0; begin < text.size(); ++begin)
    for (std::size_t size = 0; begin + size <= text.size(); ++size)
      if (!trigrams.may_hold(std::string_view(text).substr(begin, size))) FAIL(text.substr(begin, size));
  int ruled_out = 0;
  const std::string_view absent[] = {"卖出", "转账", "银证", "密码", "撤单", "新股", "行情", "登录"};
  for (const auto word : absent) ruled_out += trigrams.may_hold(word) ? 0 : 1;
  CHECK(ruled_out >= 7);
  CHECK(trigrams.may_hold("zz"));
  CHECK_FALSE(Trigrams("").may_hold("abc"));
}
