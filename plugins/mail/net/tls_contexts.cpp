#include "tls_contexts.h"

#include "tls_failure.h"

#include <openssl/err.h>
#include <openssl/x509.h>

#include <algorithm>
#include <cstdlib>
#include <string_view>

namespace watchpost::mail::net {
namespace {

namespace fs = std::filesystem;

// OpenSSL's own, but for the order: SHA-256 has instructions of its own in most processors, and a short
// session is mostly key derivation.
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

failure unusable(const std::string& why) {
  failure f;
  f.at = stage::tls;
  f.why = cause::certificate;
  f.detail = why;
  return f;
}

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
  } else if (SSL_CTX_load_verify_file(context, trust.ca_file.c_str()) != 1) {
    return unusable("the CA file '" + printable(trust.ca_file) + "' cannot be read: " + openssl_error());
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
