#include "plan.h"

namespace watchpost::email_monitor {
namespace {

std::string text(const char* service, const mail::net::endpoint& at) {
  return std::string(service) + ' ' + at.host + ':' + std::to_string(at.port);
}

}  // namespace

std::chrono::milliseconds deadline(const plan& what, std::chrono::milliseconds interval) {
  constexpr std::chrono::minutes unscheduled{5};
  return what.delivery_deadline.value_or(interval.count() > 0 ? interval : unscheduled);
}

sign_in_facts submission_sign_in(const plan& what) {
  const auto& auth = what.submission.auth;
  return {"smtp",
          "SMTP",
          what.submission.server,
          what.submission.tls,
          auth.value_or(mail::sasl::credentials{}),
          auth && !what.token_submits};
}

sign_in_facts retrieval_sign_in(const plan& what) {
  return {"mail",
          what.account == account_type::imap ? "IMAP" : "POP3",
          what.retrieval.server,
          what.retrieval.tls,
          what.retrieval.user,
          !what.token_retrieves};
}

std::string submission_server(const plan& what) { return text("SMTP", what.submission.server); }

std::string retrieval_server(const plan& what) {
  return text(what.account == account_type::imap ? "IMAP" : "POP3", what.retrieval.server);
}

}  // namespace watchpost::email_monitor
