#include <catch2/catch.hpp>

#include "handlers/knowledge/markdown.h"
#include "handlers/qa/files.h"
#include "tests/support/pictures.h"

namespace {

FormFile sent(const std::string& bytes, const std::string& name = "x.png") {
  return {"file", name, "image/png", bytes};
}
std::string refused(const std::string& bytes) {
  const auto file = accepted_file(sent(bytes));
  return file ? "" : file.error().text;
}
std::string office(const std::string& more) { return "PK\x03\x04 [Content_Types].xml " + more; }

}  // namespace

TEST_CASE("what a file is, its bytes say, whatever its name and its sender claim") {
  const auto picture = accepted_file(sent(png_of(1200, 10, 7), "readme.exe"));
  REQUIRE(picture);
  CHECK(picture->type == "image/png");
  CHECK_FALSE(picture->small_bytes.empty());
  CHECK(accepted_file(sent("%PDF-1.7 …"))->type == "application/pdf");
  CHECK(accepted_file(sent("一行\n"))->type == "text/plain");
  CHECK(accepted_file(sent(office("word/document.xml")))->type ==
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document");
}

TEST_CASE("what a browser or an office program could run is refused, and each refusal has its word") {
  CHECK(refused("") == "empty");
  CHECK(refused(std::string(10 * 1024 * 1024 + 1, 'x')) == "large");
  CHECK(refused("<html><script>alert(1)</script>") == "unknown");
  CHECK(refused("<svg xmlns='http://www.w3.org/2000/svg'/>") == "vector");
  CHECK(refused(office("word/document.xml word/vbaProject.bin")) == "unknown");
  CHECK(refused("PK\x03\x04 evil.exe") == "unknown");
  CHECK(refused("MZ\x90") == "unknown");
  CHECK(refused(gif_of(2)) == "animated");
}

TEST_CASE("a name leads nowhere, breaks no line and carries nobody's number") {
  const auto name = [](const std::string& given) { return accepted_file(sent("words", given))->name; };
  CHECK(name("../../etc/passwd") == "passwd");
  CHECK(name("C:\\Users\\me\\截图.txt") == "截图.txt");
  CHECK(name("a\r\nSet-Cookie: x](y)[.txt") == "aSet-Cookie: x(y).txt");
  CHECK(name("13812345678.txt").find("13812345678") == std::string::npos);
  CHECK(name("") == "file");
}

TEST_CASE("an article shows a kept picture small and opens it whole") {
  const std::string url = file_url(std::string(32, 'b'));
  const auto html = html_of("![流程](" + url + ")").html;
  CHECK(html.find("href=\"" + url + "\"") != html.npos);
  CHECK(html.find("src=\"" + url + "/small\"") != html.npos);
}
