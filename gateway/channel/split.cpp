#include "gateway/channel/split.h"

#include <algorithm>

#include "bot/text.h"

namespace {

constexpr std::size_t number_bytes = 8;   // "(99/99) "
constexpr std::size_t markup_bytes = 16;  // "```\n" and "**" on either side
constexpr std::size_t most_parts = 99;

/// The next piece: the longest prefix that fits, back to the last line end if that keeps half of it.
std::string_view piece_of(std::string_view rest, std::size_t bytes) {
  if (rest.size() <= bytes) return rest;
  auto piece = prefix_bytes(rest, bytes);
  if (piece.empty()) piece = rest.substr(0, 1);  // a broken sequence longer than the room: never no progress
  const auto line = piece.rfind('\n');
  return line != std::string_view::npos && line + 1 >= piece.size() / 2 ? piece.substr(0, line + 1) : piece;
}

/// Which marks are open at the end of a piece.
struct Marks {
  bool fence = false, bold = false;
  void read(std::string_view piece) {
    for (std::size_t i = 0; i < piece.size(); ++i) {
      if (piece.substr(i, 3) == "```") {
        fence = !fence;
        i += 2;
      } else if (!fence && piece.substr(i, 2) == "**") {
        bold = !bold;
        i += 1;
      } else if (!fence && piece[i] == '\n') {
        bold = false;  // emphasis ends with its line
      }
    }
  }
  std::string open() const { return fence ? "```\n" : bold ? "**" : ""; }
  std::string close() const { return fence ? "\n```" : bold ? "**" : ""; }
};

std::vector<std::string> cut(const std::string& text, std::size_t bytes, bool markup) {
  const auto limit = std::max<std::size_t>(bytes, 64);
  if (text.size() <= limit) return {text};
  const auto room = limit - number_bytes - (markup ? markup_bytes : 0);
  std::vector<std::string> parts;
  Marks marks;
  for (std::string_view rest = text; !rest.empty();) {
    if (parts.size() == most_parts) {
      parts.back() += "…";
      break;
    }
    const auto piece = piece_of(rest, room - 3);
    std::string part = markup ? marks.open() : "";
    part += piece;
    if (markup) {
      marks.read(piece);
      part += marks.close();
    }
    parts.push_back(std::move(part));
    rest.remove_prefix(piece.size());
  }
  const auto count = std::to_string(parts.size());
  for (std::size_t i = 0; i < parts.size(); ++i)
    parts[i] = "(" + std::to_string(i + 1) + "/" + count + ") " + parts[i];
  return parts;
}

}  // namespace

std::vector<std::string> split_text(const std::string& text, std::size_t bytes) {
  return cut(text, bytes, false);
}
std::vector<std::string> split_markdown(const std::string& markdown, std::size_t bytes) {
  return cut(markdown, bytes, true);
}
