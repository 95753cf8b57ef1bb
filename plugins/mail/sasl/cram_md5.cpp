#include "failures.h"
#include "mechanisms.h"
#include "secret.h"

namespace watchpost::mail::sasl {
namespace {

std::string hexadecimal(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const char c : bytes) {
    text += digits[static_cast<unsigned char>(c) >> 4U];
    text += digits[static_cast<unsigned char>(c) & 15U];
  }
  return text;
}

class cram_md5 final : public mechanism {
 public:
  explicit cram_md5(const credentials& who) : who_(who) {}

  std::string_view name() const override { return "CRAM-MD5"; }
  std::optional<std::string> initial() override { return std::nullopt; }

  result<std::string> answer(std::string_view challenge) override {
    if (answered_) return too_many_challenges();
    if (challenge.empty()) return sign_in_failure(cause::protocol, "CRAM-MD5 with an empty challenge");
    const secret digest = hmac(EVP_md5(), who_.password, challenge);
    if (digest.empty()) return sign_in_failure(cause::internal, "this system does not allow MD5");
    answered_ = true;
    return who_.username + ' ' + hexadecimal(digest.view());
  }

  bool satisfied() const override { return answered_; }
  bool single_flight() const override { return false; }

 private:
  credentials who_;
  bool answered_ = false;
};

}  // namespace

std::unique_ptr<mechanism> make_cram_md5(const credentials& who) { return std::make_unique<cram_md5>(who); }

}  // namespace watchpost::mail::sasl
