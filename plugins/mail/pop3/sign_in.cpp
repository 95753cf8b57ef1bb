#include "../sasl/failures.h"
#include "session.h"

#include <openssl/crypto.h>

#include <algorithm>

namespace watchpost::mail::pop3 {
namespace {

constexpr std::size_t max_command = 255;  // RFC 5034 section 4, with its CRLF
constexpr int max_challenges = 10;

bool breaks_lines(std::string_view setting) {
  return setting.find_first_of(std::string_view("\r\n\0", 3)) != setting.npos;
}

// Text that is wiped when it goes.
struct secret {
  std::string text;
  explicit secret(std::string t) : text(std::move(t)) {}
  secret(const secret&) = delete;
  secret& operator=(const secret&) = delete;
  ~secret() { OPENSSL_cleanse(text.data(), text.size()); }
};

std::string encoded(std::string_view answer) { return answer.empty() ? "=" : sasl::to_base64(answer); }

// Nothing more can be asked of the mechanism: what follows may ride with its answer.
bool is_last(const sasl::mechanism& m) {
  return m.single_flight() || (m.name().starts_with("SCRAM-") && m.satisfied());
}

}  // namespace

net::task<result<void>> session::sign_in() {
  talk_->at(stage::sign_in);
  if (breaks_lines(how_.user.username) || breaks_lines(how_.user.password))
    co_return talk_->fail(cause::credentials, "a line break or NUL in user name or password");
  const bool bare = !talk_->line().secure();

  auto chosen = sasl::choose(can_.sasl, how_.user, !bare, how_.allow_cleartext_login);
  if (chosen) co_return co_await sign_in_by(**chosen);
  failure why = chosen.error();
  why.at = stage::sign_in;
  if (bare && can_.sasl.empty() && !can_.user)
    co_return talk_->fail(cause::insecure, std::string(sasl::wants_tls));
  if (why.why != cause::no_mechanism || !can_.user || !how_.user.token.empty()) co_return why;
  if (bare && !how_.allow_cleartext_login)
    co_return talk_->fail(cause::insecure, "PASS would show the password on a clear connection");
  co_return co_await sign_in_by_user();
}

// The first flight of a sign-in. CAPA rides before it when the capabilities are remembered ones, UIDL behind
// it when nothing of the sign-in is left to say. `shown`: the commands for the transcript.
net::task<result<void>> session::send_sign_in(std::string commands, std::size_t count, std::string shown) {
  terms_.report->transcript.note(stage::sign_in, "signing in as " + how_.user.username + " by " + way_);
  secret flight(refreshing_ ? "CAPA\r\n" : "");
  flight.text.append(commands).append(list_sent_ ? "UIDL\r\n" : "");
  OPENSSL_cleanse(commands.data(), commands.size());
  const std::size_t all = count + (refreshing_ ? 1 : 0) + (list_sent_ ? 1 : 0);
  shown = (refreshing_ ? "CAPA\r\n" : "") + shown + (list_sent_ ? "UIDL\r\n" : "");
  const result<void> sent = co_await talk_->send(flight.text, all, shown);
  if (!sent) co_return sent.error();
  if (refreshing_) {
    const result<void> refreshed = co_await receive_capabilities();
    if (!refreshed) co_return refreshed.error();
  }
  talk_->at(stage::sign_in);
  co_return result<void>{};
}

net::task<result<void>> session::sign_in_by_user() {
  way_ = terms_.report->mechanism = "USER";
  const std::string user = "USER " + how_.user.username + "\r\n";
  const secret pass("PASS " + how_.user.password + "\r\n");
  const bool together = pipelines();
  list_sent_ = together && wants_list_;

  std::string commands = user;
  if (together) commands += pass.text;
  constexpr std::string_view shown_pass = "PASS <secret>\r\n";
  const std::string shown = together ? user + std::string(shown_pass) : user;
  const result<void> sent = co_await send_sign_in(std::move(commands), together ? 2 : 1, shown);
  if (!sent) co_return sent.error();
  const result<reply> named = co_await talk_->receive(shape::line);
  if (!named) co_return named.error();
  if (named->is == status::challenge) co_return talk_->fail(cause::protocol, "a challenge behind USER");
  if (named->is == status::error) co_return turned_away(*named);
  if (!together) {
    const result<void> told = co_await talk_->send(pass.text, 1, shown_pass);
    if (!told) co_return told.error();
  }
  const result<reply> entered = co_await talk_->receive(shape::line);
  if (!entered) co_return entered.error();
  if (entered->is == status::challenge) co_return talk_->fail(cause::protocol, "a challenge behind PASS");
  if (entered->is == status::error) co_return turned_away(*entered);
  co_return result<void>{};
}

// RFC 5034 section 4.
net::task<result<void>> session::sign_in_by(sasl::mechanism& by) {
  way_ = terms_.report->mechanism = std::string(by.name());
  std::string command = "AUTH " + way_;
  std::string shown = command;
  std::optional<std::string> initial = by.initial();
  if (initial) {
    const secret argument(encoded(*initial));
    if (command.size() + 1 + argument.text.size() + 2 <= max_command) {
      command += " " + argument.text;
      (shown += ' ') += secret_mark;
      talk_->hidden.add(argument.text);
      initial.reset();
      list_sent_ = pipelines() && wants_list_ && by.single_flight();
    }
  }
  command += "\r\n";
  const result<void> begun = co_await send_sign_in(std::move(command), 1, shown + "\r\n");
  if (!begun) co_return begun.error();

  for (int challenges = 0; challenges <= max_challenges; ++challenges) {
    const result<reply> said = co_await talk_->receive(shape::line);
    if (!said) co_return said.error();
    if (said->is == status::error) co_return sasl::explained(turned_away(*said), by);
    if (said->is == status::ok) {
      if (by.satisfied()) co_return result<void>{};
      co_return sasl::too_early(by);
    }
    std::optional<std::string> held = std::exchange(initial, std::nullopt);
    const result<void> answered = co_await answer(by, std::move(held), said->text);
    if (!answered) co_return answered.error();
  }
  co_return talk_->fail(cause::limit, "too many challenges");
}

// `held`: the initial response, when it was too long for the command.
net::task<result<void>> session::answer(sasl::mechanism& by, std::optional<std::string> held,
                                        std::string challenge) {
  if (list_sent_) co_return talk_->fail(cause::protocol, "a challenge where none was due");
  result<std::string> said = std::string();
  if (held) {
    said = std::move(*held);
  } else {
    const auto decoded = sasl::from_base64(challenge);
    if (!decoded) co_return talk_->fail(cause::protocol, "a challenge that is not base64");
    said = by.answer(*decoded);
  }
  if (!said) {
    failure why = said.error();
    why.at = stage::sign_in;
    co_await talk_->say("*\r\n");
    co_return why;
  }
  const secret text(sasl::to_base64(*said));
  OPENSSL_cleanse(said->data(), said->size());
  talk_->hidden.add(text.text);
  list_sent_ = pipelines() && wants_list_ && is_last(by);
  secret flight(text.text);
  flight.text.append(list_sent_ ? "\r\nUIDL\r\n" : "\r\n");
  co_return co_await talk_->send(flight.text, list_sent_ ? 2 : 1,
                                 list_sent_ ? "<secret>\r\nUIDL" : secret_mark);
}

bool session::still_offered() const {
  if (way_ == "USER") return can_.user;
  const auto same = [&](const std::string& name) { return name == way_; };
  return std::any_of(can_.sasl.begin(), can_.sasl.end(), same);
}

failure session::turned_away(const reply& with) {
  if (refreshing_ && with.code.empty() && !still_offered()) {
    misled_ = true;
    remembered().capabilities = can_.known ? can_text_ : std::string();
  }
  return talk_->refused(with, cause::credentials);
}

}  // namespace watchpost::mail::pop3
