// A load of encrypted smart-bot callbacks: each message new, over keep-alive connections, one request in
// flight on each.
//   bench_load PORT PATH TOKEN ENCODING_AES_KEY COUNT CONNECTIONS SEED
// Requests are made before the clock starts. Prints one JSON object.
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <stdexcept>
#include <string>
#include <vector>

#include "gateway/channel/wecom_crypto.h"
#include "gateway/crypto.h"

namespace {

using Clock = std::chrono::steady_clock;

const char* const sentences[] = {"@小值 客户13%09d今天9:40在APP买入600519提示资金账号异常",
                                 "@小值 银证转账转出5万不到账，客户13%09d，刚才",
                                 "@小值 开户一直卡在人脸识别，手机13%09d，昨天下午两点半",
                                 "@小值 13%09d登录不上，今天上午10点，提示密码错误"};

std::string request_of(const WecomKeys& keys, const std::string& port, const std::string& path,
                       const std::string& seed, int n) {
  char text[256];
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  std::snprintf(text, sizeof text, sentences[n % 4], n % 1000000000);
#pragma GCC diagnostic pop
  const auto id = seed + "-" + std::to_string(n);
  const auto plain = R"({"msgid":")" + id + R"(","aibotid":"BOT","chatid":"load-)" + std::to_string(n % 50) +
                     R"(","chattype":"group","from":{"userid":"load-)" + seed + std::to_string(n % 5000) +
                     R"("},"response_url":"","msgtype":"text","text":{"content":")" + text + R"("}})";
  const auto encrypted = *wecom_encrypt(keys, plain, random_bytes(16));
  const auto body = R"({"encrypt":")" + encrypted + R"("})";
  const auto stamp = std::to_string(
      std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch())
          .count());
  const auto nonce = std::to_string(n);
  return "POST " + path + "?msg_signature=" + wecom_signature(keys.token, stamp, nonce, encrypted) +
         "&timestamp=" + stamp + "&nonce=" + nonce + " HTTP/1.1\r\nHost: 127.0.0.1:" + port +
         "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
         body;
}

struct Link {
  int socket = -1;
  Clock::time_point sent;
  std::string received;
};

int connect_to(const std::string& port) {
  const int made = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(std::stoi(port)));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(made, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
    throw std::runtime_error("cannot connect");
  const int on = 1;
  setsockopt(made, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return made;
}

/// True when a whole response stands in `received`; its status in `status`.
bool complete(const std::string& received, int& status) {
  const auto end = received.find("\r\n\r\n");
  if (end == std::string::npos) return false;
  status = std::stoi(received.substr(9, 3));
  const auto length = received.find("Content-Length: ");
  const std::size_t body = length == std::string::npos ? 0 : std::stoul(received.substr(length + 16));
  return received.size() >= end + 4 + body;
}

class Load {
 public:
  explicit Load(std::vector<std::string> requests) : requests_(std::move(requests)) {}

  void run(const std::string& port, std::size_t connections) {
    const int poll = epoll_create1(0);
    links_.resize(connections);
    for (std::size_t i = 0; i < connections; ++i) {
      links_[i].socket = connect_to(port);
      epoll_event event{};
      event.events = EPOLLIN;
      event.data.u64 = i;
      epoll_ctl(poll, EPOLL_CTL_ADD, links_[i].socket, &event);
    }
    start_ = Clock::now();
    for (auto& link : links_) send_next(link);
    epoll_event events[64];
    while (millis_.size() + refused_ < requests_.size()) {
      const int ready = epoll_wait(poll, events, 64, 30000);
      if (ready <= 0) throw std::runtime_error("no answer in 30 s");
      for (int i = 0; i < ready; ++i) hear(links_[events[i].data.u64]);
    }
    seconds_ = std::chrono::duration<double>(Clock::now() - start_).count();
    for (auto& link : links_) ::close(link.socket);
    ::close(poll);
  }

  void print() {
    std::sort(millis_.begin(), millis_.end());
    const auto at = [&](double part) {
      return millis_.empty()
                 ? 0.0
                 : millis_[static_cast<std::size_t>(part * static_cast<double>(millis_.size() - 1))];
    };
    std::printf(
        "{\"messages_per_s\":%.1f,\"p50_ms\":%.2f,\"p99_ms\":%.2f,\"accepted\":%zu,\"refused\":%zu}\n",
        static_cast<double>(millis_.size()) / seconds_, at(0.5), at(0.99), millis_.size(), refused_);
  }

 private:
  void send_next(Link& link) {
    if (next_ == requests_.size()) return;
    const auto& request = requests_[next_++];
    link.received.clear();
    link.sent = Clock::now();
    if (::send(link.socket, request.data(), request.size(), MSG_NOSIGNAL) !=
        static_cast<ssize_t>(request.size()))
      throw std::runtime_error("cannot send");
  }
  void hear(Link& link) {
    char buffer[4096];
    const auto got = ::recv(link.socket, buffer, sizeof buffer, 0);
    if (got <= 0) throw std::runtime_error("connection closed");
    link.received.append(buffer, static_cast<std::size_t>(got));
    int status = 0;
    if (!complete(link.received, status)) return;
    if (status == 200)
      millis_.push_back(std::chrono::duration<double, std::milli>(Clock::now() - link.sent).count());
    else
      ++refused_;
    send_next(link);
  }

  std::vector<std::string> requests_;
  std::vector<Link> links_;
  std::vector<double> millis_;
  std::size_t next_ = 0, refused_ = 0;
  Clock::time_point start_;
  double seconds_ = 0;
};

}  // namespace

int main(int count, char** arguments) {
  if (count != 8) {
    std::cerr << "usage: bench_load PORT PATH TOKEN ENCODING_AES_KEY COUNT CONNECTIONS SEED\n";
    return 2;
  }
  const auto keys = wecom_keys(Secret(arguments[3]), Secret(arguments[4]), "");
  if (!keys) {
    std::cerr << keys.error().text << '\n';
    return 2;
  }
  std::vector<std::string> requests;
  for (int i = 0; i < std::atoi(arguments[5]); ++i)
    requests.push_back(request_of(*keys, arguments[1], arguments[2], arguments[7], i));
  Load load(std::move(requests));
  load.run(arguments[1], std::stoul(arguments[6]));
  load.print();
}
