#include "gateway/channel/split.h"

#include <algorithm>

#include "bot/text.h"

namespace {

constexpr std::size_t least_bytes = 128;
constexpr std::size_t most_parts = 99;
constexpr std::size_t number_bytes = 8;     // "(99/99) "
constexpr std::size_t longest_colour = 32;  // <font color="warning">
constexpr std::size_t longest_token = 512;  // a link or tag longer than this is cut like words
constexpr std::string_view ellipsis = "…";
constexpr std::string_view fence_mark = "```", bold_mark = "**", colour_end = "</font>";

/// Which marks are open, read on from piece to piece.
class Marks {
 public:
  void read(std::string_view piece) {
    for (std::size_t at = 0; at < piece.size();) at += step(piece.substr(at));
  }
  std::string open() const {
    if (fence_) return std::string(fence_mark) + "\n";
    return colour_ + (bold_ ? std::string(bold_mark) : "");
  }
  std::string close(bool after_line_end) const {
    if (fence_) return (after_line_end ? "" : "\n") + std::string(fence_mark);
    return (bold_ ? std::string(bold_mark) : "") + (colour_.empty() ? "" : std::string(colour_end));
  }
  /// Room that open() and close() may need.
  static constexpr std::size_t most_bytes = 2 * (longest_colour + bold_mark.size());

 private:
  std::size_t step(std::string_view rest) {
    if (rest.substr(0, 3) == fence_mark) {
      fence_ = !fence_;
      return fence_mark.size();
    }
    if (fence_) return 1;
    if (rest.substr(0, 2) == bold_mark) {
      bold_ = !bold_;
      return bold_mark.size();
    }
    if (rest[0] == '\n') bold_ = false;  // emphasis ends with its line
    if (rest.substr(0, colour_end.size()) == colour_end) colour_.clear();
    if (rest.substr(0, 6) == "<font ") {
      const auto end = rest.find('>');
      if (end != std::string_view::npos && end < longest_colour) colour_ = rest.substr(0, end + 1);
    }
    return 1;
  }

  bool fence_ = false, bold_ = false;
  std::string colour_;
};

/// Where the tag or link begins that a cut at `at` would run through; `at` when there is none.
std::size_t before_token(std::string_view rest, std::size_t at) {
  const auto floor = at > longest_token ? at - longest_token : 0;
  for (auto i = at; i-- > floor && rest[i] != '\n';) {
    if (rest[i] == '>' || rest[i] == ')') return at;
    if (rest[i] == '<' || rest[i] == '[') return i;
  }
  return at;
}

std::size_t before_run(std::string_view rest, std::size_t at) {
  const auto mark = rest[at];
  if (mark != '*' && mark != '`') return at;
  auto begin = at;
  while (begin > 0 && rest[begin - 1] == mark) --begin;
  return at - begin < 8 ? begin : at;
}

/// How much of `rest` the next part takes: all of it, else up to a line end that keeps half of the room, else
/// what fits.
std::size_t piece_bytes(std::string_view rest, std::size_t room, bool markup) {
  if (rest.size() <= room) return rest.size();
  auto end = prefix_bytes(rest, room).size();
  if (end == 0) return room;  // no UTF-8: any cut is as good
  const auto line = rest.substr(0, end).rfind('\n');
  if (line != std::string_view::npos && line + 1 >= end / 2) return line + 1;
  if (!markup) return end;
  const auto whole = before_run(rest, before_token(rest, end));
  return whole > 0 ? whole : end;
}

/// Marks that open a block do so only at a line's start.
bool opens_block(std::string_view part) {
  return part.substr(0, 3) == fence_mark || (!part.empty() && (part[0] == '>' || part[0] == '#'));
}

std::vector<std::string> cut(const std::string& text, std::size_t bytes, bool markup) {
  const auto limit = std::max(bytes, least_bytes);
  if (text.size() <= limit) return {text};
  const auto room = limit - number_bytes - ellipsis.size() - (markup ? Marks::most_bytes : 0);
  std::vector<std::string> parts;
  Marks marks;
  for (std::string_view rest = text; !rest.empty();) {
    const auto piece = rest.substr(0, piece_bytes(rest, room, markup));
    rest.remove_prefix(piece.size());
    const bool last = parts.size() + 1 == most_parts && !rest.empty();
    std::string part = markup ? marks.open() : "";
    part += piece;
    if (markup) marks.read(piece);
    if (last) part += ellipsis;
    if (markup) part += marks.close(piece.back() == '\n' && !last);
    parts.push_back(std::move(part));
    if (last) break;
  }
  const auto count = std::to_string(parts.size());
  for (std::size_t i = 0; i < parts.size(); ++i)
    parts[i] =
        "(" + std::to_string(i + 1) + "/" + count + ")" + (opens_block(parts[i]) ? "\n" : " ") + parts[i];
  return parts;
}

}  // namespace

std::vector<std::string> split_text(const std::string& text, std::size_t bytes) {
  return cut(text, bytes, false);
}
std::vector<std::string> split_markdown(const std::string& markdown, std::size_t bytes) {
  return cut(markdown, bytes, true);
}

std::string clipped_markdown(const std::string& markdown, std::size_t bytes) {
  const auto limit = std::max(bytes, least_bytes);
  if (markdown.size() <= limit) return markdown;
  const auto room = limit - ellipsis.size() - Marks::most_bytes;
  const auto piece = std::string_view(markdown).substr(0, piece_bytes(markdown, room, true));
  Marks marks;
  marks.read(piece);
  return std::string(piece) + std::string(ellipsis) + marks.close(false);
}

std::string clipped(std::string_view text, std::size_t most) {
  std::size_t points = 0;
  std::size_t keep = 0;  // where the last code point that leaves room for the sign ends
  for (std::size_t at = 0; at < text.size(); ++at) {
    if ((static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80) continue;
    if (points + 1 == most) keep = at;
    if (++points > most) return std::string(text.substr(0, keep)) + std::string(ellipsis);
  }
  return std::string(text);
}
