// The documents that go with a verdict that is not good: what the postmaster of a provider needs to find the
// fault in his own logs.
//
//   plugin::result r = make_result(report, plan, now);
//   if (r.state != ok) attach_evidence(r, report, plan, ledger, net.time().wall());
//
// summary.txt, timeline.txt, dns.txt, smtp.txt, imap.txt or pop3.txt, smtp-chain.pem, mail-chain.pem; those
// of a server that was not spoken to are missing. Times are UTC.
#pragma once

#include "ledger.h"
#include "round_trip.h"

#include <watchpost/cpp/result.hpp>

#include <chrono>

namespace watchpost::email_monitor {

// `now`: wall, when the verdict was found.
void attach_evidence(plugin::result& to, const poll_report& report, const configuration& config,
                     const ledger& book, std::chrono::milliseconds now);

// "2026-11-25 08:06:41.250Z"
std::string exact_text(std::chrono::milliseconds wall);

}  // namespace watchpost::email_monitor
