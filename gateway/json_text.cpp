#include "gateway/json_text.h"

#include <yajl/yajl_gen.h>

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
  std::string out;
  yajl_gen writer = yajl_gen_alloc(nullptr);
  std::vector<bool> arrays;  // what is open, innermost last

  Body() {
    out.reserve(1024);
    yajl_gen_config(writer, yajl_gen_print_callback, &append, &out);
  }
  ~Body() { yajl_gen_free(writer); }
  Body(const Body&) = delete;
  Body& operator=(const Body&) = delete;

  static void append(void* to, const char* text, std::size_t size) {
    static_cast<std::string*>(to)->append(text, size);
  }
  void put(std::string_view text) {
    const auto clean = perhaps_broken(text) ? clean_utf8(text) : std::string();
    if (!clean.empty()) text = clean;
    yajl_gen_string(writer, reinterpret_cast<const unsigned char*>(text.data()), text.size());
  }
};

JsonText::JsonText() : body_(std::make_unique<Body>()) {}
JsonText::~JsonText() = default;

JsonText& JsonText::object() {
  yajl_gen_map_open(body_->writer);
  body_->arrays.push_back(false);
  return *this;
}

JsonText& JsonText::array() {
  yajl_gen_array_open(body_->writer);
  body_->arrays.push_back(true);
  return *this;
}

JsonText& JsonText::end() {
  body_->arrays.back() ? yajl_gen_array_close(body_->writer) : yajl_gen_map_close(body_->writer);
  body_->arrays.pop_back();
  return *this;
}

JsonText& JsonText::key(std::string_view name) { return text(name); }

JsonText& JsonText::text(std::string_view value) {
  body_->put(value);
  return *this;
}

JsonText& JsonText::number(long long value) {
  yajl_gen_integer(body_->writer, value);
  return *this;
}

JsonText& JsonText::flag(bool value) {
  yajl_gen_bool(body_->writer, value ? 1 : 0);
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

std::string JsonText::take() { return std::move(body_->out); }
