#include "gateway/channel/wecom_xml.h"

#include <pugixml.hpp>

namespace {

constexpr std::size_t most_bytes = 65536;
constexpr int most_depth = 16, most_nodes = 200;

struct Reader {
  std::map<std::string, std::string> values;
  int nodes = 0;

  /// The reason of a refusal; empty: read.
  std::string read(const pugi::xml_node& element, const std::string& path, int depth) {
    if (depth > most_depth) return "XML too deep";
    std::string text;
    bool has_children = false;
    for (const auto& child : element.children()) {
      if (++nodes > most_nodes) return "XML has too many nodes";
      if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata) text += child.value();
      if (child.type() == pugi::node_doctype || child.type() == pugi::node_pi)
        return "XML with DOCTYPE or instruction";
      if (child.type() != pugi::node_element) continue;
      has_children = true;
      auto wrong = read(child, path.empty() ? child.name() : path + "/" + child.name(), depth + 1);
      if (!wrong.empty()) return wrong;
    }
    if (!has_children && !path.empty()) keep(path, text);
    return "";
  }

  void keep(const std::string& path, const std::string& text) {
    const auto [at, fresh] = values.try_emplace(path, text);
    if (!fresh && path.ends_with("/OptionId")) at->second += '\n' + text;
  }
};

}  // namespace

Result<std::map<std::string, std::string>> read_xml(std::string_view text) {
  if (text.size() > most_bytes) return Error{Kind::bad_input, "XML over 64 kB"};
  // pugixml recurses over what it parsed, so depth is bounded before: by the 64 kB and the check while
  // reading.
  if (text.find("<!DOCTYPE") != std::string_view::npos)
    return Error{Kind::bad_input, "XML with DOCTYPE or instruction"};
  pugi::xml_document document;
  const auto parsed = document.load_buffer(text.data(), text.size(),
                                           pugi::parse_cdata | pugi::parse_escapes | pugi::parse_doctype |
                                               pugi::parse_pi | pugi::parse_ws_pcdata_single,
                                           pugi::encoding_utf8);
  if (!parsed) return Error{Kind::bad_input, std::string("XML: ") + parsed.description()};
  const auto root = document.child("xml");
  if (!root) return Error{Kind::bad_input, "XML without <xml>"};
  Reader reader;
  for (const auto& node : document.children())
    if (node.type() == pugi::node_doctype || node.type() == pugi::node_pi)
      return Error{Kind::bad_input, "XML with DOCTYPE or instruction"};
  if (const auto wrong = reader.read(root, "", 1); !wrong.empty()) return Error{Kind::bad_input, wrong};
  return std::move(reader.values);
}
