#include "handlers/files/ticket_files.h"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>

#include "gateway/delivery/file_folder.h"
#include "handlers/qa/ticket.h"
#include "tests/handlers/held_ticket.h"
#include "tests/handlers/role_site.h"
#include "tests/support/pictures.h"
#include "tests/support/test_database.h"

using namespace held_tickets;

namespace {

const std::string once(22, 'a');

/// The routes of files and of the reporter's ticket.
class FilesDesk {
 public:
  explicit FilesDesk(FileRules rules = {}) : directory_(Config{}), shelf_(std::make_shared<Library>()) {
    web_ = web_of_roles(database_.settings());
    files_ = std::make_unique<TicketFiles>(*web_, TicketFiles::Settings{folder_, rules});
    own_ = std::make_unique<QaTicket>(
        *web_, QaTicket::Parts{&shelf_, &directory_, files_.get(), 480, "zh-CN", [] {}});
    auto pages = files_->routes();
    for (auto& page : own_->routes()) pages.push_back(std::move(page));
    routes_ = web_->routes(std::move(pages));
  }
  ~FilesDesk() {
    web_->stop();
    std::filesystem::remove_all(folder_);
  }

  template <class Work>
  auto in(Work work) {
    Connection connection(database_.settings());
    auto done = connection.transact(work);
    if (!done) FAIL(done.error().text);
    return std::move(*done);
  }
  HttpResponse get(const std::string& role, const std::string& path) {
    return answer_of(routes_, page_of_role(role, path));
  }
  /// A form with one file; empty bytes: without.
  HttpResponse post(const std::string& role, const std::string& path, const std::string& bytes,
                    const std::map<std::string, std::string>& fields = {}) {
    WebRequest sender;
    sender.visitor = visitor_of_role(role);
    auto all = fields;
    all["form_token"] = web_->form_token(sender);
    all.emplace("once", once);
    auto request = page_of_role(role, path);
    request.method = "POST";
    request.headers["content-type"] = "multipart/form-data; boundary=XX";
    for (const auto& [name, value] : all)
      request.body +=
          "--XX\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
    if (!bytes.empty())
      request.body += "--XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a<b>.png\"\r\n\r\n" +
                      bytes + "\r\n";
    request.body += "--XX--\r\n";
    return answer_of(routes_, std::move(request));
  }
  long long ticket(const Party& reporter, const std::string& holder) {
    TicketEvent submitted, transferred;
    submitted.step = Step::submitted;
    submitted.by = reporter;
    submitted.role = "reporter";
    submitted.title = submitted.text = "买入异常";
    submitted.at = transferred.at = Time{std::chrono::hours{499999}};
    transferred.step = Step::transferred;
    transferred.by = somebody;
    transferred.target_role = holder;
    return in([&](Transaction& t) { return open_tickets(t, {{submitted, 0, {transferred}}}).front(); });
  }
  /// A file of the ticket, sent by somebody else.
  long long file(long long ticket, FileSide side, const std::string& bytes) {
    const auto kept = keep_file(folder_, bytes, "log.txt", FileRules{});
    REQUIRE(kept);
    const Basket basket{"corp", "other", "form"};
    return in([&](Transaction& t) {
      const auto id = put_in_basket(t, basket, *kept);
      REQUIRE(empty_basket(t, basket, ticket, side, FileRules{}).size() == 1);
      return id;
    });
  }
  long long count(const std::string& sql) {
    return in([&](Transaction& t) { return t.run("SELECT count(*) AS n FROM " + sql)[0].number("n"); });
  }
  long long basket() {
    return in([&](Transaction& t) {
      return static_cast<long long>(in_basket(t, {"corp", "me", once}).size());
    });
  }
  const std::string& folder() const { return folder_; }

 private:
  TestDatabase database_;
  std::string folder_ =
      (std::filesystem::temp_directory_path() / ("dutydesk-ticket-files-" + std::to_string(getpid())))
          .string();
  Directory directory_;
  Shelf shelf_;
  std::unique_ptr<Web> web_;
  std::unique_ptr<TicketFiles> files_;
  std::unique_ptr<QaTicket> own_;
  std::vector<Route> routes_;
};

std::string page_of(long long id) { return "/file/" + std::to_string(id); }

}  // namespace

