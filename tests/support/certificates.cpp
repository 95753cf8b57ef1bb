#include "certificates.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <stdexcept>
#include <unistd.h>

namespace watchpost::test {
namespace {

struct releaser {
  void operator()(EVP_PKEY* p) const { EVP_PKEY_free(p); }
  void operator()(X509* p) const { X509_free(p); }
  void operator()(X509_EXTENSION* p) const { X509_EXTENSION_free(p); }
  void operator()(BIO* p) const { BIO_free(p); }
};
template <class T>
using owned = std::unique_ptr<T, releaser>;

constexpr long day = 24 * 60 * 60;

struct issued {
  owned<EVP_PKEY> key;
  owned<X509> certificate;
};

struct wish {
  const char* common_name;
  const char* names = nullptr;  // subjectAltName, "": none; nothing: an authority
  long from = -day, until = 30 * day;
};

void extend(X509* certificate, X509* issuer, int nid, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const owned<X509_EXTENSION> extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value));
  if (!extension) throw std::runtime_error("certificate extension");
  X509_add_ext(certificate, extension.get(), -1);
}

// Signed by `by`, or by itself.
issued issue(const wish& what, const issued* by) {
  static std::int64_t serial = 0;
  issued made{owned<EVP_PKEY>(EVP_EC_gen("P-256")), owned<X509>(X509_new())};
  X509* const x = made.certificate.get();
  X509_set_version(x, 2);
  ASN1_INTEGER_set_int64(X509_get_serialNumber(x), ++serial);
  X509_gmtime_adj(X509_getm_notBefore(x), what.from);
  X509_gmtime_adj(X509_getm_notAfter(x), what.until);
  X509_set_pubkey(x, made.key.get());
  X509_NAME_add_entry_by_txt(X509_get_subject_name(x), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(what.common_name), -1, -1, 0);
  const issued& issuer = by != nullptr ? *by : made;
  X509_set_issuer_name(x, X509_get_subject_name(issuer.certificate.get()));
  const bool authority = what.names == nullptr;
  const bool named = !authority && *what.names != '\0';
  extend(x, issuer.certificate.get(), NID_basic_constraints, authority ? "critical,CA:TRUE" : "CA:FALSE");
  if (authority) extend(x, issuer.certificate.get(), NID_key_usage, "critical,keyCertSign,cRLSign");
  extend(x, issuer.certificate.get(), NID_subject_key_identifier, "hash");
  if (by != nullptr) extend(x, issuer.certificate.get(), NID_authority_key_identifier, "keyid:always");
  if (named) extend(x, issuer.certificate.get(), NID_subject_alt_name, what.names);
  if (X509_sign(x, issuer.key.get(), EVP_sha256()) == 0) throw std::runtime_error("certificate signature");
  return made;
}

std::string text_of(BIO* memory) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(memory, &data);
  return {data, static_cast<std::size_t>(size)};
}

std::string pem(X509* certificate) {
  const owned<BIO> out(BIO_new(BIO_s_mem()));
  PEM_write_bio_X509(out.get(), certificate);
  return text_of(out.get());
}

identity export_of(const issued& from) {
  const owned<BIO> out(BIO_new(BIO_s_mem()));
  PEM_write_bio_PrivateKey(out.get(), from.key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  return {pem(from.certificate.get()), text_of(out.get())};
}

struct authority {
  authority() {
    const issued ours = issue({.common_name = "Test authority"}, nullptr);
    const issued other = issue({.common_name = "Other authority"}, nullptr);
    constexpr const char* here = "IP:127.0.0.1,IP:::1,DNS:localhost";
    known["good"] = export_of(issue({.common_name = "mail.test", .names = here}, &ours));
    known["wrong-name"] =
        export_of(issue({.common_name = "mail.example", .names = "DNS:mail.example"}, &ours));
    known["subject-only"] = export_of(issue({.common_name = "localhost", .names = ""}, &ours));
    known["expired"] = export_of(
        issue({.common_name = "mail.test", .names = here, .from = -30 * day, .until = -day}, &ours));
    known["self-signed"] = export_of(issue({.common_name = "mail.test", .names = here}, nullptr));
    known["untrusted"] = export_of(issue({.common_name = "mail.test", .names = here}, &other));

    std::string pattern = (std::filesystem::temp_directory_path() / "watchpost-test-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
    folder = pattern;
    file = pattern + "/ca.pem";
    std::ofstream(file) << pem(ours.certificate.get());
  }
  ~authority() {
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
  }
  authority(const authority&) = delete;
  authority& operator=(const authority&) = delete;

  std::map<std::string, identity, std::less<>> known;
  std::filesystem::path folder;
  std::string file;
};

const authority& the_authority() {
  static const authority only;
  return only;
}

}  // namespace

const identity& certificate(std::string_view name) {
  const auto& known = the_authority().known;
  const auto found = known.find(name);
  if (found == known.end()) throw std::invalid_argument("no certificate " + std::string(name));
  return found->second;
}

const std::string& ca_file() { return the_authority().file; }

}  // namespace watchpost::test
