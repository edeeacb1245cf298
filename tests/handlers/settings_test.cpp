// Edits over files: what fits counts, what does not is left out, and a person reads both without TOML.
#include <algorithm>
#include <sstream>

#include "handlers/cli/check_config.h"
#include "handlers/settings/settings_view.h"
#include "tests/handlers/settings_world.h"

namespace {

const std::string trading = "forms/trading.toml", thanks = "messages/zh-CN/dialog.toml";

SettingsReader reader_of(const Library& library) {
  return {&library, "zh-CN", [](const std::string& key) { return key; }, Time{std::chrono::hours{500000}}};
}

/// All that the sections say, one after the other.
std::string whole(const std::vector<SettingsSection>& sections) {
  std::string text;
  for (const auto& section : sections) {
    text += section.heading + "|" + section.hint + "|" + section.said + "\n";
    for (const auto& row : section.rows)
      for (const auto& cell : row) text += cell + "|";
  }
  return text;
}

bool holds(const std::string& text, const std::string& part) { return text.find(part) != text.npos; }

}  // namespace

TEST_CASE("what loaders complain of is taken apart, whatever stands around it") {
  const auto problems = problems_in(
      "/etc/a:b/forms/x.toml:12: unknown key \"a: 3: b\"\nmessages: no folder\nzh-CN/dialog.toml:4: x");
  REQUIRE(problems.size() == 2);
  CHECK(problems[0] ==
        TextProblem{"/etc/a:b/forms/x.toml", 12, "unknown key \"a: 3: b\" messages: no folder"});
  CHECK(problems[1] == TextProblem{"zh-CN/dialog.toml", 4, "x"});
  CHECK(problems_in("templates: nothing there") ==
        std::vector<TextProblem>{{"", 0, "templates: nothing there"}});
  CHECK(speaks_of(problems[1], "/opt/templates/messages/zh-CN/dialog.toml"));
  CHECK_FALSE(speaks_of(problems[1], "/opt/templates/messages/en/dialog.toml"));
  CHECK_FALSE(speaks_of({"", 0, "x"}, "/opt/a.toml"));
}

TEST_CASE("files that hold SQL, addresses or secrets are not among those that can be changed") {
  OwnTemplates own;
  const auto files = template_files(own.config());
  const auto has = [&](const std::string& path) {
    return std::any_of(files.begin(), files.end(), [&](const auto& file) { return file.path == path; });
  };
  for (const auto& path :
       {trading, thanks, std::string("forms/dictionary.toml"), std::string("incidents.toml"),
        std::string("handover/ops.toml"), std::string("clocks/policies.toml"), std::string("synonyms.toml"),
        std::string("messages/en/tickets.toml")})
    CHECK(has(path));
  CHECK(std::none_of(files.begin(), files.end(), [](const auto& file) {
    return holds(file.path, "diagnostics/") || holds(file.path, "..");
  }));
  CHECK_FALSE(template_file(own.config(), "forms/../incidents.toml"));
  CHECK_FALSE(template_file(own.config(), "../dutydesk.toml"));
}

TEST_CASE("an edit is checked as check-config checks the file, every problem at once with its line") {
  OwnTemplates own;
  const auto text =
      own.changed(trading, "type = \"customer\"", "type = \"custmer\"") + "\n[[feld]]\nname = \"x\"\n";
  const auto trial = try_edit(own.config(), {}, {trading, 1, text});
  CHECK_FALSE(trial.library);
  REQUIRE(trial.problems.size() >= 2);
  own.write(trading, text);
  const auto config_file = own.config().templates_folder + "/dutydesk.toml";
  std::ofstream(config_file) << "[desk]\ntemplates = \"" << own.config().templates_folder
                             << "\"\narticles = \"" << own.config().articles_folder << "\"\n";
  std::ostringstream out;
  CHECK(run_check_config(config_file, out) == 1);
  INFO(out.str());
  for (const auto& problem : trial.problems) {
    CHECK(holds(out.str(), trading + ":" + std::to_string(problem.line) + ": " + problem.text));
    CHECK(speaks_of(problem, own.config().templates_folder + "/" + trading));
  }
  CHECK(holds(trial.problems[0].text + trial.problems[1].text, "did you mean \"customer\""));
}

