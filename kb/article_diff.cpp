#include "kb/article_diff.h"

#include <algorithm>
#include <cstdint>

namespace {

using Words = std::vector<std::string>;

constexpr std::size_t longest_table = 4'000'000;  // cells; beyond that the whole text is shown as replaced

void put_all(std::vector<DiffLine>& out, DiffLine::Kind kind, const Words& lines, std::size_t from,
             std::size_t to) {
  for (auto i = from; i < to; ++i) out.push_back({kind, lines[i]});
}

/// Longest common subsequence of what lies between the equal ends.
void put_middle(std::vector<DiffLine>& out, const Words& before, const Words& after, std::size_t same_head,
                std::size_t end_before, std::size_t end_after) {
  const auto rows = end_before - same_head, columns = end_after - same_head;
  if (rows * columns > longest_table) {
    put_all(out, DiffLine::Kind::removed, before, same_head, end_before);
    return put_all(out, DiffLine::Kind::added, after, same_head, end_after);
  }
  std::vector<std::uint32_t> common((rows + 1) * (columns + 1));
  const auto at = [&](std::size_t i, std::size_t j) -> std::uint32_t& {
    return common[i * (columns + 1) + j];
  };
  for (auto i = rows; i-- > 0;)
    for (auto j = columns; j-- > 0;)
      at(i, j) = before[same_head + i] == after[same_head + j] ? at(i + 1, j + 1) + 1
                                                               : std::max(at(i + 1, j), at(i, j + 1));
  std::size_t i = 0, j = 0;
  while (i < rows && j < columns) {
    if (before[same_head + i] == after[same_head + j]) {
      out.push_back({DiffLine::Kind::same, before[same_head + i]});
      ++i, ++j;
    } else if (at(i + 1, j) >= at(i, j + 1)) {
      out.push_back({DiffLine::Kind::removed, before[same_head + i++]});
    } else {
      out.push_back({DiffLine::Kind::added, after[same_head + j++]});
    }
  }
  put_all(out, DiffLine::Kind::removed, before, same_head + i, end_before);
  put_all(out, DiffLine::Kind::added, after, same_head + j, end_after);
}

Words lines_of(const std::string& text) {
  Words lines;
  for (std::size_t from = 0; from < text.size();) {
    const auto end = std::min(text.find('\n', from), text.size());
    lines.push_back(text.substr(from, end - from));
    from = end + 1;
  }
  return lines;
}

Words sets_of(const Article& article) {
  Words sets;
  for (const auto& set : article.keywords) {
    std::string line;
    for (const auto& word : set) line += (line.empty() ? "" : " & ") + word;
    sets.push_back(std::move(line));
  }
  return sets;
}

}  // namespace

std::vector<DiffLine> diff_lines(const Words& before, const Words& after) {
  std::size_t head = 0, end_before = before.size(), end_after = after.size();
  while (head < end_before && head < end_after && before[head] == after[head]) ++head;
  while (end_before > head && end_after > head && before[end_before - 1] == after[end_after - 1])
    --end_before, --end_after;
  std::vector<DiffLine> out;
  put_all(out, DiffLine::Kind::same, before, 0, head);
  put_middle(out, before, after, head, end_before, end_after);
  put_all(out, DiffLine::Kind::same, before, end_before, before.size());
  return out;
}

std::vector<FieldDiff> diff_of(const Article& before, const Article& after) {
  std::vector<FieldDiff> diffs;
  const auto add = [&](const char* field, const Words& left, const Words& right) {
    if (left != right) diffs.push_back({field, diff_lines(left, right)});
  };
  const auto text = [&](const char* field, const std::string& left, const std::string& right) {
    if (left != right) add(field, lines_of(left), lines_of(right));
  };
  text("title", before.title, after.title);
  text("system", before.system, after.system);
  text("category", before.category, after.category);
  text("owner", before.owner, after.owner);
  text("answer", before.answer, after.answer);
  add("patterns", before.patterns, after.patterns);
  add("keywords", sets_of(before), sets_of(after));
  add("keywords_any", before.keywords_any, after.keywords_any);
  add("keywords_none", before.keywords_none, after.keywords_none);
  add("excludes", before.excludes, after.excludes);
  add("examples", before.examples, after.examples);
  add("phrasings", before.phrasings, after.phrasings);
  add("groups", before.groups, after.groups);
  text("valid_from", before.valid_from, after.valid_from);
  text("valid_until", before.valid_until, after.valid_until);
  text("review_by", before.review_by, after.review_by);
  text("publish_at", before.publish_at, after.publish_at);
  add("related", before.related, after.related);
  add("attachments", before.attachments, after.attachments);
  text("body", before.body, after.body);
  return diffs;
}
