#include "failures.h"
#include "mechanisms.h"

namespace watchpost::mail::sasl {
namespace {

class plain final : public mechanism {
 public:
  explicit plain(const credentials& who) : who_(who) {}

  std::string_view name() const override { return "PLAIN"; }

  std::optional<std::string> initial() override {
    sent_ = true;
    return message();
  }

  // The empty challenge of a server (or a protocol) that takes no initial response.
  result<std::string> answer(std::string_view challenge) override {
    if (sent_ || !challenge.empty()) return too_many_challenges();
    sent_ = true;
    return message();
  }

  bool satisfied() const override { return sent_; }
  bool single_flight() const override { return true; }

 private:
  std::string message() const {
    std::string text;
    text.reserve(2 + who_.username.size() + who_.password.size());
    text += '\0';
    text += who_.username;
    text += '\0';
    text += who_.password;
    return text;
  }

  credentials who_;
  bool sent_ = false;
};

}  // namespace

std::unique_ptr<mechanism> make_plain(const credentials& who) { return std::make_unique<plain>(who); }

}  // namespace watchpost::mail::sasl
