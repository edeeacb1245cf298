#include "gateway/http/form_body.h"

#include <algorithm>

#include "gateway/http/target.h"

namespace {

constexpr std::size_t most_fields = 1000;
constexpr std::size_t most_parts = 100;

std::optional<std::string> decoded(std::string_view text) {
  std::string spaced(text);
  std::replace(spaced.begin(), spaced.end(), '+', ' ');
  auto plain = percent_decoded(spaced);
  if (plain) std::erase(*plain, '\r');
  return plain;
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

/// The value of `name="…"` or `name=…` among the parameters of a header line.
std::optional<std::string> parameter(std::string_view line, std::string_view name) {
  const auto folded_line = lower(line);
  for (auto at = folded_line.find(name); at != std::string::npos; at = folded_line.find(name, at + 1)) {
    const auto before = at == 0 ? ';' : line[at - 1];
    auto value = line.substr(std::min(at + name.size(), line.size()));
    if ((before != ';' && before != ' ') || !value.starts_with('=')) continue;
    value.remove_prefix(1);
    if (!value.starts_with('"')) return std::string(value.substr(0, value.find(';')));
    const auto end = value.find('"', 1);
    if (end == value.npos) return std::nullopt;
    return std::string(value.substr(1, end - 1));
  }
  return std::nullopt;
}

bool read_part(std::string_view part, MultipartBody& into) {
  const auto head_end = part.find("\r\n\r\n");
  if (head_end == part.npos) return false;
  auto head = part.substr(0, head_end);
  const auto content = part.substr(head_end + 4);
  std::optional<std::string> name, file;
  std::string type;
  while (!head.empty()) {
    const auto end = std::min(head.find("\r\n"), head.size());
    const auto line = head.substr(0, end);
    head.remove_prefix(std::min(end + 2, head.size()));
    const auto colon = std::min(line.find(':'), line.size());
    const auto key = lower(line.substr(0, colon));
    if (key == "content-disposition") {
      name = parameter(line, "name");
      file = parameter(line, "filename");
    }
    if (key == "content-type") type = std::string(line.substr(std::min(colon + 2, line.size())));
  }
  if (!name) return false;
  if (file)
    into.files.push_back({*name, *file, type, std::string(content)});
  else
    into.fields.add(*name, std::string(content));
  return true;
}

}  // namespace

std::string FormBody::text(std::string_view name) const {
  for (const auto& [field, value] : fields_)
    if (field == name) return value;
  return {};
}

std::vector<std::string> FormBody::all(std::string_view name) const {
  std::vector<std::string> found;
  for (const auto& [field, value] : fields_)
    if (field == name) found.push_back(value);
  return found;
}

bool FormBody::has(std::string_view name) const {
  return std::any_of(fields_.begin(), fields_.end(), [&](const auto& field) { return field.first == name; });
}

std::optional<FormBody> read_form(std::string_view body) {
  FormBody form;
  for (std::size_t count = 0; !body.empty(); ++count) {
    if (count == most_fields) return std::nullopt;
    const auto end = std::min(body.find('&'), body.size());
    const auto pair = body.substr(0, end);
    body.remove_prefix(std::min(end + 1, body.size()));
    if (pair.empty()) continue;
    const auto equals = std::min(pair.find('='), pair.size());
    auto name = decoded(pair.substr(0, equals));
    auto value = decoded(pair.substr(std::min(equals + 1, pair.size())));
    if (!name || !value) return std::nullopt;
    form.add(std::move(*name), std::move(*value));
  }
  return form;
}

std::optional<MultipartBody> read_multipart(std::string_view content_type, std::string_view body) {
  if (!lower(content_type).starts_with("multipart/form-data")) return std::nullopt;
  const auto boundary = parameter(content_type, "boundary");
  if (!boundary || boundary->empty() || boundary->size() > 70) return std::nullopt;
  const auto mark = "--" + *boundary;
  if (!body.starts_with(mark)) return std::nullopt;
  body.remove_prefix(mark.size());
  MultipartBody read;
  for (std::size_t count = 0; body.starts_with("\r\n"); ++count) {
    if (count == most_parts) return std::nullopt;
    body.remove_prefix(2);
    const auto end = body.find("\r\n" + mark);
    if (end == body.npos || !read_part(body.substr(0, end), read)) return std::nullopt;
    body.remove_prefix(end + 2 + mark.size());
  }
  if (!body.starts_with("--")) return std::nullopt;
  return read;
}
