// A mailbox whose sessions sign in with access tokens.
#pragma once

#include "mail/mailbox.h"
#include "source.h"

#include <functional>
#include <memory>

namespace watchpost::mail::oauth {

// imap::make_mailbox or pop3::make_mailbox on some network.
using mailbox_maker = std::function<std::unique_ptr<mailbox>(access_settings)>;

// `how` without a token. The token is fetched by the first scan(), and anew where the server refuses it.
std::unique_ptr<mailbox> make_mailbox(std::shared_ptr<source> from, access_settings how, mailbox_maker make);

}  // namespace watchpost::mail::oauth
