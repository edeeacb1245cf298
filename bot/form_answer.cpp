// Reads an answer line: numbers, labels or nothing before each value, in any order.
#include <algorithm>
#include <set>

#include "bot/form.h"
#include "bot/text.h"
#include "bot/words.h"

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// What people write before a value beside the form's own labels.
const std::map<std::string, std::vector<std::string>>& common_labels() {
  static const std::map<std::string, std::vector<std::string>> all{
      {"phone", {"手机号码", "手机号", "手机", "电话", "联系电话", "phone", "mobile", "tel"}},
      {"account", {"资金账号", "资金账户", "客户号", "账号", "账户", "account"}},
      {"id_number", {"身份证号", "身份证", "证件号", "id number", "id"}},
      {"customer", {"客户", "customer"}},
      {"customer_name", {"客户姓名", "姓名", "名字", "name"}},
      {"time", {"发生时间", "时间", "time", "when"}},
      {"system", {"系统", "system"}},
      {"stock", {"证券代码", "股票代码", "代码", "stock", "code"}},
      {"amount", {"金额", "amount"}},
      {"error", {"报错", "提示", "错误", "error"}},
  };
  return all;
}

struct Segment {
  const FormField* field = nullptr;  // null: nothing said which field it is for
  std::string text;
};

class Reader {
 public:
  Reader(const Form& form, const std::vector<std::string>& asked, const Fields& extracted,
         const Dictionary& dictionary)
      : form_(form), asked_(asked), extracted_(extracted), dictionary_(dictionary) {}

  Answer read(const std::string& text) {
    answer_.fields = extracted_;
    for (const auto& segment : split(text)) {
      if (segment.field == nullptr) loose_ += (loose_.empty() ? "" : " ") + segment.text;
      if (segment.field != nullptr) take(*segment.field, segment.text);
    }
    take_loose();
    return std::move(answer_);
  }

 private:
  static std::vector<std::string> tokens(const std::string& text) {
    std::vector<std::string> found;
    std::string token;
    const auto plain = normal(text);
    const auto close = [&] {
      if (!token.empty()) found.push_back(std::move(token));
      token.clear();
    };
    for (std::size_t at = 0; at < plain.size(); ++at) {
      const std::string_view rest = std::string_view(plain).substr(at);
      const bool wide = rest.starts_with("、") || rest.starts_with("。");
      if (!wide && std::string_view(" \t\r\n,;").find(plain[at]) == std::string_view::npos) {
        token += plain[at];
        continue;
      }
      close();
      if (wide) at += 2;
    }
    close();
    return found;
  }

  std::vector<Segment> split(const std::string& text) const {
    std::vector<Segment> segments(1);
    const auto list = tokens(text);
    for (std::size_t at = 0; at < list.size(); ++at) {
      std::string value;
      if (const auto* field = opened_by(list[at], at + 1 < list.size(), value)) {
        segments.push_back({field, value});
        continue;
      }
      auto& last = segments.back().text;
      last += (last.empty() ? "" : " ") + list[at];
    }
    return segments;
  }

  /// The field that a token announces by number or label; `value` is what stands behind the mark in the same
  /// token.
  const FormField* opened_by(const std::string& token, bool more, std::string& value) const {
    if (const auto* field = by_number(token, more, value)) return field;
    return by_label(token, more, value);
  }

  const FormField* by_number(const std::string& token, bool more, std::string& value) const {
    if (!is_digit(token[0]) || token[0] == '0') return nullptr;
    const auto index = static_cast<std::size_t>(token[0] - '1');
    if (index >= asked_.size()) return nullptr;
    if (token.size() == 1) return more ? field_named(form_, asked_[index]) : nullptr;
    if (token[1] != '.' && token[1] != ':' && token[1] != ')') return nullptr;
    value = token.substr(2);
    // "9:40" and "1.5万" are values, not numbered answers.
    const bool number = !value.empty() && is_digit(value[0]) && value.size() < 6;
    return number || (value.empty() && !more) ? nullptr : field_named(form_, asked_[index]);
  }

