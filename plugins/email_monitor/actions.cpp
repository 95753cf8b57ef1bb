#include "actions.h"

#include "../mail/imap/mailbox.h"
#include "../mail/pop3/mailbox.h"
#include "advice.h"

namespace watchpost::email_monitor {
namespace {

using mail::net::task;

plugin::result stage_result(const std::string& server, mail::stage at, std::chrono::microseconds spent) {
  const double seconds = static_cast<double>(spent.count()) / 1e6;
  char text[32];
  std::snprintf(text, sizeof text, "%.1f ms", seconds * 1e3);
  plugin::result r(watchpost::abi::state::ok, std::string(name(at)),
                   server + ": " + std::string(name(at)) + ", " + text);
  r.fact("server", server).fact("stage", std::string(name(at))).fact("seconds", std::to_string(seconds));
  return r;
}

void tell(plugin::op& op, const std::string& server, const mail::session_report& session) {
  for (const auto& [at, spent] : session.stages) op.emit(stage_result(server, at, spent));
}

task<mail::result<void>> reach_mail_server(mail::net::network& net, const plan& what,
                                           mail::net::instant deadline, mail::net::cancellation cancel,
                                           mail::session_report& session) {
  const mail::net::connect_options to{.server = what.retrieval.server,
                                      .tls = what.retrieval.tls,
                                      .trust = what.retrieval.trust,
                                      .connect_by = net.time().now() + what.retrieval.connect_timeout,
                                      .deadline = deadline};
  const auto reached = co_await mail::net::connect(net, to, cancel, session);
  if (!reached) co_return reached.error();
  co_return mail::result<void>();
}

task<mail::result<void>> sign_in_to_mail_server(mail::net::network& net, const plan& what,
                                                mail::net::instant deadline, mail::net::cancellation cancel,
                                                mail::session_report& session) {
  mail::result<void> done;
  if (what.account == account_type::imap) {
    done = co_await mail::imap::sign_in(net, what.retrieval, deadline, cancel, session);
  } else {
    done = co_await mail::pop3::sign_in(net, what.retrieval, deadline, cancel, session);
  }
  co_return done;
}

}  // namespace

task<void> run_action(mail::net::network& net, const plan& what, std::string_view action,
                      mail::net::instant deadline, mail::net::cancellation cancel, plugin::op op) {
  const bool signing_in = action == "sign-in";
  mail::smtp::settings submission = what.submission;
  if (!signing_in) submission.auth.reset();
  plugin::result verdict(watchpost::abi::state::ok, "ok", "both servers answer as the settings ask");

  mail::session_report smtp;
  const auto submitted = co_await mail::smtp::sign_in(net, submission, deadline, cancel, smtp);
  tell(op, submission_server(what), smtp);
  mail::session_report box;
  mail::result<void> retrieved;
  if (signing_in) {
    retrieved = co_await sign_in_to_mail_server(net, what, deadline, cancel, box);
  } else {
    retrieved = co_await reach_mail_server(net, what, deadline, cancel, box);
  }
  tell(op, retrieval_server(what), box);

  std::string problems;
  if (!submitted)
    problems = submission_server(what) + ": " + to_string(submitted.error()) + "; " +
               advice(submitted.error(), "smtp");
  if (!retrieved) {
    if (!problems.empty()) problems += "; also ";
    problems += retrieval_server(what) + ": " + to_string(retrieved.error()) + "; " +
                advice(retrieved.error(), "mail");
  }
  if (!problems.empty()) verdict = {watchpost::abi::state::critical, "down", problems};
  op.complete(verdict);
}

}  // namespace watchpost::email_monitor