TEST_CASE("an edit counts in the place of its file, and the file stays as it ships") {
  OwnTemplates own;
  const auto before = own.text("incidents.toml");
  const auto files = layered_files(own.config(), {{"incidents.toml", 1, "tickets = 9\nwithin = \"20m\"\n"},
                                                  {thanks, 3, "[dialog.thanks]\ntext = \"好的。\"\n"}});
  REQUIRE(files);
  CHECK((*files)->burst.count == 9);
  CHECK(*(*files)->wording->text("zh-CN", "dialog.thanks", {}) == "好的。");
  CHECK((*files)->refused_edits.empty());
  CHECK(own.text("incidents.toml") == before);
}

TEST_CASE("an edit that does not fit any more is left out alone, and the others count") {
  OwnTemplates own;
  const auto files =
      layered_files(own.config(), {{trading, 4, "title = 1\n"}, {"incidents.toml", 2, "tickets = 9\n"}});
  REQUIRE(files);
  CHECK((*files)->burst.count == 9);
  CHECK(in_locale(form_named((*files)->forms, "trading").title, "zh-CN") == "交易");
  REQUIRE((*files)->refused_edits.size() == 1);
  CHECK((*files)->refused_edits[0].path == trading);
  CHECK((*files)->refused_edits[0].version == 4);
  CHECK((*files)->refused_edits[0].problems.size() >= 2);
  // Files that are wrong themselves are another matter.
  own.write(trading, "title = 1\n");
  CHECK_FALSE(layered_files(own.config(), {{"incidents.toml", 2, "tickets = 9\n"}}));
}

TEST_CASE("an edit that needs one written after it counts with it, and one's fault is not another's") {
  OwnTemplates own;
  // The margin system leaves one form for another: only both together choose each system once.
  const TemplateEdit gives{trading, 5, own.changed(trading, "\"margin\", ", "")};
  const TemplateEdit takes{"forms/query.toml", 1,
                           "title = { \"zh-CN\" = \"查询\" }\nsystems = [\"margin\"]\n[[field]]\nname = "
                           "\"a\"\nlabel = { \"zh-CN\" = \"甲\" }\n"};
  const TemplateEdit broken{"incidents.toml", 1, "tickets = 1\n"};
  CHECK(layered_files(own.config(), {takes})->get()->refused_edits.size() == 1);
  const auto files = layered_files(own.config(), {takes, broken, gives});
  REQUIRE(files);
  REQUIRE((*files)->refused_edits.size() == 1);
  CHECK((*files)->refused_edits[0].path == "incidents.toml");
  CHECK(try_edit(own.config(), {broken, gives}, takes).library);
  const auto alone = try_edit(own.config(), {broken}, takes);
  CHECK_FALSE(alone.library);
  for (const auto& problem : alone.problems) CHECK(holds(problem.text, "margin"));
}

TEST_CASE("an address that the desk calls is not chosen on a page") {
  OwnTemplates own;
  const std::string path = "clocks/escalation.toml";
  const auto hook = [](const std::string& url) {
    return "\n[[webhook]]\nname = \"phone\"\nurl = \"" + url + "\"\n";
  };
  const auto foreign = own.text(path) + hook("https://inside.example.com/reboot");
  const auto trial = try_edit(own.config(), {}, {path, 1, foreign});
  REQUIRE(trial.problems.size() == 1);
  CHECK(holds(trial.problems[0].text, "phone"));
  CHECK(trial.problems[0].line == std::count(foreign.begin(), foreign.end(), '\n'));
  own.write(path, own.text(path) + hook("https://bridge.example.com/call"));
  CHECK(try_edit(own.config(), {}, {path, 1, own.changed(path, "repeat = 2", "repeat = 1")}).library);
  CHECK_FALSE(try_edit(own.config(), {}, {path, 1, foreign}).library);
  const std::string duty = "clocks/duty.toml";
  const std::string roster = "[[roster]]\nid = \"desk\"\nname = \"值班\"\nzone = \"Asia/Shanghai\"\n";
  for (const auto* place :
       {"https://inside.example.com/x.ics", "webcal://inside.example.com/x", "/etc/passwd"}) {
    const auto calendar = try_edit(own.config(), {}, {duty, 1, roster + "calendar = \"" + place + "\"\n"});
    INFO(place);
    REQUIRE(calendar.problems.size() == 1);
    CHECK(calendar.problems[0].line == 5);
  }
  own.write(duty, roster + "calendar = \"https://calendar.example.com/x.ics\"\n");
  CHECK(try_edit(own.config(), {}, {duty, 1, own.changed(duty, "值班", "事件值班")}).library);
}

