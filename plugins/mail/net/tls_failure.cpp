#include "tls_failure.h"

#include "certificate_text.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <array>
#include <cstring>

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
  failure f;
  f.at = at;
  f.why = cause::handshake;
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

}  // namespace watchpost::mail::net
