#include "bot/extract.h"

#include <algorithm>
#include <array>

#include "bot/extract_amount.h"
#include "bot/extract_error.h"
#include "bot/extract_name.h"
#include "bot/extract_number.h"
#include "bot/extract_time.h"
#include "bot/extract_words.h"
#include "bot/sentence.h"
#include "bot/text.h"

namespace {

void cover_all(Sentence& sentence, const std::vector<Span>& spans) {
  for (const auto& span : spans) sentence.cover(span);
}

void put(Fields& fields, const char* name, const std::optional<std::string>& value) {
  if (value && !value->empty()) fields[name] = *value;
}

}  // namespace

// Order matters: what is quoted is nobody's number; identifiers are no times or amounts; a time ends a
// message.
Fields extract(const std::string& text, const Dictionary& dictionary, Time now, int minutes_east) {
  Fields fields;
  Sentence sentence(text);
  auto error = quoted_error(sentence.plain);
  std::string error_text;
  const auto take_error = [&](const Span& span) {
    fields["error"] = sentence.quoted(span);
    error_text = sentence.plain.substr(span.begin, span.end - span.begin);
    sentence.cover(span);
  };
  if (error) take_error(*error);
  const auto numbers = find_numbers(sentence.plain);
  put(fields, "phone", numbers.phone);
  put(fields, "id_number", numbers.id_number);
  put(fields, "account", numbers.account);
  put(fields, "stock", numbers.stock);
  cover_all(sentence, numbers.taken);
  if (!error) {
    error = told_error(sentence.plain);
    if (error) take_error(*error);
  }
  const auto when = find_time(sentence.plain, now, minutes_east);
  put(fields, "time", when.time);
  cover_all(sentence, when.taken);
  if (const auto name = find_name(sentence.plain)) {
    fields["customer_name"] = sentence.quoted(*name);
    sentence.cover(*name);
  }
  put(fields, "amount", find_amount(sentence.plain));
  const auto about = find_about(sentence.plain, error_text, dictionary);
  put(fields, "system", about.system);
  put(fields, "operation", about.operation);
  return fields;
}

Fields extract(const Inbound& message, const Dictionary& dictionary, Time now, int minutes_east) {
  auto fields = extract(message.text, dictionary, now, minutes_east);
  if (message.quoted.empty()) return fields;
  constexpr std::array customer{"phone", "account", "id_number", "customer_name"};
  const bool named =
      std::any_of(customer.begin(), customer.end(), [&](const char* name) { return fields.contains(name); });
  auto quoted = extract(message.quoted, dictionary, now, minutes_east);
  if (named)
    for (const char* name : customer) quoted.erase(name);
  fields.merge(quoted);
  return fields;
}
