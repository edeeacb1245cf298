#include "handlers/knowledge/markdown.h"

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>

#include <memory>
#include <mutex>

#include "bot/mask.h"
#include "handlers/knowledge/file_store.h"
#include "handlers/web/web.h"

namespace {

struct FreeNode {
  void operator()(cmark_node* node) const { cmark_node_free(node); }
};
struct FreeParser {
  void operator()(cmark_parser* parser) const { cmark_parser_free(parser); }
};
struct FreeIterator {
  void operator()(cmark_iter* iterator) const { cmark_iter_free(iterator); }
};
using Document = std::unique_ptr<cmark_node, FreeNode>;
using Parser = std::unique_ptr<cmark_parser, FreeParser>;
using Iterator = std::unique_ptr<cmark_iter, FreeIterator>;

constexpr int options =
    CMARK_OPT_DEFAULT | CMARK_OPT_VALIDATE_UTF8;  // not CMARK_OPT_UNSAFE: raw HTML is left out
constexpr const char* extensions[] = {"table", "strikethrough", "autolink", "tasklist"};

Parser parser() {
  static std::once_flag once;
  std::call_once(once, cmark_gfm_core_extensions_ensure_registered);
  Parser made(cmark_parser_new(options));
  for (const auto* name : extensions)
    if (auto* extension = cmark_find_syntax_extension(name))
      cmark_parser_attach_syntax_extension(made.get(), extension);
  return made;
}

std::string text_or_empty(const char* text) { return text == nullptr ? "" : text; }

bool is_picture_of_ours(const std::string& url) { return is_own_path(url); }

bool is_good_link(const std::string& url) {
  return url.starts_with("https://") || url.starts_with("http://") || url.starts_with("#") ||
         is_own_path(url);
}

bool is_chart(cmark_node* node) {
  return cmark_node_get_type(node) == CMARK_NODE_CODE_BLOCK &&
         text_or_empty(cmark_node_get_fence_info(node)).starts_with("mermaid");
}

/// The table extension's kinds have no constants in the installed headers.
bool is_table_cell(cmark_node* node) {
  return text_or_empty(cmark_node_get_type_string(node)).starts_with("table_cell");
}

std::string words_below(cmark_node* node) {
  std::string words;
  const Iterator at(cmark_iter_new(node));
  while (cmark_iter_next(at.get()) != CMARK_EVENT_DONE) {
    auto* inner = cmark_iter_get_node(at.get());
    const auto type = cmark_node_get_type(inner);
    const bool entering = cmark_iter_get_event_type(at.get()) == CMARK_EVENT_ENTER;
    if (entering && (type == CMARK_NODE_TEXT || type == CMARK_NODE_CODE))
      words += text_or_empty(cmark_node_get_literal(inner));
    if (entering && type == CMARK_NODE_CODE_BLOCK && !is_chart(inner))
      words += text_or_empty(cmark_node_get_literal(inner));
    const bool breaks = type == CMARK_NODE_SOFTBREAK || type == CMARK_NODE_LINEBREAK;
    const bool block_ends =
        !entering && (type == CMARK_NODE_PARAGRAPH || type == CMARK_NODE_HEADING || is_table_cell(inner));
    if (breaks || block_ends) words += ' ';
  }
  return words;
}

void replace_by_children(cmark_node* node) {
  while (auto* child = cmark_node_first_child(node)) {
    cmark_node_unlink(child);
    cmark_node_insert_before(node, child);
  }
  cmark_node_unlink(node);
  cmark_node_free(node);
}

/// A small copy that opens itself whole; one from elsewhere becomes a link to it.
void tame_picture(cmark_node* node) {
  const auto url = text_or_empty(cmark_node_get_url(node));
  if (cmark_node_get_type(cmark_node_parent(node)) == CMARK_NODE_LINK) {
    if (!is_picture_of_ours(url)) replace_by_children(node);
    return;
  }
  auto* link = cmark_node_new(CMARK_NODE_LINK);
  cmark_node_set_url(link, url.c_str());
  cmark_node_insert_before(node, link);
  cmark_node_unlink(node);
  cmark_node_append_child(link, node);
  if (!file_id_of(url).empty()) cmark_node_set_url(node, (url + "/small").c_str());
  if (!is_picture_of_ours(url)) replace_by_children(node);
  if (!is_good_link(url)) replace_by_children(link);
}

void mask_words(cmark_node* node) {
  const auto text = text_or_empty(cmark_node_get_literal(node));
  const auto masked = mask(text);
  if (masked != text) cmark_node_set_literal(node, masked.c_str());
}

class Taming {
 public:
  explicit Taming(ArticleHtml& into) : into_(into) {}

