/// What the editors' pages have in common.
#include <cmath>

#include "handlers/qa/editor.h"
#include "handlers/qa/reader.h"
#include "handlers/tickets/notices.h"

namespace {

const char* colour_of(ArticleState state) {
  switch (state) {
    case ArticleState::published:
      return "good";
    case ArticleState::in_review:
      return "warn";
    case ArticleState::scheduled:
      return "accent";
    case ArticleState::expired:
      return "bad";
    case ArticleState::draft:
    case ArticleState::retired:
      return "";
  }
  return "";
}

}  // namespace

Editor editor_of(const WebRequest& request) {
  return {request.visitor.userid, request.visitor.name, request.visitor.role};
}

std::string joined_lines(const std::vector<std::string>& lines) {
  std::string out;
  for (const auto& one : lines) out += (out.empty() ? "" : "\n") + one;
  return out;
}

PageData QaEditor::frame(const WebRequest& request, const std::string& tab, const std::string& title) const {
  PageData data;
  data.flag("nav_edit", true).text("title", title);
  for (const auto* name : {"articles", "review", "worklist", "bench", "statistics"})
    data.flag(std::string("tab_") + name, tab == name);
  data.flag("kept", request.query("saved") == "yes");
  return data;
}

PageData QaEditor::line(const WebRequest& request, const ArticleHead& head) const {
  PageData line;
  const auto state = name_of(head.life.state);
  line.text("id", head.id).text("name", head.title).text("url", "/kb/article/" + in_url(head.id));
  line.text("system_name",
            head.system.empty() ? web_.word(request, "system.any") : system_name(request, head.system));
  line.text("category", head.category).text("state", web_.word(request, "state." + state));
  line.text("colour", colour_of(head.life.state)).flag("pinned", head.pinned);
  line.text("by", head.changed_by).text("at", moment(head.changed_at)).number("version", head.life.version);
  line.text("review_by", head.review_by).text("valid_until", head.valid_until).text("owner", head.owner);
  line.flag("newer", head.life.live_version != 0 && head.life.live_version != head.life.version);
  return line;
}

std::vector<PageData> QaEditor::systems(const WebRequest& request, const std::string& chosen,
                                        const std::string& none) const {
  std::vector<PageData> list{
      PageData().text("id", "").text("name", web_.word(request, none)).flag("chosen", chosen.empty())};
  for (const auto& entry : parts_.library->get()->dictionary.systems)
    list.push_back(PageData()
                       .text("id", entry.id)
                       .text("name", system_name(request, entry.id))
                       .flag("chosen", entry.id == chosen));
  return list;
}

HttpResponse QaEditor::refused(const WebRequest& request, const Error& error) const {
  switch (error.kind) {
    case Kind::unauthorized:
      return web_.failure(request, 403, "not_yours");
    case Kind::not_found:
      return web_.failure(request, 404, "not_found");
    case Kind::conflict:
      return web_.failure(request, 409, "conflict");
    case Kind::bad_input:
    case Kind::try_later:
    case Kind::internal:
      break;
  }
  return web_.failure(request, error.kind == Kind::bad_input ? 422 : 503,
                      error.kind == Kind::bad_input ? "bad_form" : "busy");
}

std::string QaEditor::system_name(const WebRequest& request, const std::string& id) const {
  return system_name_of(web_, *parts_.library->get(), request, id);
}

std::string QaEditor::moment(Time at) const { return clock_text(at, parts_.minutes_east); }

std::string QaEditor::today(const WebRequest& request) const {
  return day_of(request.now, parts_.minutes_east);
}

void add_check(PageData& data, const ArticleCheck& check) {
  std::vector<PageData> faults, missing, cautions, like, lost, shadowed;
  for (const auto& fault : check.faults)
    faults.push_back(PageData()
                         .text("field", fault.field)
                         .number("item", static_cast<long long>(fault.item))
                         .number("column", static_cast<long long>(fault.column))
                         .text("words", fault.text));
  for (const auto& words : check.missing) missing.push_back(PageData().text("words", words));
  for (const auto& words : check.warnings) cautions.push_back(PageData().text("words", words));
  for (const auto& other : check.near_duplicates)
    like.push_back(PageData()
                       .text("name", other.title)
                       .text("url", "/kb/article/" + in_url(other.id))
                       .number("percent", std::llround(other.likeness * 100))
                       .text("mine", other.mine)
                       .text("theirs", other.theirs));
  const auto sentence = [](const ShadowedSentence& from) {
    return PageData()
        .text("sentence", from.sentence)
        .text("owner", from.owner)
        .text("found", from.found)
        .text("by", from.by);
  };
  for (const auto& one : check.lost) lost.push_back(sentence(one));
  for (const auto& one : check.shadowed) shadowed.push_back(sentence(one));
  data.flag("all_well", check.may_publish() && cautions.empty() && like.empty() && shadowed.empty());
  const auto put = [&](const std::string& name, std::vector<PageData> list) {
    data.list(name, std::move(list));
  };
  put("faults", std::move(faults));
  put("missing", std::move(missing));
  put("warnings", std::move(cautions));
  put("like", std::move(like));
  put("lost", std::move(lost));
  put("shadowed", std::move(shadowed));
}
