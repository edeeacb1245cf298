#include <catch2/catch.hpp>

#include "gateway/channel/wecom_aibot.h"
#include "gateway/channel/wecom_api.h"
#include "gateway/channel/wecom_app.h"
#include "gateway/channel/wecom_webhook.h"
#include "gateway/crypto.h"
#include "tests/channel/support.h"

using namespace channel_test;

namespace {

Outbound with_file(Media::Kind kind, const std::string& media_id, const std::string& bytes = "") {
  Outbound message;
  message.text = "事件单 #1002 的图片";
  message.files = {{7, kind, "screen.png", media_id, bytes}};
  return message;
}

FileUpload upload_of(std::string bytes) {
  return {Media::Kind::file, "日志.txt", std::move(bytes), "mark-of-the-upload"};
}

Destination to_person() { return {{"app", "lilei", ChatKind::single}, "", Time{}, "", "o8"}; }
Destination to_group(const std::string& handle = "") {
  return {{"bot", "wrChat", ChatKind::group}, handle, noon + Seconds{60}, "", "o8"};
}

}  // namespace

TEST_CASE("the app says the words, then sends the file by the id of its copy, equal at each retry") {
  const auto app = make_wecom_app(account("wecom_app"));
  const auto message = with_file(Media::Kind::image, "3M1");
  const auto calls = *app->encode(message, to_person(), Secret("T"), noon);
  REQUIRE(calls.size() == 2);
  const auto sent = json_of(calls[1].http.body);
  CHECK(sent["msgtype"].text() == "image");
  CHECK(sent.at({"image", "media_id"}).text() == "3M1");
  CHECK(sent["touser"].text() == "lilei");
  CHECK(sent["enable_duplicate_check"].number() == 1);
  CHECK((*app->encode(message, to_person(), Secret("T"), noon + Seconds{90}))[1].http.body ==
        calls[1].http.body);
}

TEST_CASE("the app's upload is a multipart body with the file's own name, and its answer is an id") {
  const auto app = make_wecom_app(account("wecom_app"));
  const auto calls = app->upload(upload_of("0123456789"), "", Secret("T"));
  REQUIRE(calls);
  REQUIRE(calls->size() == 1);
  CHECK(calls->front().needs_token);
  CHECK(calls->front().http.url.find("/cgi-bin/media/upload?access_token=T&type=file") != std::string::npos);
  CHECK(calls->front().http.body.find("filename=\"日志.txt\"") != std::string::npos);
  CHECK(
      app->uploaded({200, {}, R"({"errcode":0,"type":"file","media_id":"3M2","created_at":"1"})"}).media_id ==
      "3M2");
  CHECK_FALSE(app->upload(upload_of("12345"), "", Secret("T")));
  CHECK_FALSE(app->upload(upload_of(std::string(wecom_files.file + 1, 'x')), "", Secret("T")));
}

TEST_CASE("the webhook carries a picture within its call and a file by the id of its own upload") {
  const auto hook = make_wecom_webhook(account("wecom_webhook"));
  const auto picture =
      *hook->encode(with_file(Media::Kind::image, "", "PNGBYTES"), to_group(), Secret(), noon);
  REQUIRE(picture.size() == 2);
  const auto image = json_of(picture[1].http.body);
  CHECK(image.at({"image", "base64"}).text() == base64("PNGBYTES"));
  CHECK(image.at({"image", "md5"}).text() == md5_hex("PNGBYTES"));
  const auto file = *hook->encode(with_file(Media::Kind::file, "W1"), to_group(), Secret(), noon);
  CHECK(json_of(file[1].http.body).at({"file", "media_id"}).text() == "W1");
  const auto upload = *hook->upload(upload_of("0123456789"), "", Secret());
  CHECK_FALSE(upload.front().needs_token);
  CHECK(upload.front().http.url.find("/cgi-bin/webhook/upload_media?type=file&key=hook-key") !=
        std::string::npos);
  CHECK(hook->limits().files.image == 2 * 1048576);
  CHECK(hook->limits().files.image_inline);
}

TEST_CASE("the long connection uploads in three steps: begin, parts of 512 kB counted from 0, end") {
  const auto bot = make_wecom_aibot(account("bot", "socket"));
  const std::string bytes(524288 * 2 + 5, 'b');
  const auto begin = *bot->upload(upload_of(bytes), "", Secret());
  REQUIRE(begin.size() == 1);
  const auto init = json_of(begin[0].frame);
  CHECK(init["cmd"].text() == "aibot_upload_media_init");
  CHECK(init.at({"body", "total_size"}).number() == 1048581);
  CHECK(init.at({"body", "total_chunks"}).number() == 3);
  CHECK(init.at({"body", "md5"}).text() == md5_hex(bytes));
  const auto session = bot->uploaded({200, {}, R"({"errcode":0,"body":{"upload_id":"U1"}})"});
  CHECK(session.session == "U1");
  CHECK(session.media_id.empty());
  const auto rest = *bot->upload(upload_of(bytes), "U1", Secret());
  REQUIRE(rest.size() == 4);
  std::string sent;
  for (std::size_t i = 0; i < 3; ++i) {
    const auto chunk = json_of(rest[i].frame);
    CHECK(chunk["cmd"].text() == "aibot_upload_media_chunk");
    CHECK(chunk.at({"body", "upload_id"}).text() == "U1");
    CHECK(chunk.at({"body", "chunk_index"}).number() == static_cast<long long>(i));
    sent += *base64_decode(chunk.at({"body", "base64_data"}).text());
    for (std::size_t j = 0; j < i; ++j) CHECK(rest[i].req_id != rest[j].req_id);
  }
  CHECK(sent == bytes);
  CHECK(json_of(rest[3].frame)["cmd"].text() == "aibot_upload_media_finish");
  CHECK(bot->uploaded({200, {}, R"({"errcode":0,"body":{"media_id":"B1"}})"}).media_id == "B1");
}

TEST_CASE("the smart bot answers with the words and pushes the file after them") {
  const auto bot = make_wecom_aibot(account("bot", "socket"));
  const auto calls = *bot->encode(with_file(Media::Kind::file, "B1"), to_group("req1"), Secret(), noon);
  REQUIRE(calls.size() == 2);
  CHECK(calls[0].req_id == "req1");
  const auto file = json_of(calls[1].frame);
  CHECK(file["cmd"].text() == "aibot_send_msg");
  CHECK(file.at({"body", "msgtype"}).text() == "file");
  CHECK(file.at({"body", "file", "media_id"}).text() == "B1");
}

TEST_CASE("a smart bot in callback mode carries no files: the link has to do") {
  const auto bot = make_wecom_aibot(account("bot"));
  CHECK(bot->limits().files.image == 0);
  CHECK(bot->limits().files.file == 0);
  CHECK_FALSE(bot->upload(upload_of("0123456789"), "", Secret()));
}

TEST_CASE("an id that the platform knows no more is told apart from a message that is wrong") {
  const auto app = make_wecom_app(account("wecom_app"));
  CHECK(app->judge(HttpResponse{200, {}, R"({"errcode":40007})"}).next == Verdict::Next::file_gone);
  CHECK(app->judge(HttpResponse{200, {}, R"({"errcode":40009})"}).next == Verdict::Next::dead);
}
