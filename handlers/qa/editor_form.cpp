/// The page on which an article is written.
#include "bot/text.h"
#include "handlers/knowledge/markdown.h"
#include "handlers/qa/editor.h"
#include "handlers/qa/files.h"

namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at <= text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    auto line = trimmed(std::string_view(text).substr(at, end - at));
    if (!line.empty()) lines.push_back(std::move(line));
    at = end + 1;
  }
  return lines;
}

/// Words between blanks, commas or lines; "、" and "，" part them too.
std::vector<std::string> words_in(std::string text) {
  for (const std::string_view mark : {"、", "，", ",", "\n", "\t", "　"})
    for (auto at = text.find(mark); at != text.npos; at = text.find(mark, at))
      text.replace(at, mark.size(), " ");
  std::vector<std::string> words;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find(' ', at), text.size());
    if (end > at) words.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return words;
}

std::string spaced(const std::vector<std::string>& words) {
  std::string out;
  for (const auto& word : words) out += (out.empty() ? "" : " ") + word;
  return out;
}

int base_of(const FormBody& form) {
  const auto text = form.text("base");
  if (text.empty() || text.size() > 7 || text.find_first_not_of("0123456789") != text.npos) return 0;
  return std::stoi(text);
}

}  // namespace

Article article_of_form(const FormBody& form, Article before) {
  Article article = std::move(before);
  article.title = trimmed(form.text("title"));
  article.system = form.text("system");
  article.category = trimmed(form.text("category"));
  article.answer = trimmed(form.text("answer"));
  article.body = form.text("body");
  article.patterns = lines_of(form.text("patterns"));
  article.keywords.clear();
  for (const auto& line : lines_of(form.text("keywords"))) article.keywords.push_back(words_in(line));
  article.keywords_any = words_in(form.text("keywords_any"));
  article.keywords_none = words_in(form.text("keywords_none"));
  article.excludes = lines_of(form.text("excludes"));
  article.examples = lines_of(form.text("examples"));
  article.phrasings = lines_of(form.text("phrasings"));
  article.owner = trimmed(form.text("owner"));
  article.valid_from = trimmed(form.text("valid_from"));
  article.valid_until = trimmed(form.text("valid_until"));
  article.review_by = trimmed(form.text("review_by"));
  article.related = words_in(form.text("related"));
  article.attachments = form.all("attachments");
  std::erase_if(article.attachments, [](const std::string& url) { return file_id_of(url).empty(); });
  return article;
}

HttpResponse QaEditor::form(const WebRequest& request, Connection& connection, const Article& article,
                            int base, const std::string& note, const std::string& problem) const {
  const auto title = web_.word(request, base == 0 ? "kb.new" : "kb.edit");
  auto data = frame(request, "articles", title);
  data.text("heading", title)
      .text("id", article.id)
      .number("base", base)
      .text("note", note)
      .text("problem", problem);
  data.text("name", article.title).text("category", article.category).text("answer", article.answer);
  data.text("body", article.body).text("patterns", joined_lines(article.patterns));
  std::vector<std::string> sets;
  for (const auto& set : article.keywords) sets.push_back(spaced(set));
  data.text("keywords", joined_lines(sets)).text("keywords_any", spaced(article.keywords_any));
  data.text("keywords_none", spaced(article.keywords_none)).text("excludes", joined_lines(article.excludes));
  data.text("examples", joined_lines(article.examples)).text("phrasings", joined_lines(article.phrasings));
  data.text("owner", article.owner)
      .text("valid_from", article.valid_from)
      .text("valid_until", article.valid_until);
  data.text("review_by", article.review_by).text("related", spaced(article.related));
  data.list("systems", systems(request, article.system, "system.any"));
  const auto files = connection.transact(
      [&](Transaction& transaction) { return article_files(transaction, article.attachments); });
  if (!files) return refused(request, files.error());
  data.list("files", file_lines(*files));
  data.text("cancel_url", article.id.empty() ? "/kb" : "/kb/article/" + in_url(article.id));
  data.text("keep_as", article.id.empty() ? "article-new" : "article-" + article.id);
  // Charts of the preview are drawn on this page.
  return web_.show(request, {"kb/edit", std::move(data), problem.empty() ? 200 : 422, true});
}

HttpResponse QaEditor::create(const WebRequest& request, Connection& connection) const {
  Article article;
  article.owner = request.visitor.userid;
  article.title = request.query("title");
  return form(request, connection, article, 0, "", "");
}

HttpResponse QaEditor::edit(const WebRequest& request, Connection& connection) const {
  const auto stored =
      connection.transact([&](Transaction& transaction) { return find_article(transaction, request.rest); });
  if (!stored) return refused(request, stored.error());
  if (!*stored) return web_.failure(request, 404, "not_found");
  return form(request, connection, (*stored)->article, (*stored)->head.life.version, "", "");
}

HttpResponse QaEditor::preview(const WebRequest& request, Connection& connection) const {
  Article before;
  before.id = request.form.text("id");
  if (before.id.empty()) before.id = "new";  // gets its own when it is saved
  const auto article = article_of_form(request.form, before);
  const auto check = connection.transact([&](Transaction& transaction) {
    return check_draft(transaction, article, today(request), synonyms());
  });
  PageData data;
  if (check) add_check(data, *check);
  data.text("name", article.title)
      .text("answer", article.answer)
      .markup("body_html", html_of(article.body).html);
  return web_.show(request, {"kb/preview", std::move(data), 200, true, true});
}

HttpResponse QaEditor::save(const WebRequest& request, Connection& connection) const {
  const auto id = request.form.text("id"), note = trimmed(request.form.text("note"));
  const int base = base_of(request.form);
  const auto editor = editor_of(request);
  Article article;
  const auto saved = refusable(connection, [&](Transaction& transaction) -> Result<ArticleHead> {
    Article before;
    if (const auto stored = id.empty() ? std::nullopt : find_article(transaction, id))
      before = stored->article;
    article = article_of_form(request.form, std::move(before));
    article.id = id;
    if (article.title.empty()) return Error{Kind::bad_input, web_.word(request, "kb.needs_title")};
    auto numbered = article;
    if (id.empty()) numbered.id = free_article_id(transaction, article.title);
    auto head = save_draft(transaction, numbered, base, editor, note, request.now);
    return head;
  });
  if (!saved && saved.error().kind == Kind::conflict)
    return form(request, connection, article, base, note, web_.word(request, "error.conflict"));
  if (!saved && saved.error().kind == Kind::bad_input)
    return form(request, connection, article, base, note, saved.error().text);
  if (!saved) return refused(request, saved.error());
  const auto page = "/kb/article/" + in_url(saved->id);
  if (request.form.text("action") == "submit") {
    const auto submitted = refusable(connection, [&](Transaction& transaction) {
      return submit_article(transaction, saved->id, saved->life.version, editor, request.now);
    });
    if (!submitted && submitted.error().kind == Kind::bad_input) {
      article.id = saved->id;
      return form(request, connection, article, saved->life.version, note, submitted.error().text);
    }
    if (!submitted) return refused(request, submitted.error());
  }
  return web_.redirect(request, page + "?saved=yes");
}
