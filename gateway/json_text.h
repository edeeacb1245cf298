#pragma once
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

/// Writes one JSON value as compact text, straight from front to back: what is kept in rows is written for
/// every message, and a tree of it first took a fifth of a turn. Broken UTF-8 becomes U+FFFD. At most 127
/// levels deep.
///
///   JsonText out;
///   out.object().key("n").number(7).key("tags").texts({"a"}).end();
///   out.take();  // {"n":7,"tags":["a"]}
class JsonText {
 public:
  JsonText();
  ~JsonText();
  JsonText(const JsonText&) = delete;
  JsonText& operator=(const JsonText&) = delete;

  JsonText& object();
  JsonText& array();
  JsonText& end();  // of the innermost object or array
  JsonText& key(std::string_view name);
  JsonText& text(std::string_view value);
  JsonText& number(long long value);
  JsonText& flag(bool value);
  JsonText& texts(const std::vector<std::string>& values);
  JsonText& texts(const std::map<std::string, std::string>& members);
  /// Everything is closed, and nothing is written after it.
  std::string take();

 private:
  struct Body;
  std::unique_ptr<Body> body_;
};
