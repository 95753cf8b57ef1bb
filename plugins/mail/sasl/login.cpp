#include "failures.h"
#include "mechanisms.h"

namespace watchpost::mail::sasl {
namespace {

// The text of the challenges is free ("Username:", "User Name", nothing): only their order counts.
class login final : public mechanism {
 public:
  explicit login(const credentials& who) : who_(who) {}

  std::string_view name() const override { return "LOGIN"; }
  std::optional<std::string> initial() override { return std::nullopt; }

  result<std::string> answer(std::string_view) override {
    switch (answers_++) {
      case 0: return who_.username;
      case 1: return who_.password;
      default: return too_many_challenges();
    }
  }

  bool satisfied() const override { return answers_ == 2; }
  bool single_flight() const override { return false; }

 private:
  credentials who_;
  unsigned answers_ = 0;
};

}  // namespace

std::unique_ptr<mechanism> make_login(const credentials& who) { return std::make_unique<login>(who); }

}  // namespace watchpost::mail::sasl
