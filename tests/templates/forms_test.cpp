// Forms are files that an operator writes: good ones load, and of bad ones every problem is named with its
// line.
#include "templates/forms.h"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "templates/dictionary.h"

namespace {

namespace fs = std::filesystem;

/// A folder of forms that goes with the test.
class Folder {
 public:
  explicit Folder(const std::string& name)
      : path_(fs::temp_directory_path() / ("dutydesk-forms-" + name + "-" + std::to_string(::getpid()))) {
    fs::remove_all(path_);
    fs::create_directories(path_);
  }
  ~Folder() { fs::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  void write(const std::string& name, const std::string& text) const { std::ofstream(path_ / name) << text; }
  std::string path() const { return path_.string(); }

 private:
  fs::path path_;
};

const std::string good = R"(title = { "zh-CN" = "其他", en = "Other" }
systems = ["other"]
[[field]]
name = "os"
type = "choice"
label = { "zh-CN" = "手机系统" }
option = [{ id = "ios", label = { "zh-CN" = "苹果" }, words = ["iphone"] }, { id = "android", label = { "zh-CN" = "安卓" } }]
[[field]]
name = "version"
pattern = "[0-9.]+"
required_if = "os=ios"
label = { "zh-CN" = "版本" }
prompt = { "zh-CN" = "如 17.2" }
)";

std::string problems_of(const std::string& name, const std::string& form) {
  const Folder folder(name);
  folder.write("other.toml", good);
  folder.write("bad.toml", form);
  const auto loaded = load_forms(folder.path());
  if (loaded) return "none";
  std::string text = loaded.error().text;
  for (auto at = text.find(folder.path() + "/"); at != std::string::npos; at = text.find(folder.path() + "/"))
    text.erase(at, folder.path().size() + 1);
  return text;
}

const std::string head = "title = { \"zh-CN\" = \"坏\" }\n";

}  // namespace

TEST_CASE("the forms that are shipped load, and each system of the dictionary chooses one of them") {
  const std::string folder = std::string(SOURCE_FOLDER) + "/templates/forms";
  const auto forms = load_forms(folder);
  INFO((forms ? std::string() : forms.error().text));
  REQUIRE(forms);
  for (const std::string id : {"trading", "account_opening", "transfer", "login", "query", "other"})
    CHECK(form_named(*forms, id).id == id);
  const auto dictionary = load_dictionary(folder + "/dictionary.toml");
  REQUIRE(dictionary);
  for (const auto& system : dictionary->systems) {
    INFO(system.id);
    const auto& form = form_for(*forms, {{"system", system.id}});
    CHECK(std::find(form.systems.begin(), form.systems.end(), system.id) != form.systems.end());
  }
  for (const auto& form : forms->forms)
    for (const auto& field : form.fields) CHECK(field.label.contains("en"));
}

TEST_CASE("a form keeps what its file says") {
  const Folder folder("good");
  folder.write("other.toml", good);
  folder.write("dictionary.toml", "this = [is, not, a form");
  const auto forms = load_forms(folder.path());
  REQUIRE(forms);
  REQUIRE(forms->forms.size() == 1);
  const auto& form = forms->forms[0];
  CHECK(form.id == "other");
  CHECK(in_locale(form.title, "en") == "Other");
  REQUIRE(form.fields.size() == 2);
  CHECK(form.fields[0].options[0].words == std::vector<std::string>{"iphone"});
  CHECK(form.fields[1].type == "text");
  CHECK(form.fields[1].required_if == "os=ios");
  CHECK(in_locale(form.fields[1].prompt, "en") == "如 17.2");
}

TEST_CASE("an unknown key is refused with its line and the nearest known key") {
  CHECK(problems_of("key",
                    head + "[[field]]\nname = \"a\"\nlabel = { \"zh-CN\" = \"甲\" }\nrequierd = true\n") ==
        "bad.toml:5: unknown key \"requierd\"; did you mean \"required\"?");
}

TEST_CASE("an unknown type is refused with the nearest one") {
  CHECK(problems_of("type",
                    head + "[[field]]\nname = \"a\"\ntype = \"fone\"\nlabel = { \"zh-CN\" = \"甲\" }\n") ==
        "bad.toml:4: unknown type \"fone\"; did you mean \"phone\"?");
}

TEST_CASE("a pattern that cannot be compiled is refused") {
  const auto told = problems_of(
      "pattern", head + "[[field]]\nname = \"a\"\npattern = \"(\"\nlabel = { \"zh-CN\" = \"甲\" }\n");
  CHECK(told.starts_with("bad.toml:4: bad pattern \"(\": "));
}

TEST_CASE("a condition must speak of another field and of options it has") {
  const std::string field = "[[field]]\nname = \"a\"\nlabel = { \"zh-CN\" = \"甲\" }\nrequired_if = ";
  CHECK(problems_of("if", head + field + "\"b=1\"\n") ==
        "bad.toml:5: required_if speaks of \"b\", which is no other field of this form");
  CHECK(problems_of("if", head + field + "\"b\"\n") ==
        "bad.toml:5: required_if must read \"field=value\" or \"field=value,value\"");
  const std::string choice =
      "[[field]]\nname = \"b\"\ntype = \"choice\"\nlabel = { \"zh-CN\" = \"乙\" }\n"
      "option = [{ id = \"x\", label = { \"zh-CN\" = \"丙\" } }]\n";
  CHECK(problems_of("if", head + field + "\"b=x\"\n" + choice) == "none");
  CHECK(problems_of("if", head + field + "\"b=x,y\"\n" + choice) ==
        "bad.toml:5: required_if speaks of \"y\", which is no option of \"b\"");
}

TEST_CASE("every problem of every file is told at once") {
  const Folder folder("all");
  folder.write("one.toml",
               "titel = 1\n[[field]]\nname = \"A b\"\nlabel = { en = \"x\" }\nrequired = \"yes\"\n");
  folder.write("two.toml", "title = { \"zh-CN\" = \"二\" \n");
  const auto forms = load_forms(folder.path());
  REQUIRE_FALSE(forms);
  const auto& told = forms.error().text;
  INFO(told);
  for (const std::string part :
       {"one.toml:1: unknown key \"titel\"; did you mean \"title\"?",
        "one.toml:1: the form needs a \"title\"",
        "one.toml:2: a field needs a \"name\" of small letters, digits and _",
        "one.toml:4: \"label\" lacks zh-CN", "one.toml:5: \"required\" must be true or false",
        "two.toml:1: ", "other.toml is missing"})
    CHECK(told.find(part) != std::string::npos);
}

TEST_CASE("a system chooses one form, a field stands once, a choice has options") {
  CHECK(problems_of("twice",
                    head + "systems = [\"other\"]\n[[field]]\nname = \"a\"\nlabel = { \"zh-CN\" = \"甲\" }\n")
            .find("system \"other\" already chooses the form \"bad\"") != std::string::npos);
  const std::string field = "[[field]]\nname = \"a\"\nlabel = { \"zh-CN\" = \"甲\" }\n";
  CHECK(problems_of("double", head + field + field) == "bad.toml:5: field \"a\" stands here twice");
  CHECK(problems_of("choice", head + field + "type = \"choice\"\n") ==
        "bad.toml:2: field \"a\" is a choice without an \"option\"");
}

TEST_CASE("a folder that cannot be read is told") {
  const auto forms = load_forms("/nowhere/forms");
  REQUIRE_FALSE(forms);
  CHECK(forms.error().kind == Kind::bad_input);
}