  void run(cmark_node* document) {
    for (auto* node = cmark_node_first_child(document); node != nullptr; node = cmark_node_next(node))
      if (cmark_node_get_type(node) == CMARK_NODE_HEADING)
        highest_ = std::min(highest_, cmark_node_get_heading_level(node));
    std::vector<cmark_node*> links, pictures;
    const Iterator at(cmark_iter_new(document));
    while (cmark_iter_next(at.get()) != CMARK_EVENT_DONE) {
      if (cmark_iter_get_event_type(at.get()) != CMARK_EVENT_ENTER) continue;
      auto* node = cmark_iter_get_node(at.get());
      const auto type = cmark_node_get_type(node);
      if (type == CMARK_NODE_LINK) links.push_back(node);
      if (type == CMARK_NODE_IMAGE) pictures.push_back(node);
      if (type == CMARK_NODE_HEADING) heading(node);
      if (type == CMARK_NODE_TEXT || type == CMARK_NODE_CODE || type == CMARK_NODE_CODE_BLOCK)
        mask_words(node);
      if (is_chart(node)) into_.has_chart = true;
    }
    for (auto* node : pictures) tame_picture(node);
    for (auto* node : links)
      if (!is_good_link(text_or_empty(cmark_node_get_url(node)))) replace_by_children(node);
  }

 private:
  void heading(cmark_node* node) {
    // The page's own title is the <h1>; an article may begin at any level.
    const int level = std::min(4, cmark_node_get_heading_level(node) - highest_ + 2);
    const int deepest = into_.contents.empty() ? 2 : into_.contents.back().level + 1;
    cmark_node_set_heading_level(node, std::max(2, std::min(level, deepest)));
    into_.contents.push_back({cmark_node_get_heading_level(node),
                              "part-" + std::to_string(into_.contents.size() + 1), mask(words_below(node))});
  }
  ArticleHtml& into_;
  int highest_ = 6;
};

/// Raw HTML is off, so a tag in the output is always cmark's own and can be added to.
std::string with_additions(const std::string& html, const std::vector<ArticleHeading>& contents) {
  std::string out;
  std::size_t at = 0, heading = 0;
  for (auto tag = html.find('<'); tag != html.npos; tag = html.find('<', tag + 1)) {
    const auto rest = std::string_view(html).substr(tag);
    out.append(html, at, tag - at);
    at = tag;
    if (rest.size() > 3 && rest[1] == 'h' && rest[2] >= '2' && rest[2] <= '4' && rest[3] == '>' &&
        heading < contents.size()) {
      out += std::string(rest.substr(0, 3)) + " id=\"" + contents[heading++].anchor + "\">";
      at += 4;
    } else if (rest.starts_with("<table>")) {
      out += "<div class=\"table\" tabindex=\"0\"><table>";
      at += 7;
    } else if (rest.starts_with("</table>")) {
      out += "</table></div>";
      at += 8;
    } else if (rest.starts_with("<img ")) {
      out += "<img loading=\"lazy\" ";
      at += 5;
    }
  }
  return out.append(html, at);
}

Document parsed(const Parser& with, const std::string& markdown) {
  cmark_parser_feed(with.get(), markdown.data(), markdown.size());
  return Document(cmark_parser_finish(with.get()));
}

}  // namespace

ArticleHtml html_of(const std::string& markdown) {
  ArticleHtml made;
  const auto with = parser();
  const auto document = parsed(with, markdown);
  Taming(made).run(document.get());
  char* html = cmark_render_html(document.get(), options, cmark_parser_get_syntax_extensions(with.get()));
  made.html = with_additions(html, made.contents);
  cmark_get_default_mem_allocator()->free(html);
  return made;
}

std::string words_of_markdown(const std::string& markdown) {
  const auto with = parser();
  return mask(words_below(parsed(with, markdown).get()));
}
