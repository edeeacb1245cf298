#pragma once
#include <map>
#include <string>
#include <vector>

#include "bot/time.h"

/// The neutral words every channel speaks: what came in, and what goes out. Plain values, no behaviour.

enum class ChatKind { single, group };

/// A place to answer. `account` names the configured account (a bot or app on a platform) that is present
/// there.
struct Chat {
  std::string account;
  std::string id;  // opaque, case matters; for a single chat the contact's id
  ChatKind kind = ChatKind::single;
  bool operator==(const Chat&) const = default;
};

/// A picture or file that a contact sent: fetched later, by the media reader of the channel.
struct Media {
  enum class Kind { image, file, voice, video };
  Kind kind = Kind::image;
  std::string url;       // encrypted download (smart bot), empty for the app
  std::string media_id;  // the app's media/get id, empty for the smart bot
  std::string aes_key;   // base64 key of this object (long connection); empty: the account's own key
  bool operator==(const Media&) const = default;
};

/// A press on a card.
struct Click {
  std::string key;            // the button's key, ours
  std::string task_id;        // the card, ours
  std::string response_code;  // app: lets one update follow
  std::vector<std::string> selected;
  bool operator==(const Click&) const = default;
};

/// One message or event from a platform, after signature, decryption and parsing.
struct Inbound {
  enum class Kind { text, media, click, entered, feedback, lifecycle };
  Kind kind = Kind::text;
  std::string account;       // who received it
  std::string external_id;   // de-duplication key: the platform's id, else sha256 of the decrypted body
  std::string contact;       // the sender's user id, as the platform shows it
  std::string contact_name;  // empty where the platform does not say
  Chat chat;
  std::string text;    // leading mention of the bot removed
  std::string quoted;  // text of the quoted message; WeCom gives neither its id nor its author
  std::vector<Media> media;
  Click click;
  std::string lifecycle;  // platform's event name for Kind::lifecycle
  std::string
      reply_handle;  // req_id (long connection) or response_url (URL callback): a bearer secret, never logged
  Time received_at{};
  std::string trace;  // follows the message from callback to delivery
  bool operator==(const Inbound&) const = default;
};

/// Values put into wording. Text from people; templates escape it for the sink.
using Params = std::map<std::string, std::string>;

/// A button as wording knows it: `label` is a message key, `key` comes back in Click::key.
struct Choice {
  std::string label;
  std::string key;
  bool operator==(const Choice&) const = default;
};

/// What is to be said, before wording: kept in the outbox, rendered when it is sent.
struct Notice {
  std::string key;  // template in templates/messages/<locale>/
  Params params;
  std::vector<Params> items;          // {{#items}}…{{/items}}
  std::vector<Choice> choices;        // buttons; channels without buttons print them as numbered lines
  std::vector<std::string> mentions;  // contact ids; the only way a mention is ever made
  std::string task_id;                // identity of the card; empty: plain message
  bool updates_card = false;          // replaces the card of the click it answers
  std::vector<long long> files;       // ids of kept files that go with it
  bool links_files = false;           // named by link only: not everybody in the place may see them
  bool operator==(const Notice&) const = default;
};

/// A kept file as it travels with a message: by the platform's id of a copy there, or whole within the call.
struct OutFile {
  long long id = 0;
  Media::Kind kind = Media::Kind::file;
  std::string name;
  std::string media_id;  // empty: `bytes` travel
  std::string bytes;
  bool operator==(const OutFile&) const = default;
};

struct Button {
  std::string text;
  std::string key;
  bool operator==(const Button&) const = default;
};

struct Card {
  std::string title, description, text, url, quote;
  std::vector<std::pair<std::string, std::string>> facts;  // WeCom shows at most 6
  std::vector<Button> buttons;                             // at most 6
  std::string task_id;
  bool operator==(const Card&) const = default;
};

/// A rendered message for one channel. `markdown` uses the subset all WeCom faces share: bold, quote, link,
/// list lines.
struct Outbound {
  std::string text;                   // plain; always filled
  std::string markdown;               // empty: send as text
  std::vector<std::string> mentions;  // contact ids
  std::vector<Card> card;             // none or one
  bool updates_card = false;
  std::vector<OutFile> files = {};  // after the words, in order
  bool operator==(const Outbound&) const = default;
};
