#pragma once
#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "bot/access.h"
#include "gateway/http/form_body.h"
#include "gateway/http/server.h"
#include "gateway/http/static_files.h"
#include "gateway/store/database.h"
#include "handlers/web/pool.h"
#include "templates/pages.h"

/// The desk's web pages: who is asking, in which language, with which right to post; then a handler, on a
/// thread that may ask the database. QA centre and console both stand on it.

/// Who looks at a page.
struct Visitor {
  std::string org, userid, name;
  std::string role;         // of the team; empty: a reporter
  std::string session;      // what forms and sign-out are bound to; empty: nobody is signed in
  bool second_due = false;  // their role asks for a second factor, which this session has not shown
  Time second_at{};         // when it was shown last
  bool signed_in() const { return !session.empty(); }
  /// The second factor is at most five minutes old: for what must not be done by one who found an open
  /// window.
  bool stepped_up(Time now) const { return second_at != Time{} && now - second_at <= Seconds{300}; }
  /// What the table of rights gives to their role; somebody who is not signed in has none.
  Grant may(Act act, Thing thing) const;
  /// Key of the person's conversation: organisation/userid.
  std::string key() const;
};

/// Who gets a page: anyone, anybody who is signed in, or those whom the table of rights names.
struct Access {
  enum class Kind { anyone, reader, right } kind = Kind::reader;
  Act act = Act::see;
  Thing thing = Thing::queue;
  static Access to(Act act, Thing thing) { return {Kind::right, act, thing}; }
  static const Access anyone, reader;
};
inline const Access Access::anyone{Access::Kind::anyone, Act::see, Thing::queue};
inline const Access Access::reader{Access::Kind::reader, Act::see, Thing::queue};

struct WebRequest {
  const HttpRequest* http = nullptr;
  FormBody form;  // POST
  std::vector<FormFile> files;
  Visitor visitor;
  std::string browser;       // of one who is not signed in: what the login form is bound to
  bool new_browser = false;  // its cookie goes out with the answer
  std::string locale;
  Time now{};
  /// A value of the query, '+' read as a space as browsers write it; "" when absent.
  std::string query(const std::string& name) const;
  /// Asked by htmx for a part of the page.
  bool wants_fragment() const;
  /// What follows the route's prefix in the path.
  std::string rest;
  /// Done when the answer has gone out: what nobody should wait for, as counting.
  using Later = std::vector<std::function<void(Connection&)>>;
  Later* later = nullptr;
};

/// A page in the making: its template and what it shows.
struct PageView {
  std::string page;
  PageData data;
  int status = 200;
  bool chart = false;  // may hold a flow chart, whose drawing needs styles of its own
  bool fragment = false;
};

using WebHandler = std::function<HttpResponse(const WebRequest&, Connection&)>;

struct WebRoute {
  std::string method, prefix;
  Access access{};
  WebHandler handle;
  std::size_t body_bytes = 256 * 1024;
};

class Web {
 public:
  struct Settings {
    std::string templates_folder;
    std::string locale;      // for those who have not chosen
    std::string public_url;  // https: cookies are bound to this host and to TLS; empty: http is possible
    std::string database;
    unsigned threads = 4;
    std::size_t queue = 256;
  };
  struct Parts {
    /// The visitor of a session cookie; an unknown or ended session is a visitor without one.
    std::function<Visitor(Connection&, const std::string& cookie, Time now)> visitor_of;
    /// Where one goes who must sign in first; `to` is the path wanted.
    std::function<std::string(const HttpRequest&, const std::string& to)> sign_in;
    std::function<Time()> clock;
  };
  static Result<std::unique_ptr<Web>> make(Settings settings, Parts parts);

  /// The routes as the server takes them, with static files and the choice of language beside them.
  std::vector<Route> routes(const std::vector<WebRoute>& pages);
  /// Ends the threads; nothing is answered afterwards.
  void stop();
  /// Reads pages and words again; a failure leaves them as they are.
  Result<Done> reload();

  HttpResponse show(const WebRequest& request, PageView view) const;
  /// A page that says what is wrong: "error.not_found" …
  HttpResponse failure(const WebRequest& request, int status, const std::string& words) const;
  /// 303; for htmx, which would follow it silently, the header that makes the browser go there.
  HttpResponse redirect(const WebRequest& request, const std::string& to) const;
  std::string word(const WebRequest& request, const std::string& key) const;
  /// The token that a form of this visitor must carry; another one each time it is asked for.
  std::string form_token(const WebRequest& request) const;
  const std::string& public_url() const { return settings_.public_url; }
  bool secure_cookies() const { return secure_; }
  std::shared_ptr<const Pages> pages() const { return pages_.load(); }

 private:
  Web(Settings settings, Parts parts, std::shared_ptr<const Pages> pages,
      std::shared_ptr<const StaticFiles> files);
  Route route(const WebRoute& page);
  Route language() const;
  HttpResponse answer(const WebRoute& page, const HttpRequest& http, Connection& connection,
                      WebRequest::Later& later) const;
  WebRequest read(const WebRoute& page, const HttpRequest& http, Connection& connection) const;
  bool may_post(const WebRequest& request) const;
  void add_frame(const WebRequest& request, PageData& data) const;

  Settings settings_;
  Parts parts_;
  bool secure_;
  std::atomic<std::shared_ptr<const Pages>> pages_;
  std::shared_ptr<const StaticFiles> files_;
  std::unique_ptr<WebPool> pool_;
};

/// A path of ours that may be gone back to: begins with one slash, no other host can be meant.
bool is_own_path(const std::string& path);
/// The path with its query, as the browser asked for it.
std::string path_and_query(const HttpRequest& request);
/// For addresses: everything but unreserved characters is escaped.
std::string in_url(std::string_view text);
