#include "tls_stream.h"

#include "certificate.h"
#include "tls_context.h"

#include <boost/asio/ip/address.hpp>
#include <openssl/err.h>
#include <openssl/x509v3.h>

namespace watchpost::mail::net {
namespace {

// Of each direction's ring. A record may be larger: it then passes in parts.
constexpr std::size_t ring = 8 * 1024;

std::string_view bare(std::string_view host) {
  if (host.starts_with('[') && host.ends_with(']')) return host.substr(1, host.size() - 2);
  if (host.ends_with('.')) host.remove_suffix(1);
  return host;
}

}  // namespace

tls_stream::~tls_stream() {
  // Otherwise OpenSSL spoils the session of a connection that was not shut down in full.
  if (ssl_) SSL_set_shutdown(ssl_.get(), SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
}

result<void> tls_stream::prepare() {
  const result<SSL_CTX*> context = net_.internals().contexts.of(server_.trust);
  if (!context) return context.error();
  context_ = *context;
  ERR_clear_error();
  SSL_CTX_sess_set_new_cb(context_, new_session);
  ssl_.reset(SSL_new(context_));
  BIO* near = nullptr;
  BIO* far = nullptr;
  if (!ssl_ || BIO_new_bio_pair(&near, ring, &far, ring) != 1) return tls_failure(stage::tls);
  SSL_set_bio(ssl_.get(), near, near);
  wire_.reset(far);
  SSL_set_app_data(ssl_.get(), this);
  SSL_set_connect_state(ssl_.get());
  if (!set_name()) return tls_failure(stage::tls);

  auto known = net_.internals().sessions.take(server_, context_, net_.time().now());
  if (known && SSL_set_session(ssl_.get(), known->session.get()) == 1) before_ = std::move(known->facts);
  return {};
}

// What the certificate has to be for.
std::string tls_stream::wanted_name() const {
  const std::string_view host = bare(server_.host);
  const std::string& name = server_.trust.name;
  boost::system::error_code no_address;
  (void)boost::asio::ip::make_address(host, no_address);
  return std::string(no_address || name.empty() ? host : bare(name));
}

// RFC 6066 section 3: no addresses in SNI. RFC 9525 section 6: a name in the certificate's alternative names,
// never in its subject.
bool tls_stream::set_name() {
  const std::string host = wanted_name();
  X509_VERIFY_PARAM* const verify = SSL_get0_param(ssl_.get());
  const bool address = X509_VERIFY_PARAM_set1_ip_asc(verify, host.substr(0, host.find('%')).c_str()) == 1;
  if (!address) {
    ERR_clear_error();
    X509_VERIFY_PARAM_set_hostflags(
        verify, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
    if (X509_VERIFY_PARAM_set1_host(verify, host.c_str(), host.size()) != 1) return false;
    if (SSL_set_tlsext_host_name(ssl_.get(), host.c_str()) != 1) return false;
  }
  if (server_.trust.verify) SSL_set_verify(ssl_.get(), SSL_VERIFY_PEER, verified);
  return true;
}

int tls_stream::verified(int good, X509_STORE_CTX* store) {
  if (good == 1) return 1;
  const auto* const ssl =
      static_cast<SSL*>(X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()));
  auto* const self = static_cast<tls_stream*>(SSL_get_app_data(ssl));
  try {
    self->complaint_ = certificate_complaint(store, self->wanted_name());
    self->refused_ = to_chain(X509_STORE_CTX_get0_untrusted(store));
  } catch (const std::exception&) {  // no exception through OpenSSL
    self->complaint_.clear();
  }
  return 0;
}

int tls_stream::new_session(SSL* ssl, SSL_SESSION* session) {
  auto* const self = static_cast<tls_stream*>(SSL_get_app_data(ssl));
  if (SSL_SESSION_is_resumable(session) != 1) return 0;
  try {
    self->net_.internals().sessions.ticket(self->server_, openssl_ptr<SSL_SESSION>(session));
  } catch (const std::exception&) {  // freed with the pointer
  }
  return 1;
}

task<result<tls_facts>> tls_stream::handshake() {
  const result<void> ready = prepare();
  if (!ready) co_return ready.error();
  CO_TRY(co_await run(operation::handshake, nullptr, 0, stage::tls));
  co_return settle();
}

tls_facts tls_stream::settle() {
  const bool resumed = SSL_session_reused(ssl_.get()) == 1;
  tls_facts facts;
  if (resumed && before_) {
    facts = *before_;
  } else if (X509* const certificate = SSL_get0_peer_certificate(ssl_.get())) {
    facts.verified = server_.trust.verify && SSL_get_verify_result(ssl_.get()) == X509_V_OK;
    facts.not_after = to_seconds(X509_get0_notAfter(certificate));
    facts.subject = to_text(X509_get_subject_name(certificate));
    facts.issuer = to_text(X509_get_issuer_name(certificate));
    facts.chain = to_chain(SSL_get_peer_cert_chain(ssl_.get()));
  }
  facts.version = SSL_get_version(ssl_.get());
  facts.cipher = SSL_get_cipher_name(ssl_.get());
  facts.resumed = resumed;
  if (!resumed) net_.internals().sessions.full_handshake(server_, context_, net_.time().now(), facts);
  return facts;
}

task<result<std::size_t>> tls_stream::read_some(std::span<char> into, stage at) {
  return run(operation::read, into.data(), into.size(), at);
}

task<result<void>> tls_stream::write(std::string_view bytes, stage at) {
  if (bytes.empty()) co_return result<void>{};
  // OpenSSL only reads from it.
  CO_TRY(co_await run(operation::write, const_cast<char*>(bytes.data()), bytes.size(), at));
  co_return co_await flush();
}

task<result<std::size_t>> tls_stream::run(operation what, char* data, std::size_t size, stage at) {
  for (;;) {
    std::size_t done = 0;
    int error = SSL_ERROR_NONE;
    if (step(what, data, size, done, error)) co_return done;
    if (error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE) {
      failure broken = failed(error, at);
      const result<void> alert = co_await flush();
      (void)alert;  // the failure is known already
      co_return broken;
    }
    CO_TRY(co_await flush());
    if (error == SSL_ERROR_WANT_WRITE) continue;
    CO_TRY(co_await fill());
  }
}

bool tls_stream::step(operation what, char* data, std::size_t size, std::size_t& done, int& error) {
  ERR_clear_error();
  int outcome = 0;
  switch (what) {
    case operation::handshake: outcome = SSL_do_handshake(ssl_.get()); break;
    case operation::read: outcome = SSL_read_ex(ssl_.get(), data, size, &done); break;
    case operation::write: outcome = SSL_write_ex(ssl_.get(), data, size, &done); break;
  }
  if (outcome == 1) return true;
  error = SSL_get_error(ssl_.get(), outcome);
  return false;
}

failure tls_stream::failed(int error, stage at) {
  if (error == SSL_ERROR_ZERO_RETURN) {
    failure end;
    end.at = at;
    end.why = cause::closed;
    end.detail = "the server closed the connection";
    return end;
  }
  const long verdict = SSL_get_verify_result(ssl_.get());
  failure broken = tls_failure(at);
  if (server_.trust.verify && verdict != X509_V_OK) {
    broken.why = cause::certificate;
    broken.code = static_cast<int>(verdict);
    broken.detail = complaint_.empty() ? X509_verify_cert_error_string(verdict) : complaint_;
  }
  return broken;
}

// Everything that OpenSSL has to send. While the other operation is sending, it takes ours along.
task<result<void>> tls_stream::flush() {
  while (sending_) {
    sent_.emplace(net_.executor());
    co_await sent_->wait();
    sent_.reset();
  }
  sending_ = true;
  result<void> outcome{};
  char* bytes = nullptr;
  for (int size = 0; outcome && (size = BIO_nread0(wire_.get(), &bytes)) > 0;) {
    outcome = co_await below_.send({bytes, static_cast<std::size_t>(size)});
    BIO_nread(wire_.get(), &bytes, size);
  }
  sending_ = false;
  if (sent_) sent_->set();
  co_return outcome;
}

task<result<void>> tls_stream::fill() {
  char* space = nullptr;
  const int size = BIO_nwrite0(wire_.get(), &space);
  CO_TRY_AS(got, co_await below_.receive({space, static_cast<std::size_t>(size > 0 ? size : 0)}));
  BIO_nwrite(wire_.get(), &space, static_cast<int>(got));
  co_return result<void>{};
}

}  // namespace watchpost::mail::net
