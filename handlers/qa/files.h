#pragma once
#include <string>

#include "handlers/knowledge/file_store.h"
#include "handlers/web/web.h"

/// Pictures and documents of articles: taken in the editor, checked by their bytes, shown to readers.

/// What is kept of an uploaded file. Pure. The error's text is one word: empty, large, unknown, or a word of
/// clean_picture (gateway/picture.h). Pictures are written anew; PDF, Office files without macros and plain
/// text stay as they are, for saving only.
Result<ArticleFile> accepted_file(const FormFile& sent);

class QaFiles {
 public:
  QaFiles(Web& web, int minutes_east) : web_(web), minutes_east_(minutes_east) {}
  std::vector<WebRoute> routes();

 private:
  HttpResponse take(const WebRequest& request, Connection& connection) const;
  HttpResponse give(const WebRequest& request, Connection& connection) const;

  Web& web_;
  int minutes_east_;
};

/// "1.2 MB".
std::string size_text(std::size_t bytes);
/// Name, size and address of each, for a page.
std::vector<PageData> file_lines(const std::vector<ArticleFile>& files);
