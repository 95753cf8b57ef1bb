// Sessions with the servers of an account, with a password or an access token.
#pragma once

#include "access.h"
#include "mail/broker/broker.h"
#include "mail/oauth/account.h"

#include <watchpost/cpp/edits.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace watchpost::account {

// `to` outlives the mailbox, and so does the broker, or the network.
std::unique_ptr<mail::mailbox> make_mailbox(mail::broker& from, const access& to);
std::unique_ptr<mail::mailbox> make_mailbox(mail::net::network& net, const access& to);

// As their namesakes in smtp/submit.h and the mailboxes' sign_in(). All references outlive the tasks.
mail::net::task<mail::result<mail::smtp::receipt>> submit(
    mail::net::network& net, const access& to, const mail::smtp::envelope& envelope, std::string_view message,
    mail::net::instant deadline, const mail::net::cancellation& cancel, mail::session_report& report,
    mail::smtp::text_gate before_text = {});
mail::net::task<mail::result<void>> sign_in_to_submit(mail::net::network& net, const access& to,
                                                      mail::net::instant deadline,
                                                      const mail::net::cancellation& cancel,
                                                      mail::session_report& report);
mail::net::task<mail::result<void>> sign_in_to_retrieve(mail::net::network& net, const access& to,
                                                        mail::net::instant deadline,
                                                        const mail::net::cancellation& cancel,
                                                        mail::session_report& report);

// A warning, when everybody on this machine can read the token file. Looks at the disk.
std::optional<std::string> open_to_all(const access& to);

// The record under kept_token_key; empty: there is none, or, with `why` set, none that can be read.
std::string kept_token(const plugin::entries& stored, std::string& why);

// Takes a source of tokens, where the settings name one. `with` keeps what replaces a refresh token, and `stored`
// is what it kept last. On the I/O thread.
void take_tokens(access& to, mail::oauth::issuer& from, mail::oauth::keeper& with, std::string_view stored);
// Ends its use, when no session uses it any more.
mail::net::task<void> leave_tokens(access& to);
// Where an instance keeps what `with` is given.
inline constexpr const char* kept_token_key = "oauth.refresh";

}  // namespace watchpost::account
