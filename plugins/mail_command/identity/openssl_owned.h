// Owners of OpenSSL's objects, and the certificates behind trust_anchors.
#pragma once

#include "smime.h"

#include <openssl/bio.h>
#include <openssl/cms.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>
#include <vector>

namespace watchpost::mail_command::identity {

struct openssl_releaser {
  void operator()(BIO* p) const { BIO_free_all(p); }
  void operator()(X509* p) const { X509_free(p); }
  void operator()(X509_STORE* p) const { X509_STORE_free(p); }
  void operator()(CMS_ContentInfo* p) const { CMS_ContentInfo_free(p); }
  void operator()(GENERAL_NAMES* p) const { GENERAL_NAMES_free(p); }
  void operator()(ASN1_TIME* p) const { ASN1_TIME_free(p); }
  void operator()(STACK_OF(X509) * p) const { sk_X509_pop_free(p, X509_free); }
};
template <class T>
using owned = std::unique_ptr<T, openssl_releaser>;

// 112 bits: RSA from 2048 bits, no SHA-1 in certificates.
inline constexpr int security_level = 2, security_bits = 112;

// The rfc822Name entries of the certificate; a NUL inside one makes it no address.
bool names_address(X509* certificate, std::string_view address);

struct trust_anchors::certificates {
  std::vector<owned<X509>> all;
};

}  // namespace watchpost::mail_command::identity
