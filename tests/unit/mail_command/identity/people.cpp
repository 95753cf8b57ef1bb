#include "people.h"

#include "mail/sasl/mechanism.h"
#include "mail/text/base64.h"
#include "mail_command/identity/openssl_owned.h"

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <array>
#include <map>
#include <memory>
#include <stdexcept>
#include <vector>

namespace watchpost::test {

using mail_command::identity::owned;

struct key_releaser {
  void operator()(EVP_PKEY* p) const { EVP_PKEY_free(p); }
};
struct person {
  std::unique_ptr<EVP_PKEY, key_releaser> key;
  owned<X509> certificate;
};

namespace {

constexpr std::int64_t day = 24 * 60 * 60;

struct wish {
  std::string common_name, names;                   // names empty: an authority
  std::int64_t from = -30 * day, until = 30 * day;  // of noon
  const char* use = "emailProtection";
};

void extend(X509* to, X509* issuer, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, to, nullptr, nullptr, 0);
  X509_EXTENSION* const extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str());
  if (extension == nullptr) throw std::runtime_error("extension " + value);
  X509_add_ext(to, extension, -1);
  X509_EXTENSION_free(extension);
}

// An rfc822Name of any bytes, which no text form could hold.
void name_raw(X509* to, std::string_view bytes) {
  const owned<GENERAL_NAMES> names(sk_GENERAL_NAME_new_null());
  GENERAL_NAME* const name = GENERAL_NAME_new();
  ASN1_IA5STRING* const text = ASN1_IA5STRING_new();
  ASN1_STRING_set(text, bytes.data(), static_cast<int>(bytes.size()));
  GENERAL_NAME_set0_value(name, GEN_EMAIL, text);
  sk_GENERAL_NAME_push(names.get(), name);
  X509_add1_ext_i2d(to, NID_subject_alt_name, names.get(), 0, 0);
}

person issue(const wish& what, const person* by) {
  static std::int64_t serial = 0;
  person made{std::unique_ptr<EVP_PKEY, key_releaser>(EVP_EC_gen("P-256")), owned<X509>(X509_new())};
  X509* const x = made.certificate.get();
  X509_set_version(x, 2);
  ASN1_INTEGER_set_int64(X509_get_serialNumber(x), ++serial);
  ASN1_TIME_set(X509_getm_notBefore(x), noon_ms / 1000 + what.from);
  ASN1_TIME_set(X509_getm_notAfter(x), noon_ms / 1000 + what.until);
  X509_set_pubkey(x, made.key.get());
  X509_NAME_add_entry_by_txt(X509_get_subject_name(x), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(what.common_name.c_str()), -1, -1, 0);
  const person& issuer = by != nullptr ? *by : made;
  X509_set_issuer_name(x, X509_get_subject_name(issuer.certificate.get()));
  const bool authority = what.names.empty();
  extend(x, issuer.certificate.get(), NID_basic_constraints,
         authority ? "critical,CA:TRUE" : "critical,CA:FALSE");
  extend(x, issuer.certificate.get(), NID_key_usage,
         authority ? "critical,keyCertSign,cRLSign" : "critical,digitalSignature");
  extend(x, issuer.certificate.get(), NID_subject_key_identifier, "hash");
  if (by != nullptr) extend(x, issuer.certificate.get(), NID_authority_key_identifier, "keyid:always");
  if (!authority) extend(x, issuer.certificate.get(), NID_ext_key_usage, what.use);
  if (what.names.find('\0') != std::string::npos)
    name_raw(x, what.names);
  else if (!authority)
    extend(x, issuer.certificate.get(), NID_subject_alt_name, "email:" + what.names);
  if (X509_sign(x, issuer.key.get(), EVP_sha256()) == 0) throw std::runtime_error("certificate signature");
  return made;
}

struct town {
  town()
      : authority(issue({.common_name = "People", .names = {}}, nullptr)),
        other(issue({.common_name = "People", .names = {}}, nullptr)) {
    const std::string alice = "alice@example.org";
    known.emplace("alice", issue({.common_name = "Alice", .names = alice}, &authority));
    known.emplace("bob", issue({.common_name = "Bob", .names = "bob@example.org"}, &authority));
    known.emplace("impostor", issue({.common_name = "Alice", .names = alice}, &other));
    known.emplace("former", issue({.common_name = "Alice", .names = alice, .until = -day}, &authority));
    known.emplace("early", issue({.common_name = "Alice", .names = alice, .from = day}, &authority));
    known.emplace("server", issue({.common_name = "Alice", .names = alice, .use = "serverAuth"}, &authority));
    known.emplace(
        "nul",
        issue({.common_name = "Alice", .names = alice + std::string(1, '\0') + ".evil.example"}, &authority));
  }
  person authority, other;
  std::map<std::string, person, std::less<>> known;
};

const town& the_town() {
  static const town only;
  return only;
}

std::string text_of(BIO* memory) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(memory, &data);
  return {data, static_cast<std::size_t>(size)};
}

std::string pem_of(X509* certificate) {
  const owned<BIO> out(BIO_new(BIO_s_mem()));
  PEM_write_bio_X509(out.get(), certificate);
  return text_of(out.get());
}

