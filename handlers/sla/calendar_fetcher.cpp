#include "handlers/sla/calendar_fetcher.h"

#include <algorithm>
#include <array>
#include <fstream>

#include "bot/ical_scan.h"
#include "gateway/delivery/http_client.h"

namespace {

constexpr Seconds fetch_limit{10};
constexpr std::size_t longest_mark = 1000;

/// As it may be sent back: a server that says more than that is asked without it.
std::string mark_in(const HttpResponse& answer, const char* name) {
  const auto found = answer.headers.find(name);
  if (found == answer.headers.end() || found->second.size() > longest_mark) return {};
  const bool plain =
      std::all_of(found->second.begin(), found->second.end(), [](char c) { return c >= ' ' && c <= '~'; });
  return plain ? found->second : std::string();
}

Error fault_of_http(const Error& error) {
  if (error.kind == Kind::try_later) return {error.kind, "unreached"};
  if (error.kind == Kind::bad_input) return {error.kind, "address"};
  if (error.text.starts_with("answer over")) return {error.kind, "large"};
  return {error.kind, error.text == "no answer in time" ? "late" : "broken"};
}

}  // namespace

struct CalendarFetcher::Body {
  std::string folder;
  std::unique_ptr<HttpClient> http;

  Result<CalendarAnswer> from_file(const std::string& place) const {
    std::ifstream file(place.starts_with("/") ? place : folder + "/" + place, std::ios::binary);
    if (!file) return Error{Kind::not_found, "file"};
    std::string text(ical_most_bytes + 1, '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(file.gcount()));
    if (text.size() > ical_most_bytes) return Error{Kind::bad_input, "large"};
    return CalendarAnswer{false, std::move(text), {}};
  }

  Result<CalendarAnswer> from_address(const std::string& place, const CalendarMarks& known,
                                      const std::stop_token& stop) {
    if (!http) http = std::make_unique<HttpClient>(ical_most_bytes, fetch_limit);
    HttpRequest request;
    request.url = place;
    request.headers = {{"accept", "text/calendar"}};
    if (!known.etag.empty()) request.headers["if-none-match"] = known.etag;
    if (!known.modified.empty()) request.headers["if-modified-since"] = known.modified;
    auto answer = http->send(request, fetch_limit, stop);
    if (!answer) return fault_of_http(answer.error());
    // RFC 9110 15.4.5: an answer to a condition; unasked for it says nothing.
    if (answer->status == 304 && known != CalendarMarks{}) return CalendarAnswer{true, {}, known};
    if (answer->status != 200) return Error{Kind::try_later, "status " + std::to_string(answer->status)};
    return CalendarAnswer{
        false, std::move(answer->body), {mark_in(*answer, "etag"), mark_in(*answer, "last-modified")}};
  }
};

CalendarFetcher::CalendarFetcher(std::string folder) : body_(std::make_unique<Body>()) {
  body_->folder = std::move(folder);
}
CalendarFetcher::~CalendarFetcher() = default;

bool is_address(const std::string& place) { return place.find("://") != std::string::npos; }

Result<CalendarAnswer> CalendarFetcher::fetch(const std::string& place, const CalendarMarks& known,
                                              const std::stop_token& stop) {
  return is_address(place) ? body_->from_address(place, known, stop) : body_->from_file(place);
}

CalendarFault calendar_fault(const std::string& fault) {
  constexpr std::array codes{"status", "late", "unreached", "broken", "large", "address", "file", "line"};
  const auto code = fault.substr(0, fault.find(' '));
  if (std::find(codes.begin(), codes.end(), code) == codes.end()) return {"other", {}};
  const auto rest = fault.size() > code.size() ? fault.substr(code.size() + 1) : std::string();
  return {code, rest.substr(0, rest.find_first_not_of("0123456789"))};
}
