#pragma once
#include <string>
#include <vector>

/// Markdown of articles as HTML that may stand in a page: raw HTML is left out, links lead to http, https or
/// to this desk, pictures are this desk's own, and personal data in words are masked. Headings begin at <h2>.
struct ArticleHeading {
  int level = 2;
  std::string anchor, text;
};
struct ArticleHtml {
  std::string html;
  std::vector<ArticleHeading> contents;
  bool has_chart = false;  // a ```mermaid block, drawn by the page's script
};
ArticleHtml html_of(const std::string& markdown);
/// The words alone, for the search and for passages.
std::string words_of_markdown(const std::string& markdown);