TEST_CASE("every role gets the files of the tickets that the table of rights gives to it, and no others") {
  FilesDesk desk;
  int bytes = 0;
  for (int i = 0; i < role_count; ++i) {
    const auto role = static_cast<Role>(i);
    const std::string name = name_of(role);
    for (const bool own : {false, true})
      for (const bool held : {false, true}) {
        const auto number = desk.ticket(own ? me : somebody, held                ? name
                                                             : role == Role::ops ? "tester"
                                                                                 : "ops");
        const auto ticket = desk.in([&](Transaction& t) { return load_tickets(t, {number}).front(); });
        const Actor actor{me.person, role};
        const bool as_member = granted(role, Act::see, thing_of(actor, ticket)) != Grant::no;
        const bool as_reporter = own && granted(role, Act::see, Thing::own_ticket) != Grant::no;
        for (const auto side : {FileSide::reporter, FileSide::told, FileSide::team}) {
          const auto id = desk.file(number, side, "line " + std::to_string(++bytes));
          const bool wanted = as_member || (as_reporter && side != FileSide::team);
          INFO(name << " own " << own << " held " << held << " side " << name_of(side));
          CHECK(sees_file(actor, ticket, side) == wanted);
          const auto answer = desk.get(name, page_of(id));
          // A contractor takes no document of somebody else's ticket away.
          const bool closed = wanted && role == Role::contractor && !own;
          CHECK(answer.status == (closed || role == Role::ended ? 403 : wanted ? 200 : 404));
          CHECK((answer.body == "line " + std::to_string(bytes)) == (wanted && !closed));
        }
      }
  }
  CHECK(desk.get("", page_of(1)).status == 303);
  CHECK(desk.get("agent", "/file/999999").status == 404);
  CHECK(desk.get("agent", "/file/1x").status == 404);
}

TEST_CASE("a file that is no picture is for saving only, and nothing in it can run") {
  FilesDesk desk;
  const auto number = desk.ticket(somebody, "ops");
  auto answer = desk.get("agent", page_of(desk.file(number, FileSide::reporter, "%PDF-1.7 words")));
  CHECK(answer.headers.at("content-type") == "application/pdf");
  CHECK(answer.headers.at("content-disposition") == "attachment; filename*=UTF-8''log.txt");
  CHECK(answer.headers.at("x-content-type-options") == "nosniff");
  CHECK(answer.headers.at("content-security-policy") == "default-src 'none'; sandbox");
  CHECK(answer.headers.at("cache-control") == "no-store");
  const auto picture = desk.file(number, FileSide::reporter, png_of(900, 700, 50));
  answer = desk.get("agent", page_of(picture));
  CHECK(answer.headers.at("content-disposition").starts_with("inline"));
  const auto small = desk.get("agent", page_of(picture) + "/small");
  CHECK(small.status == 200);
  CHECK(small.body != answer.body);
  CHECK(desk.count("audit WHERE act = 'see_file'") == 2);  // thumbnails are looked at with their page
}

TEST_CASE("a contractor looks at pictures that carry their name, and takes none away as it is") {
  FilesDesk desk;
  const auto number = desk.ticket(somebody, "contractor");
  const auto picture = desk.file(number, FileSide::reporter, png_of(900, 700, 50));
  for (const auto& path : {page_of(picture), page_of(picture) + "/small"}) {
    const auto whole = desk.get("lead", path), marked = desk.get("contractor", path);
    CHECK(marked.status == 200);
    CHECK(marked.headers.at("content-type") == "image/png");
    CHECK(marked.body != whole.body);
    CHECK(marked.body.starts_with("\x89PNG"));
  }
  CHECK(desk.get("contractor", page_of(desk.file(number, FileSide::told, "%PDF-1.7 words"))).status == 403);
  const auto own = desk.ticket(me, "contractor");
  const auto theirs = desk.file(own, FileSide::told, png_of(80, 60, 60));
  CHECK(desk.get("contractor", page_of(theirs)).body == desk.get("lead", page_of(theirs)).body);
}

TEST_CASE("an uploaded file waits in its form's basket, seen and dropped by its sender alone") {
  FilesDesk desk;
  const auto added = desk.post("reporter", "/file/add", png_of(60, 40, 70, png_chunk("tEXt", "GPS 31.2N")));
  CHECK(added.status == 200);
  CHECK(added.body.find("ab.png") != std::string::npos);
  CHECK(desk.basket() == 1);
  const auto id =
      desk.in([](Transaction& t) { return t.run("SELECT max(id) AS id FROM media")[0].number("id"); });
  CHECK(desk.get("reporter", page_of(id)).body.find("GPS") == std::string::npos);
  CHECK(desk.get("reporter", page_of(id)).status == 200);
  desk.in([&](Transaction& t) {
    t.run("UPDATE media SET contact = 'other'");
    return Done{};
  });
  CHECK(desk.get("agent", page_of(id)).status == 404);
  desk.in([&](Transaction& t) {
    t.run("UPDATE media SET contact = 'me'");
    return Done{};
  });
  CHECK(desk.post("reporter", "/file/drop", "",
                  {{"file_id", std::to_string(id)}, {"once", std::string(22, 'b')}})
            .status == 200);
  CHECK(desk.basket() == 1);  // another form's basket
  CHECK(desk.post("reporter", "/file/drop", "", {{"file_id", std::to_string(id)}}).status == 200);
  CHECK(desk.basket() == 0);
}

