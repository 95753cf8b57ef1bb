// The server's side of SASL (RFC 4422): PLAIN, LOGIN, CRAM-MD5, SCRAM-SHA-1 and SCRAM-SHA-256. No sockets, no
// base64.
//
//   authenticator sign_in(store);
//   auto exchange = sign_in.begin("PLAIN");
//   auto step = exchange(response);   // nullopt: the client sent no initial response
//   while (step.what == sasl_step::challenge) step = exchange(answer_to(step.data));
//
// For the I/O thread only.
#pragma once

#include "mailstore.h"

#include <functional>
#include <map>
#include <optional>
#include <string>

namespace watchpost::sandbox {

struct sasl_step {
  enum kind { challenge, success, failure } what = failure;
  std::string data{};    // challenge: raw bytes for the client
  account_id account{};  // success: who signed in
};

// The next step, by the client's response.
using sasl_exchange = std::function<sasl_step(std::optional<std::string>)>;

class authenticator {
 public:
  explicit authenticator(const mailstore& store) : store_(store) {}

  std::optional<account_id> check(std::string_view login, std::string_view password) const;
  // Empty: no such mechanism.
  sasl_exchange begin(std::string_view mechanism);
  // True for mechanisms that show the password to whoever listens.
  static bool shows_password(std::string_view mechanism);

  // SCRAM's SaltedPassword (RFC 5802 section 3), remembered because it is slow on purpose.
  const std::string& salted_password(const char* digest, const std::string& login,
                                     const std::string& password, const std::string& salt, int iterations);
  const mailstore& store() const { return store_; }

 private:
  const mailstore& store_;
  std::map<std::string, std::string> salted_;
};

sasl_exchange begin_scram(authenticator& sign_in, const char* digest);

}  // namespace watchpost::sandbox
