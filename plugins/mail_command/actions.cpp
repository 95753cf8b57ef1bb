#include "actions.h"

#include "account/sessions.h"
#include "mail_command/outbox/advice.h"

namespace watchpost::mail_command {
namespace {

void tell(plugin::result& result, const char* group, const std::string& server,
          const mail::session_report& report) {
  result.fact(std::string(group) + ".server", server);
  if (report.tls) result.fact(std::string(group) + ".tls", report.tls->version);
  if (!report.mechanism.empty()) result.fact(std::string(group) + ".sign_in", report.mechanism);
  if (const auto delay = report.login_delay.count(); delay > 0)
    result.fact(std::string(group) + ".login_delay", std::to_string(delay) + " s");
}

}  // namespace

mail::net::task<void> run_action(mail::net::network& net, const runtime::configuration& config, std::string,
                                 mail::net::instant deadline, mail::net::cancellation cancel, plugin::op op) {
  plugin::result out(abi::state::ok, "signed-in", "both servers let us in");
  mail::session_report receiving, sending;
  const mail::result<void> in =
      co_await account::sign_in_to_retrieve(net, config, deadline, cancel, receiving);
  tell(out, "mail", account::retrieval_server(config), receiving);
  if (!in) {
    out.state = abi::state::critical;
    out.verdict = "refused";
    out.summary = account::retrieval_server(config) + ": " + to_string(in.error());
    op.complete(out);
    co_return;
  }
  // With POP before SMTP that sign-in is what lets us send.
  const mail::result<void> there =
      co_await account::sign_in_to_submit(net, config, deadline, cancel, sending);
  tell(out, "smtp", account::submission_server(config), sending);
  if (!there) {
    const outbox::sending_facts facts{config.submission.server.port, config.submission.auth.has_value(),
                                      config.pop_before_smtp};
    const std::string advice = sending_advice(there.error(), facts);
    out.state = abi::state::critical;
    out.verdict = "refused";
    out.summary = account::submission_server(config) + ": " + to_string(there.error()) +
                  (advice.empty() ? std::string() : "; " + advice);
  }
  op.complete(out);
}

}  // namespace watchpost::mail_command
