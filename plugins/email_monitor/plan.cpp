#include "plan.h"

namespace watchpost::email_monitor {
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
          std::string(name(what.protocol)),
          what.retrieval.server,
          what.retrieval.tls,
          what.retrieval.user,
          !what.token_retrieves};
}

}  // namespace watchpost::email_monitor
