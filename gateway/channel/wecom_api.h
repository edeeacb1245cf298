#pragma once
#include <map>
#include <string>
#include <vector>

#include "gateway/channel/channel.h"
#include "gateway/channel/json.h"
#include "gateway/config.h"

/// WeCom's server API beyond sending (protocols/wecom.md §3.2, §4): building calls and reading answers. Pure.

/// POST with the token in the query; the URL is never logged.
Call wecom_call(const AccountConfig& account, const std::string& path, const Secret& token, const Json& body);

HttpRequest gettoken_request(const AccountConfig& account);
struct TokenAnswer {
  Secret value;
  long long life_seconds = 7200;
};
/// unauthorized: corp id or secret wrong, a person must act; try_later: busy or too often.
Result<TokenAnswer> read_token(const Result<HttpResponse>& answer);

HttpRequest user_request(const AccountConfig& account, const Secret& token, const std::string& userid);
struct UserAnswer {
  std::string userid, name;
  bool active = true;
};
/// not_found: no such member, or outside the app's range; unauthorized: the token must be refreshed.
Result<UserAnswer> read_user(const Result<HttpResponse>& answer);

/// Takes back a message of message/send within 24 h; `receipt` is Verdict::receipt.
Call recall_call(const AccountConfig& account, const Secret& token, const std::string& receipt);
/// At most 1,000 open ids; ids that are plain already come back as invalid.
Call plain_ids_call(const AccountConfig& account, const Secret& token,
                    const std::vector<std::string>& open_ids);

/// Open id → plain id, of those that were open and visible.
Result<std::map<std::string, std::string>> read_plain_ids(const Result<HttpResponse>& answer);

/// Media that people sent to the app; the answer is the bytes, or JSON when it failed: by content type.
HttpRequest media_request(const AccountConfig& account, const Secret& token, const std::string& media_id);
struct MediaAnswer {
  std::string file_name;  // as sent, unsafe: for showing only
  std::string content_type, bytes;
};
/// Also for a smart bot's media, whose bytes are still encrypted (wecom_decrypt_media).
Result<MediaAnswer> read_media(const Result<HttpResponse>& answer);
struct Upload {
  std::string kind;  // image | voice | video | file
  std::string file_name, bytes;
  std::string boundary;  // must not occur in `bytes`
};
/// multipart/form-data with a plain file name in UTF-8: WeCom does not read RFC 5987. Over a limit of §4.2:
/// bad_input.
Result<HttpRequest> upload_request(const AccountConfig& account, const Secret& token, const Upload& upload);
Result<std::string> read_media_id(const Result<HttpResponse>& answer);
/// What the platforms take of a file (§2b, §3.1, §4.2): 10 MB of PNG or JPEG, 20 MB of anything.
constexpr FileLimits wecom_files{10 * 1048576, 20 * 1048576, false};
/// The body of a file's message: {"msgtype":"image","image":{"media_id":…}}.
Json file_body(const OutFile& file);

/// The member behind an OAuth code (§4.4); not_found for people outside the organisation, whom errcode 0 does
/// not betray.
HttpRequest login_request(const AccountConfig& account, const Secret& token, const std::string& code);
Result<std::string> read_login(const Result<HttpResponse>& answer);

/// A group that the app makes (§3.4): 2 … 2,000 members; it shows in clients after its first message.
Call appchat_create_call(const AccountConfig& account, const Secret& token, const std::string& name,
                         const std::string& owner, const std::vector<std::string>& members,
                         const std::string& chat_id);
Result<std::string> read_appchat(const Result<HttpResponse>& answer);
/// `body`: msgtype and its content; no template cards there.
Call appchat_send_call(const AccountConfig& account, const Secret& token, const std::string& chat_id,
                       Json body);
/// Percent-encoding of a query value.
std::string url_encoded(std::string_view text);
/// A multipart body with the one field "media".
std::string multipart_media(const std::string& boundary, const std::string& file_name,
                            const std::string& bytes);
