#include "configuration.h"

namespace watchpost::email_monitor {

std::chrono::milliseconds deadline(const configuration& config, std::chrono::milliseconds interval) {
  constexpr std::chrono::minutes unscheduled{5};
  return config.delivery_deadline.value_or(interval.count() > 0 ? interval : unscheduled);
}

sign_in_facts submission_sign_in(const configuration& config) {
  const auto& auth = config.submission.auth;
  return {"smtp",
          "SMTP",
          config.submission.server,
          config.submission.tls,
          auth.value_or(mail::sasl::credentials{}),
          auth && !config.token_submits};
}

sign_in_facts retrieval_sign_in(const configuration& config) {
  return {"mail",
          std::string(name(config.protocol)),
          config.retrieval.server,
          config.retrieval.tls,
          config.retrieval.user,
          !config.token_retrieves};
}

}  // namespace watchpost::email_monitor
