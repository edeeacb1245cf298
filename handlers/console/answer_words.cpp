#include "handlers/console/answer_words.h"

#include "bot/mask.h"

std::string refusal_words(const Web& web, const WebRequest& request, const Library& library,
                          const Notice& answer) {
  if (answer.key == "ticket.handover.ask") {
    std::string labels;
    for (const auto& item : answer.items)
      if (item.contains("missing")) labels += (labels.empty() ? " " : ", ") + item.at("label");
    return web.word(request, "desk.handover_missing") + labels;
  }
  const auto said = library.wording->render(request.locale, answer);
  return said ? mask(said->text) : web.word(request, "error.not_yours");
}
