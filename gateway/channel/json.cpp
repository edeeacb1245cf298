#include "gateway/channel/json.h"

#include <algorithm>
#include <cstdint>
#include <exception>
#include <limits>
#include <nlohmann/json.hpp>

namespace {

const Json nothing{};

using Library = nlohmann::ordered_json;

/// Builds the value while the library reads; says no as soon as a bound is passed.
class Builder final : public nlohmann::json_sax<nlohmann::json> {
 public:
  explicit Builder(int depth) : depth_(depth) {}
  Json take() { return std::move(root_); }
  const std::string& problem() const { return problem_; }

  bool null() override { return put(Json()); }
  bool boolean(bool value) override { return put(Json(value)); }
  bool number_integer(std::int64_t value) override { return put(Json(static_cast<long long>(value))); }
  bool number_unsigned(std::uint64_t value) override {
    if (value > static_cast<std::uint64_t>(std::numeric_limits<long long>::max()))
      return put(Json(static_cast<double>(value)));
    return put(Json(static_cast<long long>(value)));
  }
  bool number_float(double value, const std::string&) override { return put(Json(value)); }
  bool string(std::string& value) override { return put(Json(std::move(value))); }
  bool binary(nlohmann::json::binary_t&) override { return refuse("binary value"); }
  bool start_object(std::size_t) override { return open(true); }
  bool start_array(std::size_t) override { return open(false); }
  bool key(std::string& name) override {
    open_.back().name = std::move(name);
    return true;
  }
  bool end_object() override {
    if (repeats(open_.back().members)) return refuse("a name stands twice in an object");
    return close();
  }
  bool end_array() override { return close(); }
  bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&) override {
    return refuse("not JSON at byte " + std::to_string(position));
  }

 private:
  struct Level {
    bool object = false;
    std::string name;
    Json::Array items;
    Json::Object members;
  };

  static bool repeats(const Json::Object& members) {
    std::vector<std::string_view> names;
    names.reserve(members.size());
    for (const auto& member : members) names.push_back(member.name);
    std::sort(names.begin(), names.end());
    return std::adjacent_find(names.begin(), names.end()) != names.end();
  }
  bool refuse(std::string why) {
    problem_ = std::move(why);
    return false;
  }
  bool open(bool object) {
    if (open_.size() >= static_cast<std::size_t>(depth_)) return refuse("nested too deep");
    open_.emplace_back();
    open_.back().object = object;
    return true;
  }
  bool close() {
    Level done = std::move(open_.back());
    open_.pop_back();
    return put(done.object ? Json(std::move(done.members)) : Json(std::move(done.items)));
  }
  bool put(Json value) {
    if (open_.empty()) {
      root_ = std::move(value);
    } else if (open_.back().object) {
      open_.back().members.push_back(Json::Member{std::move(open_.back().name), std::move(value)});
    } else {
      open_.back().items.push_back(std::move(value));
    }
    return true;
  }

  int depth_;
  std::vector<Level> open_;
  Json root_;
  std::string problem_;
};

Library to_library(const Json& json) {
  return std::visit(Match{
                        [](std::monostate) -> Library { return nullptr; },
                        [](const Json::Array& items) -> Library {
                          Library out = Library::array();
                          for (const auto& item : items) out.push_back(to_library(item));
                          return out;
                        },
                        [](const Json::Object& members) -> Library {
                          Library out = Library::object();
                          for (const auto& member : members) out[member.name] = to_library(member.value);
                          return out;
                        },
                        [](const auto& plain) -> Library { return plain; },
                    },
                    json.value());
}

}  // namespace

Json::Json(bool value) : value_(value) {}
Json::Json(int value) : value_(static_cast<long long>(value)) {}
Json::Json(long long value) : value_(value) {}
Json::Json(double value) : value_(value) {}
Json::Json(const char* value) : value_(std::string(value)) {}
Json::Json(std::string value) : value_(std::move(value)) {}
Json::Json(std::string_view value) : value_(std::string(value)) {}
Json::Json(Array value) : value_(std::move(value)) {}
Json::Json(Object value) : value_(std::move(value)) {}

Json Json::object(std::initializer_list<Member> members) { return Json(Object(members)); }

Json Json::array(const std::vector<std::string>& texts) {
  Array items;
  for (const auto& text : texts) items.emplace_back(text);
  return Json(std::move(items));
}

const Json& Json::at(std::initializer_list<std::string_view> path) const {
  const Json* here = this;
  for (const auto name : path) {
    const auto& members = here->members();
    const auto found =
        std::find_if(members.begin(), members.end(), [&](const Member& m) { return m.name == name; });
    if (found == members.end()) return nothing;
    here = &found->value;
  }
  return *here;
}

std::string Json::text() const {
  const auto* found = std::get_if<std::string>(&value_);
  return found == nullptr ? std::string() : *found;
}

std::string Json::id() const {
  if (const auto* whole = std::get_if<long long>(&value_)) return std::to_string(*whole);
  return text();
}

std::optional<long long> Json::number() const {
  const auto* found = std::get_if<long long>(&value_);
  if (found == nullptr) return std::nullopt;
  return *found;
}

bool Json::truth() const {
  const auto* found = std::get_if<bool>(&value_);
  return found != nullptr && *found;
}

const Json::Array& Json::items() const {
  static const Array none;
  const auto* found = std::get_if<Array>(&value_);
  return found == nullptr ? none : *found;
}

const Json::Object& Json::members() const {
  static const Object none;
  const auto* found = std::get_if<Object>(&value_);
  return found == nullptr ? none : *found;
}

Json& Json::set(std::string_view name, Json value) {
  if (!is_object()) value_ = Object();
  auto& members = std::get<Object>(value_);
  for (auto& member : members)
    if (member.name == name) {
      member.value = std::move(value);
      return *this;
    }
  members.push_back(Member{std::string(name), std::move(value)});
  return *this;
}

bool Json::operator==(const Json& other) const { return value_ == other.value_; }

Result<Json> parse_json(std::string_view text, JsonBounds bounds) {
  if (text.size() > bounds.bytes)
    return Error{Kind::bad_input, "JSON longer than " + std::to_string(bounds.bytes) + " bytes"};
  try {
    Builder builder(bounds.depth);
    if (!nlohmann::json::sax_parse(text.begin(), text.end(), &builder))
      return Error{Kind::bad_input, builder.problem()};
    return builder.take();
  } catch (const std::exception&) {
    return Error{Kind::bad_input, "not JSON"};
  }
}

std::string dump_json(const Json& json) {
  try {
    return to_library(json).dump(-1, ' ', false, Library::error_handler_t::replace);
  } catch (const std::exception&) {
    return "null";
  }
}
