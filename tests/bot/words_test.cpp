#include "bot/words.h"

#include <catch2/catch.hpp>

TEST_CASE("a word steers only where the message says nothing else") {
  CHECK(word_of("取消") == Word::cancel);
  CHECK(word_of("取消！") == Word::cancel);
  CHECK(word_of("取消委托失败") == Word::none);
  CHECK(word_of("  Cancel. ") == Word::cancel);
  CHECK(word_of("沒解決") == Word::unsolved);
  CHECK(word_of("还是不行") == Word::unsolved);
  CHECK(word_of("還是不行了") == Word::none);
  CHECK(word_of("轉人工") == Word::human);
  CHECK(word_of("？") == Word::help);
}

TEST_CASE("politeness around a word does not hide it") {
  CHECK(word_of("谢谢，已经好了") == Word::solved);
  CHECK(word_of("好的，谢谢老师") == Word::greeting);
  CHECK(word_of("好的谢谢") == Word::thanks);
}

TEST_CASE("small talk is told from a report") {
  for (const std::string text :
       {"小值在吗", "大家早上好", "你们这个机器人能干嘛", "有没有人啊，客户在旁边等着呢", "你好", "Hello!"}) {
    INFO(text);
    CHECK(word_of(text) == Word::greeting);
  }
  for (const std::string text : {"客户说钱不见了！！赶紧处理", "登录不上", "请问创业板怎么开通",
                                 "13900001111 你好", "在吗？交易不了"}) {
    INFO(text);
    CHECK(word_of(text) == Word::none);
  }
}

TEST_CASE("新问题 opens a report, with or without its sentence") {
  CHECK(after_fresh("新问题") == "");
  CHECK(after_fresh("新問題：登录不上") == "登录不上");
  CHECK(after_fresh("报障 银证转账，转不进") == "银证转账，转不进");
  CHECK(after_fresh("new issue: cannot log in") == "cannot log in");
  CHECK_FALSE(after_fresh("这是新问题"));
  CHECK_FALSE(after_fresh("登录不上"));
}

TEST_CASE("ticket numbers are told from phones, times and codes") {
  CHECK(numbers_in("进度 1002") == std::vector<long long>{1002});
  CHECK(numbers_in("＃1002 和 #1003") == std::vector<long long>{1002, 1003});
  CHECK(numbers_in("13900001111 9:40 1.5万 E1024 88-0012").empty());
}

TEST_CASE("progress is asked with and without a number") {
  for (const std::string text :
       {"进度 1002", "進度", "我的", "查询", "#1002 进度", "status 1002", "我的工单"}) {
    INFO(text);
    CHECK(asks_progress(text));
  }
  CHECK_FALSE(asks_progress("查询不了持仓"));
  CHECK_FALSE(asks_progress("1002"));
}