std::string header_of(std::string_view subject) {
  return "From: Alice <alice@example.org>\r\nTo: pumps@example.org\r\n"
         "Date: Wed, 25 Nov 2026 12:00:00 +0000\r\nMessage-ID: <1@example.org>\r\nSubject: " +
         std::string(subject) + "\r\nMIME-Version: 1.0\r\n";
}

std::string lines_of(std::string_view der) {
  std::string out, text = mail::to_base64(der);
  for (std::size_t i = 0; i < text.size(); i += 76) out += text.substr(i, 76) + "\r\n";
  return out;
}

}  // namespace

const person& someone(std::string_view name) { return the_town().known.find(name)->second; }
std::string authority_pem() { return pem_of(the_town().authority.certificate.get()); }
std::string authority_pem(int extension, const char* value) {
  const person& whole = the_town().authority;
  const owned<X509> x(X509_dup(whole.certificate.get()));
  const int at = X509_get_ext_by_NID(x.get(), extension, -1);
  X509_EXTENSION_free(X509_delete_ext(x.get(), at));
  if (value != nullptr) extend(x.get(), x.get(), extension, value);
  if (X509_sign(x.get(), whole.key.get(), EVP_sha256()) == 0)
    throw std::runtime_error("certificate signature");
  return pem_of(x.get());
}
std::string certificate_pem(const person& who) { return pem_of(who.certificate.get()); }

std::string fingerprint(const person& who) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  X509_digest(who.certificate.get(), EVP_sha256(), digest.data(), &size);
  std::string out;
  for (unsigned int i = 0; i < size; ++i) {
    std::array<char, 3> hex{};
    std::snprintf(hex.data(), hex.size(), "%02x", digest[i]);
    out += hex.data();
  }
  return out;
}

std::string sign(const person& who, std::string_view content, const signing& how) {
  const unsigned flags = CMS_BINARY | CMS_PARTIAL | CMS_KEY_PARAM | (how.enclosed ? 0U : CMS_DETACHED);
  const owned<CMS_ContentInfo> cms(CMS_sign(nullptr, nullptr, nullptr, nullptr, flags));
  const auto add = [&](const person& signer) {
    CMS_SignerInfo* const info =
        CMS_add1_signer(cms.get(), signer.certificate.get(), signer.key.get(),
                        how.weak ? EVP_sha1() : EVP_sha256(), how.with_time ? 0U : CMS_NOATTR);
    if (info == nullptr) throw std::runtime_error("signer");
    const owned<ASN1_TIME> time(ASN1_TIME_set(nullptr, noon_ms / 1000));
    if (how.with_time) CMS_signed_add1_attr_by_NID(info, NID_pkcs9_signingTime, time->type, time.get(), -1);
  };
  add(who);
  if (how.also != nullptr) add(*how.also);
  const owned<BIO> in(BIO_new_mem_buf(content.data(), static_cast<int>(content.size())));
  if (CMS_final(cms.get(), in.get(), nullptr, flags) != 1) throw std::runtime_error("signature");
  unsigned char* der = nullptr;
  const int size = i2d_CMS_ContentInfo(cms.get(), &der);
  std::string out(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size));
  OPENSSL_free(der);
  return out;
}

std::string signed_mail(std::string_view entity, std::string_view der, std::string_view subject) {
  return header_of(subject) +
         "Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\"; micalg=sha-256; "
         "boundary=\"frontier\"\r\n\r\nThis is an S/MIME signed message\r\n--frontier\r\n" +
         std::string(entity) +
         "\r\n--frontier\r\nContent-Type: application/pkcs7-signature; name=\"smime.p7s\"\r\n"
         "Content-Transfer-Encoding: base64\r\n\r\n" +
         lines_of(der) + "\r\n--frontier--\r\n";
}

std::string opaque_mail(std::string_view der) {
  return header_of("pump1 on") +
         "Content-Type: application/pkcs7-mime; smime-type=signed-data; name=\"smime.p7m\"\r\n"
         "Content-Transfer-Encoding: base64\r\n\r\n" +
         lines_of(der);
}

mail_command::identity::access_rules rules_of(const mail_command::identity::rule_rows& rows) {
  std::vector<mail_command::rows::fault> faults;
  auto rules = mail_command::identity::read_rules(rows, faults);
  for (const auto& fault : faults) EXPECT_TRUE(fault.warning) << fault.key << ": " << fault.text;
  return rules;
}

std::string horse_hash() {
  static const std::string made = [] {
    const std::string salt = "sixteen bytes!!!";
    std::string hash(32, '\0');
    EVP_PBE_scrypt(horse.data(), horse.size(), reinterpret_cast<const unsigned char*>(salt.data()),
                   salt.size(), 1U << 14U, 8, 1, 64U << 20U, reinterpret_cast<unsigned char*>(hash.data()),
                   hash.size());
    const auto plain = [](std::string text) { return text.substr(0, text.find('=')); };
    return "$scrypt$ln=14,r=8,p=1$" + plain(mail::to_base64(salt)) + '$' + plain(mail::to_base64(hash));
  }();
  return made;
}

}  // namespace watchpost::test
