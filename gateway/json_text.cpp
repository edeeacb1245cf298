#include "gateway/json_text.h"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include "bot/text.h"
#include "bot/utf8.h"

namespace {

bool perhaps_broken(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    if (static_cast<unsigned char>(text[at]) < 0x80)
      ++at;
    else if (next_code_point(text, at) == 0xFFFD)
      return true;
  }
  return false;
}

}  // namespace

struct JsonText::Body {
  rapidjson::StringBuffer buffer{nullptr, 1024};
  rapidjson::Writer<rapidjson::StringBuffer> writer{buffer};
  std::vector<bool> arrays;  // what is open, innermost last

  void put(std::string_view text, bool as_key) {
    const auto clean = perhaps_broken(text) ? clean_utf8(text) : std::string();
    if (!clean.empty()) text = clean;
    const auto size = static_cast<rapidjson::SizeType>(text.size());
    as_key ? writer.Key(text.data(), size) : writer.String(text.data(), size);
  }
};

JsonText::JsonText() : body_(std::make_unique<Body>()) {}
JsonText::~JsonText() = default;

JsonText& JsonText::object() {
  body_->writer.StartObject();
  body_->arrays.push_back(false);
  return *this;
}

JsonText& JsonText::array() {
  body_->writer.StartArray();
  body_->arrays.push_back(true);
  return *this;
}

JsonText& JsonText::end() {
  body_->arrays.back() ? body_->writer.EndArray() : body_->writer.EndObject();
  body_->arrays.pop_back();
  return *this;
}

JsonText& JsonText::key(std::string_view name) {
  body_->put(name, true);
  return *this;
}

JsonText& JsonText::text(std::string_view value) {
  body_->put(value, false);
  return *this;
}

JsonText& JsonText::number(long long value) {
  body_->writer.Int64(value);
  return *this;
}

JsonText& JsonText::flag(bool value) {
  body_->writer.Bool(value);
  return *this;
}

JsonText& JsonText::texts(const std::vector<std::string>& values) {
  array();
  for (const auto& value : values) text(value);
  return end();
}

JsonText& JsonText::texts(const std::map<std::string, std::string>& members) {
  object();
  for (const auto& [name, value] : members) key(name).text(value);
  return end();
}

std::string JsonText::take() { return {body_->buffer.GetString(), body_->buffer.GetSize()}; }
