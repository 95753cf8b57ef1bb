#include "virtual_time.h"

namespace watchpost::python {

std::uint64_t virtual_time::activity() const {
  std::vector<std::weak_ptr<sandbox::server>> all;
  {
    const std::lock_guard lock(mutex_);
    all = sandboxes_;
  }
  std::uint64_t sum = 0;
  for (const auto& each : all) {
    const auto server = each.lock();
    if (!server) continue;
    server->settle();
    const auto counts = server->count();
    for (const auto* of : {&counts.smtp, &counts.imap, &counts.pop3})
      sum += of->sessions + of->open_sessions + of->commands + of->received + of->sent;
    sum += counts.tls_handshakes;
  }
  return sum;
}

}  // namespace watchpost::python
