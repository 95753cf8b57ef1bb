#include "test_client.h"

#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <arpa/inet.h>
#include <array>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace watchpost::sandbox {

test_client::test_client(std::uint16_t port, const std::string& ca_pem) {
  socket_ = socket(AF_INET, SOCK_STREAM, 0);
  timeval patience{.tv_sec = 10, .tv_usec = 0};
  setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  const int on = 1;
  setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  sockaddr_in where{};
  where.sin_family = AF_INET;
  where.sin_port = htons(port);
  where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(socket_, reinterpret_cast<sockaddr*>(&where), sizeof where) != 0) {
    close(socket_);
    socket_ = -1;
  } else if (!ca_pem.empty()) {
    EXPECT_TRUE(start_tls(ca_pem));
  }
}

test_client::~test_client() {
  if (tls_) SSL_shutdown(tls_.get());
  if (socket_ >= 0) close(socket_);
}

bool test_client::start_tls(const std::string& ca_pem, SSL_SESSION* resume) {
  context_.reset(SSL_CTX_new(TLS_client_method()));
  SSL_CTX_set_verify(context_.get(), SSL_VERIFY_PEER, nullptr);
  BIO* const bio = BIO_new_mem_buf(ca_pem.data(), static_cast<int>(ca_pem.size()));
  X509* const ca = PEM_read_bio_X509(bio, nullptr, nullptr, nullptr);
  X509_STORE_add_cert(SSL_CTX_get_cert_store(context_.get()), ca);
  X509_free(ca);
  BIO_free(bio);
  tls_.reset(SSL_new(context_.get()));
  X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(tls_.get()), "127.0.0.1");
  if (resume) SSL_set_session(tls_.get(), resume);
  SSL_set_fd(tls_.get(), socket_);
  return SSL_connect(tls_.get()) == 1;
}

void test_client::say(std::string_view text) {
  while (!text.empty()) {
    const auto sent = tls_ ? SSL_write(tls_.get(), text.data(), static_cast<int>(text.size()))
                           : send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
    if (sent <= 0) return;
    text.remove_prefix(static_cast<std::size_t>(sent));
  }
}

bool test_client::fill() {
  std::array<char, 16384> buffer{};
  const auto size = tls_ ? SSL_read(tls_.get(), buffer.data(), static_cast<int>(buffer.size()))
                         : recv(socket_, buffer.data(), buffer.size(), 0);
  if (size <= 0) return false;
  in_.append(buffer.data(), static_cast<std::size_t>(size));
  return true;
}

std::string test_client::line() {
  while (true) {
    const auto end = in_.find("\r\n");
    if (end != std::string::npos) {
      std::string text = in_.substr(0, end);
      in_.erase(0, end + 2);
      return text;
    }
    if (!fill()) return "(closed)";
  }
}

std::string test_client::until(std::string_view prefix) {
  std::string all;
  while (true) {
    const std::string next = line();
    all += (all.empty() ? "" : "\n") + next;
    if (next.starts_with(prefix) || next == "(closed)") return all;
  }
}

std::string test_client::ask(std::string_view text, std::string_view prefix) {
  say(text);
  return until(prefix);
}

bool test_client::at_end() { return in_.empty() && !fill(); }

std::unique_ptr<server> start_sandbox(options settings) {
  settings.users.push_back({alice, "secret"});
  settings.users.push_back({bob, "builder", "bob"});
  std::string error;
  auto mail = server::start(std::move(settings), error);
  EXPECT_TRUE(mail) << error;
  return mail;
}

std::string submit(const server& mail, std::string_view to, std::string_view subject, std::string_view from) {
  test_client link(mail.ports().submission);
  link.line();
  link.ask("EHLO test\r\n", "250 ");
  link.ask("AUTH PLAIN AGFsaWNlQHNhbmRib3gudGVzdABzZWNyZXQ=\r\n", "235");
  std::string answer = link.ask("MAIL FROM:<" + std::string(from) + ">\r\n", "");
  if (answer.starts_with("250")) answer = link.ask("RCPT TO:<" + std::string(to) + ">\r\n", "");
  if (answer.starts_with("250")) {
    link.ask("DATA\r\n", "354");
    answer = link.ask(
        "From: " + std::string(from) + "\r\nSubject: " + std::string(subject) + "\r\n\r\nbody\r\n.\r\n", "");
  }
  link.ask("QUIT\r\n", "221");
  return answer;
}

}  // namespace watchpost::sandbox
