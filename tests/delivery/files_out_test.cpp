#include <unistd.h>

#include <filesystem>

#include "gateway/channel/wecom_aibot.h"
#include "gateway/channel/wecom_app.h"
#include "gateway/delivery/file_folder.h"
#include "gateway/delivery/kept_files.h"
#include "tests/delivery/deliverer_world.h"
#include "tests/support/pictures.h"

namespace {

/// Answers by path; remembers the kinds of calls, and what was uploaded.
struct Platform : Http {
  std::mutex mutex;
  std::vector<std::string> calls;
  std::map<std::string, std::vector<std::string>> script;  // by path: answers before the plain ones
  int uploads = 0;

  Result<HttpResponse> send(const HttpRequest& request, Millis) override {
    const std::scoped_lock lock(mutex);
    auto path = request.url.substr(request.url.find("/cgi-bin/") + 9);
    path = path.substr(0, path.find('?'));
    const auto json = request.body.find("\"media_id\":\"");
    const auto id = json == std::string::npos ? "" : request.body.substr(json + 12, 2);
    calls.push_back(path + (id.empty() ? "" : " " + id));
    if (auto& waiting = script[path]; !waiting.empty() && (path != "message/send" || !id.empty())) {
      auto answer = waiting.front();
      waiting.erase(waiting.begin());
      return HttpResponse{200, {}, answer};
    }
    if (path != "media/upload") return HttpResponse{200, {}, R"({"errcode":0,"msgid":"M"})"};
    return HttpResponse{200, {}, R"({"errcode":0,"media_id":"m)" + std::to_string(++uploads) + "\"}"};
  }
  std::vector<std::string> all() {
    const std::scoped_lock lock(mutex);
    return calls;
  }
};

/// The real app face, one kept picture.
struct FilesWorld : DelivererWorld {
  Platform platform;
  std::string folder =
      (std::filesystem::temp_directory_path() / ("dutydesk-files-" + std::to_string(getpid()))).string();
  std::string public_url = "https://desk";
  std::vector<std::string> said;

  FilesWorld() {
    AccountConfig app;
    app.name = "app";
    app.kind = "wecom_app";
    app.agent_id = 1;
    channels["app"] = make_wecom_app(app);
  }
  ~FilesWorld() { std::filesystem::remove_all(folder); }

  long long keep(const std::string& bytes, const std::string& name) {
    const auto file = keep_file(folder, bytes, name, FileRules{});
    REQUIRE(file);
    return *connection.transact([&](Transaction& transaction) {
      return put_in_basket(transaction, {"org", "chenjie", "form-" + name}, *file);
    });
  }
  long long send(std::vector<long long> files, bool links = false) {
    OutboxDraft draft;
    draft.chat = {"app", "zhang", ChatKind::single};
    draft.notice.key = "words";
    draft.notice.files = std::move(files);
    draft.notice.links_files = links;
    return enqueue_all({draft}).at(0);
  }
  bool ends_as(long long id, const std::string& state) {
    return soon([&] { return entry(id).state == state; }, Seconds{60});
  }
  std::unique_ptr<Deliverer> start_with_files() {
    auto deliverer = start([this](Deliverer::Settings& settings, Deliverer::Parts& parts) {
      settings.file_folder = folder;
      settings.public_url = public_url;
      parts.http = &platform;
      parts.render = [](const std::string&, const Notice& notice) -> Result<Outbound> {
        Outbound out;
        out.text = notice.key;
        if (const auto url = notice.params.find("url"); url != notice.params.end())
          out.text += " " + url->second;
        return out;
      };
    });
    return deliverer;
  }
};

using Calls = std::vector<std::string>;

}  // namespace

TEST_CASE("a picture goes out after its words, uploaded once, and by its id the next time", "[pg]") {
  FilesWorld world;
  const auto picture = world.keep(png_of(40, 30, 90), "screen.png");
  const auto first = world.send({picture}), second = world.send({picture});
  const auto deliverer = world.start_with_files();
  REQUIRE(world.ends_as(first, "sent"));
  REQUIRE(world.ends_as(second, "sent"));
  CHECK(world.platform.all() ==
        Calls{"media/upload", "message/send", "message/send m1", "message/send", "message/send m1"});
}