TEST_CASE("a form is shown as it is asked, with its fields and what chooses it") {
  const auto files = load_files(OwnTemplates().config());
  REQUIRE(files);
  for (const auto& form : (*files)->forms.forms) {
    INFO(form.id);
    const auto sections = settings_sections(reader_of(**files), "forms/" + form.id + ".toml", "");
    const auto text = whole(sections);
    REQUIRE(sections.size() == 3);
    CHECK(sections[2].rows.size() == form.fields.size());
    Fields known;
    if (!form.operations.empty())
      known["operation"] = form.operations.front();
    else if (!form.systems.empty())
      known["system"] = form.systems.front();
    for (const auto& field : form.fields) {
      CHECK(holds(text, in_locale(field.label, "zh-CN")));
      if (is_required(field, known) && !is_known(field, known))
        CHECK(holds(sections[1].said, in_locale(field.label, "zh-CN")));
    }
  }
}

TEST_CASE("every file that can be changed is shown as words, and nothing of it is lost") {
  OwnTemplates own;
  const auto files = load_files(own.config());
  REQUIRE(files);
  for (const auto& file : template_files(own.config())) {
    INFO(file.path);
    const auto sections = settings_sections(reader_of(**files), file.path, own.text(file.path));
    CHECK_FALSE(sections.empty());
    for (const auto& section : sections)
      for (const auto& row : section.rows) CHECK(row.size() == section.columns.size());
  }
  const auto shown = [&](const char* path) {
    return whole(settings_sections(reader_of(**files), path, own.text(path)));
  };
  CHECK(holds(shown("clocks/policies.toml"),
              "severity.urgent|15 settings.minute|4 settings.hour|settings.always|"));
  CHECK(holds(shown("clocks/calendars.toml"), "weekday.d1|08:30–12:00, 13:00–17:30|"));
  CHECK(holds(shown("clocks/escalation.toml"), "2|settings.wait 15 settings.minute|"));
  CHECK(holds(shown("incidents.toml"), "5|10 settings.minute|"));
  CHECK(holds(shown("synonyms.toml"), "登录, 登陆, 登入|"));
  CHECK(holds(shown("messages/zh-CN/dialog.toml"), "请在那里回复。|number|"));
}

TEST_CASE("of changed wording the messages that differ are shown") {
  const auto files = load_files(OwnTemplates().config());
  REQUIRE(files);
  const auto section = message_section(reader_of(**files), "[a.b]\ntext = \"x\"\n[a.c]\ntext = \"y\"\n",
                                       "[a.b]\ntext = \"x\"\n[a.c]\ntext = \"z {{n}}\"\n");
  REQUIRE(section.rows.size() == 1);
  CHECK(section.rows[0] == std::vector<std::string>{"a.c", "z {{n}}", "n"});
}

TEST_CASE("of the configuration only limits are shown") {
  const auto files = load_files(OwnTemplates().config());
  REQUIRE(files);
  Config config;
  config.limits = {{"chat", "wecom_aibot", 27, Seconds{60}}};
  config.database = "host=secret.example.com";
  const auto text = whole(config_sections(reader_of(**files), config, config.limits));
  CHECK(holds(text, "chat|wecom_aibot|27|1 settings.minute|"));
  CHECK(holds(text, "settings.largest|20 MB|"));
  CHECK_FALSE(holds(text, "secret"));
}
