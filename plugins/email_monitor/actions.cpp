#include "actions.h"

#include "account/sessions.h"
#include "advice.h"
#include "mail/imap/mailbox.h"
#include "mail/net/certificate.h"
#include "mail/pop3/mailbox.h"
#include "metrics.h"

#include <cstdio>

namespace watchpost::email_monitor {
namespace {

using mail::session_report;
using mail::stage_observer;
using mail::net::task;

// One action while it runs.
struct action_run {
  mail::net::network& net;
  const configuration& config;
  mail::net::instant deadline;
  mail::net::cancellation cancel;
};

void add_certificate(plugin::result& to, const session_report& session, std::chrono::seconds now) {
  if (session.tls) to.fact("tls", session.tls->version + ' ' + session.tls->cipher);
  if (!session.chain) return;
  const auto facts = mail::net::facts_of(session.chain->front());
  if (!facts) return;
  const auto days_left = (facts->not_after - now.count()) / (24 * 3600);
  to.fact("certificate.subject", facts->subject).fact("certificate.issuer", facts->issuer);
  to.fact("certificate.names", facts->names).fact("certificate.days_left", std::to_string(days_left));
  to.fact("certificate.verified", session.tls && session.tls->verified ? "yes" : "no");
}

// Tells of each stage when it has ended. `op` outlives the session.
stage_observer teller(plugin::op& op, std::string server, mail::net::network& net) {
  return [&op, &net, server = std::move(server)](const session_report& session, mail::stage at,
                                                 std::chrono::microseconds spent) {
    const double seconds = static_cast<double>(spent.count()) / 1e6;
    char text[32];
    std::snprintf(text, sizeof text, "%.1f ms", seconds * 1e3);
    plugin::result r(watchpost::abi::state::ok, std::string(name(at)),
                     server + ": " + std::string(name(at)) + ", " + text);
    r.fact("server", server).fact("stage", std::string(name(at))).fact("seconds", std::to_string(seconds));
    if (at == mail::stage::connect && !session.address.empty()) r.fact("address", session.address);
    if (at == mail::stage::tls)
      add_certificate(r, session, std::chrono::duration_cast<std::chrono::seconds>(net.time().wall()));
    if (at == mail::stage::sign_in && !session.mechanism.empty()) r.fact("mechanism", session.mechanism);
    op.emit(r);
  };
}

task<mail::result<void>> reach_mail_server(action_run run, bool signing_in, session_report& session) {
  const auto& server = run.config.retrieval;
  const bool imap = run.config.protocol == account_type::imap;
  mail::result<void> done;
  if (signing_in) {
    done = co_await sign_in_to_retrieve(run.net, run.config, run.deadline, run.cancel, session);
  } else if (imap) {
    done = co_await mail::imap::reach(run.net, server, run.deadline, run.cancel, session);
  } else {
    done = co_await mail::pop3::reach(run.net, server, run.deadline, run.cancel, session);
  }
  co_return done;
}

task<plugin::result> try_both_servers(action_run run, bool signing_in, plugin::op& op) {
  configuration to_submit = run.config;
  if (!signing_in) to_submit.submission.auth.reset();
  session_report smtp, box;
  smtp.observer = teller(op, submission_server(run.config), run.net);
  box.observer = teller(op, retrieval_server(run.config), run.net);
  const auto submitted = co_await sign_in_to_submit(run.net, to_submit, run.deadline, run.cancel, smtp);
  const auto retrieved = co_await reach_mail_server(run, signing_in, box);

  std::string problems;
  if (!submitted)
    problems = submission_server(run.config) + ": " + to_string(submitted.error()) + "; " +
               advice(submitted.error(), "smtp");
  if (!retrieved) {
    if (!problems.empty()) problems += "; also ";
    problems += retrieval_server(run.config) + ": " + to_string(retrieved.error()) + "; " +
                advice(retrieved.error(), "mail");
  }
  if (!problems.empty()) co_return plugin::result(watchpost::abi::state::critical, "down", problems);
  co_return plugin::result(watchpost::abi::state::ok, "ok", "both servers answer as the settings ask");
}

// What an action knows is forgotten with it.
class no_storage final : public storage {
 public:
  void store(edits, answer done) override { done(std::nullopt); }
};

// A poll of an instance that exists for this one probe: its own identity, so that it and the real one never
// take each other's mail.
task<plugin::result> round_trip(action_run run, plugin::op& op) {
  configuration config = run.config;
  config.mode = poll_mode::same_poll;
  std::string problem;
  auto book = ledger::load({}, problem);
  if (!book) co_return plugin::result(watchpost::abi::state::unknown, "unknown", problem);
  no_storage nowhere;
  journal unwritten(nowhere);
  const auto wall = run.net.time().wall();
  const poll_request when{.deadline = run.deadline,
                          .due = wall.count(),
                          .interval = run.deadline - run.net.time().now(),
                          .submission_stages = teller(op, submission_server(config), run.net),
                          .retrieval_stages = teller(op, retrieval_server(config), run.net)};
  refusals none;  // who asks for it by hand wants it tried
  mail::broker alone(run.net);
  const shared_services services{run.net, alone, none};
  const poll_report report = co_await poll(services, config, *book, unwritten, when, run.cancel);
  plugin::result verdict = make_result(report, config, run.net.time().wall().count() / 1000);
  if (!book->probes().empty())
    verdict.summary += "; if the probe still arrives, nobody deletes it: its Message-ID begins with wp1." +
                       book->own_identity().tag;
  co_return verdict;
}

}  // namespace

task<void> run_action(mail::net::network& net, const configuration& config, std::string_view action,
                      mail::net::instant deadline, mail::net::cancellation cancel, plugin::op op) {
  const action_run run{net, config, deadline, cancel};
  plugin::result verdict;
  if (action == "round-trip") {
    verdict = co_await round_trip(run, op);
  } else {
    verdict = co_await try_both_servers(run, action == "sign-in", op);
  }
  if (cancel.raised() && verdict.state != watchpost::abi::state::ok)
    op.fail({.status = WP_E_CANCELLED, .domain = "host", .text = "stopped: " + verdict.summary});
  else
    op.complete(verdict);
}

}  // namespace watchpost::email_monitor
