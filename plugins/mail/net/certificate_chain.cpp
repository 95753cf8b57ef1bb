#include "certificate_chain.h"

#include "certificate_text.h"
#include "openssl_handles.h"

#include <openssl/pem.h>

namespace watchpost::mail::net {
namespace {

constexpr int most_certificates = 10;
constexpr std::size_t most_bytes = 64 * 1024;

openssl_ptr<X509> parsed(const std::string& der) {
  const auto* at = reinterpret_cast<const unsigned char*>(der.data());
  return openssl_ptr<X509>(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
}

std::string armoured(X509* certificate) {
  const openssl_ptr<BIO> out(BIO_new(BIO_s_mem()));
  if (!out || PEM_write_bio_X509(out.get(), certificate) != 1) return {};
  char* data = nullptr;
  const long size = BIO_get_mem_data(out.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

}  // namespace

std::shared_ptr<const certificate_chain> to_chain(const STACK_OF(X509) * shown) {
  if (shown == nullptr || sk_X509_num(shown) <= 0) return nullptr;
  certificate_chain all;
  std::size_t bytes = 0;
  for (int i = 0; i < sk_X509_num(shown) && i < most_certificates; ++i) {
    unsigned char* der = nullptr;
    const int size = i2d_X509(sk_X509_value(shown, i), &der);
    if (size <= 0) break;
    bytes += static_cast<std::size_t>(size);
    if (bytes <= most_bytes)
      all.emplace_back(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size));
    OPENSSL_free(der);
    if (bytes > most_bytes) break;
  }
  if (all.empty()) return nullptr;
  return std::make_shared<const certificate_chain>(std::move(all));
}

std::optional<certificate_facts> facts_of(const std::string& der) {
  const auto certificate = parsed(der);
  if (!certificate) return std::nullopt;
  return certificate_facts{.subject = to_text(X509_get_subject_name(certificate.get())),
                           .issuer = to_text(X509_get_issuer_name(certificate.get())),
                           .names = names_of(certificate.get()),
                           .not_before = to_seconds(X509_get0_notBefore(certificate.get())),
                           .not_after = to_seconds(X509_get0_notAfter(certificate.get()))};
}

std::string to_pem(const certificate_chain& chain) {
  std::string text;
  for (const auto& der : chain) {
    const auto certificate = parsed(der);
    if (!certificate) continue;
    if (!text.empty()) text += '\n';
    text += "Subject: " + to_text(X509_get_subject_name(certificate.get())) + '\n';
    text += "Names:   " + names_of(certificate.get()) + '\n';
    text += "Issuer:  " + to_text(X509_get_issuer_name(certificate.get())) + '\n';
    text += "Valid:   " + to_date(X509_get0_notBefore(certificate.get())) + " to " +
            to_date(X509_get0_notAfter(certificate.get())) + '\n';
    text += armoured(certificate.get());
  }
  return text;
}

}  // namespace watchpost::mail::net
