#include "smime.h"

#include "digest.h"
#include "mail/text/hex.h"
#include "openssl_owned.h"
#include "rules.h"
#include "sender.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include <array>
#include <cstddef>
#include <ctime>
#include <optional>

namespace watchpost::mail_command::identity {
namespace {

constexpr std::size_t most_der = 256 * 1024, most_certificates = 10;

signature bad(std::string fault) {
  ERR_clear_error();
  signature out;
  out.state = signature_state::bad;
  out.fault = std::move(fault);
  return out;
}

std::string text_of(BIO* memory) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(memory, &data);
  return size > 0 ? std::string(data, static_cast<std::size_t>(size)) : std::string();
}

std::string_view bytes_of(const ASN1_STRING* s) {
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(s)),
          static_cast<std::size_t>(ASN1_STRING_length(s))};
}

owned<CMS_ContentInfo> read_cms(std::string_view der) {
  if (der.empty() || der.size() > most_der) return nullptr;
  auto at = reinterpret_cast<const unsigned char*>(der.data());
  const auto* const end = at + der.size();
  owned<CMS_ContentInfo> cms(d2i_CMS_ContentInfo(nullptr, &at, static_cast<long>(der.size())));
  return at == end ? std::move(cms) : nullptr;
}

std::string fingerprint_of(X509* certificate) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  if (X509_digest(certificate, EVP_sha256(), digest.data(), &size) != 1) return {};
  return mail::to_hex(std::span(digest).first(size));
}

bool strong_digest(CMS_SignerInfo* info) {
  X509_ALGOR* digest = nullptr;
  CMS_SignerInfo_get0_algs(info, nullptr, nullptr, &digest, nullptr);
  const int nid = digest == nullptr ? NID_undef : OBJ_obj2nid(digest->algorithm);
  return nid == NID_sha256 || nid == NID_sha384 || nid == NID_sha512;
}

// The one value of a signed attribute; null when it is not there exactly once.
const void* signed_attribute(CMS_SignerInfo* info, int nid, int type) {
  const int at = CMS_signed_get_attr_by_NID(info, nid, -1);
  if (at < 0 || CMS_signed_get_attr_by_NID(info, nid, at) >= 0) return nullptr;
  X509_ATTRIBUTE* const attribute = CMS_signed_get_attr(info, at);
  if (X509_ATTRIBUTE_count(attribute) != 1) return nullptr;
  return X509_ATTRIBUTE_get0_data(attribute, 0, type, nullptr);
}

// Wall ms; section 11.3 of RFC 5652 allows both forms of time.
std::optional<std::int64_t> signing_time(CMS_SignerInfo* info) {
  const void* value = signed_attribute(info, NID_pkcs9_signingTime, V_ASN1_UTCTIME);
  if (value == nullptr) value = signed_attribute(info, NID_pkcs9_signingTime, V_ASN1_GENERALIZEDTIME);
  if (value == nullptr) return std::nullopt;
  const owned<ASN1_TIME> epoch(ASN1_TIME_set(nullptr, 0));
  int days = 0, seconds = 0;
  if (!epoch || ASN1_TIME_diff(&days, &seconds, epoch.get(), static_cast<const ASN1_TIME*>(value)) != 1)
    return std::nullopt;
  return (static_cast<std::int64_t>(days) * 86400 + seconds) * 1000;
}

std::string act_of(CMS_SignerInfo* info, const std::string& fingerprint, std::int64_t signed_ms) {
  const void* const digest = signed_attribute(info, NID_pkcs9_messageDigest, V_ASN1_OCTET_STRING);
  if (digest == nullptr) return {};
  return sha256_hex(fingerprint + '.' + std::to_string(signed_ms) + '.' +
                    mail::to_hex(bytes_of(static_cast<const ASN1_STRING*>(digest))));
}

owned<X509_STORE> store_of(const trust_anchors& anchors, std::int64_t now_ms) {
  owned<X509_STORE> store(X509_STORE_new());
  if (!store) return nullptr;
  for (const auto& certificate : anchors.get()->all)
    if (X509_STORE_add_cert(store.get(), certificate.get()) != 1) return nullptr;
  X509_VERIFY_PARAM* const parameters = X509_STORE_get0_param(store.get());
  X509_VERIFY_PARAM_set_time(parameters, static_cast<std::time_t>(now_ms / 1000));
  X509_VERIFY_PARAM_set_auth_level(parameters, security_level);
  X509_VERIFY_PARAM_set_flags(parameters, X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_X509_STRICT);
  return store;
}

