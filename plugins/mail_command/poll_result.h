// What a poll comes to, as the host is told: verdicts, readings, facts.
#pragma once

#include "service.h"

#include <watchpost/cpp/module.hpp>
#include <watchpost/cpp/result.hpp>

namespace watchpost::mail_command {

inline constexpr wp_metric metrics[] = {
    plugin::metric("mails_read", "", "mails read since the instance was activated"),
    plugin::metric("mails_sent", "", "mails sent since the instance exists"),
    plugin::metric("mails_waiting", "", "answers and alarm mails that wait to be sent"),
    plugin::metric("operated", "", "operations that were carried out"),
    plugin::metric("refused", "", "lines that were refused"),
    plugin::metric("unknown", "", "operations whose outcome is not known"),
    plugin::metric("returned", "", "outputs that returned by themselves"),
    plugin::metric("strangers", "", "mails of nobody that a rule is about"),
    plugin::metric("machines", "", "bounces, lists, automatic mail, loops"),
    plugin::metric("unread", "", "mails that were too big, unreadable, or addressed to somebody else"),
    plugin::metric("replayed", "", "mails that were handled before"),
    plugin::metric("stale", "", "mails that were not fresh"),
    plugin::metric("unproven", "", "mails of known addresses that proved nothing, and were not answered"),
    plugin::metric("capped", "", "mails beyond answer.per_hour"),
    plugin::metric("left", "", "mails that were there before the instance, and left alone"),
    plugin::metric("mail_total", "s", "the whole reading of the account"),
};

enum class state_word : std::uint8_t { run, sending, receiving, failed };

// In the order of the enumerators.
inline constexpr wp_verdict verdicts[] = {
    plugin::verdict(WP_STATE_OK, "run",
                    "the account was read, and what was to be sent has left or waits its turn"),
    plugin::verdict(WP_STATE_WARNING, "sending", "mail cannot be sent; it is kept and tried again",
                    "do what the line says; smtp.* are the settings to look at"),
    plugin::verdict(WP_STATE_CRITICAL, "receiving",
                    "the account could not be read, so no command is carried out",
                    "do what the line says; mail.* are the settings to look at"),
    plugin::verdict(WP_STATE_CRITICAL, "failed",
                    "what was done could not be stored, so nothing more is done; or the work broke off",
                    "look at the disk, the database and the log of the host"),
};

// Polled more often, a mail server may take the sign-ins for an attack.
inline constexpr std::chrono::minutes polite_interval{5};

// `interval`: between two polls; 0: there is no schedule.
plugin::result make_result(const intake::received& r, const service& of, const runtime::configuration& config,
                           std::chrono::milliseconds interval);

}  // namespace watchpost::mail_command
