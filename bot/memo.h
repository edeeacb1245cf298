#pragma once
#include <array>
#include <functional>
#include <string>
#include <string_view>

/// The last few results of a pure function of a text: one turn asks the same of the same words again and
/// again. For one thread; long texts are not kept.
template <class Value>
class Memo {
 public:
  template <class Make>
  Value of(std::string_view text, Make make) {
    constexpr std::size_t longest = 2048;  // bytes
    if (text.size() > longest) return make(text);
    auto& slot = slots_[std::hash<std::string_view>{}(text) % slots_.size()];
    if (!slot.used || slot.text != text) {
      slot.value = make(text);
      slot.text = text;
      slot.used = true;
    }
    return slot.value;
  }

 private:
  struct Slot {
    std::string text;
    Value value{};
    bool used = false;
  };
  std::array<Slot, 8> slots_{};
};
