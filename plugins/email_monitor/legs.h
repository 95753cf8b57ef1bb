// The two legs of a round trip as the plan wants them: over IMAP or POP3, with a password or an access token.
#pragma once

#include "mail/broker/broker.h"
#include "plan.h"

#include <memory>
#include <string_view>

namespace watchpost::email_monitor {

// `from` and `what` outlive the mailbox.
std::unique_ptr<mail::mailbox> make_mailbox(mail::broker& from, const plan& what);

// As their namesakes in smtp/submit.h and the mailboxes' sign_in(). All references outlive the tasks.
mail::net::task<mail::result<mail::smtp::receipt>> submit(
    mail::net::network& net, const plan& what, const mail::smtp::envelope& who, std::string_view message,
    mail::net::instant deadline, const mail::net::cancellation& cancel, mail::session_report& report);
mail::net::task<mail::result<void>> sign_in_to_submit(mail::net::network& net, const plan& what,
                                                      mail::net::instant deadline,
                                                      const mail::net::cancellation& cancel,
                                                      mail::session_report& report);
mail::net::task<mail::result<void>> sign_in_to_retrieve(mail::net::network& net, const plan& what,
                                                        mail::net::instant deadline,
                                                        const mail::net::cancellation& cancel,
                                                        mail::session_report& report);

}  // namespace watchpost::email_monitor
