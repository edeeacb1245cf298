#pragma once
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "bot/result.h"

/// JSON as a plain value for the codecs; the parser library stays in json.cpp. Absent, null and wrongly typed
/// fields read as empty, so foreign documents never throw. A value type.
class Json {
 public:
  struct Member;
  using Array = std::vector<Json>;
  using Object = std::vector<Member>;  // order kept: equal messages are equal bytes
  using Value = std::variant<std::monostate, bool, long long, double, std::string, Array, Object>;

  Json() = default;
  Json(bool value);
  Json(int value);
  Json(long long value);
  Json(double value);
  Json(const char* value);
  Json(std::string value);
  Json(std::string_view value);
  Json(Array value);
  Json(Object value);
  static Json object(std::initializer_list<Member> members);
  static Json array(const std::vector<std::string>& texts);

  const Value& value() const { return value_; }
  bool is_object() const { return std::holds_alternative<Object>(value_); }
  bool is_null() const { return std::holds_alternative<std::monostate>(value_); }
  /// The value at a path of names; a null value where the path leads nowhere.
  const Json& at(std::initializer_list<std::string_view> path) const;
  const Json& operator[](std::string_view name) const { return at({name}); }
  std::string text() const;                 // a string, else empty
  std::string id() const;                   // a string or a whole number as text
  std::optional<long long> number() const;  // a whole number
  bool truth() const;
  const Array& items() const;     // empty when not an array
  const Object& members() const;  // empty when not an object
  /// Adds or replaces a member; for building objects step by step.
  Json& set(std::string_view name, Json value);
  bool operator==(const Json&) const;

 private:
  Value value_;
};

struct Json::Member {
  std::string name;
  Json value;
  bool operator==(const Member&) const = default;
};

struct JsonBounds {
  std::size_t bytes = 262144;  // 256 kB
  int depth = 64;
};
/// Strict: UTF-8, bounds (checked while reading, before anything deep is kept), one value, no name twice in
/// an object.
Result<Json> parse_json(std::string_view text, JsonBounds bounds = {});
/// Compact text; broken UTF-8 becomes U+FFFD. Never throws.
std::string dump_json(const Json& json);
