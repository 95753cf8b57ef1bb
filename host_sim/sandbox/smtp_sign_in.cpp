// STARTTLS (RFC 3207) and AUTH (RFC 4954).
#include "sasl_dialogue.h"
#include "smtp_session.h"

namespace watchpost::sandbox {

bool smtp_session::may_submit() const {
  constexpr auto window = std::chrono::minutes(10);
  if (!signed_in_as_.empty() || with_.settings.submission == submission_policy::open) return true;
  const auto lately = [&](const auto& sign_in) { return with_.time.now() - sign_in.second <= window; };
  return with_.settings.submission == submission_policy::pop_before_smtp &&
         std::ranges::any_of(with_.pop3_sign_ins, lately);
}

asio::awaitable<void> smtp_session::starttls(std::string_view argument) {
  if (!offers_starttls()) {
    reject(503, "5.5.1 STARTTLS is not available");
    co_return;
  }
  if (!argument.empty()) {
    reject(501, "5.5.4 STARTTLS takes no argument");
    co_return;
  }
  reply(220, "2.0.0 Go ahead");
  const bool encrypted = co_await link_->start_tls();
  if (!encrypted) {
    done_ = true;
    co_return;
  }
  with_.tls_started(*link_);
  helo_.clear();
  signed_in_as_.clear();
  forget_mail();
}

asio::awaitable<void> smtp_session::auth(std::string_view argument) {
  if (!greeted()) co_return;
  const std::string_view mechanism = take_word(argument);
  if (!esmtp_ || !signed_in_as_.empty() || in_mail_) {
    reject(503, "5.5.1 AUTH is not possible now");
    co_return;
  }
  if (!with_.allows_clear_password(*link_) && authenticator::shows_password(mechanism)) {
    reject(538, "5.7.11 Encryption required for this mechanism");
    co_return;
  }
  const auto exchange = with_.sign_in.begin(mechanism);
  if (!exchange || !with_.offers("AUTH") || !with_.offers_mechanism(mechanism, *link_)) {
    reject(504, "5.5.4 Unknown mechanism");
    co_return;
  }
  std::optional<std::string> initial;
  if (!argument.empty()) initial = std::string(argument);
  const sasl_outcome outcome = co_await run_sasl(*link_, exchange, "334 ", std::move(initial));
  switch (outcome.what) {
    case sasl_outcome::signed_in:
      with_.signed_in(protocol::smtp, true);
      signed_in_as_ = with_.store.address(outcome.account);
      reply(235, "2.7.0 Signed in");
      break;
    case sasl_outcome::refused:
      with_.signed_in(protocol::smtp, false);
      reject(535, "5.7.8 Wrong user or password");
      break;
    case sasl_outcome::cancelled: reject(501, "5.0.0 Cancelled"); break;
    case sasl_outcome::malformed: reject(501, "5.5.2 Malformed response"); break;
    case sasl_outcome::closed: done_ = true; break;
  }
}

}  // namespace watchpost::sandbox
