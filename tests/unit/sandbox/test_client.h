// A blocking client for tests: writes what it is told and reads lines. Every read gives up after ten seconds.
//
//   test_client link(mail->ports().imap_tls, mail->ca_pem());   // TLS; without CA: clear
//   EXPECT_EQ(link.line(), "* OK ...");
//   link.say("a NOOP\r\n");
#pragma once

#include "sandbox/server.h"

#include <openssl/ssl.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace watchpost::sandbox {

class test_client {
 public:
  explicit test_client(std::uint16_t port, const std::string& ca_pem = {});
  ~test_client();
  test_client(const test_client&) = delete;
  test_client& operator=(const test_client&) = delete;

  bool connected() const { return socket_ >= 0; }
  // Verifies 127.0.0.1 against the CA. `resume`: a session of another client.
  bool start_tls(const std::string& ca_pem, SSL_SESSION* resume = nullptr);
  bool resumed() const { return SSL_session_reused(tls_.get()) == 1; }
  SSL_SESSION* session() { return SSL_get1_session(tls_.get()); }

  void say(std::string_view text);
  std::string line();  // without CRLF; "(closed)" at the end
  // Reads lines until one starts with `prefix`; all of them joined by LF.
  std::string until(std::string_view prefix);
  // say() then until().
  std::string ask(std::string_view text, std::string_view prefix);
  bool at_end();  // the server closed

 private:
  bool fill();

  struct free_tls {
    void operator()(SSL* p) const { SSL_free(p); }
    void operator()(SSL_CTX* p) const { SSL_CTX_free(p); }
  };
  int socket_ = -1;
  std::unique_ptr<SSL_CTX, free_tls> context_;
  std::unique_ptr<SSL, free_tls> tls_;
  std::string in_;
};

inline constexpr const char* alice = "alice@sandbox.test";
inline constexpr const char* bob = "bob@sandbox.test";

// A sandbox with alice (password "secret") and bob (login "bob", password "builder").
std::unique_ptr<server> start_sandbox(options settings = {});

// Submits by SMTP without TLS, signed in as alice. The last answer of the server.
std::string submit(const server& mail, std::string_view to, std::string_view subject,
                   std::string_view from = "sender@x.test");

}  // namespace watchpost::sandbox
