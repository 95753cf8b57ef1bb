#include "tls_context.h"

#include "certificate.h"
#include "mail/file.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <array>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <optional>
#include <string_view>

namespace watchpost::mail::net {

namespace {

std::string text_of(unsigned long error) {
  if (ERR_SYSTEM_ERROR(error)) {
    std::array<char, 128> text{};
    return strerror_r(ERR_GET_REASON(error), text.data(), text.size());  // the GNU one
  }
  const char* const reason = ERR_reason_error_string(error);
  return reason != nullptr ? reason : "OpenSSL error " + std::to_string(error);
}

const char* explanation(int reason) {
  switch (reason) {
    case SSL_R_WRONG_VERSION_NUMBER:
    case SSL_R_HTTP_REQUEST:
      return "the server does not answer in TLS: is this the port of a clear service, or of STARTTLS?";
    case SSL_R_UNSUPPORTED_PROTOCOL:
    case SSL_R_TLSV1_ALERT_PROTOCOL_VERSION: return old_tls.data();
    case SSL_R_DH_KEY_TOO_SMALL:
    case SSL_R_EE_KEY_TOO_SMALL:
    case SSL_R_CA_KEY_TOO_SMALL:
    case SSL_R_CA_MD_TOO_WEAK: return weak_tls.data();
    case SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE:
    case SSL_R_TLSV1_ALERT_INSUFFICIENT_SECURITY: return "no cipher or protocol in common with the server";
    case SSL_R_TLSV1_UNRECOGNIZED_NAME: return "the server does not know itself by this name";
    default: return nullptr;
  }
}

// RFC 9525 section 6.3: the subject of a certificate names no server.
std::string wrong_name(X509* certificate, const std::string& wanted) {
  const std::string names = names_of(certificate);
  if (X509_get_ext_by_NID(certificate, NID_subject_alt_name, -1) < 0)
    return "the certificate has no alternative names, and " + names +
           " in its subject does not count (RFC 9525)";
  return "the certificate is for " + (names.empty() ? "no name" : names) + ", not for " + wanted;
}

}  // namespace

std::string openssl_error() {
  const unsigned long error = ERR_peek_error();
  ERR_clear_error();
  return error == 0 ? "unknown error" : text_of(error);
}

failure tls_failure(stage at) {
  failure f = make_failure(at, cause::handshake);
  const unsigned long error = ERR_peek_error();
  if (error == 0) {
    f.detail = "the TLS connection broke";
  } else if (const char* known = ERR_SYSTEM_ERROR(error) ? nullptr : explanation(ERR_GET_REASON(error))) {
    f.detail = std::string(known) + " (" + text_of(error) + ')';
  } else {
    f.detail = text_of(error);
  }
  ERR_clear_error();
  return f;
}

std::string certificate_complaint(X509_STORE_CTX* store, const std::string& wanted) {
  X509* const certificate = X509_STORE_CTX_get_current_cert(store);
  const int error = X509_STORE_CTX_get_error(store);
  std::string words = X509_verify_cert_error_string(error);
  if (certificate == nullptr) return words;
  const bool of_server = X509_STORE_CTX_get_error_depth(store) == 0;
  const std::string whose =
      of_server ? "the certificate" : "the CA certificate " + to_text(X509_get_subject_name(certificate));
  switch (error) {
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH: return wrong_name(certificate, wanted);
    case X509_V_ERR_CERT_HAS_EXPIRED: return whose + " expired " + to_date(X509_get0_notAfter(certificate));
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return whose + " is not valid before " + to_date(X509_get0_notBefore(certificate));
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
      return "the certificate is self-signed: " + to_text(X509_get_subject_name(certificate));
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
      return "unknown CA: " + to_text(X509_get_subject_name(certificate));
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
      return "unknown CA: issuer " + to_text(X509_get_issuer_name(certificate)) +
             (sk_X509_num(X509_STORE_CTX_get0_untrusted(store)) == 1 ? ", which the server does not send"
                                                                     : "");
    case X509_V_ERR_CERT_REVOKED: return whose + " is revoked";
    default: return whose + ": " + words;
  }
}

std::optional<tls_sessions::offer> tls_sessions::take(const service& at, const SSL_CTX* context,
                                                      instant now) {
  entry* const known = known_.find(at);
  if (known == nullptr) return std::nullopt;
  const bool fresh = known->context == context && now >= known->since && now - known->since < longest;
  if (fresh && known->session) {
    openssl_ptr<SSL_SESSION> copy(SSL_SESSION_dup(known->session.get()));
    if (copy) return offer{std::move(copy), known->facts};
  }
  known_.erase(at);
  return std::nullopt;
}

// The session itself may come before (TLS 1.2) or after (TLS 1.3).
void tls_sessions::full_handshake(const service& at, const SSL_CTX* context, instant now,
                                  const tls_facts& facts) {
  entry& known = known_.of(at);
  known.facts = facts;
  known.context = context;
  known.since = now;
}

void tls_sessions::ticket(const service& at, openssl_ptr<SSL_SESSION> session) {
  known_.of(at).session = std::move(session);
}

namespace {

namespace fs = std::filesystem;

// OpenSSL's own, but for the order: SHA-256 has instructions of its own in most processors, and a short
// session is mostly key derivation.
constexpr std::size_t most_of_a_ca_file = 4 * 1024 * 1024;  // a bundle of all has 220 KiB

constexpr const char* ciphersuites =
    "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256";

// "4a6481c9.0": what c_rehash makes.
bool is_hashed(std::string_view file_name) {
  return file_name.size() > 9 && file_name[8] == '.' &&
         file_name.find_first_not_of("0123456789abcdef") == 8 &&
         file_name.find_first_not_of("0123456789", 9) == std::string_view::npos;
}

bool has_hashed_names(const char* folder) {
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error))
    if (is_hashed(entry->path().filename().string())) return true;
  return false;
}

