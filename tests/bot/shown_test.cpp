#include "bot/shown.h"

#include <catch2/catch.hpp>

namespace {

const Dictionary& dictionary() {
  static const Dictionary known = [] {
    Dictionary made;
    made.systems.push_back({"trading", {{"zh-CN", "交易系统"}, {"en", "Trading"}}, {}});
    made.operations.push_back({"buy", {{"zh-CN", "买入"}, {"en", "Buy"}}, {}});
    return made;
  }();
  return known;
}

Form form_with_choice() {
  Form form;
  FormField field;
  field.name = "channel";
  field.type = "choice";
  field.options.push_back({"app", {{"zh-CN", "手机"}, {"en", "Mobile"}}, {}});
  form.fields.push_back(field);
  return form;
}

std::string shown(const std::string& name, const std::string& value, const std::string& locale = "zh-CN") {
  return shown_item(form_with_choice(), name, value, dictionary(), locale).at("value");
}

}  // namespace

TEST_CASE("people read labels, not ids, whether or not the form knows the field") {
  CHECK(shown("system", "trading") == "交易系统");
  CHECK(shown("operation", "buy", "en") == "Buy");
  CHECK(shown("channel", "app") == "手机");
  CHECK(shown("channel", "desk") == "desk");
  CHECK(shown("stock", "600519") == "600519");
}

TEST_CASE("what is personal is shown hidden") {
  CHECK(shown("phone", "13812345678") == "138****5678");
  CHECK(shown("error", "客户13812345678") == "客户138****5678");
}

TEST_CASE("a moment is a day and a time, or a day and the word for its part") {
  CHECK(moment_item("2026-03-10T09:40") == Params{{"value", "2026-03-10 09:40"}});
  CHECK(moment_item("2026-03-10/pm") == Params{{"value", "2026-03-10"}, {"pm", "1"}});
  CHECK(shown("time", "2026-03-10") == "2026-03-10");
}