std::string last_error() {
  const unsigned long code = ERR_peek_last_error();
  const char* const reason = ERR_reason_error_string(code);
  const char* data = nullptr;
  int flags = 0;
  ERR_peek_last_error_all(nullptr, nullptr, nullptr, &data, &flags);
  std::string out = reason != nullptr ? reason : "unknown reason";
  if (data != nullptr && (flags & ERR_TXT_STRING) != 0 && *data != '\0')
    out += std::string(" (") + data + ')';
  return out;
}

// By the authorities of one row. On success `content` holds what was signed.
std::string verify_by(CMS_ContentInfo* cms, const std::string_view* detached, const signer& by,
                      std::int64_t now_ms, std::string& content) {
  if (by.anchors.empty()) return "the authorities of the signer row are not loaded";
  const auto store = store_of(by.anchors, now_ms);
  // Behind a filter: of a memory BIO, CMS_verify() makes a copy, which it loses when the digest is unknown.
  const owned<BIO> in(detached != nullptr ? BIO_new(BIO_f_null()) : nullptr);
  BIO* const bytes = in ? BIO_new_mem_buf(detached->data(), static_cast<int>(detached->size())) : nullptr;
  if (bytes != nullptr) BIO_push(in.get(), bytes);
  const owned<BIO> out(BIO_new(BIO_s_mem()));
  if (!store || !out || (detached != nullptr && bytes == nullptr)) return "there is no memory";
  ERR_clear_error();
  if (CMS_verify(cms, nullptr, store.get(), in.get(), out.get(), CMS_BINARY) != 1)
    return "it does not verify: " + last_error();
  content = detached != nullptr ? std::string(*detached) : text_of(out.get());
  return {};
}

}  // namespace

bool names_address(X509* certificate, std::string_view address) {
  const owned<GENERAL_NAMES> names(
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
  for (int i = 0; names && i < sk_GENERAL_NAME_num(names.get()); ++i) {
    const GENERAL_NAME* const name = sk_GENERAL_NAME_value(names.get(), i);
    if (name->type == GEN_EMAIL && same_address(bytes_of(name->d.rfc822Name), address)) return true;
  }
  return false;
}

signature verify_cms(std::string_view der, const std::string_view* detached, std::span<const signer> signers,
                     std::string_view from, std::int64_t now_ms) {
  const auto cms = read_cms(der);
  if (!cms || OBJ_obj2nid(CMS_get0_type(cms.get())) != NID_pkcs7_signed)
    return bad("the signature is no CMS SignedData");
  if (OBJ_obj2nid(CMS_get0_eContentType(cms.get())) != NID_pkcs7_data ||
      (CMS_is_detached(cms.get()) != 0) != (detached != nullptr))
    return bad("the signature is over something else than the text of a mail");
  const owned<STACK_OF(X509)> certificates(CMS_get1_certs(cms.get()));
  if (certificates && static_cast<std::size_t>(sk_X509_num(certificates.get())) > most_certificates)
    return bad("the signature has too many certificates");
  STACK_OF(CMS_SignerInfo)* const infos = CMS_get0_SignerInfos(cms.get());
  if (sk_CMS_SignerInfo_num(infos) != 1) return bad("the signature has not exactly one signer");
  CMS_SignerInfo* const info = sk_CMS_SignerInfo_value(infos, 0);
  if (!strong_digest(info)) return bad("the signature uses a digest weaker than SHA-256");

  signature last;
  for (const signer& by : signers) {
    if (!same_address(by.address, from)) continue;
    std::string content;
    if (auto fault = verify_by(cms.get(), detached, by, now_ms, content); !fault.empty()) {
      last = bad(std::move(fault));
      continue;
    }
    // CMS_verify() has set it.
    X509* certificate = nullptr;
    CMS_SignerInfo_get0_algs(info, nullptr, &certificate, nullptr, nullptr);
    const std::string fingerprint = certificate != nullptr ? fingerprint_of(certificate) : std::string();
    const auto time = signing_time(info);
    if (fingerprint.empty() || !names_address(certificate, from))
      last = bad("the certificate of the signer does not name the address of From");
    else if (!by.fingerprint.empty() && by.fingerprint != fingerprint)
      last = bad("it is not the certificate of the signer row");
    else if (!time)
      last = bad("no signing time is signed along");
    else
      last = {.state = signature_state::good,
              .fault = {},
              .content = std::move(content),
              .signed_ms = *time,
              .id = act_of(info, fingerprint, *time)};
    if (last.state == signature_state::good && last.id.empty()) last = bad("no digest is signed along");
    if (last.state == signature_state::good) return last;
  }
  return last;
}

}  // namespace watchpost::mail_command::identity
