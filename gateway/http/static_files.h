#pragma once
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "bot/result.h"
#include "gateway/http/server.h"

/// Files that pages refer to, served below /static/<digest>/, where the digest is that of all of them: they
/// may be kept for a year, relative imports of scripts work, and a change makes all addresses new. Immutable;
/// any thread. Names are looked up in a list made at the start, so no request names a path of the disk.
class StaticFiles {
 public:
  /// Every file below `folder` whose ending is known. `name.gz` beside `name` is its ready compression.
  static Result<std::shared_ptr<const StaticFiles>> load(const std::string& folder);
  /// "/static/<digest>", without a slash at the end.
  const std::string& base() const { return base_; }
  /// GET and HEAD; an old digest gets the present file, which is then not kept.
  HttpResponse answer(const HttpRequest& request) const;
  Route route() const;  // this must outlive the server

 private:
  struct File {
    std::string path, type, etag;
    std::string bytes, packed;  // kept in memory where small
    bool kept = false, has_packed = false;
  };
  std::string base_;
  std::map<std::string, File> files_;
};
