#pragma once
#include <memory>
#include <string>
#include <vector>

#include "bot/message.h"
#include "bot/result.h"
#include "templates/text_layer.h"

/// The one place that reads wording. Messages are TOML files templates/messages/<locale>/*.toml:
///   [ticket.opened]            # the key is "ticket.opened"
///   text = "…{{number}}…"      # plain; {{x}} inserts as is (control characters dropped), never HTML-escaped
///   markdown = "…"             # optional; {{x}} escapes WeCom markdown in values
///   title = "…"                # with title: a card
///   description = "…"
///   facts = [["客户", "{{phone}}"]]   # a fact whose value renders empty is left out
///   url = "…"
/// A Choice's label is the key of a message whose text is the button. Immutable after loading; any thread may
/// render.
class Wording {
 public:
  /// Every problem of every file at once, with file and line.
  static Result<std::shared_ptr<const Wording>> load(const std::string& folder, const TextLayer& layer = {});
  ~Wording();
  /// Falls back to zh-CN where `locale` lacks the key. An unknown key is an Error naming it.
  Result<Outbound> render(const std::string& locale, const Notice& notice) const;
  Result<std::string> text(const std::string& locale, const std::string& key, const Params& params) const;
  std::vector<std::string> keys(const std::string& locale) const;

 private:
  Wording();
  struct Body;
  std::unique_ptr<Body> body_;
};
