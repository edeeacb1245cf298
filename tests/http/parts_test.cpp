#include <catch2/catch.hpp>

#include "gateway/address.h"
#include "gateway/http/admission.h"
#include "gateway/http/router.h"
#include "gateway/http/target.h"

namespace {

Route route(const std::string& method, const std::string& prefix) { return Route{method, prefix, 64, {}}; }

}  // namespace

TEST_CASE(
    "the longest route wins, a slash at its end matches below, and a wrong method is not given to a shorter "
    "one") {
  const HttpRouter router(
      {route("GET", "/"), route("POST", "/cb/"), route("GET", "/cb/x"), route("GET", "/healthz")});
  CHECK(router.find("GET", "/anything").route->prefix == "/");
  CHECK(router.find("POST", "/cb/bot").route->prefix == "/cb/");
  CHECK(router.find("GET", "/cb/x").route->prefix == "/cb/x");
  CHECK(router.find("GET", "/healthz").route->prefix == "/healthz");
  CHECK(router.find("GET", "/healthz/").route->prefix == "/");
  CHECK(router.find("GET", "/cb/bot").route == nullptr);
  CHECK(router.find("GET", "/cb/bot").allow == "POST");
  CHECK(HttpRouter({route("GET", "/a")}).find("GET", "/b").allow.empty());
}

TEST_CASE("the client is the right-most address that no proxy of ours has") {
  const TrustedProxies proxies({"127.0.0.1", "10.0.0.0/8", "fd00::/8", "nonsense"});
  CHECK(proxies.client("9.9.9.9", "1.1.1.1") == "9.9.9.9");
  CHECK(proxies.client("127.0.0.1", "1.1.1.1, 2.2.2.2") == "2.2.2.2");
  CHECK(proxies.client("127.0.0.1", "1.1.1.1, 2.2.2.2, 10.3.4.5") == "2.2.2.2");
  CHECK(proxies.client("fd00::1", "2001:db8::5") == "2001:db8::5");
  CHECK(proxies.client("::ffff:10.1.2.3", "[2001:db8::5]:443") == "2001:db8::5");
  CHECK(proxies.client("127.0.0.1", "1.1.1.1:5555") == "1.1.1.1");
  CHECK(proxies.client("127.0.0.1", "1.1.1.1, unknown") == "127.0.0.1");
  CHECK(proxies.client("127.0.0.1", "") == "127.0.0.1");
  CHECK_FALSE(proxies.trusts("11.0.0.1"));
  CHECK_FALSE(TrustedProxies::readable("10.0.0.0/33"));
  CHECK_FALSE(TrustedProxies::readable("10.0.0.0/x"));
}

TEST_CASE("an IPv6 customer counts as one network, an IPv4 one as one address") {
  CHECK(address_group("2001:db8:1:2:3:4:5:6") == address_group("2001:db8:1:2:ffff::1"));
  CHECK(address_group("2001:db8:1:2::1") != address_group("2001:db8:1:3::1"));
  CHECK(address_group("::ffff:1.2.3.4") == "1.2.3.4");
}

TEST_CASE("places are limited in all and for each client, and given back") {
  HttpAdmission admission(3, 2);
  {
    const auto one = admission.enter("a"), two = admission.enter("a");
    CHECK(one);
    CHECK(two);
    CHECK_FALSE(admission.enter("a"));
    const auto three = admission.enter("");
    CHECK(three);
    CHECK_FALSE(admission.enter("b"));
    CHECK(admission.open() == 3);
  }
  CHECK(admission.open() == 0);
  CHECK(admission.enter("a"));
}

TEST_CASE("a target is decoded once, and one that steps out or hides a character is none") {
  const auto target = read_target("/a%20b/c?x=%25&y&x=2&=v");
  REQUIRE(target);
  CHECK(target->path == "/a b/c");
  CHECK(target->query.at("x") == "%");
  CHECK(target->query.at("y").empty());
  for (const auto* const bad :
       {"/..", "/a/../b", "/a/.%2e/b", "/%5c", "/%0a", "/%7f", "/%zz", "/%", "/a?x=%1"})
    CHECK_FALSE(read_target(bad));
  CHECK(read_target("/a..b/...c"));
}
