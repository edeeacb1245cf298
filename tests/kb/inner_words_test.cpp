#include "kb/inner_words.h"

#include <catch2/catch.hpp>

using Words = std::vector<std::string>;

TEST_CASE("inner words are pairs of Chinese characters and whole words of letters or digits, each once") {
  CHECK(inner_words("报错 E1027，报错") == Words{"e1027", "报错"});
  CHECK(inner_words("银证转账") == Words{"证转", "转账", "银证"});
  CHECK(inner_words("Ｅ１０２７") == Words{"e1027"});
  CHECK(inner_words("轉賬") == inner_words("转账"));
  CHECK(inner_words("").empty());
  CHECK(inner_words("的 ， 1").size() == 1);
}

TEST_CASE("a character alone is no inner word, nor does a pair reach over what stands between") {
  CHECK(inner_words("买 卖").empty());
  CHECK(inner_words("买A卖") == Words{"a"});
}

TEST_CASE("of a long word the first 40 characters count, of a long text the first 8,000") {
  CHECK(inner_words(std::string(100, 'x')) == Words{std::string(40, 'x')});
  CHECK(inner_words(std::string(8000, ' ') + "转账").empty());
}