TEST_CASE("what is no picture and no document is refused with its reason, by its content") {
  FilesDesk desk;
  for (const auto& bytes : {std::string("MZ\x90\0\3", 5), std::string("<svg onload=\"alert(1)\"/>"),
                            std::string("<html><script>"), std::string("\x89PNG\r\n\x1A\n broken")}) {
    INFO(bytes);
    const auto answer = desk.post("reporter", "/file/add", bytes);
    CHECK(answer.status == 422);
    CHECK(answer.body.find("role=\"alert\"") != std::string::npos);
  }
  CHECK(desk.basket() == 0);
  CHECK(desk.post("reporter", "/file/add", "plain", {{"once", "short"}}).status == 400);
}

TEST_CASE("a person and a ticket take as many files as the configuration says") {
  FileRules rules;
  rules.files_of_person_a_day = 3;
  rules.files_of_ticket = 2;
  FilesDesk desk(rules);
  CHECK(desk.post("reporter", "/file/add", "one").status == 200);
  CHECK(desk.post("reporter", "/file/add", "two").status == 200);
  CHECK(desk.post("reporter", "/file/add", "three").status == 422);  // the ticket could not hold it
  CHECK(desk.post("reporter", "/file/add", "three", {{"once", std::string(22, 'c')}}).status == 200);
  const auto refused = desk.post("reporter", "/file/add", "four", {{"once", std::string(22, 'd')}});
  CHECK(refused.status == 422);
  CHECK(refused.body.find("今天") != std::string::npos);
  desk.in([&](Transaction& t) {
    t.run("UPDATE media SET made_at = made_at - interval '25 hours'");
    return Done{};
  });
  CHECK(desk.post("reporter", "/file/add", "four", {{"once", std::string(22, 'd')}}).status == 200);
  CHECK(desk.in([](Transaction& t) { return drop_ticketless_files(t); }) == 3);
  rules.bytes_of_ticket = 4;
  desk.in([&](Transaction& t) {
    CHECK(over_quota(t, rules, {7, "corp", "x"}, 5) == "of_ticket_mb");
    CHECK(over_quota(t, rules, {7, "corp", "x"}, 4).empty());
    return Done{};
  });
}

TEST_CASE("a reporter adds words and files to their own ticket on its page, and nobody else's page opens") {
  FilesDesk desk;
  const auto own = desk.ticket(me, "ops"), other = desk.ticket(somebody, "ops");
  const auto path = [](long long number) { return "/qa/ticket/" + std::to_string(number); };
  CHECK(desk.get("reporter", path(own)).status == 200);
  CHECK(desk.get("reporter", path(other)).status == 404);
  CHECK(desk.get("agent", path(other)).status == 404);  // the team has a page of its own
  CHECK(desk.post("reporter", path(other), "", {{"words", "听我说"}}).status == 404);
  CHECK(desk.post("reporter", path(own), "").status == 422);  // nothing said
  CHECK(desk.post("reporter", "/file/add", png_of(60, 40, 71)).status == 200);
  CHECK(desk.post("reporter", path(own), "plain text beside", {{"words", "还是不行"}}).status == 303);
  const auto events = desk.in([&](Transaction& t) { return ticket_events(t, own); });
  REQUIRE(events.back().step == Step::followed_up);
  CHECK(events.back().text == "还是不行");
  CHECK(events.back().media.size() == 2);
  CHECK(desk.post("reporter", path(own), "", {{"words", "还是不行"}}).status == 303);  // the same form again
  CHECK(desk.in([&](Transaction& t) { return ticket_events(t, own); }).size() == events.size());
  const auto page = desk.get("reporter", path(own));
  CHECK(page.body.find("/small\"") != std::string::npos);
  const auto inner = desk.file(own, FileSide::team, "inner words");
  CHECK(desk.get("reporter", path(own)).body.find(page_of(inner) + "\"") == std::string::npos);
}
