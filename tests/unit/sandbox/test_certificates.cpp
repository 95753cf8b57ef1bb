#include "sandbox/certificates.h"

#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

namespace watchpost::sandbox {
namespace {

struct free_x509 {
  void operator()(X509* p) const { X509_free(p); }
};

std::unique_ptr<X509, free_x509> read(const std::string& pem) {
  BIO* const bio = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
  std::unique_ptr<X509, free_x509> x(PEM_read_bio_X509(bio, nullptr, nullptr, nullptr));
  BIO_free(bio);
  return x;
}

TEST(Certificates, ServerIsSignedByTheCaForLoopback) {
  std::string error;
  const auto made = make_certificates(30, error);
  ASSERT_TRUE(made) << error;
  const auto ca = read(made->ca), leaf = read(made->server);
  ASSERT_TRUE(ca && leaf);
  EXPECT_EQ(X509_verify(leaf.get(), X509_get0_pubkey(ca.get())), 1);
  EXPECT_EQ(X509_check_ip_asc(leaf.get(), "127.0.0.1", 0), 1);
  EXPECT_EQ(X509_check_host(leaf.get(), "localhost", 0, 0, nullptr), 1);
  EXPECT_EQ(X509_check_ca(ca.get()), 1);
  EXPECT_EQ(X509_check_ca(leaf.get()), 0);
  EXPECT_EQ(X509_cmp_current_time(X509_get0_notAfter(leaf.get())), 1);
}

TEST(Certificates, NegativeDaysHaveExpired) {
  std::string error;
  const auto made = make_certificates(-3, error);
  ASSERT_TRUE(made) << error;
  const auto leaf = read(made->server);
  EXPECT_EQ(X509_cmp_current_time(X509_get0_notAfter(leaf.get())), -1);
}

TEST(Certificates, EveryAuthorityIsNew) {
  std::string error;
  EXPECT_NE(make_certificates(1, error)->ca, make_certificates(1, error)->ca);
}

}  // namespace
}  // namespace watchpost::sandbox
