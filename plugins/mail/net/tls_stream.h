// TLS over a byte stream, through a BIO pair: OpenSSL never sees the socket, so it never raises SIGPIPE.
#pragma once

#include "guard.h"
#include "internals.h"
#include "socket.h"
#include "tls_context.h"

#include <optional>

namespace watchpost::mail::net {

// One read and one write may be under way at a time. Not movable.
class tls_stream {
 public:
  // All of it outlives the stream.
  tls_stream(network& net, byte_stream& below, const service& server)
      : net_(net), below_(below), server_(server) {}
  ~tls_stream();
  tls_stream(const tls_stream&) = delete;
  tls_stream& operator=(const tls_stream&) = delete;

  // Resumes a known session, or verifies the certificate. Our last message of the handshake leaves with the
  // next write, or before the next read.
  task<result<tls_facts>> handshake();

  // What the server showed, when the handshake was refused for its sake.
  const std::shared_ptr<const certificate_chain>& refused_chain() const { return refused_; }

  task<result<std::size_t>> read_some(std::span<char> into, stage at);
  task<result<void>> write(std::string_view bytes, stage at);

 private:
  enum class operation { handshake, read, write };

  result<void> prepare();
  std::string wanted_name() const;
  bool set_name();
  tls_facts settle();
  task<result<std::size_t>> run(operation what, char* data, std::size_t size, stage at);
  bool step(operation what, char* data, std::size_t size, std::size_t& done, int& error);
  failure failed(int error, stage at);
  task<result<void>> flush();
  task<result<void>> fill();
  static int verified(int good, X509_STORE_CTX* store);
  static int new_session(SSL* ssl, SSL_SESSION* session);

  network& net_;
  byte_stream& below_;
  const service& server_;
  SSL_CTX* context_ = nullptr;
  openssl_ptr<BIO> wire_;            // the far end of the pair
  openssl_ptr<SSL> ssl_;             // owns the near end
  std::optional<tls_facts> before_;  // of the session that we try to resume
  std::string complaint_;            // about the certificate
  std::shared_ptr<const certificate_chain> refused_;
  bool sending_ = false;
  std::optional<event> sent_;  // somebody waits for the end of the other's sending
};

}  // namespace watchpost::mail::net
