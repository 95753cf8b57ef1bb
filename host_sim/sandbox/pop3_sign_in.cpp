// CAPA (RFC 2449), STLS (RFC 2595), USER and PASS, AUTH (RFC 5034).
#include "pop3_session.h"
#include "sasl_dialogue.h"

namespace watchpost::sandbox {

void pop3_session::enter(account_id who) {
  const auto last = with_.pop3_sign_ins.find(who);
  if (last != with_.pop3_sign_ins.end() && with_.time.now() - last->second < with_.settings.login_delay) {
    with_.signed_in(protocol::pop3, false);
    return no("[LOGIN-DELAY] too soon after the last sign-in");
  }
  with_.pop3_sign_ins[who] = with_.time.now();
  with_.signed_in(protocol::pop3, true);
  account_ = who;
  state_ = state::transaction;
  uid_validity_ = with_.store.status(who, "INBOX")->uid_validity;
  for (auto& m : with_.store.list(who, "INBOX")) drop_.push_back({std::move(m)});
  ok(std::to_string(drop_.size()) + " messages");
}

void pop3_session::capa(std::string_view) {
  ok("capabilities follow");
  static constexpr const char* plain_ones[] = {"TOP", "UIDL", "PIPELINING", "RESP-CODES", "AUTH-RESP-CODE"};
  for (const char* name : plain_ones) {
    if (with_.offers(name)) link_->write(std::string(name) + "\r\n");
  }
  if (with_.offers("USER") && with_.allows_clear_password(*link_)) link_->write("USER\r\n");
  const std::string mechanisms = with_.mechanism_list(*link_, " ");
  if (with_.offers("SASL") && !mechanisms.empty()) link_->write("SASL" + mechanisms + "\r\n");
  if (offers_stls() && state_ == state::before_sign_in) link_->write("STLS\r\n");
  const auto delay = std::chrono::duration_cast<std::chrono::seconds>(with_.settings.login_delay);
  if (delay.count() > 0) link_->write("LOGIN-DELAY " + std::to_string(delay.count()) + "\r\n");
  link_->write("IMPLEMENTATION sandbox\r\n.\r\n");
}

asio::awaitable<void> pop3_session::stls(std::string_view argument) {
  if (!offers_stls() || !argument.empty()) {
    no("STLS is not available");
    co_return;
  }
  ok("begin TLS");
  user_.clear();
  const bool encrypted = co_await link_->start_tls();
  if (encrypted) {
    with_.tls_started(*link_);
  } else {
    done_ = true;
  }
}

void pop3_session::user(std::string_view argument) {
  if (!with_.offers("USER") || !with_.allows_clear_password(*link_)) {
    no("[AUTH] Sign in over TLS only");
  } else {
    user_ = argument;
    ok("password?");
  }
}

void pop3_session::pass(std::string_view argument) {
  // The password is all the rest of the line, spaces included.
  const auto who = user_.empty() ? std::nullopt : with_.sign_in.check(user_, argument);
  user_.clear();
  if (who) {
    enter(*who);
  } else {
    with_.signed_in(protocol::pop3, false);
    no("[AUTH] Wrong user or password");
  }
}

asio::awaitable<void> pop3_session::auth(std::string_view argument) {
  if (argument.empty()) {
    // The habit of old clients: a bare AUTH lists the mechanisms.
    ok("mechanisms follow");
    link_->write(with_.mechanism_list(*link_, "\r\n").erase(0, 2) + "\r\n.\r\n");
    co_return;
  }
  const std::string_view mechanism = take_word(argument);
  const auto exchange = with_.sign_in.begin(mechanism);
  if (!exchange || !with_.offers("SASL") || !with_.offers_mechanism(mechanism, *link_)) {
    no("Unknown mechanism");
    co_return;
  }
  std::optional<std::string> initial;
  if (!argument.empty()) initial = std::string(argument);
  const sasl_outcome outcome = co_await run_sasl(*link_, exchange, "+ ", std::move(initial));
  switch (outcome.what) {
    case sasl_outcome::signed_in: enter(outcome.account); break;
    case sasl_outcome::refused:
      with_.signed_in(protocol::pop3, false);
      no("[AUTH] Wrong user or password");
      break;
    case sasl_outcome::cancelled: no("Cancelled"); break;
    case sasl_outcome::malformed: no("Malformed response"); break;
    case sasl_outcome::closed: done_ = true; break;
  }
}

}  // namespace watchpost::sandbox
