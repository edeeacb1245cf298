#include <catch2/catch.hpp>

#include "bot/text.h"
#include "gateway/channel/wecom_card.h"

namespace {

Card full() {
  Card card;
  card.title = std::string(100, 't');
  card.description = std::string(100, 'd');
  card.text = "一句话";
  card.quote = "原话";
  card.url = "https://desk.example/t/1";
  for (int i = 0; i < 9; ++i)
    card.facts.emplace_back("字段名称很长" + std::to_string(i), std::string(100, 'v'));
  for (int i = 0; i < 9; ++i)
    card.buttons.push_back(
        {"按钮文字很长很长很长" + std::to_string(i), std::to_string(i) + std::string(2000, 'k')});
  card.task_id = "工单 1002/x";
  return card;
}

}  // namespace

TEST_CASE("a card's fields are cut to what WeCom takes") {
  const auto card = wecom_card(full(), "");
  CHECK(code_points(card.at({"main_title", "title"}).text()) <= 36);
  CHECK(code_points(card.at({"main_title", "desc"}).text()) <= 36);
  CHECK(card["horizontal_content_list"].items().size() == 6);
  CHECK(code_points(card["horizontal_content_list"].items()[0]["keyname"].text()) <= 5);
  CHECK(code_points(card["horizontal_content_list"].items()[0]["value"].text()) <= 30);
  CHECK(card["button_list"].items().size() == 6);
  for (const auto& button : card["button_list"].items()) {
    CHECK(button["key"].text().size() <= 1024);
    CHECK(code_points(button["text"].text()) <= 10);
  }
}

TEST_CASE("a task id has WeCom's characters and length") {
  CHECK(wecom_task_id("t-1_@A") == "t-1_@A");
  CHECK(wecom_task_id("工1/2") == "---1-2");
  CHECK(wecom_task_id(std::string(200, 'a')).size() == 128);
}

TEST_CASE("a card without a task id of its own takes the row's") {
  auto card = full();
  card.task_id.clear();
  CHECK(wecom_card(card, "o7")["task_id"].text() == "o7");
  CHECK(wecom_card(card, "")["task_id"].is_null());
}

TEST_CASE("buttons without words or key are left out, and a card is never without a title") {
  Card card;
  card.buttons = {{"", "k"}, {"好", ""}, {"好", "ok"}};
  card.text = "只有正文";
  const auto made = wecom_card(card, "o1");
  CHECK(made["button_list"].items().size() == 1);
  CHECK(made.at({"main_title", "title"}).text() == "只有正文");
}

TEST_CASE("words too long for a card are said before it") {
  Card card;
  card.text = std::string(160, 'a');
  CHECK(words_before(card).empty());
  CHECK(wecom_card(card, "")["sub_title_text"].text() == card.text);
  card.text += 'a';
  CHECK(words_before(card) == card.text);
  CHECK(wecom_card(card, "")["sub_title_text"].is_null());
}
