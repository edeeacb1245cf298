#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "gateway/http/cookie.h"
#include "gateway/http/form_body.h"
#include "gateway/http/gzip.h"
#include "gateway/http/static_files.h"

namespace {

namespace fs = std::filesystem;

struct Folder {
  fs::path path = fs::temp_directory_path() / ("dutydesk-static-" + std::to_string(getpid()));
  Folder() { fs::create_directories(path / "deep"); }
  ~Folder() { fs::remove_all(path); }
  void put(const std::string& name, const std::string& bytes) const { std::ofstream(path / name) << bytes; }
};

HttpRequest get(const std::string& path, std::map<std::string, std::string> headers = {}) {
  HttpRequest request;
  request.path = path;
  request.headers = std::move(headers);
  return request;
}

}  // namespace

TEST_CASE("cookies are read by name, broken pairs left out, the first of a name wins") {
  const auto cookies = read_cookies("a=1; b=\"two\";c = 3 ; broken; a=9; =x");
  CHECK(cookies.at("a") == "1");
  CHECK(cookies.at("b") == "two");
  CHECK(cookies.at("c") == "3");
  CHECK_FALSE(cookies.contains("broken"));
}

TEST_CASE("a secure cookie is bound to this host, to TLS and away from scripts") {
  CHECK(cookie_line({"desk", "abc", Seconds{60}, true, false}) ==
        "__Host-desk=abc; Path=/; SameSite=Lax; Max-Age=60; HttpOnly; Secure");
  CHECK(cookie_line({"desk", "", Seconds{-1}, false, false}) ==
        "desk=; Path=/; SameSite=Lax; Max-Age=0; HttpOnly");
  CHECK(cookie_name("desk", true) == "__Host-desk");
}

TEST_CASE("a posted form keeps order and repeated names, and refuses broken escapes") {
  const auto form = read_form("a=1+2&b=%E6%92%A4%0D%0Ax&a=3&empty=&flag");
  REQUIRE(form);
  CHECK(form->text("a") == "1 2");
  CHECK(form->all("a") == std::vector<std::string>{"1 2", "3"});
  CHECK(form->text("b") == "撤\nx");
  CHECK(form->has("empty"));
  CHECK(form->has("flag"));
  CHECK(form->text("none").empty());
  CHECK_FALSE(read_form("a=%zz"));
  std::string many;
  for (int i = 0; i < 1001; ++i) many += "a=1&";
  CHECK_FALSE(read_form(many));
}

TEST_CASE("fields and files of multipart/form-data come apart, malformed ones are refused") {
  const std::string body =
      "--B\r\nContent-Disposition: form-data; name=\"words\"\r\n\r\nline\r\none\r\n"
      "--B\r\nContent-Disposition: form-data; name=\"picture\"; filename=\"a.png\"\r\nContent-Type: "
      "image/png\r\n\r\n"
      "\x89PNG\r\n--B--\r\n";
  const auto read = read_multipart("multipart/form-data; boundary=B", body);
  REQUIRE(read);
  CHECK(read->fields.text("words") == "line\r\none");
  REQUIRE(read->files.size() == 1);
  CHECK(read->files[0].name == "a.png");
  CHECK(read->files[0].content_type == "image/png");
  CHECK(read->files[0].bytes == "\x89PNG");
  CHECK_FALSE(read_multipart("multipart/form-data; boundary=B", body.substr(0, body.size() - 10)));
  CHECK_FALSE(read_multipart("multipart/form-data", body));
  CHECK_FALSE(read_multipart("text/plain; boundary=B", body));
  for (std::size_t cut = 0; cut + 4 < body.size(); ++cut)  // without the last boundary it is not whole
    CHECK_FALSE(read_multipart("multipart/form-data; boundary=B", body.substr(0, cut)));
}

TEST_CASE("answers are packed only for those who take gzip, and only where it is worth it") {
  HttpResponse large{200, {}, std::string(5000, 'a')};
  compress_for(get("/", {{"accept-encoding", "br, gzip;q=0.8"}}), large);
  CHECK(large.headers.at("content-encoding") == "gzip");
  CHECK(large.body.size() < 200);
  CHECK(large.body.substr(0, 2) == "\x1f\x8b");
  HttpResponse refused{200, {}, std::string(5000, 'a')};
  compress_for(get("/", {{"accept-encoding", "gzip;q=0, br"}}), refused);
  CHECK_FALSE(refused.headers.contains("content-encoding"));
  HttpResponse small{200, {}, "short"};
  compress_for(get("/", {{"accept-encoding", "gzip"}}), small);
  CHECK(small.body == "short");
}

TEST_CASE("static files are kept for a year under their digest, and never name a path of the disk") {
  const Folder folder;
  folder.put("a.css", "body{}");
  folder.put("deep/b.mjs", std::string(200000, 'x'));
  folder.put("secret.toml", "no");
  const auto files = StaticFiles::load(folder.path.string());
  REQUIRE(files);
  const auto base = (*files)->base();
  auto answer = (*files)->answer(get(base + "/a.css"));
  CHECK(answer.status == 200);
  CHECK(answer.body == "body{}");
  CHECK(answer.headers.at("content-type") == "text/css; charset=utf-8");
  CHECK(answer.headers.at("cache-control") == "public, max-age=31536000, immutable");
  CHECK((*files)->answer(get(base + "/deep/b.mjs")).body.size() == 200000);
  CHECK((*files)->answer(get(base + "/a.css", {{"if-none-match", answer.headers.at("etag")}})).status == 304);
  CHECK((*files)->answer(get("/static/000000000000/a.css")).headers.at("cache-control") == "no-cache");
  for (const auto* path : {"/secret.toml", "/../secret.toml", "/deep", "/", "", "/none.css"})
    CHECK((*files)->answer(get(base + path)).status == 404);
  folder.put("a.css", "body{color:red}");
  CHECK((*StaticFiles::load(folder.path.string()))->base() != base);
}
