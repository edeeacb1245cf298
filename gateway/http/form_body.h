#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The fields of a posted form, in the order of the page. Several fields may have one name.
class FormBody {
 public:
  /// The first of that name; "" when there is none.
  std::string text(std::string_view name) const;
  std::vector<std::string> all(std::string_view name) const;
  bool has(std::string_view name) const;
  void add(std::string name, std::string value) { fields_.emplace_back(std::move(name), std::move(value)); }

 private:
  std::vector<std::pair<std::string, std::string>> fields_;
};

/// Reads application/x-www-form-urlencoded: '+' is a space. Nothing when an escape is broken or there are
/// more than 1,000 fields. Line ends come as the browser's CR LF and leave as LF.
std::optional<FormBody> read_form(std::string_view body);

/// A file of a posted form.
struct FormFile {
  std::string field, name, content_type, bytes;
};
struct MultipartBody {
  FormBody fields;
  std::vector<FormFile> files;
};
/// Reads multipart/form-data (RFC 7578) with at most 100 parts. Nothing when it is malformed.
std::optional<MultipartBody> read_multipart(std::string_view content_type, std::string_view body);
