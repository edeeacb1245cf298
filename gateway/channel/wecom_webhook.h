#pragma once
#include <memory>
#include <string>
#include <vector>

#include "gateway/channel/channel.h"
#include "gateway/config.h"

/// The group webhook (群机器人): pushes into its one group, hears nothing (protocols/wecom.md §3.1).
std::unique_ptr<Channel> make_wecom_webhook(const AccountConfig& account);

/// What a webhook can say beyond an Outbound. Each builds the call; limits that cannot be met by cutting are
/// Errors.
struct WebhookArticle {
  std::string title, description, url, picture_url;
};
/// `mentions`: user ids. Everybody is called only by WebhookAudience::everybody, never by a text or an id.
enum class WebhookAudience { named, everybody };
Result<Call> webhook_text(const AccountConfig& account, const std::string& text,
                          const std::vector<std::string>& mentions,
                          WebhookAudience audience = WebhookAudience::named);
Result<Call> webhook_markdown(const AccountConfig& account, const std::string& markdown);
/// Lists, tables and pictures; no colours, no mentions. Old clients show it as plain text.
Result<Call> webhook_markdown_v2(const AccountConfig& account, const std::string& markdown);
/// PNG or JPEG of at most 2 MB.
Result<Call> webhook_image(const AccountConfig& account, const std::string& bytes);
Result<Call> webhook_news(const AccountConfig& account, const std::vector<WebhookArticle>& articles);
/// `media_id` from webhook_upload of the same account.
Result<Call> webhook_file(const AccountConfig& account, const std::string& media_id);
/// A picture above a title: news_notice. `picture_url` must be reachable by WeCom's clients.
Result<Call> webhook_news_card(const AccountConfig& account, const Card& card,
                               const std::string& picture_url);
/// 5 B … 20 MB. `boundary` must not occur in `bytes`.
Result<Call> webhook_upload(const AccountConfig& account, const std::string& file_name,
                            const std::string& bytes, const std::string& boundary);
