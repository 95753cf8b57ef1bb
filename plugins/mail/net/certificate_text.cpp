#include "certificate_text.h"

#include "../failure.h"
#include "openssl_handles.h"

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

}  // namespace watchpost::mail::net
