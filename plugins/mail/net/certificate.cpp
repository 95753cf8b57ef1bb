#include "certificate.h"

#include "mail/failure.h"
#include "tls_context.h"

#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <memory>
#include <string_view>

namespace watchpost::mail::net {

namespace {

constexpr int most_names = 5;

std::string_view bytes_of(const ASN1_STRING* text) {
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
          static_cast<std::size_t>(ASN1_STRING_length(text))};
}

std::string address_text(std::string_view bytes) {
  const auto byte = [&](std::size_t i) {
    return static_cast<unsigned>(static_cast<unsigned char>(bytes[i]));
  };
  std::array<char, 48> text{};
  if (bytes.size() == 4) {
    std::snprintf(text.data(), text.size(), "%u.%u.%u.%u", byte(0), byte(1), byte(2), byte(3));
    return text.data();
  }
  std::string all;
  for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
    std::snprintf(text.data(), text.size(), i == 0 ? "%x" : ":%x", byte(i) << 8U | byte(i + 1));
    all += text.data();
  }
  return all;
}

bool broken_down(const ASN1_TIME* at, std::tm& into) {
  return at != nullptr && ASN1_TIME_to_tm(at, &into) == 1;
}

}  // namespace

std::string to_text(const X509_NAME* name) {
  const openssl_ptr<BIO> out(BIO_new(BIO_s_mem()));
  if (!out || name == nullptr) return {};
  X509_NAME_print_ex(out.get(), name, 0, XN_FLAG_RFC2253 & ~static_cast<unsigned long>(ASN1_STRFLGS_ESC_MSB));
  char* data = nullptr;
  const long size = BIO_get_mem_data(out.get(), &data);
  return size > 0 ? printable({data, static_cast<std::size_t>(size)}) : std::string();
}

std::string names_of(X509* certificate) {
  const auto release = [](GENERAL_NAMES* names) { GENERAL_NAMES_free(names); };
  const std::unique_ptr<GENERAL_NAMES, decltype(release)> names(
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)),
      release);
  if (!names) return to_text(X509_get_subject_name(certificate));
  std::string all;
  for (int i = 0; i < sk_GENERAL_NAME_num(names.get()); ++i) {
    if (i == most_names) return all + ", …";
    int type = 0;
    const void* const value = GENERAL_NAME_get0_value(sk_GENERAL_NAME_value(names.get(), i), &type);
    if (type != GEN_DNS && type != GEN_IPADD && type != GEN_EMAIL) continue;
    const std::string_view bytes = bytes_of(static_cast<const ASN1_STRING*>(value));
    if (!all.empty()) all += ", ";
    all += type == GEN_IPADD ? address_text(bytes) : printable(bytes.substr(0, 253));
  }
  return all;
}

std::int64_t to_seconds(const ASN1_TIME* at) {
  std::tm parts{};
  if (!broken_down(at, parts)) return 0;
  using namespace std::chrono;
  const sys_days day = year{parts.tm_year + 1900} / (parts.tm_mon + 1) / parts.tm_mday;
  return duration_cast<seconds>(day.time_since_epoch()).count() + parts.tm_hour * 3600 + parts.tm_min * 60 +
         parts.tm_sec;
}

std::string to_date(const ASN1_TIME* at) {
  std::tm parts{};
  if (!broken_down(at, parts)) return "at an unknown time";
  std::array<char, 16> text{};
  std::strftime(text.data(), text.size(), "%Y-%m-%d", &parts);
  return text.data();
}

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
