// Every verdict that an email monitor may come to: its word, its state, what it means, what to do. Hosts and
// the documentation read this table; nothing else defines a verdict.
#pragma once

#include <watchpost/cpp/module.hpp>
#include <watchpost/op.h>

#include <array>
#include <cstdint>
#include <string_view>

namespace watchpost::email_monitor {

enum class verdict : std::uint8_t {
  up,
  pending,
  late,
  lost,
  junk,
  bounced,
  uncertain,
  down,
  busy,
  greylisted,
  unknown,
};

// In the order of the enumerators.
inline constexpr wp_verdict verdicts[] = {
    plugin::verdict(WP_STATE_OK, "up",
                    "a probe came back by its deadline; or the first one was submitted (first_poll = up)"),
    plugin::verdict(WP_STATE_PENDING, "pending",
                    "nothing can be said yet: the first poll with first_poll = pending, "
                    "probes that are not yet due, or the first poll after a gap in the polls"),
    plugin::verdict(WP_STATE_WARNING, "late",
                    "a probe came back after its deadline; it is no proof for a newer one",
                    "find the slow hop in the facts; raise delivery.deadline where mail may take that long"),
    plugin::verdict(WP_STATE_CRITICAL, "lost", "a probe was not in the mailbox by its deadline",
                    "look for the probe's queue id in the log of the submission server, "
                    "and whether a rule moved the mail"),
    plugin::verdict(WP_STATE_WARNING, "junk",
                    "a probe was delivered into the junk folder or another one than INBOX",
                    "let the mailbox's filter accept mail from smtp.from"),
    plugin::verdict(WP_STATE_CRITICAL, "bounced",
                    "a mail server returned a probe with a delivery report (RFC 3464)",
                    "do what the named server's words ask for: they are the reason why mail does not arrive"),
    plugin::verdict(WP_STATE_CRITICAL, "uncertain",
                    "the server fell silent after the end of a probe: it may or may not have taken it",
                    "look in the log of the submission server for what it does at the end of a message"),
    plugin::verdict(WP_STATE_CRITICAL, "down",
                    "a stage of submission or retrieval failed, the deletion of what was found included; "
                    "the line names the stage and the server's own words",
                    "the line ends with what to do about that failure"),
    plugin::verdict(WP_STATE_WARNING, "busy",
                    "a server asked to come back later: too many sessions, a locked maildrop, a limit, "
                    "trouble of its own; or it refused one sign-in without a reason that says what is wrong",
                    "nothing when it passes by itself; else poll less often, give the account fewer users "
                    "at a time, raise the server's limits, or look at its log"),
    plugin::verdict(WP_STATE_WARNING, "greylisted",
                    "the submission server defers first contacts (450 or 451 4.7.x) "
                    "and took the probe on no try of this poll",
                    "nothing when it passes by itself; otherwise exempt the monitor from greylisting"),
    plugin::verdict(WP_STATE_UNKNOWN, "unknown",
                    "the fault is on the monitor's own machine: no network, no name service, no time, "
                    "or no place for its records; nothing is said about the mail servers",
                    "restore the network, the resolver or the disk of the machine that monitors"),
};

constexpr std::string_view name(verdict v) { return verdicts[static_cast<std::size_t>(v)].word; }
constexpr std::uint32_t state_of(verdict v) { return verdicts[static_cast<std::size_t>(v)].state; }
static_assert(name(verdict::unknown) == "unknown" && name(verdict::bounced) == "bounced");

}  // namespace watchpost::email_monitor
