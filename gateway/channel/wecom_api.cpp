#include "gateway/channel/wecom_api.h"

#include "gateway/channel/wecom_errors.h"

namespace {

constexpr std::size_t smallest_media = 6;  // more than 5 bytes
constexpr std::size_t megabyte = 1048576;

HttpRequest get(const AccountConfig& account, const std::string& path_and_query) {
  HttpRequest request;
  request.url = account.api + path_and_query;
  return request;
}

std::string with_token(const std::string& path, const Secret& token) {
  return path + "?access_token=" + url_encoded(token.reveal());
}

/// The body of an answer with errcode 0; else the error of its code.
Result<Json> body_of(const Result<HttpResponse>& answer) {
  const auto verdict = wecom_judge(answer);
  using Next = Verdict::Next;
  if (verdict.next == Next::delivered) return *parse_json(answer->body);
  if (verdict.next == Next::refresh_token) return Error{Kind::unauthorized, verdict.reason};
  if (verdict.next == Next::dead || verdict.next == Next::lapsed || verdict.next == Next::seen_before ||
      verdict.next == Next::file_gone)
    return Error{Kind::not_found, verdict.reason};
  if (verdict.next == Next::alarm) return Error{Kind::bad_input, verdict.reason};
  return Error{Kind::try_later, verdict.reason};
}

/// filename="…" of a Content-Disposition header, without folders.
std::string file_name_of(const std::string& disposition) {
  constexpr std::string_view key = "filename=";
  const auto at = disposition.find(key);
  if (at == std::string::npos) return "";
  auto name = disposition.substr(at + key.size());
  if (name.starts_with('"')) {
    name = name.substr(1, name.find('"', 1) - 1);
  } else {
    name = name.substr(0, name.find(';'));
  }
  return name.substr(name.find_last_of("/\\") + 1);
}

}  // namespace

std::string url_encoded(std::string_view text) {
  static constexpr char digits[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                       c == '-' || c == '_' || c == '.' || c == '~';
    if (plain) {
      out += c;
    } else {
      out += '%';
      out += digits[byte >> 4];
      out += digits[byte & 15];
    }
  }
  return out;
}

Call wecom_call(const AccountConfig& account, const std::string& path, const Secret& token,
                const Json& body) {
  Call call;
  call.needs_token = true;
  call.http = get(account, with_token(path, token));
  call.http.method = "POST";
  call.http.headers["content-type"] = "application/json";
  call.http.body = dump_json(body);
  return call;
}

HttpRequest gettoken_request(const AccountConfig& account) {
  return get(account, "/cgi-bin/gettoken?corpid=" + url_encoded(account.corp_id) +
                          "&corpsecret=" + url_encoded(account.secret.reveal()));
}

Result<TokenAnswer> read_token(const Result<HttpResponse>& answer) {
  const auto body = body_of(answer);
  if (!body) {
    // 40001 here means a wrong secret, and every other refusal is for a person too; only busy and broken
    // answers pass.
    const auto kind = body.error().kind == Kind::try_later ? Kind::try_later : Kind::unauthorized;
    return Error{kind, body.error().text};
  }
  const auto value = (*body)["access_token"].text();
  if (value.empty()) return Error{Kind::try_later, "answer without access_token"};
  return TokenAnswer{Secret(value), (*body)["expires_in"].number().value_or(7200)};
}

HttpRequest user_request(const AccountConfig& account, const Secret& token, const std::string& userid) {
  return get(account, with_token("/cgi-bin/user/get", token) + "&userid=" + url_encoded(userid));
}

Result<UserAnswer> read_user(const Result<HttpResponse>& answer) {
  const auto body = body_of(answer);
  if (!body) return body.error();
  return UserAnswer{(*body)["userid"].text(), (*body)["name"].text(),
                    (*body)["status"].number().value_or(1) == 1};
}

Call recall_call(const AccountConfig& account, const Secret& token, const std::string& receipt) {
  return wecom_call(account, "/cgi-bin/message/recall", token, Json::object({{"msgid", receipt}}));
}

Call plain_ids_call(const AccountConfig& account, const Secret& token,
                    const std::vector<std::string>& open_ids) {
  return wecom_call(account, "/cgi-bin/batch/openuserid_to_userid", token,
                    Json::object({{"open_userid_list", Json::array(open_ids)}}));
}

Result<std::map<std::string, std::string>> read_plain_ids(const Result<HttpResponse>& answer) {
  const auto body = body_of(answer);
  if (!body) return body.error();
  std::map<std::string, std::string> plain;
  for (const auto& entry : (*body)["userid_list"].items())
    if (!entry["userid"].text().empty()) plain[entry["open_userid"].text()] = entry["userid"].text();
  return plain;
}

