// What a poll measured, as the host is told: metrics, readings, facts.
#pragma once

#include "round_trip.h"

#include <watchpost/cpp/module.hpp>
#include <watchpost/cpp/result.hpp>

namespace watchpost::email_monitor {

inline constexpr wp_metric metrics[] = {
    plugin::metric("delivery", "s",
                   "from submission to arrival; whole seconds where only the servers' stamps tell"),
    plugin::metric("smtp_resolve", "s", "looking up the submission server's name"),
    plugin::metric("smtp_connect", "s", "TCP to the submission server"),
    plugin::metric("smtp_tls", "s", "its TLS handshake"),
    plugin::metric("smtp_auth", "s", "its sign-in"),
    plugin::metric("smtp_submit", "s", "from MAIL to the acceptance of the message"),
    plugin::metric("smtp_total", "s", "the whole submission"),
    plugin::metric("mail_resolve", "s", "looking up the mail server's name"),
    plugin::metric("mail_connect", "s", "TCP to the mail server"),
    plugin::metric("mail_tls", "s", "its TLS handshake"),
    plugin::metric("mail_auth", "s",
                   "its sign-in; the mailbox is opened in the same step where commands are pipelined"),
    plugin::metric("mail_find", "s", "opening the mailbox and reading what is new"),
    plugin::metric("mail_delete", "s", "deleting our own messages"),
    plugin::metric("mail_total", "s", "the whole retrieval"),
    plugin::metric("smtp_cert_days", "", "days until the submission server's certificate expires"),
    plugin::metric("mail_cert_days", "", "days until the mail server's certificate expires"),
    plugin::metric("own_deleted", "", "messages of ours that were deleted"),
    plugin::metric("foreign_seen", "", "new messages of others whose headers were read"),
    plugin::metric("forged", "", "messages with a seal in our name that is not valid; when there are any"),
    plugin::metric("replayed", "",
                   "messages with a seal of a probe that is over, as copies have it; deleted; likewise"),
    plugin::metric(
        "leftovers", "",
        "messages that an earlier poll set out to delete, and that are there again; deleted; likewise"),
    plugin::metric(
        "duplicates", "",
        "further copies of a probe that arrived; deleted, unless a person may have sent them; likewise"),
    plugin::metric("answers", "", "automatic answers that carry a seal of ours; left alone; likewise"),
};

// The result of a poll that came to a verdict. `now` is wall seconds.
plugin::result make_result(const poll_report& report, const configuration& config, std::int64_t now);

}  // namespace watchpost::email_monitor
