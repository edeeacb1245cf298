#include "kb/page_search.h"

#include <algorithm>
#include <cmath>
#include <mutex>

#include "kb/page_index.h"
#include "kb/title_pinyin.h"

namespace {

constexpr float title_weight = 5, phrase_weight = 2.5f, category_weight = 2, text_weight = 1;
constexpr std::size_t most_query = 200;
constexpr std::size_t passage_width = 72;
/// A document is a hit when it holds so much of what was asked, weighed by how rare each piece is.
constexpr double least_coverage = 0.34;

/// A piece of the query: what documents hold of it, and how much it says.
struct Piece {
  std::vector<std::pair<std::uint32_t, float>> holds;  // document, weight; by document
  double says = 0;
};

void merge(Piece& piece, const std::vector<PageIndex::Posting>* list, float likeness) {
  if (list == nullptr) return;
  for (const auto& posting : *list) piece.holds.emplace_back(posting.document, posting.weight * likeness);
}

void one_each(Piece& piece) {
  auto& holds = piece.holds;
  std::sort(holds.begin(), holds.end(), [](const auto& a, const auto& b) {
    return a.first != b.first ? a.first < b.first : a.second > b.second;
  });
  holds.erase(std::unique(holds.begin(), holds.end(),
                          [](const auto& a, const auto& b) { return a.first == b.first; }),
              holds.end());
}

bool only_letters(const std::string& word) {
  return std::all_of(word.begin(), word.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

/// What is marked in the documents that are found.
struct Needles {
  std::vector<std::u32string> han;  // runs of the query, whole
  std::vector<std::string> words;
  std::vector<std::string> pinyin;
};

void mark(std::vector<bool>& marks, std::size_t from, std::size_t to) {
  for (auto i = from; i < std::min(to, marks.size()); ++i) marks[i] = true;
}

std::vector<bool> marks_in(const PlacedText& text, const Needles& needles) {
  std::vector<bool> marks(text.characters.size(), false);
  for (const auto& run : needles.han) {
    const auto step = std::min<std::size_t>(2, run.size());
    for (std::size_t i = 0; i + step <= run.size(); ++i) {
      const auto pair = run.substr(i, step);
      for (auto at = text.characters.find(pair); at != text.characters.npos;
           at = text.characters.find(pair, at + 1))
        mark(marks, at, at + step);
    }
  }
  for (const auto& run : runs_of(text.characters)) {
    if (run.is_han) continue;
    const auto word = to_utf8(std::u32string_view(text.characters).substr(run.from, run.to - run.from));
    if (std::find(needles.words.begin(), needles.words.end(), word) != needles.words.end())
      mark(marks, run.from, run.to);
  }
  return marks;
}

}  // namespace

struct PageSearch::Body {
  std::vector<PageDocument> documents;
  PageIndex index;
  std::vector<PlacedText> titles;

  /// Read when letters are looked for the first time: what ICU needs for it takes 4 MB.
  const std::vector<TitlePinyin>& pinyin() const {
    std::call_once(pinyin_once_, [this] {
      pinyin_.reserve(titles.size());
      for (const auto& title : titles) pinyin_.emplace_back(title.characters);
    });
    return pinyin_;
  }

  double says(std::size_t documents_with) const {
    const auto all = static_cast<double>(documents.size()), with = static_cast<double>(documents_with);
    return std::log(1 + (all - with + 0.5) / (with + 0.5));
  }

  void add(const PageDocument& document, std::uint32_t number) {
    titles.push_back(placed(document.title));
    index.add(number, titles.back(), title_weight);
    index.add(number, placed(document.category), category_weight);
    for (const auto& phrase : document.phrases) index.add(number, placed(phrase), phrase_weight);
    index.add(number, placed(document.text), text_weight);
  }

  Piece piece_of_word(const std::string& word, Needles& needles, PageAnswer& answer) const {
    Piece piece;
    const auto similar = index.similar_words(word);
    for (const auto& one : similar) {
      merge(piece, index.of_word(one.word), one.likeness);
      needles.words.push_back(one.word);
    }
    if (!similar.empty() && similar.front().likeness <= 0.5f) answer.read_as = similar.front().word;
    if (only_letters(word) && word.size() >= 2) {
      bool some = false;
      const auto& spelled = pinyin();
      for (std::uint32_t i = 0; i < spelled.size(); ++i)
        if (spelled[i].find(word)) {
          piece.holds.emplace_back(i, title_weight);
          some = true;
        }
      if (some) needles.pinyin.push_back(word);
    }
    one_each(piece);
    return piece;
  }

  std::vector<Piece> pieces_of(const std::u32string& query, Needles& needles, PageAnswer& answer) const {
    std::vector<Piece> pieces;
    for (const auto& run : runs_of(query)) {
      const auto text = query.substr(run.from, run.to - run.from);
      if (!run.is_han) {
        pieces.push_back(piece_of_word(to_utf8(text), needles, answer));
        continue;
      }
      needles.han.push_back(text);
      if (text.size() == 1) {
        pieces.emplace_back();
        merge(pieces.back(), index.of_character(text[0]), 1);
      }
      for (std::size_t i = 0; i + 1 < text.size(); ++i) {
        pieces.emplace_back();
        merge(pieces.back(), index.of_pair(text[i], text[i + 1]), 1);
      }
    }
    for (auto& piece : pieces) piece.says = says(piece.holds.size());
    return pieces;
  }

  struct Scored {
    std::uint32_t document;
    double score;
  };

  std::vector<Scored> scored(const std::vector<Piece>& pieces, const std::string& system) const {
    double whole = 0;
    std::vector<float> score(documents.size(), 0), held(documents.size(), 0);
    for (const auto& piece : pieces) {
      whole += piece.holds.empty() ? piece.says * 0.5 : piece.says;  // what nobody wrote says less
      for (const auto& [document, weight] : piece.holds) {
        held[document] += static_cast<float>(piece.says);
        score[document] += static_cast<float>(piece.says) * weight / (weight + 2);
      }
    }
    std::vector<Scored> found;
    for (std::uint32_t i = 0; i < documents.size(); ++i) {
      const double coverage = whole > 0 ? held[i] / whole : 0;
      if (coverage < least_coverage || (!system.empty() && documents[i].system != system)) continue;
      found.push_back({i, score[i] * coverage});
    }
    return found;
  }

  /// The words side by side as they were typed count more than the same pairs scattered.
  void lift_whole_phrases(std::vector<Scored>& found, const Needles& needles) const {
    const auto last = std::min<std::size_t>(found.size(), 100);
    for (std::size_t i = 0; i < last; ++i)
      for (const auto& run : needles.han)
        if (run.size() > 1 && titles[found[i].document].characters.find(run) != std::u32string::npos)
          found[i].score *= 1.5;
  }

  PageHit hit(const Scored& of, const Needles& needles) const {
    const auto& document = documents[of.document];
    auto title = marks_in(titles[of.document], needles);
    for (const auto& letters : needles.pinyin)
      if (const auto range = pinyin()[of.document].find(letters)) mark(title, range->first, range->second);
    const auto text = placed(document.text, 6000);
    return {of.document, of.score, passage(document.title, titles[of.document], title, document.title.size()),
            passage(document.text, text, marks_in(text, needles), passage_width)};
  }

 private:
  mutable std::once_flag pinyin_once_;  // guards the writing of the next
  mutable std::vector<TitlePinyin> pinyin_;
};

PageSearch::PageSearch() : body_(std::make_unique<Body>()) {}
PageSearch::~PageSearch() = default;

std::shared_ptr<const PageSearch> PageSearch::build(std::vector<PageDocument> documents) {
  std::shared_ptr<PageSearch> made(new PageSearch());
  auto& body = *made->body_;
  body.documents = std::move(documents);
  body.titles.reserve(body.documents.size());
  for (std::uint32_t i = 0; i < body.documents.size(); ++i) body.add(body.documents[i], i);
  body.index.finish();
  return made;
}

const std::vector<PageDocument>& PageSearch::documents() const { return body_->documents; }

PageAnswer PageSearch::search(const std::string& query, const std::string& system, std::size_t limit) const {
  PageAnswer answer;
  Needles needles;
  const auto pieces = body_->pieces_of(placed(query, most_query).characters, needles, answer);
  auto found = body_->scored(pieces, system);
  const auto better = [](const Body::Scored& a, const Body::Scored& b) {
    return a.score != b.score ? a.score > b.score : a.document < b.document;
  };
  std::sort(found.begin(), found.end(), better);
  body_->lift_whole_phrases(found, needles);
  std::stable_sort(found.begin(),
                   found.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(found.size(), 100)),
                   better);
  answer.total = found.size();
  if (found.size() > limit) found.resize(limit);
  for (const auto& one : found) answer.hits.push_back(body_->hit(one, needles));
  return answer;
}