TEST_CASE("a retry does not upload again, and does not say the words again", "[pg]") {
  FilesWorld world;
  const auto picture = world.keep(png_of(40, 30, 91), "screen.png");
  world.platform.script["message/send"] = {R"({"errcode":-1})"};
  const auto id = world.send({picture});
  const auto deliverer = world.start_with_files();
  REQUIRE(world.ends_as(id, "sent"));
  CHECK(world.platform.all() == Calls{"media/upload", "message/send", "message/send m1", "message/send m1"});
  CHECK(world.entry(id).attempts == 2);
}

TEST_CASE("an id that lives no more is uploaded anew, once", "[pg]") {
  FilesWorld world;
  const auto picture = world.keep(png_of(40, 30, 92), "screen.png");
  world.platform.script["message/send"] = {R"({"errcode":40007})"};
  const auto id = world.send({picture});
  const auto deliverer = world.start_with_files();
  REQUIRE(world.ends_as(id, "sent"));
  CHECK(world.platform.all() ==
        Calls{"media/upload", "message/send", "message/send m1", "media/upload", "message/send m2"});
}

TEST_CASE("an id refused twice is the end of the message, which an operator sees", "[pg]") {
  FilesWorld world;
  const auto picture = world.keep(png_of(40, 30, 93), "screen.png");
  world.platform.script["message/send"] = {R"({"errcode":40007})", R"({"errcode":40007})"};
  const auto id = world.send({picture});
  const auto deliverer = world.start_with_files();
  REQUIRE(world.ends_as(id, "dead"));
  CHECK(world.platform.uploads == 2);
}

TEST_CASE("an upload that the platform refuses for good leaves a link in the words", "[pg]") {
  FilesWorld world;
  const auto picture = world.keep(png_of(40, 30, 94), "screen.png");
  world.platform.script["media/upload"] = {R"({"errcode":40009})"};
  const auto id = world.send({picture});
  const auto deliverer = world.start_with_files();
  REQUIRE(world.ends_as(id, "sent"));
  CHECK(world.platform.all() == Calls{"media/upload", "message/send"});
}

TEST_CASE("an upload that fails for now is tried again before anything is said", "[pg]") {
  FilesWorld world;
  const auto file = world.keep("plain text", "log.txt");
  world.platform.script["media/upload"] = {R"({"errcode":-1})", R"({"errcode":42001})"};
  const auto id = world.send({file});
  const auto deliverer = world.start_with_files();
  REQUIRE(world.ends_as(id, "sent"));
  CHECK(world.platform.all() ==
        Calls{"media/upload", "media/upload", "media/upload", "message/send", "message/send m1"});
  CHECK(world.fetched == 2);
}

TEST_CASE("where not everybody may see the file only its link is said", "[pg]") {
  FilesWorld world;
  const auto picture = world.keep(png_of(40, 30, 95), "screen.png");
  const auto id = world.send({picture}, true);
  const auto deliverer = world.start_with_files();
  REQUIRE(world.ends_as(id, "sent"));
  CHECK(world.platform.all() == Calls{"message/send"});
}

TEST_CASE("a copy older than the platform keeps it is uploaded before it is refused", "[pg]") {
  FilesWorld world;
  const auto picture = world.keep(png_of(40, 30, 96), "screen.png");
  const auto first = world.send({picture});
  const auto deliverer = world.start_with_files();
  REQUIRE(world.ends_as(first, "sent"));
  CHECK(world.connection.transact([&](Transaction& transaction) {
    transaction.run("UPDATE media_upload SET made_at = now() - interval '71 hours'");
    return Done{};
  }));
  const auto second = world.send({picture});
  deliverer->wake();
  REQUIRE(world.ends_as(second, "sent"));
  CHECK(world.platform.uploads == 2);
}