// From a hashed folder OpenSSL reads the one authority that it needs; Debian's bundle of all takes it 20 ms.
// Who sets SSL_CERT_FILE or SSL_CERT_DIR gets exactly that, as with every OpenSSL program.
bool load_system_authorities(SSL_CTX* context) {
  const bool chosen =
      std::getenv(X509_get_default_cert_file_env()) != nullptr ||  // NOLINT(concurrency-mt-unsafe)
      std::getenv(X509_get_default_cert_dir_env()) != nullptr;     // NOLINT(concurrency-mt-unsafe)
  if (!chosen && has_hashed_names(X509_get_default_cert_dir()))
    return SSL_CTX_set_default_verify_dir(context) == 1;
  return SSL_CTX_set_default_verify_paths(context) == 1;
}

// The certificates of a file in PEM form, bounded, and no other kind of file: OpenSSL's own function would wait for
// a pipe. Returns what is wrong with the file.
std::string load_authorities(SSL_CTX* context, const std::string& path) {
  std::string why;
  const std::optional<std::string> pem = read_file(path, most_of_a_ca_file, why);
  if (!pem) return why;
  const openssl_ptr<BIO> in(BIO_new_mem_buf(pem->data(), static_cast<int>(pem->size())));
  int found = 0;
  while (in) {
    const openssl_ptr<X509> one(PEM_read_bio_X509_AUX(in.get(), nullptr, nullptr, nullptr));
    if (!one) break;
    if (X509_STORE_add_cert(SSL_CTX_get_cert_store(context), one.get()) != 1)
      return "cannot be used: " + openssl_error();
    ++found;
  }
  const unsigned long end = ERR_peek_last_error();
  if (found != 0 && ERR_GET_LIB(end) == ERR_LIB_PEM && ERR_GET_REASON(end) == PEM_R_NO_START_LINE)
    ERR_clear_error();
  if (found == 0) {
    ERR_clear_error();
    return "holds no certificate in PEM form";
  }
  return ERR_peek_error() == 0 ? std::string()
                               : "holds a certificate that cannot be read: " + openssl_error();
}

failure unusable(const std::string& why) { return make_failure(stage::tls, cause::certificate, why); }

}  // namespace

result<openssl_ptr<SSL_CTX>> make_context(const tls_settings& trust) {
  ERR_clear_error();
  openssl_ptr<SSL_CTX> made(SSL_CTX_new(TLS_client_method()));
  if (!made) return unusable("no TLS: " + openssl_error());
  SSL_CTX* const context = made.get();
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION);
  SSL_CTX_set_ciphersuites(context, ciphersuites);
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
  if (!trust.verify) return made;
  if (trust.ca_file.empty()) {
    if (!load_system_authorities(context)) return unusable("the system's CA certificates cannot be read");
  } else if (std::string why = load_authorities(context, trust.ca_file); !why.empty()) {
    return unusable("the CA file '" + printable(trust.ca_file) + "' " + why);
  }
  return made;
}

result<SSL_CTX*> tls_contexts::of(tls_settings trust) {
  trust.name.clear();  // is no matter of the context
  stamp now;
  if (trust.verify && !trust.ca_file.empty()) {
    std::error_code missing;  // shows when the file is read
    now.written = fs::last_write_time(trust.ca_file, missing);
    now.size = fs::file_size(trust.ca_file, missing);
  }
  if (const entry* known = known_.find(trust); known != nullptr && known->read == now)
    return known->context.get();
  result<openssl_ptr<SSL_CTX>> made = make_context(trust);
  if (!made) return made.error();
  entry& fresh = known_.of(trust);
  fresh = {std::move(*made), now};
  return fresh.context.get();
}

}  // namespace watchpost::mail::net
