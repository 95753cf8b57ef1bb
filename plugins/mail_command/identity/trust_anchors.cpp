#include "mail/file.h"
#include "openssl_owned.h"
#include "rules.h"
#include "smime.h"

#include <openssl/err.h>
#include <openssl/pem.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <ctime>
#include <iterator>

namespace watchpost::mail_command::identity {
namespace {

constexpr std::size_t most_anchors = 16, most_file = 256 * 1024;

std::string name_of(X509* certificate) {
  std::array<char, 256> text{};
  X509_NAME_oneline(X509_get_subject_name(certificate), text.data(), static_cast<int>(text.size()));
  std::string name(text.data());
  std::replace_if(
      name.begin(), name.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
  return name;
}

// Why verify_cms() refuses what is signed by way of this certificate; empty: it does not. The demands on
// authorities are those of X509_V_FLAG_X509_STRICT.
std::string_view weakness_of(X509* certificate, std::string_view address, std::int64_t now_ms) {
  auto now = static_cast<std::time_t>(now_ms / 1000);
  if (X509_cmp_time(X509_get0_notAfter(certificate), &now) < 0) return "has expired";
  if (X509_cmp_time(X509_get0_notBefore(certificate), &now) > 0) return "is not valid yet";
  if (EVP_PKEY_get_security_bits(X509_get0_pubkey(certificate)) < security_bits)
    return "has a key that is too weak; RSA needs 2048 bits";
  const std::uint32_t flags = X509_get_extension_flags(certificate);
  if ((flags & EXFLAG_INVALID) != 0) return "has extensions that cannot be read";
  if ((flags & EXFLAG_CA) == 0)
    return names_address(certificate, address)
               ? ""
               : "is no authority (basicConstraints CA:TRUE) and does not name the signer's address";
  if ((flags & EXFLAG_BCONS_CRITICAL) == 0) return "has basicConstraints that are not marked critical";
  if ((flags & EXFLAG_KUSAGE) == 0) return "is an authority without keyUsage; it needs keyCertSign";
  if ((X509_get_key_usage(certificate) & KU_KEY_CERT_SIGN) == 0)
    return "is an authority whose keyUsage has no keyCertSign";
  if (X509_get0_subject_key_id(certificate) == nullptr) return "is an authority without subjectKeyIdentifier";
  return {};
}

}  // namespace

trust_anchors trust_anchors::read(std::string_view pem, std::string& fault) {
  trust_anchors out;
  const owned<BIO> in(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  auto held = std::make_shared<certificates>();
  while (in && held->all.size() <= most_anchors) {
    owned<X509> one(PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr));
    if (!one) break;
    held->all.push_back(std::move(one));
  }
  ERR_clear_error();
  if (held->all.empty() || held->all.size() > most_anchors)
    fault = "does not hold 1 to 16 certificates in PEM form";
  else
    out.held_ = std::move(held);
  return out;
}

std::vector<std::string> load_anchors(access_rules& rules, std::int64_t now_ms) {
  std::vector<std::string> faults;
  for (signer& s : rules.signers) {
    std::string fault;
    s.anchors = {};
    if (const auto pem = mail::read_file(s.ca_file, most_file, fault))
      s.anchors = trust_anchors::read(*pem, fault);
    const std::string named = "the file " + s.ca_file + " of signer " + s.address + ' ';
    if (!fault.empty()) faults.push_back(named + fault);
    if (s.anchors.empty()) continue;
    for (const auto& one : s.anchors.get()->all) {
      const auto weak = weakness_of(one.get(), s.address, now_ms);
      if (!weak.empty())
        faults.push_back(named + "holds " + name_of(one.get()) + ", which " + std::string(weak) +
                         ": no signature by way of it counts");
    }
  }
  return faults;
}

}  // namespace watchpost::mail_command::identity
