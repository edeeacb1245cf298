#include "gateway/channel/wecom_card.h"

#include <algorithm>

#include "bot/text.h"
#include "gateway/channel/split.h"

namespace {

// Suggested characters of §3.3; longer ones are cut by the client in the middle of a word.
constexpr std::size_t title_chars = 36, text_chars = 160, fact_name_chars = 5, fact_chars = 30,
                      button_chars = 10;
constexpr std::size_t key_bytes = 1024;
constexpr std::size_t most_facts = 6, most_buttons = 6;
// Where a card without a place of its own leads: text_notice must lead somewhere.
constexpr const char* nowhere = "https://work.weixin.qq.com/";

/// The suggested lengths count Chinese characters; Latin letters take half the room.
bool wide(const std::string& text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
}

Json facts_of(const Card& card) {
  Json::Array facts;
  for (const auto& [name, value] : card.facts) {
    if (facts.size() == most_facts) break;
    if (name.empty()) continue;
    facts.push_back(
        Json::object({{"keyname", clipped(name, wide(name) ? fact_name_chars : 2 * fact_name_chars)},
                      {"value", clipped(value, fact_chars)}}));
  }
  return facts;
}

Json buttons_of(const Card& card) {
  Json::Array buttons;
  for (const auto& button : card.buttons) {
    if (buttons.size() == most_buttons) break;
    if (button.text.empty() || button.key.empty()) continue;
    buttons.push_back(
        Json::object({{"text", clipped(button.text, wide(button.text) ? button_chars : 2 * button_chars)},
                      {"style", buttons.empty() ? 1 : 2},
                      {"key", std::string(prefix_bytes(button.key, key_bytes))}}));
  }
  return buttons;
}

}  // namespace

std::string wecom_task_id(const std::string& id) {
  std::string out = id.substr(0, 128);
  for (char& c : out) {
    const bool allowed = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                         c == '_' || c == '@' || c == '-';
    if (!allowed) c = '-';
  }
  return out;
}

bool wants_text(const Card& card) { return card.buttons.empty() && card.url.empty(); }

std::string words_before(const Card& card) { return code_points(card.text) > text_chars ? card.text : ""; }

Json wecom_card(const Card& card, const std::string& task_id) {
  Json out = Json::object({{"card_type", card.buttons.empty() ? "text_notice" : "button_interaction"}});
  const auto& heading = card.title.empty() ? card.text : card.title;  // WeCom refuses a card without one
  Json title = Json::object({{"title", clipped(heading.empty() ? "…" : heading, title_chars)}});
  if (!card.description.empty()) title.set("desc", clipped(card.description, title_chars));
  out.set("main_title", std::move(title));
  if (!card.text.empty() && words_before(card).empty()) out.set("sub_title_text", card.text);
  if (!card.quote.empty())
    out.set("quote_area", Json::object({{"type", 0}, {"quote_text", clipped(card.quote, text_chars)}}));
  if (!card.facts.empty()) out.set("horizontal_content_list", facts_of(card));
  if (!card.buttons.empty()) out.set("button_list", buttons_of(card));
  if (card.buttons.empty() || !card.url.empty())
    out.set("card_action",
            Json::object({{"type", 1}, {"url", card.url.empty() ? std::string(nowhere) : card.url}}));
  const auto id = wecom_task_id(card.task_id.empty() ? task_id : card.task_id);
  if (!id.empty()) out.set("task_id", id);
  return out;
}
