#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "handlers/intake/library.h"
#include "handlers/settings/edit_store.h"
#include "handlers/settings/layers.h"
#include "handlers/settings/settings_view.h"
#include "handlers/web/web.h"

/// Forms, wording and limits on the console: read by leads, changed by administrators as text, checked while
/// they type. The configuration file itself is not changed here, for it holds addresses and secrets; of it
/// the limits are shown.
class SettingsDesk {
 public:
  struct Parts {
    const Config* config = nullptr;
    const Shelf* library = nullptr;
    int minutes_east = 480;
    std::function<std::vector<RateLimit>()> rates = nullptr;  // that count now; without: the file's
  };
  SettingsDesk(Web& web, Parts parts) : web_(web), parts_(std::move(parts)) {}
  std::vector<WebRoute> routes();

 private:
  struct Wanted;   // what is to be saved
  struct Outcome;  // what became of it
  struct Opened;   // a file with its versions

  // settings_desk.cpp
  HttpResponse list(const WebRequest& request, Connection& connection) const;
  HttpResponse look(const WebRequest& request, Connection& connection) const;
  std::optional<Opened> opened(const WebRequest& request, Connection& connection,
                               std::vector<HttpResponse>& instead) const;
  PageData frame(const WebRequest& request, const std::string& title) const;
  void add_state(PageData& data, const WebRequest& request, const Opened& file) const;
  void add_versions(PageData& data, const WebRequest& request, const Opened& file) const;
  void add_sections(PageData& data, const char* name, const std::vector<SettingsSection>& sections) const;
  /// In the reader's language, as far as templates/lint has words for it.
  void add_problems(PageData& data, const WebRequest& request, const std::vector<TextProblem>& problems,
                    const TemplateFile& file) const;
  SettingsReader reader(const WebRequest& request, const Library* library) const;
  std::string title_of(const WebRequest& request, const std::string& path) const;
  // settings_edit.cpp
  HttpResponse edit(const WebRequest& request, Connection& connection) const;
  HttpResponse check(const WebRequest& request, Connection& connection) const;
  HttpResponse save(const WebRequest& request, Connection& connection) const;
  HttpResponse go_back(const WebRequest& request, Connection& connection) const;
  Outcome attempt(Transaction& transaction, const WebRequest& request, const Opened& file,
                  const Wanted& wanted) const;
  HttpResponse store(const WebRequest& request, Connection& connection, const Opened& file,
                     const Wanted& wanted) const;
  HttpResponse form(const WebRequest& request, const Opened& file, const Wanted& wanted,
                    const Outcome& outcome) const;

  Web& web_;
  Parts parts_;
};
