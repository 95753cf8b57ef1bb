// CAPABILITY, STARTTLS, LOGIN, AUTHENTICATE (with SASL-IR, RFC 4959), NOOP and LOGOUT.
#include "imap_session.h"
#include "sasl_dialogue.h"

namespace watchpost::sandbox {

std::string imap_session::capabilities() const {
  static constexpr const char* plain_ones[] = {"LITERAL+", "SASL-IR", "UIDPLUS",     "IDLE",     "UNSELECT",
                                               "MOVE",     "ESEARCH", "SPECIAL-USE", "SEARCHRES"};
  std::string all = "IMAP4rev1";
  for (const char* name : plain_ones) {
    if (with_.offers(name)) all.append(" ").append(name);
  }
  if (offers_starttls()) all += " STARTTLS";
  if (!with_.allows_clear_password(*link_)) all += " LOGINDISABLED";
  if (state_ == state::fresh) all += with_.mechanism_list(*link_, " AUTH=");
  return all;
}

void imap_session::capability(imap_args& args) {
  if (!args.done()) return bad("CAPABILITY takes no argument");
  untagged("CAPABILITY " + capabilities());
  ok("Done");
}

void imap_session::noop(imap_args&) { ok("Done"); }

void imap_session::logout(imap_args&) {
  untagged("BYE Logging out");
  state_ = state_ == state::fresh ? state::fresh : state::signed_in;
  done_ = true;
  ok("Done");
}

void imap_session::signed_in(account_id who) {
  with_.signed_in(protocol::imap, true);
  account_ = who;
  state_ = state::signed_in;
  ok("[CAPABILITY " + capabilities() + "] Signed in");
}

void imap_session::refuse_sign_in() {
  with_.signed_in(protocol::imap, false);
  ++errors_;
  no("[AUTHENTICATIONFAILED] Wrong user or password");
}

void imap_session::login(imap_args& args) {
  const auto user = args.astring();
  const bool separated = args.space();
  const auto password = args.astring();
  if (!user || !separated || !password || !args.done()) return bad("LOGIN needs a user and a password");
  if (!with_.allows_clear_password(*link_)) return no("[PRIVACYREQUIRED] Sign in over TLS only");
  if (const auto who = with_.sign_in.check(*user, *password)) {
    signed_in(*who);
  } else {
    refuse_sign_in();
  }
}

asio::awaitable<void> imap_session::starttls(imap_args& args) {
  if (!offers_starttls() || !args.done()) {
    bad("STARTTLS is not available");
    co_return;
  }
  link_->write(tag_ + " OK Begin TLS\r\n");
  const bool encrypted = co_await link_->start_tls();
  if (encrypted) {
    with_.tls_started(*link_);
  } else {
    done_ = true;
  }
}

asio::awaitable<void> imap_session::authenticate(imap_args& args) {
  const auto mechanism = args.word();
  std::optional<std::string> initial;
  if (mechanism && args.space()) {
    const auto word = args.word();
    initial = word ? std::string(*word) : std::string{};
  }
  if (!mechanism || !args.done() || (initial && (initial->empty() || !with_.offers("SASL-IR")))) {
    bad("Malformed AUTHENTICATE");
    co_return;
  }
  const auto exchange = with_.sign_in.begin(*mechanism);
  if (!exchange || !with_.offers_mechanism(*mechanism, *link_)) {
    no("[CANNOT] Unknown mechanism");
    co_return;
  }
  const sasl_outcome outcome = co_await run_sasl(*link_, exchange, "+ ", std::move(initial));
  switch (outcome.what) {
    case sasl_outcome::signed_in: signed_in(outcome.account); break;
    case sasl_outcome::refused: refuse_sign_in(); break;
    case sasl_outcome::cancelled: bad("Cancelled"); break;
    case sasl_outcome::malformed: bad("Malformed response"); break;
    case sasl_outcome::closed: done_ = true; break;
  }
}

}  // namespace watchpost::sandbox