  const FormField* by_label(const std::string& token, bool more, std::string& value) const {
    const FormField* best = nullptr;
    std::size_t longest = 0;
    for (const auto& field : form_.fields) {
      for (const auto& label : labels_of(field)) {
        if (label.size() <= longest || !token.starts_with(label)) continue;
        auto rest = token.substr(label.size());
        const bool marked = rest.starts_with(':') || rest.starts_with('=');
        if (marked) rest = rest.substr(1);
        const bool is = rest.starts_with("是");
        if (is) rest = rest.substr(std::string_view("是").size());
        const bool value_follows =
            marked || is || (rest.empty() && more) || (!rest.empty() && is_digit(rest[0]));
        if (!value_follows && word_of(rest) != Word::skip) continue;
        best = &field;
        longest = label.size();
        value = rest;
      }
    }
    return best;
  }

  static std::vector<std::string> labels_of(const FormField& field) {
    std::vector<std::string> all;
    for (const auto& [locale, label] : field.label) all.push_back(normal(label));
    if (const auto found = common_labels().find(field.name); found != common_labels().end())
      all.insert(all.end(), found->second.begin(), found->second.end());
    return all;
  }

  bool known(const FormField& field) const { return is_known(field, answer_.fields); }

  void take(const FormField& field, const std::string& text) {
    if (word_of(text) == Word::skip) {
      answer_.skipped.push_back(field.name);
      return;
    }
    if (known(field)) return;  // extraction reads the same words with more care
    auto value = read_value(field, text, dictionary_);
    if (!value.problem.empty()) answer_.problems.push_back({field.name, value.problem});
    answer_.fields.merge(value.fields);
  }

  void take_loose() {
    bool skip_rest = false;
    for (const auto& token : tokens(loose_)) skip_rest = skip_rest || word_of(token) == Word::skip;
    skip_rest = skip_rest || word_of(loose_) == Word::skip;
    for (const auto& name : asked_) {
      const auto* field = field_named(form_, name);
      if (field == nullptr || known(*field) || settled(name)) continue;
      if (!skip_rest || asked_.size() > 1) take_unmarked(*field);
      if (skip_rest && !known(*field) && !has_problem(name)) answer_.skipped.push_back(name);
    }
  }

  /// A value that stands alone: taken where its kind is plain, or where nothing else was asked.
  void take_unmarked(const FormField& field) {
    const bool alone = asked_.size() == 1;
    if (bare(loose_).empty()) return;
    const bool free_text = field.type == "text" && field.pattern.empty();
    if (free_text && !alone) return;
    const bool bare_number = bare(loose_).size() < 3;
    if (bare_number && !alone) return;
    auto value = read_value(field, loose_, dictionary_);
    answer_.fields.merge(value.fields);
    if (value.problem.empty()) return;
    // Something number-like was offered and is wrong: say so; other words are simply not an answer to this
    // field.
    const bool digits = std::count_if(loose_.begin(), loose_.end(), is_digit) >= 5 && !used_up();
    const bool wants_digits = field.type != "choice" && field.type != "system" && field.type != "time";
    if ((digits && wants_digits) || (alone && field.type != "time" && !wants_digits))
      answer_.problems.push_back({field.name, value.problem});
  }

  /// True where the digits of the line already became another field's value.
  bool used_up() const {
    return std::any_of(answer_.fields.begin(), answer_.fields.end(), [](const auto& field) {
      return std::count_if(field.second.begin(), field.second.end(), is_digit) >= 5 && field.first != "time";
    });
  }

  bool settled(const std::string& name) const {
    return std::find(answer_.skipped.begin(), answer_.skipped.end(), name) != answer_.skipped.end() ||
           has_problem(name);
  }
  bool has_problem(const std::string& name) const {
    return std::any_of(answer_.problems.begin(), answer_.problems.end(),
                       [&](const auto& p) { return p.field == name; });
  }

  const Form& form_;
  const std::vector<std::string>& asked_;
  const Fields& extracted_;
  const Dictionary& dictionary_;
  Answer answer_;
  std::string loose_;
};

}  // namespace

Answer read_answer(const Form& form, const std::vector<std::string>& asked, const std::string& text,
                   const Fields& extracted, const Dictionary& dictionary) {
  return Reader(form, asked, extracted, dictionary).read(text);
}
