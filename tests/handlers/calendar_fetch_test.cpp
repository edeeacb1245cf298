// Calendars at an address, against a server of ours in this process.
#include <atomic>
#include <catch2/catch.hpp>
#include <thread>

#include "bot/ical_scan.h"
#include "gateway/http/server.h"
#include "handlers/sla/calendar_fetcher.h"

namespace {

class CalendarServer {
 public:
  explicit CalendarServer(std::function<void(const HttpRequest&, const Responder&)> answer)
      : server_(HttpServer::Settings{},
                {{"GET", "/", 4096,
                  [answer](HttpRequest request, const Responder& respond) { answer(request, respond); }}}) {
    REQUIRE(server_.start());
  }
  std::string at(const std::string& path) const {
    return "http://127.0.0.1:" + std::to_string(server_.port()) + path;
  }

 private:
  HttpServer server_;
};

std::string said(const HttpRequest& request, const char* name) {
  const auto found = request.headers.find(name);
  return found == request.headers.end() ? std::string() : found->second;
}

}  // namespace

TEST_CASE("a calendar is sent again only where its server does not know the copy any more", "[cpprest]") {
  std::string none_match, since;
  const CalendarServer server([&](const HttpRequest& request, const Responder& respond) {
    none_match = said(request, "if-none-match");
    since = said(request, "if-modified-since");
    if (none_match == "\"two\"") return respond(HttpResponse{304, {}, ""});
    respond(HttpResponse{200,
                         {{"content-type", "text/calendar"},
                          {"etag", "\"two\""},
                          {"last-modified", "Tue, 10 Mar 2026 04:00:00 GMT"}},
                         "BEGIN:VCALENDAR"});
  });
  CalendarFetcher fetcher("/nowhere");
  const auto first = fetcher.fetch(server.at("/a.ics"));
  REQUIRE(first);
  CHECK(none_match.empty());
  CHECK(since.empty());
  CHECK_FALSE(first->same);
  CHECK(first->text == "BEGIN:VCALENDAR");
  CHECK(first->marks == CalendarMarks{"\"two\"", "Tue, 10 Mar 2026 04:00:00 GMT"});
  const auto again = fetcher.fetch(server.at("/a.ics"), first->marks);
  REQUIRE(again);
  CHECK(none_match == "\"two\"");
  CHECK(since == "Tue, 10 Mar 2026 04:00:00 GMT");
  CHECK(again->same);
  CHECK(again->marks == first->marks);
  const auto older = fetcher.fetch(server.at("/a.ics"), {"\"one\"", ""});
  REQUIRE(older);
  CHECK_FALSE(older->same);
}

TEST_CASE("a look at an address that fails says why in a word, and never the address", "[cpprest]") {
  std::atomic<int> inner = 0;
  const CalendarServer server([&](const HttpRequest& request, const Responder& respond) {
    if (request.path == "/inner") ++inner;
    if (request.path == "/moved") return respond(HttpResponse{302, {{"location", "/inner"}}, ""});
    if (request.path == "/same") return respond(HttpResponse{304, {}, ""});
    if (request.path == "/large")
      return respond(HttpResponse{200, {}, std::string(ical_most_bytes + 1, 'x')});
    if (request.path == "/odd")
      return respond(
          HttpResponse{200, {{"etag", std::string(1500, 'e')}, {"last-modified", "M\xc3\xa4rz"}}, "x"});
    respond(HttpResponse{503, {}, "secret"});
  });
  CalendarFetcher fetcher("/nowhere");
  const auto fault = [&](const std::string& place) {
    const auto answer = fetcher.fetch(place);
    return answer ? std::string() : answer.error().text;
  };
  CHECK(fault(server.at("/x?key=secret")) == "status 503");
  CHECK(fault(server.at("/moved")) == "status 302");
  CHECK(inner == 0);
  CHECK(fault(server.at("/same")) == "status 304");
  CHECK(fault(server.at("/large")) == "large");
  CHECK(fault("http://127.0.0.1:1/x") == "unreached");
  CHECK(fault("http://a b/secret") == "address");
  CHECK(fault("duty.ics") == "file");
  const auto odd = fetcher.fetch(server.at("/odd"));
  REQUIRE(odd);
  CHECK(odd->marks == CalendarMarks{});
}

TEST_CASE("a look at a silent server is broken off when the desk ends", "[cpprest]") {
  std::atomic<bool> asked = false;
  std::vector<Responder> unanswered;  // of the server's one thread
  const CalendarServer server([&](const HttpRequest&, const Responder& respond) {
    unanswered.push_back(respond);
    asked = true;
  });
  CalendarFetcher fetcher("/nowhere");
  std::stop_source stop;
  std::thread ends([&] {
    while (!asked) std::this_thread::yield();
    stop.request_stop();
  });
  const auto begun = std::chrono::steady_clock::now();
  CHECK_FALSE(fetcher.fetch(server.at("/a.ics"), {}, stop.get_token()));
  CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds{8});
  ends.join();
}

TEST_CASE("what was noted of a look is a word that is known, and its number") {
  const auto read = [](const std::string& fault) {
    const auto [code, detail] = calendar_fault(fault);
    return code + "|" + detail;
  };
  CHECK(read("status 503") == "status|503");
  CHECK(read("line 12: no VCALENDAR") == "line|12");
  CHECK(read("late") == "late|");
  CHECK(read("no answer in time") == "other|");
  CHECK(read("") == "other|");
}
