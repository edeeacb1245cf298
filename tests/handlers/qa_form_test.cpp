#include <catch2/catch.hpp>

#include "handlers/qa/form_store.h"
#include "tests/handlers/knowledge_world.h"

namespace {

struct Forms : KnowledgeWorld {
  int sent = 0;
  bool send(const std::string& person, const std::string& address, Time at,
            FormKind kind = FormKind::report) {
    return in([&](Transaction& t) {
      const FormSender sender{person, address, kind};
      if (!may_send_form(t, sender, at)) return false;
      ++sent;
      keep_form(t, "form-" + std::to_string(sent), sent, sender, at);
      return true;
    });
  }
};

constexpr Seconds ten_minutes{600};

}  // namespace

TEST_CASE("a person sends six reports in ten minutes, and again when they are over", "[pg]") {
  Forms forms;
  for (int i = 0; i < 6; ++i) CHECK(forms.send("f/wang", "10.0.0.1", forms.now));
  CHECK_FALSE(forms.send("f/wang", "10.0.0.2", forms.now));
  CHECK(forms.send("f/li", "10.0.0.1", forms.now));
  CHECK_FALSE(forms.send("f/wang", "10.0.0.1", forms.now + ten_minutes - Seconds{1}));
  CHECK(forms.send("f/wang", "10.0.0.1", forms.now + ten_minutes));
}

TEST_CASE("words added to a ticket are counted apart from reports, and more may come", "[pg]") {
  Forms forms;
  for (int i = 0; i < 20; ++i) CHECK(forms.send("f/wang", "", forms.now, FormKind::words));
  CHECK_FALSE(forms.send("f/wang", "", forms.now, FormKind::words));
  CHECK(forms.send("f/wang", "", forms.now));
}

TEST_CASE("a person sends forty reports a day, an address sixty in ten minutes", "[pg]") {
  Forms forms;
  for (int i = 0; i < 40; ++i) REQUIRE(forms.send("f/wang", "", forms.now + i * Seconds{1200}));
  CHECK_FALSE(forms.send("f/wang", "", forms.now + 40 * Seconds{1200}));
  const auto later = forms.now + 100 * Seconds{1200};
  for (int i = 0; i < 60; ++i) REQUIRE(forms.send("f/p" + std::to_string(i), "10.0.0.9", later));
  CHECK_FALSE(forms.send("f/another", "10.0.0.9", later));
  CHECK(forms.send("f/another", "10.0.0.8", later));
}
