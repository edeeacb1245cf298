#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/write.hpp>
#include <cstdlib>
#include <filesystem>

#include "tests/http/raw_client.h"

namespace {

namespace asio = boost::asio;
using Code = boost::system::error_code;

/// A self-signed certificate in a folder that goes with it.
struct Certificate {
  Certificate() {
    std::string name = (std::filesystem::temp_directory_path() / "dutydesk-tls-XXXXXX").string();
    folder = ::mkdtemp(name.data());
    const auto command = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=desk -keyout " +
                         folder + "/key.pem -out " + folder + "/cert.pem 2>/dev/null";
    made = std::system(command.c_str()) == 0;  // NOLINT(concurrency-mt-unsafe)
  }
  Certificate(const Certificate&) = delete;
  Certificate& operator=(const Certificate&) = delete;
  ~Certificate() { std::filesystem::remove_all(folder); }
  TlsFiles files() const { return {folder + "/cert.pem", folder + "/key.pem"}; }

  std::string folder;
  bool made = false;
};

/// What a client with this newest TLS version reads after sending `bytes`, or the handshake's failure.
std::string talk(std::uint16_t port, asio::ssl::context::method method, const std::string& bytes) {
  asio::io_context io;
  asio::ssl::context context(method);
  asio::ssl::stream<asio::ip::tcp::socket> stream(io, context);
  Code failed;
  stream.lowest_layer().connect({asio::ip::address_v4::loopback(), port}, failed);
  if (!failed) stream.handshake(asio::ssl::stream_base::client, failed);
  if (failed) return "handshake failed";
  asio::write(stream, asio::buffer(bytes), failed);
  std::string all;
  asio::read(stream, asio::dynamic_buffer(all), failed);
  return all;
}

}  // namespace

TEST_CASE("with a certificate the server speaks TLS 1.2 and 1.3, nothing older and nothing plain") {
  const Certificate certificate;
  REQUIRE(certificate.made);
  TestServer server({}, certificate.files());
  REQUIRE(server.started);
  const std::string last = "GET /hello HTTP/1.1\r\nHost: desk\r\nConnection: close\r\n\r\n";
  using Context = asio::ssl::context;
  const auto answers = talk(server.port(), Context::tlsv12_client, get_hello + last);
  CHECK(status_of(answers) == 200);
  CHECK(answers.find("HTTP/1.1 200", 1) != std::string::npos);
  CHECK(status_of(talk(server.port(), Context::tlsv13_client, last)) == 200);
  CHECK(talk(server.port(), Context::tlsv11_client, last) == "handshake failed");
  RawClient plain(server.port());
  plain.send(get_hello);
  CHECK(status_of(plain.rest()) == 0);
}

TEST_CASE("a TLS client that never finishes its handshake is ended at the header's deadline") {
  const Certificate certificate;
  HttpLimits limits;
  limits.header_deadline = Seconds{1};
  TestServer server(limits, certificate.files());
  RawClient client(server.port());
  client.send("\x16\x03\x01");
  CHECK(client.closed(std::chrono::seconds(4)));
}

TEST_CASE("a missing certificate is an error that names the file") {
  HttpServer server(TestServer::settings({}, {"/nowhere/cert.pem", "/nowhere/key.pem"}), {});
  const auto started = server.start();
  REQUIRE_FALSE(started);
  CHECK(started.error().text.find("/nowhere/cert.pem") != std::string::npos);
}
