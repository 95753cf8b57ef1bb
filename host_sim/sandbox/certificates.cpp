#include "certificates.h"

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <memory>
#include <utility>
#include <vector>

namespace watchpost::sandbox {
namespace {

struct deleter {
  void operator()(EVP_PKEY* p) const { EVP_PKEY_free(p); }
  void operator()(X509* p) const { X509_free(p); }
  void operator()(X509_EXTENSION* p) const { X509_EXTENSION_free(p); }
  void operator()(BIGNUM* p) const { BN_free(p); }
  void operator()(BIO* p) const { BIO_free(p); }
};
template <class T>
using owned = std::unique_ptr<T, deleter>;

constexpr long day_seconds = 24L * 60 * 60;

struct wanted {
  const char* name;
  int days;
  std::vector<std::pair<int, const char*>> extensions;
};

bool set_serial(X509* certificate) {
  owned<BIGNUM> number(BN_new());
  return number && BN_rand(number.get(), 127, BN_RAND_TOP_ANY, BN_RAND_BOTTOM_ANY) == 1 &&
         BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate));
}

// Null `issuer`: signs itself.
owned<X509> make(const wanted& want, EVP_PKEY* key, X509* issuer, EVP_PKEY* issuer_key) {
  owned<X509> made(X509_new());
  X509* const x = made.get();
  if (!x || X509_set_version(x, X509_VERSION_3) != 1 || !set_serial(x)) return {};
  // A validity that ends in the past must begin before it.
  const long from = (want.days < 0 ? want.days - 1 : -1) * day_seconds;
  X509_gmtime_adj(X509_getm_notBefore(x), from);
  X509_gmtime_adj(X509_getm_notAfter(x), want.days * day_seconds);
  X509_NAME* const name = X509_get_subject_name(x);
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(want.name), -1,
                             -1, 0);
  X509_set_issuer_name(x, issuer ? X509_get_subject_name(issuer) : name);
  if (X509_set_pubkey(x, key) != 1) return {};

  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer ? issuer : x, x, nullptr, nullptr, 0);
  for (const auto& [nid, value] : want.extensions) {
    owned<X509_EXTENSION> extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value));
    if (!extension || X509_add_ext(x, extension.get(), -1) != 1) return {};
  }
  if (X509_sign(x, issuer_key, EVP_sha256()) == 0) return {};
  return made;
}

std::string text_of(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  return {data, static_cast<std::size_t>(size)};
}

std::string pem(X509* certificate) {
  owned<BIO> bio(BIO_new(BIO_s_mem()));
  return bio && PEM_write_bio_X509(bio.get(), certificate) == 1 ? text_of(bio.get()) : std::string{};
}

std::string pem(EVP_PKEY* key) {
  owned<BIO> bio(BIO_new(BIO_s_mem()));
  return bio && PEM_write_bio_PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1
             ? text_of(bio.get())
             : std::string{};
}

}  // namespace

std::optional<certificates> make_certificates(int days, std::string& error) {
  owned<EVP_PKEY> ca_key(EVP_EC_gen("P-256"));
  owned<EVP_PKEY> key(EVP_EC_gen("P-256"));
  if (ca_key && key) {
    const wanted authority{"Sandbox throw-away CA",
                           3650,
                           {{NID_basic_constraints, "critical,CA:TRUE,pathlen:0"},
                            {NID_key_usage, "critical,keyCertSign,cRLSign"},
                            {NID_subject_key_identifier, "hash"}}};
    const wanted leaf{"localhost",
                      days,
                      {{NID_basic_constraints, "critical,CA:FALSE"},
                       {NID_key_usage, "critical,digitalSignature"},
                       {NID_ext_key_usage, "serverAuth"},
                       {NID_subject_key_identifier, "hash"},
                       {NID_authority_key_identifier, "keyid"},
                       {NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1"}}};
    const owned<X509> ca = make(authority, ca_key.get(), nullptr, ca_key.get());
    const owned<X509> server = ca ? make(leaf, key.get(), ca.get(), ca_key.get()) : owned<X509>{};
    if (server) return certificates{pem(ca.get()), pem(server.get()), pem(key.get())};
  }
  const char* reason = ERR_reason_error_string(ERR_get_error());
  error = std::string("cannot make the sandbox's certificate: ") + (reason ? reason : "unknown error");
  return std::nullopt;
}

}  // namespace watchpost::sandbox