HttpRequest media_request(const AccountConfig& account, const Secret& token, const std::string& media_id) {
  return get(account, with_token("/cgi-bin/media/get", token) + "&media_id=" + url_encoded(media_id));
}

Result<MediaAnswer> read_media(const Result<HttpResponse>& answer) {
  const auto header = [&](const char* name) {
    const auto found = answer->headers.find(name);
    return found == answer->headers.end() ? std::string() : found->second;
  };
  if (!answer) return Error{Kind::try_later, "media did not arrive"};
  const auto type = header("content-type");
  // An error has no file name; a text file that somebody sent has one.
  const bool json = header("content-disposition").empty() &&
                    (type.starts_with("application/json") || type.starts_with("text/plain"));
  if (answer->status == 206 || answer->status != 200 || json || answer->body.empty()) {
    const auto body = body_of(answer);
    return body ? Error{Kind::try_later, "answer without media"} : body.error();
  }
  return MediaAnswer{file_name_of(header("content-disposition")), type, answer->body};
}

std::string multipart_media(const std::string& boundary, const std::string& file_name,
                            const std::string& bytes) {
  std::string name;
  for (const char c : file_name)
    if (c != '"' && c != '\r' && c != '\n' && c != '\\') name += c;
  return "--" + boundary + "\r\nContent-Disposition: form-data; name=\"media\"; filename=\"" + name +
         "\"; filelength=" + std::to_string(bytes.size()) +
         "\r\nContent-Type: application/octet-stream\r\n\r\n" + bytes + "\r\n--" + boundary + "--\r\n";
}

Result<HttpRequest> upload_request(const AccountConfig& account, const Secret& token, const Upload& upload) {
  const auto most = upload.kind == "voice"  ? 2 * megabyte
                    : upload.kind == "file" ? 20 * megabyte
                                            : 10 * megabyte;
  if (upload.bytes.size() < smallest_media || upload.bytes.size() > most)
    return Error{Kind::bad_input, upload.kind + " of " + std::to_string(upload.bytes.size()) +
                                      " bytes: 6 to " + std::to_string(most) + " are allowed"};
  if (upload.bytes.find(upload.boundary) != std::string::npos)
    return Error{Kind::bad_input, "boundary occurs in the file"};
  auto request = get(account, with_token("/cgi-bin/media/upload", token) + "&type=" + upload.kind);
  request.method = "POST";
  request.headers["content-type"] = "multipart/form-data; boundary=" + upload.boundary;
  request.body = multipart_media(upload.boundary, upload.file_name, upload.bytes);
  return request;
}

Result<std::string> read_media_id(const Result<HttpResponse>& answer) {
  const auto body = body_of(answer);
  if (!body) return body.error();
  auto id = (*body)["media_id"].text();
  if (id.empty()) return Error{Kind::try_later, "answer without media_id"};
  return id;
}

Json file_body(const OutFile& file) {
  const auto* kind = file.kind == Media::Kind::image ? "image" : "file";
  return Json::object({{"msgtype", kind}, {kind, Json::object({{"media_id", file.media_id}})}});
}

HttpRequest login_request(const AccountConfig& account, const Secret& token, const std::string& code) {
  return get(account, with_token("/cgi-bin/auth/getuserinfo", token) + "&code=" + url_encoded(code));
}

Result<std::string> read_login(const Result<HttpResponse>& answer) {
  const auto body = body_of(answer);
  if (!body) return body.error();
  auto userid = (*body)["userid"].text();
  if (userid.empty()) return Error{Kind::not_found, "not a member of the organisation"};
  return userid;
}

Call appchat_create_call(const AccountConfig& account, const Secret& token, const std::string& name,
                         const std::string& owner, const std::vector<std::string>& members,
                         const std::string& chat_id) {
  auto body = Json::object({{"name", name}, {"owner", owner}, {"userlist", Json::array(members)}});
  if (!chat_id.empty()) body.set("chatid", chat_id);
  return wecom_call(account, "/cgi-bin/appchat/create", token, body);
}

Result<std::string> read_appchat(const Result<HttpResponse>& answer) {
  const auto body = body_of(answer);
  if (!body) return body.error();
  return (*body)["chatid"].text();
}

Call appchat_send_call(const AccountConfig& account, const Secret& token, const std::string& chat_id,
                       Json body) {
  body.set("chatid", chat_id);
  body.set("safe", 0);
  return wecom_call(account, "/cgi-bin/appchat/send", token, body);
}
